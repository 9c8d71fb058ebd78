from __future__ import annotations

from typing import Any

import pytest

from components.blocks.failover import Failover, FailoverArgs
from components.metrics import check, region_of
from components.monitoring import Alarm, Widget
from tests.support.recorder import Recorder, declare


def args(**changes: Any) -> FailoverArgs:
    settings: dict[str, Any] = {
        "zone_id": "Z1",
        "domain_name": "origin.example.com",
        "primary_host": "primary.elb.amazonaws.com",
        "secondary_host": "standby.example.net",
        "health_path": "/api/health",
        **changes,
    }
    return FailoverArgs(**settings)


def failover(**changes: Any) -> Recorder:
    return declare(lambda: Failover("origin", args(**changes)))


@pytest.mark.requirement("HR-50")
def test_dns_answers_with_the_secondary_while_the_primary_fails_its_health_check() -> None:
    recorded = failover()
    primary, secondary = recorded.inputs("origin-primary"), recorded.inputs("origin-secondary")
    assert primary["name"] == secondary["name"] == "origin.example.com"
    assert primary["type"] == secondary["type"] == "CNAME"
    assert primary["records"] == ["primary.elb.amazonaws.com"]
    assert secondary["records"] == ["standby.example.net"]
    assert primary["failoverRoutingPolicies"] == [{"type": "PRIMARY"}]
    assert secondary["failoverRoutingPolicies"] == [{"type": "SECONDARY"}]
    assert primary["setIdentifier"] != secondary["setIdentifier"]
    assert primary["healthCheckId"] == recorded.state("origin-primary-health")["id"]
    assert "healthCheckId" not in secondary
    assert primary["ttl"] == secondary["ttl"] == 60


@pytest.mark.requirement("HR-50")
@pytest.mark.parametrize(("https", "kind", "port"), [(True, "HTTPS", 443), (False, "HTTP", 80)])
def test_the_health_check_asks_the_primary_itself(https: bool, kind: str, port: int) -> None:
    check_inputs = failover(https=https).inputs("origin-primary-health")
    assert check_inputs["fqdn"] == "primary.elb.amazonaws.com"
    assert (check_inputs["type"], check_inputs["port"]) == (kind, port)
    assert check_inputs["resourcePath"] == "/api/health"
    assert (check_inputs["requestInterval"], check_inputs["failureThreshold"]) == (30, 3)


def test_the_alarm_and_the_graph_are_on_the_health_check_in_us_east_1() -> None:
    seen: list[Alarm | Widget] = []

    def program() -> None:
        made = Failover("origin", args())
        seen.extend([*made.alarms(), *made.widgets()])

    declare(program)
    alarm, widget = seen
    assert isinstance(alarm, Alarm)
    assert isinstance(widget, Widget)
    assert alarm.metric is not None
    assert (alarm.comparison, alarm.threshold) == ("LessThanThreshold", 1)
    for metric in (alarm.metric, *widget.metrics):
        assert list(check(metric)) == []
        assert region_of(metric, "eu-west-1") == "us-east-1"


@pytest.mark.parametrize(
    "change",
    [{"domain_name": "https://x.example.com"}, {"secondary_host": "standby"}, {"health_path": "health"}],
)
def test_what_route_53_refuses_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Failover: "):
        args(**change)
