"""What each mode keeps in the other region, in an account of its own."""

from __future__ import annotations

from typing import Any

import pytest

from components.disaster_recovery import DrMode
from tests.emulated.world import World, deployed_to, holds, running_account
from tests.platforms.streamcanvas.variants import VARIANTS as STREAMCANVAS
from tests.platforms.tiktok_commerce.variants import VARIANTS as TIKTOK_COMMERCE
from tests.platforms.trinity.stacks import STACKS as TRINITY
from tests.support.program import Variant
from tests.support.streamer import STREAMER

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


# Tables, buckets and secrets that a pilot light of each platform keeps there.
PILOT_LIGHTS = {
    "trinity": (TRINITY["pilot-light"], (1, 1, 2)),
    "trinity, with AWS's keys and Secrets Manager": (TRINITY["pilot-light-behind-cdn"], (1, 1, 2)),
    "streamer": (STREAMER["streamer-pilot-light"], (2, 1, 0)),
    "streamcanvas": (STREAMCANVAS["pilot-light"], (2, 0, 0)),
    "tiktok-commerce": (TIKTOK_COMMERCE["pilot-light"], (5, 3, 3)),
}


@pytest.mark.requirement("X-6", "TC-38")
@pytest.mark.parametrize("name", PILOT_LIGHTS)
def test_a_pilot_light_keeps_every_store_that_can_be_copied(name: str) -> None:
    variant, counts = PILOT_LIGHTS[name]
    with holds(variant) as checked:
        assert "what the other region keeps is there" in checked.titles
        recovery = checked.world["recovery"]
        assert tuple(len(recovery[kind]) for kind in ("tables", "buckets", "secrets")) == counts
        there = checked.world.client("dynamodb", THERE).list_tables()["TableNames"]
        assert sorted(there) == sorted(recovery["tables"])


@pytest.mark.requirement("X-6")
def test_what_is_gone_from_the_other_region_is_told() -> None:
    with holds(STREAMCANVAS["pilot-light"]) as checked:
        lost = checked.world["recovery"]["tables"][0]
        checked.world.client("dynamodb", THERE).update_continuous_backups(
            TableName=lost, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
        )
        (wrong,) = [each for each in checked.world.checks() if not each.ok]
        assert wrong.title == "what the other region keeps is there"
        assert lost in wrong.detail
