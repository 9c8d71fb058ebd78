"""Development under the real engine."""

from __future__ import annotations

import pytest

from .project import Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]


def test_dev_comes_up_as_its_preview_says_and_a_second_up_changes_nothing(engine: Engine) -> None:
    previewed = engine.preview("dev")
    deployed = engine.up("dev")
    assert previewed.counts == deployed.counts
    assert set(deployed.counts) == {"create"}
    again = engine.up("dev")
    assert again.changes == {}
