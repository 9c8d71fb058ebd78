"""StreamCanvas's stack files and choices, deployed: everything holds that the smoke checks claim."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.emulated.world import holds
from tests.platforms.streamcanvas.variants import TOKEN, VARIANTS

# API Gateway's logs need a role of the account's, and layers are somebody's: neither is in a fresh account.
STACKS = {
    **VARIANTS,
    "isolated": VARIANTS["isolated"].with_config(executor={"isolation": "perTenant", "internet": False}),
    "everything": replace(
        VARIANTS["everything"].with_config(websocket={"inNetwork": True, "defaultRoute": True}),
        secret={"repositoryToken": TOKEN},
    ),
}


@pytest.mark.requirement("X-4", "X-10", "SC-17", "SC-18", "SC-20", "SC-34")
@pytest.mark.parametrize("name", ["dev", "vercel", "self-hosted", "isolated", "everything"])
def test_every_kind_of_stack_holds_what_is_claimed(name: str) -> None:
    with holds(STACKS[name]) as deployed:
        assert "the code executor is bare" in deployed.titles
        assert not deployed.world.deployment.secret_outputs
        waiting = deployed.world["notes"]
        assert any("executor's code is a placeholder" in note for note in waiting)
