"""An X-Ray sampling rule governs the services that it names."""

from __future__ import annotations

from typing import Any

import pytest

from components.blocks.sampling_rule import SamplingRule, SamplingRuleArgs
from tests.support.recorder import declare

GOOD: dict[str, Any] = {"name": "Tracing", "services": "shop-*", "priority": 9000, "rate": 0.1}


@pytest.mark.requirement("TC-33")
def test_a_rule_is_about_its_services_and_any_request() -> None:
    recorded = declare(lambda: SamplingRule("own", SamplingRuleArgs(**GOOD)))
    rule = recorded.inputs("own-rule")
    assert (rule["ruleName"], rule["serviceName"], rule["fixedRate"]) == ("Tracing", "shop-*", 0.1)
    assert (rule["priority"], rule["reservoirSize"], rule["version"]) == (9000, 1, 1)
    for key in ("host", "httpMethod", "resourceArn", "serviceType", "urlPath"):
        assert rule[key] == "*"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 33),
        ("name", ""),
        ("priority", 10_000),
        ("priority", 0),
        ("rate", 10),
        ("reservoir", -1),
    ],
)
def test_what_xray_refuses_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"SamplingRule: {field}"):
        SamplingRuleArgs(**{**GOOD, field: value})
