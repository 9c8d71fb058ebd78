"""Stacks of Streamer hold everything that the smoke checks claim."""

from __future__ import annotations

import pytest

from tests.emulated.world import holds
from tests.support.program import Variant
from tests.support.streamer import STREAMER, dev

ALWAYS = {
    "tables answer by key and by every index",
    "tables are encrypted and restorable",
    "items expire",
    "the stream feeds the processor and no poison record stops it",
    "routes lead to the live alias, with exactly their permission",
    "the stage serves a deployment and is throttled",
    "functions have the guide's variables",
    "roles name the platform's own things only",
}
DOMAIN = {"the domain leads to the stage in both forms"}
BEHIND = DOMAIN | {
    "the firewall stands before the entrance, and nothing leads around it",
    "finished requests are archived as they expire",
}


@pytest.mark.requirement("X-4", "X-10", "ST-21", "ST-29", "ST-30")
@pytest.mark.parametrize(
    ("variant", "titles"),
    [
        (STREAMER["streamer-dev"], ALWAYS),
        (Variant(file="production", platform="streamer"), ALWAYS | BEHIND),
        (STREAMER["streamer-without-waf"], ALWAYS | DOMAIN),
        (dev(network={}, functions={"authorizer": {}}), ALWAYS),
        (STREAMER["streamer-frankfurt"], ALWAYS | BEHIND),
    ],
    ids=["dev", "production", "without waf", "in a network", "frankfurt"],
)
def test_what_a_stack_says_is_deployed(variant: Variant, titles: set[str]) -> None:
    with holds(variant) as checked:
        assert titles <= checked.titles
        assert not checked.world.deployment.secret_outputs
