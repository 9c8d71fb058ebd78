"""Calls that fail before they have an effect: the next updates make good what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.account import Account
from emulator.provider.serving import Serving

from .conftest import emulated
from .faults import KINDS, AtRandom, FirstOfEachType, type_of
from .footprint import Footprint, footprint
from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(2 * SECONDS)]

LONGEST_CHAIN = 25
"""Updates after which everything must be there: each passes one link at least of what needs what."""

CONSEQUENCES = "injected|update failed|resource registration failed|malformed RPC secret"
"""What is said of a fault, and of what needs the failed resource: the last where a secret comes from it."""


@pytest.fixture(scope="module")
def clean(cli: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], Footprint]:
    """What there is after an update without faults: URNs, and the account."""
    with emulated() as (account, server):
        engine = Engine(
            cli=cli, directory=tmp_path_factory.mktemp("clean") / "of", provider=server.environment
        )
        engine.up("dev")
        return set(engine.resources("dev")), footprint(account)


@pytest.fixture
def fresh(cli: Path, clean: object, tmp_path: Path) -> Iterator[tuple[Engine, Account, Serving]]:
    """A project in an account of its own."""
    with emulated() as (account, server):
        yield Engine(cli=cli, directory=tmp_path / "of", provider=server.environment), account, server


def converge(engine: Engine) -> int:
    """Update until all is well; how often it took."""
    for count in range(1, LONGEST_CHAIN):
        run = engine.up("dev", "--skip-preview", "--continue-on-error", check=False)
        if run.code == 0:
            return count
        assert "injected" in run.output, run.output
        others = [text for text in run.errors if not re.search(CONSEQUENCES, text)]
        assert others == []
    raise AssertionError("it never came to an end")


def same_as(engine: Engine, account: Account, clean: tuple[set[str], Footprint]) -> None:
    """State and account are those of an update without faults."""
    assert set(engine.resources("dev")) == clean[0]
    assert footprint(account) == clean[1]
    assert engine.up("dev").changes == {}
    assert engine.refresh("dev").changes == {}


@pytest.mark.parametrize("kind", KINDS)
def test_the_creation_of_each_type_may_fail_once(
    kind: str, fresh: tuple[Engine, Account, Serving], clean: tuple[set[str], Footprint]
) -> None:
    engine, account, server = fresh
    fault = FirstOfEachType(KINDS[kind], "Create")
    server.service.interfere = fault
    assert converge(engine) > 1
    made = {type_of(urn) for urn in clean[0] if type_of(urn).startswith(("aws:", "random:"))}
    assert fault.failed == made
    same_as(engine, account, clean)


@pytest.mark.parametrize("seed", range(3))
def test_calls_may_fail_at_random(
    seed: int, fresh: tuple[Engine, Account, Serving], clean: tuple[set[str], Footprint]
) -> None:
    engine, account, server = fresh
    fault = AtRandom(seed, share=0.1)
    server.service.interfere = fault
    converge(engine)
    assert fault.failed
    same_as(engine, account, clean)


def test_deletions_may_fail(fresh: tuple[Engine, Account, Serving]) -> None:
    engine, _, server = fresh
    engine.up("dev")
    fault = FirstOfEachType(KINDS["throttled"], "Delete")
    server.service.interfere = fault
    for _ in range(LONGEST_CHAIN):
        if engine.destroy("dev", "--continue-on-error", check=False).code == 0:
            break
    assert fault.failed
    assert [urn for urn in engine.resources("dev") if type_of(urn).startswith("aws:")] == []
