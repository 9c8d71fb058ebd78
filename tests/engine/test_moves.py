"""A platform moves from the stack that it shares to a stack of its own, as docs/operating-stacks.md says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulator.account import Account

from .conftest import emulated
from .faults import type_of
from .footprint import Footprint, footprint
from .platforms import ENABLED
from .project import SECONDS, Engine, Run
from .stack_files import config_of, configure, derive

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("X-2", "X-9")]

NOTHING = "from components.protection import deletion_hook\n\ndeletion_hook()\n"
"""A program without platforms: what is left of a stack whose only platform was moved."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """A stack of all, and what the new stack's file says besides.

    Attributes:
        source: The stack of all.
        file: The committed stack whose file it has.
        own: The new stack.
        keys: What makes the new stack's names those of the old one.

    """

    source: str
    file: str
    own: str
    keys: dict[str, Any]


MOVES = (
    Move(
        source="prod",
        file="prod",
        own="prod-own",
        keys={"platforms:environment": "prod", "platforms:names": "guide"},
    ),
    Move(
        source="acme",
        file="dev",
        own="acme-own",
        keys={"platforms:environment": "dev", "platforms:namedAfter": "acme"},
    ),
)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """After the move.

    Attributes:
        move: Which.
        engine: The project.
        account: Where everything is.
        platform: What was moved.
        before: What there was in the account.
        known: URNs that the stack of all knew.

    """

    move: Move
    engine: Engine
    account: Account
    platform: str
    before: Footprint
    known: set[str]

    def source_preview(self) -> Run:
        """The preview of the stack of all, which is empty if it had but one platform."""
        if config_of(self.engine.file(self.move.source))["platforms:enabled"]:
            return self.engine.preview(self.move.source)
        main = self.engine.project / "__main__.py"
        program = main.read_text()
        main.write_text(NOTHING)
        try:
            return self.engine.preview(self.move.source)
        finally:
            main.write_text(program)


@pytest.fixture(scope="module", params=MOVES, ids=lambda move: move.source)
def moved(
    request: pytest.FixtureRequest, cli: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Moved]:
    move: Move = request.param
    with emulated() as (account, server):
        engine = Engine(
            cli=cli, directory=tmp_path_factory.mktemp("move") / "of", provider=server.environment
        )
        source, own = engine.file(move.source), engine.file(move.own)
        engine.enable(move.file, *ENABLED[:2])  # what stays is as good as one
        if move.source != move.file:
            derive(source, engine.file(move.file), {"platforms:environment": move.file})
        engine.up(move.source)
        known, before = set(engine.resources(move.source)), footprint(account)
        platform, *others = config_of(source)["platforms:enabled"]

        # as the page says
        derive(own, source, {**move.keys, "platforms:enabled": [platform]})
        engine.select(move.own)
        top, provider = (
            next(urn for urn in known if urn.endswith(end))
            for end in (f"::{platform}", f"::pulumi:providers:aws::{platform}-aws")
        )
        engine.pulumi("state", "move", "--source", move.source, "--dest", move.own, "--yes", top)
        configure(source, {"platforms:enabled": others})
        engine.pulumi("state", "delete", provider, "--stack", move.source, "--yes")
        yield Moved(move=move, engine=engine, account=account, platform=platform, before=before, known=known)


def test_neither_stack_changes_a_resource(moved: Moved) -> None:
    own = moved.engine.preview(moved.move.own)
    assert own.changes == {}
    assert own.counts["same"] > 100
    assert moved.source_preview().changes == {}


def test_the_platform_is_in_its_own_stack_and_nowhere_else(moved: Moved) -> None:
    def names(urns: set[str]) -> set[str]:
        return {"::".join(urn.split("::")[2:]) for urn in urns if "pulumi:providers:" not in type_of(urn)}

    own, source = (set(moved.engine.resources(stack)) for stack in (moved.move.own, moved.move.source))
    mine = {name for name in names(moved.known) if name.partition("::")[2].startswith(moved.platform)}
    assert mine
    assert mine <= names(own)
    assert not mine & names(source)


def test_an_update_of_the_own_stack_changes_nothing_in_the_account(moved: Moved) -> None:
    updated = moved.engine.up(moved.move.own)
    assert updated.changes == {}
    assert moved.engine.refresh(moved.move.own).changes == {}
    assert footprint(moved.account) == moved.before
    assert moved.platform in moved.engine.outputs(moved.move.own)


def test_the_new_stacks_file_must_say_whose_names_it_keeps(moved: Moved) -> None:
    """Without that its names would be its own, which replaces what has a name."""
    file = moved.engine.file(moved.move.own)
    text = file.read_text(encoding="utf-8")
    configure(file, {"platforms:names": "derived", "platforms:namedAfter": moved.move.own})
    try:
        other = moved.engine.preview(moved.move.own, check=False)
    finally:
        file.write_text(text, encoding="utf-8")
    if moved.move.file == "prod":
        assert other.code != 0
        assert "platforms:names" in "\n".join(other.errors)
    else:
        assert any("replace" in operation for operation in other.operations().values())


def test_what_was_protected_still_is(moved: Moved) -> None:
    if moved.move.file != "prod":
        assert set(moved.engine.destroy(moved.move.own).counts) == {"delete"}
        return
    refused = moved.engine.destroy(moved.move.own, check=False)
    assert refused.code != 0
    assert footprint(moved.account) == moved.before
