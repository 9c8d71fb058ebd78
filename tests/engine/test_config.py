"""Mistakes in a stack's file, under the real engine."""

from __future__ import annotations

import pytest

from emulator.account import Account

from .footprint import footprint
from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]


def test_mistakes_are_one_clear_diagnostic_and_nothing_is_made(engine: Engine, account: Account) -> None:
    before = footprint(account)
    file = engine.file("dev")
    engine.configure(file, "hookrelay:compute", "mainframe")
    file.write_text(file.read_text().replace("  hookrelay:compute: ecs\n", ""))
    refused = engine.up("dev", check=False)
    assert refused.code != 0
    [message] = refused.errors
    assert "hookrelay:compute" in message
    assert "mainframe" in message
    assert "Traceback" not in refused.output
    assert account.requests == []
    assert footprint(account) == before
