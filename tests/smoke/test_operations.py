"""The checks that all platforms share notice what breaks alarms, dashboards, logs and secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smoke import shared
from smoke.core import Deployed
from tests.emulated.world import World
from tests.smoke.support import broken, notices, without

DEPTH = "HookRelay-HighQueueDepth"  # HR-43
GIVEN = (
    *("AlarmName", "ActionsEnabled", "OKActions", "AlarmActions", "MetricName", "Namespace", "Statistic"),
    *("Dimensions", "Period", "EvaluationPeriods", "Threshold", "ComparisonOperator", "TreatMissingData"),
)


def alarm(deployed: Deployed) -> dict[str, Any]:
    found = deployed.client("cloudwatch").describe_alarms(AlarmNames=[DEPTH])["MetricAlarms"][0]
    return {name: found[name] for name in GIVEN if name in found}


@pytest.mark.requirement("HR-43", "HR-45", "X-17", "X-18")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"AlarmActions": []}, f"alarm {DEPTH} tells nobody"),
        ({"OKActions": []}, f"alarm {DEPTH} tells nobody"),
        ({"ActionsEnabled": False}, "actions turned off"),
        ({"AlarmActions": ["arn:aws:sns:us-east-1:123456789012:elsewhere"]}, f"alarm {DEPTH} tells nobody"),
        ({"MetricName": "NumberOfMessagesDeleted", "Dimensions": []}, f"alarm {DEPTH}: AWS/SQS"),
    ],
    ids=["no-action", "no-ok-action", "off", "elsewhere", "no-such-metric"],
)
def test_an_alarm_that_nobody_hears_is_noticed(
    deployed: Deployed, change: dict[str, Any], reason: str
) -> None:
    shared.alarms_watch_metrics_that_exist(deployed)
    cloudwatch, right = deployed.client("cloudwatch"), alarm(deployed)
    with broken(
        lambda: cloudwatch.put_metric_alarm(**{**right, **change}),
        lambda: cloudwatch.put_metric_alarm(**right),
    ):
        notices(shared.alarms_watch_metrics_that_exist, deployed, reason)


@pytest.mark.requirement("HR-43", "HR-45")
def test_an_alarm_that_is_gone_is_noticed(deployed: Deployed) -> None:
    cloudwatch, right = deployed.client("cloudwatch"), alarm(deployed)
    with broken(
        lambda: cloudwatch.delete_alarms(AlarmNames=[DEPTH]),
        lambda: cloudwatch.put_metric_alarm(**right),
    ):
        notices(shared.alarms_watch_metrics_that_exist, deployed, f"alarms not deployed: {DEPTH}")
    notices(shared.alarms_watch_metrics_that_exist, without(deployed, alarms=[]), "no alarms")


@pytest.mark.requirement("HR-45")
def test_a_graph_of_a_metric_that_does_not_exist_is_noticed(deployed: Deployed) -> None:
    cloudwatch, name = deployed.client("cloudwatch"), deployed["dashboard"]
    right = cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"]

    def put(body: str) -> Any:
        return cloudwatch.put_dashboard(DashboardName=name, DashboardBody=body)

    shared.dashboard_draws_metrics_that_exist(deployed)
    # HR-43's own mistake: a metric that sounds right
    wrong = right.replace("ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessages")
    assert wrong != right
    with broken(lambda: put(wrong), lambda: put(right)):
        notices(shared.dashboard_draws_metrics_that_exist, deployed, "ApproximateNumberOfMessages")
    empty = json.dumps({"widgets": [each for each in json.loads(right)["widgets"] if each["type"] == "text"]})
    with broken(lambda: put(empty), lambda: put(right)):
        notices(shared.dashboard_draws_metrics_that_exist, deployed, "no graph")


@pytest.mark.requirement("HR-37")
def test_logs_that_are_kept_for_ever_or_go_nowhere_are_noticed(deployed: Deployed) -> None:
    logs, name = deployed.client("logs"), deployed["logGroups"][0]
    days = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0]["retentionInDays"]
    shared.logs_expire(deployed)
    with broken(
        lambda: logs.delete_retention_policy(logGroupName=name),
        lambda: logs.put_retention_policy(logGroupName=name, retentionInDays=days),
    ):
        notices(shared.logs_expire, deployed, f"{name} keeps logs for ever")
    notices(shared.logs_expire, without(deployed, logGroups=["/ecs/nowhere"]), "/ecs/nowhere does not exist")


@pytest.mark.requirement("HR-22", "HR-24")
def test_a_secret_that_is_too_short_or_was_emptied_is_noticed(deployed: Deployed) -> None:
    ssm, secret = deployed.client("ssm"), deployed["secrets"]["AUTH_SECRET"]
    right = shared.secret_value(deployed, secret["arn"]) or ""

    def put(value: str) -> Any:
        name = secret["arn"].partition(":parameter")[2]
        return ssm.put_parameter(Name=name, Value=value, Overwrite=True)

    shared.secrets_exist(deployed)
    with broken(lambda: put("short"), lambda: put(right)):
        notices(shared.secrets_exist, deployed, "AUTH_SECRET is 5 characters long")
    with broken(lambda: put(shared.SLOT_PLACEHOLDER), lambda: put(right)):
        notices(shared.secrets_exist, deployed, "AUTH_SECRET .generated. has no value")


@pytest.mark.requirement("HR-24")
def test_slots_are_named_until_somebody_fills_them(deployed: Deployed) -> None:
    assert "AUTH_DISCORD_ID, AUTH_DISCORD_SECRET, INGEST_SHARED_SECRET" in shared.secrets_exist(deployed)
    ssm = deployed.client("ssm")
    name = deployed["secrets"]["AUTH_DISCORD_ID"]["arn"].partition(":parameter")[2]
    ssm.put_parameter(Name=name, Value="4711", Overwrite=True)
    assert "AUTH_DISCORD_ID" not in shared.secrets_exist(deployed)


@pytest.mark.requirement("HR-24")
def test_a_slot_in_secrets_manager_is_empty_until_it_has_a_version(production: World) -> None:
    deployed = Deployed(outputs=production.outputs, session=production.session())
    client = production.client("secretsmanager")
    arn = client.create_secret(Name="hookrelay/slot")["ARN"]
    assert shared.secret_value(deployed, arn) is None
    client.put_secret_value(SecretId=arn, SecretString="filled")
    assert shared.secret_value(deployed, arn) == "filled"


@pytest.mark.parametrize(
    ("policy", "refuses"),
    [
        (None, False),
        ({"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}, True),
        ({"Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}, False),
        ({"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
        ({"Effect": "Deny"}, False),
    ],
)
def test_plain_http_is_refused_by_a_deny_of_what_is_not_secure(
    policy: dict[str, Any] | None, refuses: bool
) -> None:
    text = None if policy is None else json.dumps({"Statement": [policy]})
    assert shared.refuses_plain_http(text) is refuses
