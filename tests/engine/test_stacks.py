"""Every committed stack under the real engine, from nothing to a second update, and under both front ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulator.graph import Graph, Registration
from emulator.provider.judging import judged

from .conftest import emulated
from .front_ends import ENGINES_OWN, Both, as_text, compared
from .project import SECONDS, Engine, Run
from .replay import found_in, renamed

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]

STACKS = ("baseline", "dev", "staging", "prod")
"""`production`, a link to prod's file, is deployed by `test_production`."""

FRONT_ENDS = pytest.mark.requirement("X-10")


@dataclass(frozen=True, kw_only=True)
class Life:
    """What happened to a stack.

    Attributes:
        made: The state before the refresh.
        kept: The state after it.
        found: Name -> id of what the program looked up.

    """

    stack: str
    previewed: Run
    deployed: Run
    again: Run
    made: Mapping[str, Any]
    refreshed: Run
    kept: Mapping[str, Any]
    found: Mapping[str, str]


@pytest.fixture(scope="module", params=STACKS)
def life(request: pytest.FixtureRequest, cli: Path, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """A stack's first days, in an account of its own."""
    stack = request.param
    with emulated() as (account, server):
        engine = Engine(cli=cli, directory=tmp_path_factory.mktemp(stack) / "of", provider=server.environment)
        return Life(
            stack=stack,
            previewed=engine.preview(stack),
            deployed=engine.up(stack),
            again=engine.up(stack),
            made=engine.state(stack),
            refreshed=engine.refresh(stack),
            kept=engine.state(stack),
            found=found_in(account),
        )


@pytest.fixture(scope="module")
def both(life: Life) -> Both:
    """The stack under both front ends."""
    return compared(life.stack, life.made, life.found)


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
    resources = life.kept["resources"]
    random = [r for r in resources if r["type"] == "random:index/randomPassword:RandomPassword"]
    assert random or life.stack == "baseline"  # which draws no secret
    for resource in random:
        assert secret <= set(resource["outputs"]["result"])
    written = [
        (resource["urn"], key)
        for resource in resources
        for key in resource.get("outputs") or {}
        if key.endswith("Wo")
    ]
    assert written == []


@FRONT_ENDS
def test_both_front_ends_have_the_same_resources(both: Both) -> None:
    def names(graph: Graph) -> set[str]:
        return {one.urn for one in graph if not one.typ.startswith(f"{ENGINES_OWN}")}

    assert names(both.engine) == names(both.in_process)
    assert len(both.in_process) > 100


@FRONT_ENDS
def test_both_front_ends_have_the_same_structure(both: Both) -> None:
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


@FRONT_ENDS
def test_both_front_ends_have_the_same_dependencies(both: Both) -> None:
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


@FRONT_ENDS
def test_both_front_ends_have_the_same_names_and_inputs(both: Both) -> None:
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


@FRONT_ENDS
def test_nothing_is_left_to_luck_under_the_engine_either(both: Both) -> None:
    assert judged(both.state) == {}
    blind = json.loads(json.dumps(both.state))
    for resource in blind["resources"]:
        resource.pop("dependencies", None)
    assert judged(blind)  # it looks indeed
