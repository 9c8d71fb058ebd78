"""What a stack exports, typed; held against what the program exports."""

from __future__ import annotations

import pytest

from automation import AutomationError, Outputs
from automation.outputs import PLATFORMS, HookRelayOutputs, StreamCanvasOutputs, StreamerOutputs
from components.settings.registry import PLATFORMS as ALL
from tests.platforms.streamcanvas.variants import VARIANTS as STREAMCANVAS
from tests.support.program import Variant, outputs_of
from tests.support.streamer import STREAMER

VARIANTS = {
    "production": Variant(file="prod", config={"alerts": {"emails": ["a@b.co"]}}),
    "lambda": Variant(file="dev", config={"compute": "lambda"}),
    "docker": Variant(file="dev", config={"compute": "docker"}),
    "everything": Variant(
        file="prod", config={"database": {"readReplica": True}, "worker": {"mode": "fargate"}}
    ),
}


def test_every_platform_has_typed_outputs() -> None:
    assert set(PLATFORMS) == set(ALL)


@pytest.mark.parametrize("name", VARIANTS)
def test_what_the_program_exports_is_typed(name: str) -> None:
    exported = outputs_of(VARIANTS[name])
    known = {field.alias for field in HookRelayOutputs.model_fields.values()}
    assert set(exported) <= known
    typed = HookRelayOutputs.model_validate(exported)
    assert typed.model_dump(by_alias=True, exclude_none=True, mode="json") == exported


def test_nothing_is_typed_that_no_deployment_exports() -> None:
    exported = {key for variant in VARIANTS.values() for key in outputs_of(variant)}
    assert {str(field.alias) for field in HookRelayOutputs.model_fields.values()} == exported


@pytest.mark.requirement("SC-ops")
@pytest.mark.parametrize("name", sorted(STREAMCANVAS))
def test_what_streamcanvas_exports_is_typed(name: str) -> None:
    exported = outputs_of(STREAMCANVAS[name])
    typed = Outputs(values={"streamcanvas": exported}).streamcanvas
    assert typed.model_dump(by_alias=True, mode="json").keys() >= exported.keys()
    dumped = typed.model_dump(by_alias=True, exclude_none=True, mode="json")
    assert {key: value for key, value in dumped.items() if key != "ttlAttributes"} == {
        key: value for key, value in exported.items() if key != "ttlAttributes"
    }
    assert dict(typed.ttl_attributes) == exported["ttlAttributes"]


def test_streamcanvas_types_nothing_that_no_deployment_exports() -> None:
    exported = {key for variant in STREAMCANVAS.values() for key in outputs_of(variant)}
    assert {str(field.alias) for field in StreamCanvasOutputs.model_fields.values()} == exported


@pytest.mark.requirement("ST-ops")
@pytest.mark.parametrize("name", sorted(STREAMER))
def test_what_streamer_exports_is_typed(name: str) -> None:
    exported = outputs_of(STREAMER[name])
    typed = Outputs(values={"streamer": exported}).streamer
    assert typed.model_dump(by_alias=True, exclude_none=True, mode="json") == exported


def test_streamer_types_nothing_that_no_deployment_exports() -> None:
    exported = {key for variant in STREAMER.values() for key in outputs_of(variant)}
    assert {str(field.alias) for field in StreamerOutputs.model_fields.values()} == exported


def test_a_platform_that_the_stack_lacks_is_named_with_what_it_has() -> None:
    with pytest.raises(AutomationError, match="no platform 'hookrelay'; it has none"):
        _ = Outputs(values={"url": "https://jobs"}).hookrelay


def test_outputs_of_another_version_name_what_does_not_fit() -> None:
    with pytest.raises(AutomationError, match="queueUrl"):
        _ = Outputs(values={"hookrelay": {"compute": "ecs"}}).hookrelay
