"""Today's program over what earlier releases deployed: nothing that holds data is replaced or deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .conftest import emulated
from .project import ROOT, SECONDS, Engine, Run
from .releases import STACK, Release, releases
from .replay import found_in, replay

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]

HARMLESS = ("same", "update", "refresh", "read")
"""Operations that leave the real thing where it is."""

RESOURCE = """
import pulumi
import pulumi_aws as aws

original = aws.dynamodb.Table.__init__

def renamed(self, resource_name, *args, opts=None, **kwargs):
    opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=ALIASES))
    original(self, resource_name + "-renamed", *args, opts=opts, **kwargs)

aws.dynamodb.Table.__init__ = renamed
"""
COMPONENT = """
import pulumi
from components.blocks.table import Table

original = Table.__init__

def renamed(self, resource_name, args, opts=None):
    opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=ALIASES))
    original(self, resource_name + "-renamed", args, opts)

Table.__init__ = renamed
"""
"""What goes before a program in which every table, or the component around it, has another logical name."""

WITH_ALIAS = "[pulumi.Alias(name=resource_name)]"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A stack as a release left it.

    Attributes:
        engine: The project, with today's program.
        holding: URNs of what holds data (and is therefore protected).

    """

    engine: Engine
    holding: set[str]

    def preview(self, preamble: str = "") -> Run:
        """The preview of today's program, with something before it."""
        main = self.engine.project / "__main__.py"
        program = main.read_text(encoding="utf-8")
        main.write_text(preamble + program, encoding="utf-8")
        try:
            return self.engine.preview(STACK, check=False)
        finally:
            main.write_text(program, encoding="utf-8")

    def lost(self, run: Run) -> dict[str, str]:
        """What holds data, and would not stay: URN -> operation."""
        return {
            urn: operation
            for urn, operation in run.operations().items()
            if urn in self.holding and operation not in HARMLESS
        }


@pytest.fixture(scope="module", params=releases(), ids=lambda release: release.version)
def standing(
    request: pytest.FixtureRequest, cli: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    release: Release = request.param
    directory = tmp_path_factory.mktemp("upgrade")
    with emulated() as (account, server):
        engine = Engine(cli=cli, directory=directory / "of", provider=server.environment)
        engine.file(STACK).write_bytes(release.stack_file.read_bytes())
        engine.configure(engine.file(STACK), "platforms:samples", "true")
        engine.select(STACK)
        bring(engine, release.state(), directory)
        shown = engine.pulumi("stack", "export", "--stack", STACK, "--show-secrets").output
        now = found_in(account)
        given = {old: now[name] for name, old in release.found().items()}
        state = replay(json.loads(shown), server.service.lifecycle, ROOT, given=given)
        bring(engine, state, directory)
        holding = {urn for urn, resource in engine.resources(STACK).items() if resource.get("protect")}
        yield Standing(engine=engine, holding=holding)


def bring(engine: Engine, state: dict[str, Any], directory: Path) -> None:
    """`pulumi stack import`."""
    file = directory / "state.json"
    file.write_text(json.dumps(state), encoding="utf-8")
    engine.pulumi("stack", "import", "--stack", STACK, "--file", str(file))


def test_there_is_a_release_to_upgrade_from() -> None:
    assert releases()


def test_what_was_made_again_is_what_the_state_says(standing: Standing) -> None:
    assert standing.engine.refresh(STACK).changes == {}


@pytest.mark.parametrize("renaming", [RESOURCE, COMPONENT], ids=["resource", "component"])
def test_a_name_that_was_changed_would_be_found(renaming: str, standing: Standing) -> None:
    """So the last test can fail."""
    tables = {urn for urn in standing.holding if "dynamodb/table" in urn}
    assert tables
    refused = standing.preview(renaming.replace("ALIASES", "[]"))
    assert refused.code != 0
    said = "\n".join(refused.errors)
    # the engine stops at the first of them
    assert tables & {*standing.lost(refused), *(urn for urn in tables if urn in said)}


@pytest.mark.parametrize("renaming", [RESOURCE, COMPONENT], ids=["resource", "component"])
def test_a_name_that_was_changed_with_an_alias_loses_nothing(renaming: str, standing: Standing) -> None:
    previewed = standing.preview(renaming.replace("ALIASES", WITH_ALIAS))
    assert previewed.code == 0, previewed.output
    assert standing.lost(previewed) == {}


def test_todays_program_loses_nothing_that_holds_data(standing: Standing) -> None:
    previewed = standing.preview()
    assert previewed.code == 0, previewed.output
    assert standing.holding
    assert standing.lost(previewed) == {}
    updated = standing.engine.up(STACK)
    assert standing.lost(updated) == {}
    assert updated.operations() == previewed.operations()
    assert standing.holding <= set(standing.engine.resources(STACK))
    assert standing.engine.up(STACK).changes == {}
