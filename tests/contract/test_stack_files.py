"""The project file and the stack files: what the CLI reads before the program runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from components.settings import load
from components.settings.hookrelay import HookRelaySettings
from components.settings.registry import PLATFORMS
from tests.settings.stack_files import ROOT, STACKS, config, document

BEGIN, END = "# --- SAMPLES", "# --- end of samples"
SAMPLES = {"platforms:samples": "true"}


def project() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.requirement("X-1")
def test_the_layout_is_the_one_that_the_card_names() -> None:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.staging.yaml", "Pulumi.prod.yaml", "__main__.py"):
        assert (ROOT / name).is_file(), name
    for name in ("components", "tests"):
        assert (ROOT / name).is_dir(), name
    assert (ROOT / "requirements.txt").is_file()


@pytest.mark.requirement("X-2")
def test_production_is_a_link_to_prod() -> None:
    link = ROOT / "Pulumi.production.yaml"
    if link.is_symlink():
        assert link.readlink() == Path("Pulumi.prod.yaml")
    else:  # a checkout without symbolic links has the link's target as text
        assert link.read_text(encoding="utf-8").strip() == "Pulumi.prod.yaml"


def test_the_project_is_run_in_the_virtual_environment_that_the_makefile_makes() -> None:
    assert project()["name"] == "platforms"
    assert project()["runtime"] == {"name": "python", "options": {"toolchain": "pip", "virtualenv": ".venv"}}


@pytest.mark.requirement("X-7")
def test_nothing_is_made_by_a_default_provider() -> None:
    assert project()["config"] == {"pulumi:disable-default-providers": {"value": ["aws"]}}


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_file_holds_values_only(stack: str) -> None:
    """A salt would bind everybody to one passphrase; a secret would be somebody's."""
    assert set(document(stack)) == {"config"}
    assert "secure" not in (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")


@pytest.mark.requirement("X-22")
@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_samples_stand_in_one_marked_place(stack: str) -> None:
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    marked, after = rest.split(END)
    for sample in ("example.com", "0.0.0-sample"):
        assert sample in marked
        assert sample not in before
        assert sample not in after


@pytest.mark.requirement("X-22")
def test_dev_can_be_deployed_as_it_is() -> None:
    assert load("dev", config("dev"), set()).enabled


@pytest.mark.requirement("X-4", "X-22")
def test_production_enables_every_platform_on_ecs_with_a_domain_of_its_own() -> None:
    settings = load("production", config("prod") | SAMPLES, set())
    assert set(settings.enabled) == set(PLATFORMS) - {"baseline"}  # a stack of its own
    hookrelay = settings.enabled["hookrelay"]
    assert isinstance(hookrelay, HookRelaySettings)
    assert hookrelay.compute == "ecs"
    assert hookrelay.dns.mode == "zone"


@pytest.mark.requirement("X-10", "HR-51")
def test_staging_differs_from_production_in_its_names_and_addresses_only() -> None:
    staging, prod = document("staging")["config"], document("prod")["config"]
    differing = {key for key in staging | prod if staging.get(key) != prod.get(key)}
    assert differing == {
        "hookrelay:dns",
        "hookrelay:alerts",
        "streamer:domain",
        "streamer:alerts",
        "trinity:dns",
        "trinity:alerts",
        "trinity:corsOrigins",
        "streamcanvas:alerts",
        "streamcanvas:amplify",
        "streamcanvas:dns",
        "tiktok-commerce:alerts",
        "tiktok-commerce:dns",
    }


@pytest.mark.requirement("X-6")
@pytest.mark.parametrize("stack", STACKS)
def test_the_region_is_the_guides(stack: str) -> None:
    assert document(stack)["config"]["aws:region"] == "us-east-1"
