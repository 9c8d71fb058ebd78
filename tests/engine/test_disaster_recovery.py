"""The other region, given to stacks that are live without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.disaster_recovery import DrMode
from components.settings.disaster_recovery import RecoverableSettings
from components.settings.registry import PLATFORMS
from tests.emulated.test_disaster_recovery import THERE, standby_network
from tests.support.variants import ORIGIN_SECRET

from .conftest import emulated
from .faults import type_of
from .platforms import ENABLED
from .project import SECONDS, Engine, Run

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("HR-50")]

STACK = "prod"


@dataclass(frozen=True, kw_only=True)
class Live:
    """How a platform is live before, and how far it can go.

    Attributes:
        modes: The modes that it is given, one after the other.
        config: Keys of its namespace, over those of the file.

    """

    modes: tuple[DrMode, ...] = ("backup", "pilot-light", "active-passive")
    config: Mapping[str, Any] = field(default_factory=dict)


LIVE = {
    "hookrelay": Live(),
    "tiktok-commerce": Live(config={"rollout": {"strategy": "rolling"}}),
    "streamer": Live(modes=("backup", "pilot-light"), config={"archive": {}}),
    "trinity": Live(modes=("backup", "pilot-light")),
    "streamcanvas": Live(modes=("backup", "pilot-light")),
}


def test_every_platform_with_the_switch_is_tried() -> None:
    assert {name for name in ENABLED if issubclass(PLATFORMS[name], RecoverableSettings)} == set(LIVE)


def harmless(run: Run) -> bool:
    """Whether an update only adds and changes in place; what is drawn anew or given instead is no loss."""
    return all(
        operation in ("create", "update") or type_of(urn).startswith("random:")
        for urn, operation in run.operations().items()
    )


@pytest.mark.parametrize("platform", LIVE)
def test_turning_it_on_for_a_live_stack_replaces_nothing(platform: str, cli: Path, tmp_path: Path) -> None:
    live = LIVE[platform]
    with emulated() as (account, server):
        engine = Engine(cli=cli, directory=tmp_path / "of", provider=server.environment)
        engine.enable(STACK, platform)
        file = engine.file(STACK)
        committed = yaml.safe_load(file.read_text())["config"]

        def configure(**choice: Any) -> None:
            own = {f"{platform}:{key}": value for key, value in {**live.config, **choice}.items()}
            settings = yaml.safe_load(file.read_text())  # with the salt that the CLI has added
            file.write_text(yaml.safe_dump({**settings, "config": {**committed, **own}}))

        configure()
        engine.up(STACK)
        before = set(engine.resources(STACK))
        for mode in live.modes:
            dr: dict[str, Any] = {"mode": mode, "region": THERE}
            if mode == "active-passive":
                dr["failoverTarget"] = "standby.company.dev"
                if platform == "hookrelay":
                    dr["databaseNetwork"] = standby_network(account)
            configure(dr=dr)
            if mode == "active-passive":
                for key, value in ORIGIN_SECRET.items():
                    engine.pulumi("config", "set", "--stack", STACK, "--secret", f"{platform}:{key}", value)
            done = engine.up(STACK)
            assert harmless(done), (mode, done.operations())
            assert engine.outputs(STACK)[platform]["recovery"]["mode"] == mode
        assert engine.up(STACK).changes == {}
        lost = before - set(engine.resources(STACK))
        assert {type_of(urn).partition(":")[0] for urn in lost} <= {"random"}
        assert account.client("dynamodb", THERE).list_tables()["TableNames"]
