"""Usage plans, caches of answers, health checks, canaries and custom metrics."""

from __future__ import annotations

from typing import Any

import pytest

from components.blocks.api_cache import caller_cache_policy
from components.blocks.api_parts import Throttling
from components.blocks.canary import Canary, CanaryArgs
from components.blocks.custom_metrics import publish_metrics
from components.blocks.function_monitoring import function_alarms
from components.blocks.health_check import HealthCheck, HealthCheckArgs
from components.blocks.usage_plan import UsagePlan, UsagePlanArgs
from components.environments import ENVIRONMENTS
from components.metrics import check
from tests.support.recorder import Recorder, declare

ACCOUNT = "123456789012"


def canary(**changes: Any) -> Recorder:
    settings: dict[str, Any] = {
        "environment": ENVIRONMENTS["prod"],
        "name": "health",
        "bucket_name": "runs",
        "url": "https://api.example.com/health",
        "account_id": ACCOUNT,
        "region": "us-east-1",
        "partition": "aws",
        "every_minutes": 5,
        "runtime": "syn-python-selenium-14.0",
        **changes,
    }
    return declare(lambda: Canary("probe", CanaryArgs(**settings)))


@pytest.mark.requirement("TR-1")
@pytest.mark.parametrize("quota", [None, 1000])
def test_a_plan_limits_the_holder_of_its_key(quota: int | None) -> None:
    args = UsagePlanArgs(
        api_id="api1",
        stage_name="prod",
        name="callers",
        throttling=Throttling(rate=5, burst=10),
        monthly_requests=quota,
    )
    recorded = declare(lambda: UsagePlan("plan", args))
    plan = recorded.inputs("plan-plan")
    assert plan["apiStages"] == [{"apiId": "api1", "stage": "prod"}]
    assert plan["throttleSettings"] == {"rateLimit": 5, "burstLimit": 10}
    assert plan.get("quotaSettings") == (None if quota is None else {"limit": quota, "period": "MONTH"})
    assert recorded.inputs("plan-member")["keyId"] == recorded.state("plan-key")["id"]


@pytest.mark.requirement("TR-18")
def test_answers_that_are_kept_whoever_asks_are_refused() -> None:
    with pytest.raises(ValueError, match="Authorization has to be in the key"):
        declare(lambda: caller_cache_policy("c", name="c", seconds=60, parent=_parent(), headers=["Origin"]))


def _parent() -> UsagePlan:
    throttling = Throttling(rate=1, burst=1)
    return UsagePlan("p", UsagePlanArgs(api_id="a", stage_name="s", name="n", throttling=throttling))


@pytest.mark.requirement("TR-31")
def test_a_health_check_asks_by_tls_and_its_alarm_is_on_while_it_says_nothing() -> None:
    alarms: list[Any] = []

    def program() -> None:
        made = HealthCheck("api", HealthCheckArgs(host="api.example.com", path="/health"))
        alarms.extend(made.alarms())

    inputs = declare(program).inputs("api-check")
    assert (inputs["type"], inputs["port"], inputs["resourcePath"]) == ("HTTPS", 443, "/health")
    assert alarms[0].treat_missing_data == "breaching"
    assert not list(check(alarms[0].metric))
    with pytest.raises(ValueError, match="begin with /"):
        HealthCheckArgs(host="api.example.com", path="health")


@pytest.mark.requirement("TR-31")
def test_a_canary_runs_our_script_under_rights_of_its_own() -> None:
    recorded = canary()
    made = recorded.inputs("probe-canary")
    assert made["handler"] == "health_canary.handler"
    assert made["schedule"]["expression"] == "rate(5 minutes)"
    assert made["s3Version"] == recorded.state("probe-script")["versionId"]
    assert recorded.inputs("probe-logs")["retentionInDays"] == 30
    actions = {action for each in recorded.statements("probe-role") for action in each["Action"]}
    assert "logs:CreateLogGroup" not in actions, "its group is made here, with a retention"
    (metrics,) = [e for e in recorded.statements("probe-role") if "cloudwatch:PutMetricData" in e["Action"]]
    assert metrics["Condition"] == {"StringEquals": {"cloudwatch:namespace": "CloudWatchSynthetics"}}
    assert canary(every_minutes=1).inputs("probe-canary")["schedule"]["expression"] == "rate(1 minute)"


@pytest.mark.requirement("TR-13")
def test_metrics_are_published_to_one_namespace() -> None:
    (statement,) = publish_metrics("Trinity/Application").statements
    assert statement.conditions == {"StringEquals": {"cloudwatch:namespace": "Trinity/Application"}}
    with pytest.raises(ValueError, match="AWS's own"):
        publish_metrics("AWS/Lambda")


@pytest.mark.requirement("TR-14")
@pytest.mark.parametrize("percent", [None, 1])
def test_errors_are_counted_or_compared_with_the_calls(percent: float | None) -> None:
    errors, *_ = function_alarms(
        "auth",
        "trinity-auth",
        title="Auth",
        timeout_seconds=10,
        errors_above=0,
        throttles_above=0,
        max_age_seconds=None,
        error_percent=percent,
    )
    if percent is None:
        assert (errors.title, errors.threshold, errors.expression) == ("AuthErrors", 0, None)
    else:
        assert (errors.title, errors.threshold) == ("AuthErrorRate", 1)
        assert errors.expression == "100 * errors / invocations"
        assert {metric.name for metric in errors.metrics.values()} == {"Errors", "Invocations"}
