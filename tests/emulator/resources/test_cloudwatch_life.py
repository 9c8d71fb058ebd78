"""Alarms, dashboards and rules are put again, are described, and go."""

import json
from typing import Any

import pytest

from emulator.account import Account

from .life import Life


def alarm(account: Account, **inputs: Any) -> Life:
    return Life(
        account,
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        name="a",
        namespace="AWS/SQS",
        metricName="NumberOfMessagesSent",
        dimensions={"QueueName": "q"},
        statistic="Sum",
        period=60,
        evaluationPeriods=1,
        threshold=1,
        comparisonOperator="GreaterThanThreshold",
        **inputs,
    )


def test_an_alarm_is_put_again(account: Account) -> None:
    life = alarm(account, tags={"a": "1"})
    life.change(threshold=5, alarmDescription="d")
    described = life.described()
    assert described is not None
    assert (described["Threshold"], described["AlarmDescription"]) == (5.0, "d")
    assert described["Tags"] == [{"Key": "a", "Value": "1"}]
    life.delete()
    assert life.described() is None


def test_an_alarms_tags_change_by_their_own_operations(account: Account) -> None:
    life = alarm(account, tags={"a": "1"})
    life.change(tags={"b": "2"})
    assert life.asked[-2:] == ["UntagResource", "TagResource"]
    found = account.client("cloudwatch").list_tags_for_resource(ResourceARN=life.state["arn"])
    assert found["Tags"] == [{"Key": "b", "Value": "2"}]


def test_a_dashboard_is_put_again(account: Account) -> None:
    def page(text: str) -> str:
        properties = {"markdown": text}
        widget = {"type": "text", "x": 0, "y": 0, "width": 6, "height": 6, "properties": properties}
        return json.dumps({"widgets": [widget]})

    life = Life(account, "aws:cloudwatch/dashboard:Dashboard", dashboardName="d", dashboardBody=page("one"))
    life.change(dashboardBody=page("two"))
    described = life.described()
    assert described is not None
    assert "two" in described["DashboardBody"]
    life.delete()
    assert life.described() is None


def test_an_insight_rule_is_put_again(account: Account) -> None:
    def definition(field: str) -> str:
        return json.dumps(
            {
                "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
                "LogGroupNames": ["g"],
                "LogFormat": "JSON",
                "Contribution": {"Keys": [f"$.{field}"], "Filters": []},
                "AggregateOn": "Count",
            }
        )

    life = Life(
        account,
        "aws:cloudwatch/contributorInsightRule:ContributorInsightRule",
        ruleName="r",
        ruleDefinition=definition("ip"),
    )
    life.change(ruleDefinition=definition("user"))
    described = life.described()
    assert described is not None
    assert "$.user" in described["Definition"]
    life.delete()
    assert life.described() is None


@pytest.mark.parametrize(
    ("kind", "put", "inputs", "change"),
    [
        (
            "compositeAlarm:CompositeAlarm",
            "PutCompositeAlarm",
            {"alarmName": "any", "alarmRule": "ALARM(a)"},
            {"alarmDescription": "d"},
        ),
        (
            "metricStream:MetricStream",
            "PutMetricStream",
            {
                "name": "m",
                "firehoseArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/f",
                "roleArn": "arn:aws:iam::123456789012:role/r",
                "outputFormat": "json",
            },
            {"outputFormat": "opentelemetry1.0"},
        ),
    ],
)
def test_what_is_only_recorded_is_put_again_too(
    account: Account, kind: str, put: str, inputs: dict[str, Any], change: dict[str, Any]
) -> None:
    alarm(account)
    life = Life(account, f"aws:cloudwatch/{kind}", **inputs)
    life.change(**change)
    assert len(account.ledger.of("cloudwatch", put)) == 2
    life.delete()
    assert life.asked[-1].startswith("Delete")
