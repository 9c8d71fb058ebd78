"""Two stacks in one account."""

from __future__ import annotations

import pytest

from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]


def test_two_stacks_of_one_platform_share_an_account(engine: Engine) -> None:
    mine = engine.file("mine")
    mine.write_text(engine.file("dev").read_text())
    engine.configure(mine, "platforms:environment", "dev")
    assert set(engine.up("dev").counts) == {"create"}
    assert set(engine.up("mine").counts) == {"create"}
    engine.destroy("mine")
    assert engine.refresh("dev").changes == {}
    assert engine.up("dev").changes == {}
