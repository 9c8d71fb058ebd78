"""Alarms and dashboards."""

import json
from typing import Any

import pytest

from emulator.account import Account

from . import refused

ALARM: dict[str, Any] = {
    "AlarmName": "depth",
    "Namespace": "AWS/SQS",
    "MetricName": "ApproximateNumberOfMessagesVisible",
    "Dimensions": [{"Name": "QueueName", "Value": "work"}],
    "Statistic": "Average",
    "Period": 300,
    "EvaluationPeriods": 2,
    "Threshold": 100.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
    "TreatMissingData": "notBreaching",
}


def metric(id_: str, **more: Any) -> dict[str, Any]:
    stat = {"Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors"}, "Period": 300, "Stat": "Sum"}
    return {"Id": id_, "MetricStat": stat, "ReturnData": False, **more}


MATH = {
    **{
        key: value
        for key, value in ALARM.items()
        if key in ("AlarmName", "EvaluationPeriods", "Threshold", "ComparisonOperator")
    },
    "Metrics": [metric("m1"), metric("m2"), {"Id": "sum", "Expression": "SUM([m1, m2])", "ReturnData": True}],
}


def given(change: dict[str, Any], base: dict[str, Any] = ALARM) -> dict[str, Any]:
    return {key: value for key, value in {**base, **change}.items() if value is not None}


@pytest.mark.requirement("X-18", "HR-43", "HR-44")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"EvaluationPeriods": None}, "EvaluationPeriods is needed"),
        ({"DatapointsToAlarm": 3}, "not between 1 and EvaluationPeriods"),
        ({"MetricName": None}, "exactly one of MetricName and Metrics"),
        ({"Namespace": None}, "Namespace is needed"),
        ({"Statistic": None}, "exactly one of Statistic"),
        ({"ExtendedStatistic": "p99"}, "exactly one of Statistic"),
        ({"Statistic": None, "ExtendedStatistic": "p999"}, "no extended statistic"),
        ({"Period": None}, "Period is needed"),
        ({"Period": 45}, "multiple of 60"),
        ({"EvaluationPeriods": 289}, "more than 86400 s"),
        ({"Threshold": None}, "Threshold is needed"),
        ({"ComparisonOperator": None}, "ComparisonOperator is needed"),
        ({"TreatMissingData": "ok"}, "TreatMissingData must be one of"),
        ({"AlarmActions": ["alerts"]}, "nothing that an alarm can do"),
        ({"AlarmActions": ["arn:aws:sns:us-east-1:1:a"] * 6}, "at most 5"),
        ({"MetricName": "ApproximateNumberOfMessages"}, "called ApproximateNumberOfMessagesVisible"),
        ({"Namespace": "AWS/ApplicationELB", "MetricName": "4XXError"}, "HTTPCode_Target_4XX_Count"),
    ],
)
def test_refused_alarms(account: Account, change: dict[str, Any], reason: str) -> None:
    # this much is refused by the rules, whatever the models say first
    assert reason in refused_or_invalid(account, given(change))


def refused_or_invalid(account: Account, params: dict[str, Any]) -> str:
    from emulator.refusals import reasons

    return "; ".join(reasons("cloudwatch", "PutMetricAlarm", params, account, "us-east-1"))


@pytest.mark.requirement("ST-35")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Metrics": [metric("m1"), metric("m1", ReturnData=True)]}, "same id"),
        ({"Metrics": [metric("m1"), metric("m2")]}, "exactly one metric must return data"),
        ({"Metrics": [{"Id": "e", "Expression": "SUM([m1, m9])"}, metric("m1")]}, "uses m9"),
        ({"Metrics": [{"Id": "e"}]}, "exactly one of MetricStat and Expression"),
        ({"Period": 300}, "Period and Metrics exclude each other"),
        (
            {"Metrics": [*(metric(f"m{n}") for n in range(11)), {"Id": "e", "Expression": "SUM(METRICS())"}]},
            "at most 10",
        ),
    ],
)
def test_refused_metric_math(account: Account, change: dict[str, Any], reason: str) -> None:
    assert reason in refused(account.client("cloudwatch").put_metric_alarm, **given(change, MATH))


def test_accepted_alarms(account: Account) -> None:
    put = account.client("cloudwatch").put_metric_alarm
    put(**ALARM)
    put(**{**ALARM, "DatapointsToAlarm": 2, "Period": 10})
    put(**given({"Statistic": None, "ExtendedStatistic": "p95"}))
    put(**MATH)
    fill = {"Id": "rate", "Expression": "IF(m1 > 0, FILL(m2, 0) / m1, 0)", "ReturnData": True}
    put(**{**MATH, "Metrics": [metric("m1"), metric("m2"), fill]})
    band = {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m1, 2)"}
    anomaly = {
        **given({"Threshold": None}, MATH),
        "Metrics": [metric("m1", ReturnData=True), {**band, "ReturnData": False}],
        "ThresholdMetricId": "band",
        "ComparisonOperator": "GreaterThanUpperThreshold",
    }
    put(**anomaly)
    assert "ThresholdMetricId" in refused(put, **{**ALARM, "ThresholdMetricId": "band"})


def test_a_composite_alarm_is_about_alarms_that_exist(account: Account) -> None:
    client = account.client("cloudwatch")
    put = client.put_composite_alarm
    assert "which doesn't exist" in refused(put, AlarmName="any", AlarmRule="ALARM(depth)")
    assert "no alarm rule" in refused(put, AlarmName="any", AlarmRule="depth")


@pytest.mark.requirement("ST-34")
@pytest.mark.parametrize(
    ("widget", "reason"),
    [
        ({"type": "graph"}, "not one of metric"),
        ({"type": "metric", "properties": {"region": "us-east-1"}}, "has no metrics"),
        ({"type": "metric", "properties": {"metrics": [["AWS/SQS", "x"]]}}, "has no region"),
        ({"type": "metric", "properties": {"metrics": ["AWS/SQS"], "region": "us-east-1"}}, "is no metric"),
        ({"type": "text", "properties": {}}, "has no markdown"),
        ({"type": "log", "properties": {"query": "q"}}, "needs query and region"),
        ({"type": "text", "x": 20, "width": 6, "properties": {"markdown": "#"}}, "beyond column 24"),
    ],
)
def test_refused_widgets(account: Account, widget: dict[str, Any], reason: str) -> None:
    put = account.client("cloudwatch").put_dashboard
    assert reason in refused(put, DashboardName="d", DashboardBody=json.dumps({"widgets": [widget]}))


def test_accepted_and_broken_dashboards(account: Account) -> None:
    put = account.client("cloudwatch").put_dashboard
    graph = {
        "type": "metric",
        "properties": {"metrics": [["AWS/SQS", "x", "QueueName", "w"]], "region": "us-east-1"},
    }
    text = {"type": "text", "x": 12, "width": 12, "properties": {"markdown": "# Runbook"}}
    put(DashboardName="d", DashboardBody=json.dumps({"widgets": [graph, text]}))
    assert "not JSON" in refused(put, DashboardName="d", DashboardBody="{")
    assert "no list of widgets" in refused(put, DashboardName="d", DashboardBody="{}")
