"""Mistakes in a stack's file, under the real engine."""

from __future__ import annotations

import pytest

from emulator.account import Account

from .footprint import footprint
from .platforms import ENABLED
from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]


def test_mistakes_are_one_clear_diagnostic_and_nothing_is_made(engine: Engine, account: Account) -> None:
    before = footprint(account)
    file = engine.file("dev")
    engine.configure(file, "platforms:bucketNames", "short")
    for platform in ENABLED:
        engine.configure(file, f"{platform}:colour", "blue")
    refused = engine.up("dev", check=False)
    assert refused.code != 0
    [message] = refused.errors
    assert "platforms:bucketNames" in message
    assert "short" in message
    assert [platform for platform in ENABLED if f"{platform}:colour" not in message] == []
    assert "Traceback" not in refused.output
    assert account.requests == []
    assert footprint(account) == before
