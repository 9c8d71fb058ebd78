"""The commands of docs/operations.md name what production has."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from components.settings.registry import PLATFORMS
from tests.contract.walk import texts
from tests.support.physical import NAME_OF, named
from tests.support.program import ROOT, Variant, declared

PAGE = ROOT / "docs" / "operations.md"
# What a value of these flags names must be there; `--name` is a function's alias, or a parameter.
NAMED = {
    "--backup-vault-name",
    "--cluster",
    "--db-instance-identifier",
    "--function-name",
    "--name",
    "--service",
    "--source-db-instance-identifier",
    "--source-table-name",
}
# In the other region, with dr.mode: active-passive (HookRelay's docs page says the same).
STANDBY = {"hookrelay-prod-standby"}
VAULT = "aws:backup/vault:Vault"


def named_values(text: str) -> Iterator[tuple[str, str]]:
    """Flag and value of everything that a command of a page's shell blocks says is there."""
    for block in re.findall(r"^```sh\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            for flag, value in pairwise(words):
                if words[0] == "aws" and flag in NAMED:
                    yield flag, value


@cache
def names() -> frozenset[str]:
    """Every physical name of production, its baseline, and the texts of the outputs."""
    found = set(STANDBY)
    for platform, file in ((None, "prod"), ("baseline", "baseline")):
        recorded = declared(Variant(file=file, platform=platform or ""))
        for item in recorded.graph:
            name = (
                item.inputs.get("name") if item.typ == VAULT else named(item) if item.typ in NAME_OF else None
            )
            found |= {name} if isinstance(name, str) else set()
        found |= set(texts(recorded.exports))
    return frozenset(found)


@pytest.mark.requirement("X-3")
def test_every_name_in_a_command_is_that_of_a_thing_of_production() -> None:
    told = list(named_values(PAGE.read_text(encoding="utf-8")))
    assert len(told) > 15
    assert [(flag, value) for flag, value in told if value not in names()] == []


def test_the_walk_sees_a_name_that_production_has_not() -> None:
    page = "```sh\naws dynamodb describe-table --source-table-name prod-users  # gone\n```\n"
    assert list(named_values(page)) == [("--source-table-name", "prod-users")]
    assert "prod-users" not in names()


def test_the_page_leads_to_every_platform_and_says_what_is_asked_for() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for platform in set(PLATFORMS) - {"baseline"}:
        assert f"(platforms/{platform}.md#operating)" in text, platform
    for title in ("Deploy", "Roll back", "Restore a table", "Fail over", "Rotate a secret", "Add an account"):
        assert re.search(rf"^## {title}", text, flags=re.MULTILINE), title
    for page, anchor in re.findall(r"\]\(([\w/-]+\.md)(?:#([\w-]+))?\)", text):
        linked = (PAGE.parent / page).read_text(encoding="utf-8")
        headings = {
            re.sub(r"[^a-z0-9 -]", "", line.lower()).replace(" ", "-")
            for line in re.findall(r"^#+ (.+)$", linked, flags=re.MULTILINE)
        }
        assert not anchor or anchor in headings, f"{page}#{anchor}"
