"""Calls whose effect stays, and whose answer is lost: nothing is lost or doubled without a word."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from emulator.account import Account
from emulator.provider.service import LostError

from .conftest import emulated
from .faults import type_of
from .platforms import with_types
from .project import SECONDS, Engine

LONGEST_CHAIN = 10
ENOUGH = 20
"""Resources after which an update is interrupted."""

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]

TABLE = "aws:dynamodb/table:Table"
NAMED = {
    TABLE: "TableName",
    "aws:sqs/queue:Queue": "",
    "aws:s3/bucket:Bucket": "Bucket",
    "aws:cloudwatch/logGroup:LogGroup": "logGroupName",
}
"""Stateful types whose creation is lost -> the parameter that is the id; empty: the queue's URL."""


def test_what_was_made_without_an_answer_is_named_and_imported(cli: Path, tmp_path: Path) -> None:
    """Repaired by `pulumi import`: nothing is lost, nothing is there twice."""
    with emulated() as (account, server):
        engine = Engine(cli=cli, directory=tmp_path / "of", provider=server.environment)
        engine.enable("dev", with_types(*NAMED))
        lost: dict[str, str] = {}

        def lose(moment: str, method: str, urn: str) -> None:
            typ = type_of(urn)
            if moment == "after" and method == "Create" and typ in NAMED and typ not in lost:
                lost[typ] = urn
                raise LostError("injected: the provider died")

        server.service.interfere = lose
        for _ in range(LONGEST_CHAIN):  # what needs a lost resource comes after it was imported
            failed = engine.up("dev", "--skip-preview", "--continue-on-error", check=False)
            if failed.code == 0:
                break
            again = engine.up("dev", "--skip-preview", "--continue-on-error", check=False)
            known = engine.resources("dev")
            for typ, urn in lost.items():
                if urn in known:
                    continue
                assert urn.rpartition("::")[2] in again.output, again.output
                engine.adopt("dev", urn, _id(account, typ, urn))
        assert set(lost) == set(NAMED)
        engine.up("dev")
        assert engine.up("dev").changes == {}
        assert engine.refresh("dev").changes == {}
        made = [urn for urn in engine.resources("dev") if type_of(urn) in NAMED]
        assert len(account.client("dynamodb").list_tables()["TableNames"]) == _count(made, "Table")
        assert len(account.client("s3").list_buckets()["Buckets"]) == _count(made, "Bucket")
        assert len(account.client("sqs").list_queues()["QueueUrls"]) == _count(made, "Queue")


def _count(urns: Sequence[str], cls: str) -> int:
    return sum(type_of(urn).endswith(f":{cls}") for urn in urns)


def _id(account: Account, typ: str, urn: str) -> str:
    """What an operator reads in the error, or in the console."""
    if typ.endswith(":Queue"):
        name = next(
            call.params["QueueName"] for call in account.calls_of(urn) if call.operation == "CreateQueue"
        )
        return str(account.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])
    return next(str(call.params[NAMED[typ]]) for call in account.calls_of(urn) if NAMED[typ] in call.params)


def test_a_provider_that_dies_in_the_middle_leaves_a_stack_that_can_be_read(
    cli: Path, tmp_path: Path
) -> None:
    with emulated() as (_, server):
        engine = Engine(cli=cli, directory=tmp_path / "of", provider=server.environment)
        engine.enable("dev", with_types(TABLE))

        def die(moment: str, method: str, urn: str) -> None:
            if moment == "after" and method == "Create" and type_of(urn) == TABLE:
                server.kill()

        server.service.interfere = die
        assert engine.up("dev", check=False).code != 0
        assert engine.resources("dev")


def test_an_update_interrupted_in_the_middle_is_taken_up_by_the_next(cli: Path, tmp_path: Path) -> None:
    with emulated() as (_, served):
        engine = Engine(cli=cli, directory=tmp_path / "of", provider=served.environment)
        engine.enable("dev", with_types(TABLE))
        engine.select("dev")
        made: list[str] = []

        def note(moment: str, method: str, urn: str) -> None:
            if (moment, method) == ("after", "Create"):
                made.append(urn)

        served.service.interfere = note
        running = subprocess.Popen(  # noqa: S603 - the CLI that the tests are given
            [str(cli), "--non-interactive", "up", "--yes", "--skip-preview", "--stack", "dev"],
            cwd=engine.project,
            env=engine.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + SECONDS / 2
        while len(made) < ENOUGH and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.wait(SECONDS / 2) != 0
        before = len(made)
        finished = engine.up("dev")
        assert finished.counts["create"] > 0
        assert len(made) > before
        assert len(made) == len(set(made)), "something was made twice"
        assert engine.up("dev").changes == {}
