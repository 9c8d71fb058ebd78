"""One program, two front ends: what the engine's state tells of it is what a run in process registers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulator import wire
from emulator.graph import Graph, Registration
from emulator.provider.judging import graph_of, judged
from emulator.provider.values import ARCHIVE, ASSET
from tests.emulated.world import deployed_to, running_account
from tests.support.program import Variant

from .conftest import emulated
from .project import SECONDS, Engine
from .replay import differing, renamed, zones

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("X-10")]

STACKS = ("baseline", "dev", "staging", "prod", "production")

SHORTEST = 6
"""Characters of an id that AWS draws (API Gateway's deployments)."""

ENGINES_OWN = "pulumi:providers:"
"""Types of which the engine keeps more than the program gives (versions, default providers)."""


@dataclass(frozen=True, kw_only=True)
class Both:
    """A stack under both front ends.

    Attributes:
        state: What the engine keeps.
        engine: Its graph.
        in_process: The other's.
        drawn: What AWS drew under the engine -> what it drew under the other.

    """

    state: Mapping[str, Any]
    engine: Graph
    in_process: Graph
    drawn: Mapping[str, str]

    def pairs(self) -> Iterator[tuple[Registration, Registration]]:
        """Every resource of the program, as both have it."""
        for urn, registration in self.in_process.registrations.items():
            if not registration.typ.startswith(ENGINES_OWN):
                yield self.engine[urn], registration


@pytest.fixture(scope="module", params=STACKS)
def both(request: pytest.FixtureRequest, cli: Path, tmp_path_factory: pytest.TempPathFactory) -> Both:
    stack = request.param
    with emulated() as (looked_up, server):
        engine = Engine(cli=cli, directory=tmp_path_factory.mktemp(stack) / "of", provider=server.environment)
        engine.up(stack)
        state, there = engine.state(stack), zones(looked_up)
    with running_account() as account:
        here = zones(account)
        deployment = deployed_to(account, Variant(file=stack, platform=""))
    drawn = {id_: here[name] for name, id_ in there.items()}
    for resource in state["resources"]:
        if not resource["type"].startswith("aws:"):
            continue
        given = resource["inputs"]
        told = {key: value for key, value in resource["outputs"].items() if key not in given}
        before, after = {"id": resource["id"], **told}, deployment.state_of(resource["urn"])
        names = {value for value in given.values() if isinstance(value, str)}
        drawn |= {
            old: new for old, new in differing(before, after) if len(old) >= SHORTEST and old not in names
        }
    return Both(state=state, engine=graph_of(state), in_process=deployment.graph, drawn=drawn)


def test_they_have_the_same_resources(both: Both) -> None:
    def names(graph: Graph) -> set[str]:
        return {one.urn for one in graph if not one.typ.startswith(f"{ENGINES_OWN}")}

    assert names(both.engine) == names(both.in_process)
    assert len(both.in_process) > 100


def test_they_have_the_same_structure(both: Both) -> None:
    def structure(one: Registration) -> tuple[object, ...]:
        return (
            one.typ,
            one.parent,
            one.custom,
            one.remote,
            one.protect,
            "" if "::default_" in one.provider else one.provider,
            one.ignore_changes,
        )

    differing = {
        there.urn: (structure(there), structure(here))
        for there, here in both.pairs()
        if structure(there) != structure(here)
    }
    assert differing == {}, json.dumps(differing, indent=1)


def test_they_have_the_same_dependencies(both: Both) -> None:
    differing = {}
    for there, here in both.pairs():
        if any(above.remote for above in both.in_process.ancestors(here.urn)):
            continue  # of those the engine keeps all dependencies with each input
        if (set(there.dependencies), dict(there.property_dependencies)) != (
            set(here.dependencies),
            dict(here.property_dependencies),
        ):
            differing[here.urn] = (there.dependencies, here.dependencies)
    assert differing == {}, json.dumps(differing, indent=1)


def test_they_have_the_same_names_and_inputs(both: Both) -> None:
    differing = {}
    for there, here in both.pairs():
        if here.remote:
            continue  # of a component the engine keeps no inputs
        # the version of a write-only value is a fingerprint of what was drawn
        keys = {key for key in here.inputs.keys() - here.secrets if not key.endswith("WoVersion")}
        mine = {key: as_text(here.inputs[key]) for key in keys if here.inputs[key] is not None}
        others = {key: as_text(value) for key, value in there.inputs.items() if key in keys}
        others = renamed(others, both.drawn)
        if mine != others:
            differing[here.urn] = [
                (key, mine.get(key), others.get(key)) for key in keys if mine.get(key) != others.get(key)
            ]
    assert differing == {}, json.dumps(differing, indent=1)


def test_nothing_is_left_to_luck_under_the_engine_either(both: Both) -> None:
    assert judged(both.state) == {}
    blind = json.loads(json.dumps(both.state))
    for resource in blind["resources"]:
        resource.pop("dependencies", None)
    assert judged(blind)  # it looks indeed


def as_text(value: Any) -> str:
    """A value as text; JSON text as what it says, a file as a file."""
    return json.dumps(_filed(value), sort_keys=True, default=lambda _: "a file")


def _filed(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _filed(item) for key, item in value.items()}
        return "a file" if value.get(wire.SIGNATURE) in (ASSET, ARCHIVE) else kept
    if isinstance(value, str) and value.startswith(("{", "[")):
        with suppress(ValueError):
            return _filed(json.loads(value))
    return [_filed(item) for item in value] if isinstance(value, list) else value
