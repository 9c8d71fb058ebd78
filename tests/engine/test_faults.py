"""Calls that fail before they have an effect: the next updates make good what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from emulator.account import Account
from emulator.provider.serving import Serving

from .conftest import emulated
from .faults import KINDS, AtRandom, FirstOfEachType, type_of
from .footprint import Footprint, footprint
from .platforms import ENABLED, own_types
from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(2 * SECONDS)]

STACK = "dev"
LONGEST_CHAIN = 40
"""Updates after which everything must be there: each passes one link at least of what needs what."""

CONSEQUENCES = (
    "injected|update failed|resource registration failed|malformed RPC secret|resource monitor shut down"
)
"""What is said of a fault, of what needs the failed resource (with a secret from it, the fourth), and, by the
program, of an engine that has given up."""


@dataclass(frozen=True, kw_only=True)
class World:
    """A platform's project, in an account of its own."""

    engine: Engine
    account: Account
    server: Serving

    def converge(self) -> int:
        """Update until all is well; how often it took."""
        for count in range(1, LONGEST_CHAIN):
            run = self.engine.up(STACK, "--skip-preview", "--continue-on-error", check=False)
            if run.code == 0:
                return count
            assert "injected" in run.output, run.output
            others = [text for text in run.errors if not re.search(CONSEQUENCES, text)]
            assert others == []
        raise AssertionError("it never came to an end")

    @property
    def found(self) -> tuple[set[str], Footprint]:
        """URNs, and what is in the account."""
        return set(self.engine.resources(STACK)), footprint(self.account)


@pytest.fixture(scope="module")
def new_world(
    cli: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], AbstractContextManager[World]]:
    """Makes a project of one platform."""

    @contextmanager
    def make(platform: str) -> Iterator[World]:
        with emulated() as (account, server):
            directory = tmp_path_factory.mktemp(platform, numbered=True) / "of"
            engine = Engine(cli=cli, directory=directory, provider=server.environment)
            engine.enable(STACK, platform)
            yield World(engine=engine, account=account, server=server)

    return make


@pytest.fixture(scope="module", params=ENABLED)
def platform(request: pytest.FixtureRequest) -> str:
    """Each platform."""
    return str(request.param)


@pytest.fixture(scope="module")
def clean(
    platform: str, new_world: Callable[[str], AbstractContextManager[World]]
) -> tuple[set[str], Footprint]:
    """What there is after an update without faults: URNs, and the account."""
    with new_world(platform) as world:
        world.engine.up(STACK)
        return world.found


@pytest.fixture
def world(
    platform: str, clean: object, new_world: Callable[[str], AbstractContextManager[World]]
) -> Iterator[World]:
    """Where the faults happen."""
    with new_world(platform) as made:
        yield made


def test_the_creation_of_each_type_may_fail_once(
    platform: str, world: World, clean: tuple[set[str], Footprint]
) -> None:
    """Each type with the first platform that has it."""
    made = {type_of(urn) for urn in clean[0] if type_of(urn).startswith(("aws:", "random:"))}
    wanted = made & own_types(platform)
    if not wanted:
        return  # every one of its types has had its fault with a platform before it
    fault = FirstOfEachType("Create", wanted)
    world.server.service.interfere = fault
    assert world.converge() > 1
    assert fault.failed == wanted
    assert world.found == clean
    assert world.engine.refresh(STACK).changes == {}
    assert world.engine.up(STACK).changes == {}


def test_every_type_of_every_platform_has_its_turn() -> None:
    every = [typ for name in ENABLED for typ in own_types(name)]
    assert len(every) == len(set(every)) > len(KINDS)


def test_calls_may_fail_at_random_from_creation_to_deletion(
    platform: str, world: World, clean: tuple[set[str], Footprint]
) -> None:
    creations = AtRandom(ENABLED.index(platform), share=0.1)
    world.server.service.interfere = creations
    world.converge()
    assert creations.failed
    assert world.found == clean
    assert world.engine.up(STACK).changes == {}

    deletions = FirstOfEachType("Delete", {type_of(urn) for urn in clean[0]})
    world.server.service.interfere = deletions
    for _ in range(LONGEST_CHAIN):
        if world.engine.destroy(STACK, "--continue-on-error", check=False).code == 0:
            break
    assert deletions.failed
    assert [urn for urn in world.engine.resources(STACK) if type_of(urn).startswith("aws:")] == []
