"""Production with several platforms: one that is taken out is refused until it is decommissioned."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from emulator.account import Account

from .faults import type_of
from .footprint import Footprint, footprint
from .platforms import ENABLED
from .project import SECONDS, Engine
from .stack_files import configure

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("X-4")]

STACK = "prod"


@dataclass(frozen=True, kw_only=True)
class Production:
    """Production, deployed.

    Attributes:
        engine: The project.
        platform: The platform that is taken out.
        others: Those that stay.

    """

    engine: Engine
    platform: str
    others: list[str]

    def own(self) -> set[str]:
        """URNs of what holds data and belongs to the platform."""
        resources = self.engine.resources(STACK)
        below = next(urn for urn in resources if urn.endswith(f"::{self.platform}")).split("::")[2]
        return {
            urn
            for urn, resource in resources.items()
            if resource.get("protect") and urn.split("::")[2].startswith(f"{below}$")
        }


@pytest.fixture(scope="module")
def production(engine: Engine) -> Production:
    platform, *others = ENABLED[:2]  # what stays is as good as one
    assert others, "the production file has several platforms"
    engine.enable(STACK, platform, *others)
    engine.up(STACK)
    return Production(engine=engine, platform=platform, others=others)


def test_a_platform_that_is_taken_out_is_refused_with_the_account_unchanged(
    production: Production, account: Account
) -> None:
    before: Footprint = footprint(account)
    holding = production.own()
    assert holding
    configure(production.engine.file(STACK), {"platforms:enabled": production.others})
    refused = production.engine.up(STACK, "--skip-preview=false", check=False)
    configure(production.engine.file(STACK), {"platforms:enabled": [production.platform, *production.others]})
    assert refused.code != 0
    assert any("protect" in text or "platforms:decommission" in text for text in refused.errors)
    assert footprint(account) == before
    assert production.own() == holding


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("platforms:environment", "staging"),  # whose resources aren't protected
        ("platforms:names", "derived"),
        ("platforms:bucketNames", "guide"),
        ("aws:region", "eu-central-1"),
    ],
)
def test_a_stack_that_would_be_something_else_is_refused_with_the_account_unchanged(
    key: str, value: str, production: Production, account: Account
) -> None:
    before: Footprint = footprint(account)
    resources = set(production.engine.resources(STACK))
    file = production.engine.file(STACK)
    text = file.read_text(encoding="utf-8")
    configure(file, {key: value})
    try:
        previewed = production.engine.preview(STACK, check=False)
        refused = production.engine.up(STACK, check=False)
    finally:
        file.write_text(text, encoding="utf-8")
    for run in (previewed, refused):
        assert run.code != 0
        said = "\n".join(run.errors)
        for name in (production.platform, *production.others):
            assert re.search(rf"{key}.*given {value}.*; allowed: .*, as {name} was deployed", said), said
    assert footprint(account) == before
    assert set(production.engine.resources(STACK)) == resources
    repaired = production.engine.up(STACK).operations()  # a provider's settings, which are nothing in AWS
    assert {type_of(urn): operation for urn, operation in repaired.items()} in (
        {},
        {"pulumi:providers:aws": "update"},
    )


def test_once_decommissioned_it_goes_and_the_others_stay_as_they_are(production: Production) -> None:
    engine, file = production.engine, production.engine.file(STACK)
    configure(file, {"platforms:decommission": [production.platform]})
    lifted = engine.up(STACK)
    lost = {urn: op for urn, op in lifted.operations().items() if op not in ("update", "create")}
    # the name of a final snapshot that is no longer wanted is nothing in AWS
    assert [urn for urn in lost if not type_of(urn).startswith("random:")] == []
    assert production.own() == set()

    configure(file, {"platforms:enabled": production.others})
    removed = engine.up(STACK)
    assert set(removed.changes) == {"delete"}
    assert not any(urn.endswith(f"::{production.platform}") for urn in engine.resources(STACK))
    assert engine.up(STACK).changes == {}
