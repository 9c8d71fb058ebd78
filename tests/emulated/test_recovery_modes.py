"""What each mode keeps in the other region, in an account of its own."""

from __future__ import annotations

from typing import Any

import pytest

from components.disaster_recovery import DrMode
from tests.emulated.world import World, deployed_to, running_account
from tests.support.program import Variant

THERE = "us-west-2"


@pytest.mark.requirement("HR-50")
@pytest.mark.parametrize("mode", ["none", "backup", "pilot-light"])
def test_a_mode_keeps_there_what_its_table_says(mode: DrMode) -> None:
    config: dict[str, Any] = {"dr": {"mode": mode, **({} if mode == "none" else {"region": THERE})}}
    with running_account() as account:
        world = World(account=account, deployment=deployed_to(account, Variant(file="prod", config=config)))
        tables = account.client("dynamodb", THERE).list_tables()["TableNames"]
        keys = account.client("kms", THERE).list_keys()["Keys"]
        parameters = account.client("ssm", THERE).describe_parameters()["Parameters"]
        databases = account.client("rds", THERE).describe_db_instances()["DBInstances"]
        assert world["recovery"]["mode"] == mode
        assert bool(tables) == (mode == "pilot-light")
        assert bool(keys) == bool(parameters) == (mode != "none")
        assert databases == []
