"""Every committed stack under the real engine, from nothing to a second update."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .conftest import ZONE, emulated
from .faults import type_of
from .project import ROOT, SECONDS, Engine, Run

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]

STACKS = ("baseline", "dev", "staging", "prod")
"""`production`, a link to prod's file, is deployed by `test_production`."""

RANDOM = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<![a-z])[0-9a-f]{7,}(?![a-z])|(?<![A-Z0-9])[A-Z0-9]{10,}(?![A-Z0-9])|[0-9a-z]{10}(?=\b)"
)
"""In ids: what AWS draws."""

DRAWN = ("aws:cloudwatch/logDelivery:LogDelivery", "random:index/randomId:RandomId")
"""Types whose ids are drawn altogether."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """What happened to a stack."""

    stack: str
    previewed: Run
    deployed: Run
    again: Run
    refreshed: Run
    resources: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Any]


@pytest.fixture(scope="module", params=STACKS)
def life(
    request: pytest.FixtureRequest, cli: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Life]:
    """A stack's first days, in an account of its own."""
    stack = request.param
    with emulated() as (_, server):
        engine = Engine(cli=cli, directory=tmp_path_factory.mktemp(stack) / "of", provider=server.environment)
        yield Life(
            stack=stack,
            previewed=engine.preview(stack),
            deployed=engine.up(stack),
            again=engine.up(stack),
            refreshed=engine.refresh(stack),
            resources=engine.resources(stack),
            outputs=engine.outputs(stack),
        )


@pytest.mark.requirement("X-2")
def test_an_update_does_what_its_preview_said(life: Life) -> None:
    assert set(life.deployed.counts) == {"create"}
    assert life.previewed.operations() == life.deployed.operations()
    assert life.previewed.counts == life.deployed.counts


def test_a_second_update_changes_nothing(life: Life) -> None:
    assert life.again.changes == {}
    assert life.again.counts == {"same": life.deployed.counts["create"]}


def test_a_refresh_finds_no_drift(life: Life) -> None:
    assert life.refreshed.changes == {}


def test_no_write_only_input_and_no_plain_secret_is_in_the_state(life: Life) -> None:
    secret = {"4dabf18193072939515e22adb298388d"}
    random = [r for r in life.resources.values() if r["type"] == "random:index/randomPassword:RandomPassword"]
    assert random or life.stack == "baseline"  # which draws no secret
    for resource in random:
        assert secret <= set(resource["outputs"]["result"])
    written = [
        (urn, key)
        for urn, resource in life.resources.items()
        for key in resource.get("outputs") or {}
        if key.endswith("Wo")
    ]
    assert written == []


def test_both_front_ends_make_the_same_resources(life: Life) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "emulator", "up", life.stack, "--given", ZONE, "--json"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("AWS_")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    in_process = {urn: made["id"] for urn, made in told["resources"].items() if not _bookkeeping(urn)}
    engine = {
        urn: made["id"] for urn, made in life.resources.items() if made.get("id") and not _bookkeeping(urn)
    }  # components show in the URNs of what is under them
    assert set(in_process) == set(engine)
    assert {urn: _masked(urn, id_) for urn, id_ in in_process.items()} == {
        urn: _masked(urn, id_) for urn, id_ in engine.items()
    }


def _bookkeeping(urn: str) -> bool:
    """Whether only an engine has it: the stack itself, default providers, and ids of providers."""
    return type_of(urn) == "pulumi:pulumi:Stack" or type_of(urn).startswith("pulumi:providers:")


def _masked(urn: str, id_: str) -> str:
    """An id with what AWS (or the random provider) draws masked."""
    return "*" if type_of(urn) in DRAWN else RANDOM.sub("*", id_)
