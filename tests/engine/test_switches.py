"""Live stacks that are given another choice: one update, and everything is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import emulated
from .platforms import ENABLED
from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("X-4")]


@dataclass(frozen=True, kw_only=True)
class Way:
    """From one choice to the next, and back to the first.

    Attributes:
        platform: Whose choices.
        stack: Whose file is changed.
        choices: Keys of the platform's namespace, over those of the file.

    """

    platform: str
    stack: str
    choices: Sequence[Mapping[str, Any]]


WAYS = {
    "compute": Way(
        platform="hookrelay",
        stack="dev",
        choices=[
            {"compute": "lambda"},
            {"compute": "lambda", "lambda": {"apiType": "http"}},
            {"compute": "docker"},
        ],
    ),
    "entrance": Way(
        platform="hookrelay",
        stack="staging",
        choices=[{"cdn": False}, {"cdn": False, "compute": "lambda"}],
    ),
}
"""Switches between resources that are the same things of AWS, or stand in each other's way."""


def test_the_ways_are_those_of_platforms_that_exist() -> None:
    assert {way.platform for way in WAYS.values()} <= set(ENABLED)


@pytest.mark.parametrize("name", WAYS)
def test_a_switch_loses_nothing(name: str, cli: Path, tmp_path: Path) -> None:
    way = WAYS[name]
    with emulated() as (_, server):
        engine = Engine(cli=cli, directory=tmp_path / "of", provider=server.environment)
        engine.enable(way.stack, way.platform)
        file = engine.file(way.stack)
        committed = yaml.safe_load(file.read_text())["config"]
        engine.up(way.stack)
        first = set(engine.resources(way.stack))
        for choice in (*way.choices, {}):
            own = {f"{way.platform}:{key}": value for key, value in choice.items()}
            settings = yaml.safe_load(file.read_text())  # with the salt that the CLI has added
            file.write_text(yaml.safe_dump({**settings, "config": {**committed, **own}}))
            switched = engine.up(way.stack)
            assert switched.changes["create"] > 0
            assert engine.refresh(way.stack).changes == {}, choice
            assert engine.up(way.stack).changes == {}
        assert set(engine.resources(way.stack)) == first
