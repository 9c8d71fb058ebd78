"""What a platform stays while it holds data."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pulumi
import pytest

from components.platforms.component import PlatformWouldBeRemadeError, refuse_another_identity, refuse_update
from components.settings.registry import PLATFORMS
from tests.support.program import Variant, declared

pytestmark = pytest.mark.requirement("X-4", "X-10")

PROTECTED = {
    "environment": "prod",
    "names": "guide",
    "bucketNames": "account",
    "region": "us-east-1",
    "protected": True,
}


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("environment", "staging", "platforms:environment"),
        ("names", "derived from acme", "platforms:names"),
        ("bucketNames", "guide", "platforms:bucketNames"),
        ("region", "eu-central-1", "aws:region"),
    ],
)
def test_a_protected_platform_is_not_made_anew_and_the_refusal_names_the_key(
    field: str, value: str, key: str
) -> None:
    with pytest.raises(PlatformWouldBeRemadeError) as refused:
        refuse_another_identity("trinity", PROTECTED, {**PROTECTED, field: value, "protected": False})
    said = str(refused.value)
    assert said.startswith(key)
    assert f"given {value}; allowed: {PROTECTED[field]}, as trinity was deployed" in said
    assert "platforms:decommission" in said


def test_all_that_changes_is_told_at_once() -> None:
    with pytest.raises(PlatformWouldBeRemadeError) as refused:
        refuse_another_identity("trinity", PROTECTED, {"environment": "dev", "names": "derived from a"})
    for key in ("platforms:environment", "platforms:names", "platforms:bucketNames", "aws:region"):
        assert f"{key}" in str(refused.value)


@pytest.mark.parametrize(
    "old",
    [
        pytest.param({**PROTECTED, "protected": False}, id="development, or decommissioned"),
        pytest.param({}, id="deployed by a release that kept no identity"),
    ],
)
def test_what_is_not_protected_may_become_anything(old: dict[str, Any]) -> None:
    refuse_another_identity("trinity", old, {**PROTECTED, "environment": "dev"})


@pytest.mark.parametrize(
    ("outputs", "refused"), [({"region": "us-east-1"}, True), ({}, False), (None, False)]
)
def test_a_first_deployment_that_failed_can_be_tried_again_as_something_else(
    outputs: dict[str, Any] | None, refused: bool
) -> None:
    args = pulumi.ResourceHookArgs(
        urn="urn:pulumi:prod::platforms::platforms:index:Trinity::trinity",
        id="",
        name="trinity",
        type="platforms:index:Trinity",
        old_inputs=PROTECTED,
        new_inputs={**PROTECTED, "region": "eu-central-1"},
        old_outputs=outputs,
    )
    with pytest.raises(PlatformWouldBeRemadeError) if refused else nullcontext():
        refuse_update("trinity", args)


def test_a_decommission_changes_no_identity() -> None:
    refuse_another_identity("trinity", PROTECTED, {**PROTECTED, "protected": False})


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_keeps_its_identity_and_the_hook_that_watches_it(platform: str) -> None:
    file = "baseline" if platform == "baseline" else "prod"
    made = declared(Variant(file=file, platform=platform)).registration(platform)
    assert made.inputs["protected"] is True
    assert made.inputs["names"] == "guide"
    assert made.hooks == {"before_update": (f"{platform}-stays-what-it-is",)}


def test_a_stack_of_another_name_is_named_by_it() -> None:
    config = {"platforms:environment": "prod"}
    made = declared(Variant(file="prod", platform="streamer", stack="acme", config=config))
    assert made.registration("streamer").inputs["names"] == "derived from acme"
