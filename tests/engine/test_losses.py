"""Calls whose effect stays, and whose answer is lost: nothing is lost or doubled without a word."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from emulator.account import Account
from emulator.given import provide
from emulator.provider.serving import Serving, serving

from .conftest import ZONE, emulated
from .faults import type_of
from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]

TABLE = "aws:dynamodb/table:Table"


@pytest.fixture
def account() -> Iterator[Account]:
    """An account that outlives its servers."""
    with Account() as account:
        provide(account, ZONE)
        yield account


@pytest.fixture
def server(account: Account) -> Iterator[Callable[[], Serving]]:
    """Starts a server over the account, another one each time."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(serving(account))


def test_a_table_made_by_a_provider_that_died_is_named_and_can_be_imported(
    cli: Path, tmp_path: Path, account: Account, server: Callable[[], Serving]
) -> None:
    first = server()
    engine = Engine(cli=cli, directory=tmp_path / "of", provider=first.environment)
    lost: list[str] = []

    def die(moment: str, method: str, urn: str) -> None:
        if moment == "after" and method == "Create" and type_of(urn) == TABLE and not lost:
            lost.append(urn)
            first.kill()

    first.service.interfere = die
    assert engine.up("dev", check=False).code != 0
    assert lost
    urn = lost[0]
    assert urn not in engine.resources("dev")

    second = server()
    engine.provider = second.environment
    refused = engine.up("dev", check=False)
    assert refused.code != 0
    assert any("already exists" in text or "ResourceInUse" in text for text in refused.errors)
    assert urn.rpartition("::")[2] in refused.output


def test_an_update_interrupted_in_the_middle_is_taken_up_by_the_next(cli: Path, tmp_path: Path) -> None:
    with emulated() as (_, served):
        engine = Engine(cli=cli, directory=tmp_path / "of", provider=served.environment)
        engine.select("dev")
        made: list[str] = []
        served.service.interfere = lambda moment, _method, urn: (
            made.append(urn) if moment == "after" else None
        )
        running = subprocess.Popen(  # noqa: S603 - the CLI that the tests are given
            [str(cli), "--non-interactive", "up", "--yes", "--skip-preview", "--stack", "dev"],
            cwd=engine.project,
            env=engine.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + SECONDS / 2
        while len(made) < 20 and time.monotonic() < deadline:
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        assert running.wait(SECONDS / 2) != 0
        stopped_at = len(made)
        assert stopped_at < len(engine.up("dev").counts) or engine.up("dev").changes == {}
        assert engine.up("dev").changes == {}
        assert len(made) == len(set(made))
