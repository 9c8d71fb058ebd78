from __future__ import annotations

from typing import Any

import pytest

from components.blocks.alarms import Alarms, AlarmsArgs
from components.metrics import GAUGE, metrics, sets
from components.monitoring import Alarm, Metric
from components.naming import camel
from tests.support.recorder import Recorder, declare

TOPIC = "arn:aws:sns:eu-west-1:123456789012:alerts"
GLOBAL_TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"


def errors(function: str = "router", statistic: str = "Sum") -> Metric:
    return Metric(
        namespace="AWS/Lambda", name="Errors", dimensions={"FunctionName": function}, statistic=statistic
    )


def alarm(key: str = "errors", **changes: Any) -> Alarm:
    settings: dict[str, Any] = {
        "title": camel(key),
        "description": "High Lambda error rate",
        "threshold": 10,
        "metric": errors(),
        **changes,
    }
    return Alarm(key=key, **settings)


CDN = alarm(
    "cdn",
    metric=Metric(
        namespace="AWS/CloudFront",
        name="5xxErrorRate",
        dimensions={"DistributionId": "E1", "Region": "Global"},
        statistic="Average",
    ),
)


def alarms(*each: Alarm, **changes: Any) -> Recorder:
    settings: dict[str, Any] = {
        "name_of": lambda one: f"streamer-{one.key}",
        "region": "eu-west-1",
        "topic_arn": TOPIC,
        **changes,
    }
    return declare(lambda: Alarms("alarms", AlarmsArgs(alarms=each, **settings)))


@pytest.mark.requirement("X-18", "HR-43")
def test_an_alarm_has_periods_missing_data_and_full_dimensions() -> None:
    inputs = alarms(alarm(evaluation_periods=2)).inputs("alarms-Errors")
    assert inputs == {
        "name": "streamer-errors",
        "alarmDescription": "High Lambda error rate",
        "namespace": "AWS/Lambda",
        "metricName": "Errors",
        "dimensions": {"FunctionName": "router"},
        "statistic": "Sum",
        "period": 300,
        "threshold": 10,
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 2,
        "datapointsToAlarm": 2,
        "treatMissingData": "notBreaching",
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
        "region": "eu-west-1",
    }


@pytest.mark.requirement("X-17")
def test_the_topic_is_told_when_it_breaks_and_when_it_is_well_again() -> None:
    recorded = alarms(alarm("a"), alarm("b"))
    assert recorded.count("MetricAlarm") == 2
    for item in recorded.of_type("MetricAlarm"):
        assert item.inputs["alarmActions"] == item.inputs["okActions"] == [TOPIC]


def test_a_percentile_is_an_extended_statistic() -> None:
    metric = Metric(
        namespace="AWS/Lambda", name="Duration", dimensions={"FunctionName": "f"}, statistic="p95"
    )
    inputs = alarms(alarm("slow", metric=metric, datapoints=3, evaluation_periods=5)).inputs("alarms-Slow")
    assert inputs["extendedStatistic"] == "p95"
    assert "statistic" not in inputs
    assert (inputs["datapointsToAlarm"], inputs["evaluationPeriods"]) == (3, 5)


@pytest.mark.requirement("ST-35")
def test_metric_math_sums_functions_and_compares_the_result_only() -> None:
    four = {name: errors(name) for name in ("connect", "disconnect", "router", "processor")}
    inputs = alarms(alarm("all", metric=None, expression=" + ".join(four), metrics=four)).inputs("alarms-All")
    *sources, result = inputs["metricQueries"]
    assert [each["id"] for each in sources] == list(four)
    assert [each["metric"]["dimensions"]["FunctionName"] for each in sources] == list(four)
    assert all(each["returnData"] is False and each["metric"]["stat"] == "Sum" for each in sources)
    assert result["expression"] == "connect + disconnect + router + processor"
    assert result["returnData"] is True
    assert not {"metricName", "namespace", "statistic", "dimensions", "period"} & inputs.keys()


@pytest.mark.requirement("X-6")
def test_an_alarm_on_cloudfront_is_in_us_east_1_and_tells_a_topic_there() -> None:
    recorded = alarms(CDN, alarm(), global_topic_arn=GLOBAL_TOPIC)
    assert recorded.inputs("alarms-Cdn")["region"] == "us-east-1"
    assert recorded.inputs("alarms-Cdn")["alarmActions"] == [GLOBAL_TOPIC]
    assert recorded.inputs("alarms-Errors")["alarmActions"] == [TOPIC]


def test_a_platform_in_us_east_1_needs_one_topic_only() -> None:
    recorded = alarms(CDN, region="us-east-1", topic_arn=GLOBAL_TOPIC)
    assert recorded.inputs("alarms-Cdn")["okActions"] == [GLOBAL_TOPIC]


def test_an_alarm_on_cloudfront_without_a_topic_in_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="global_topic_arn"):
        alarms(CDN)


@pytest.mark.requirement("X-16")
def test_a_description_ends_in_the_runbooks_link() -> None:
    recorded = alarms(alarm(runbook="errors"), runbook_url="https://docs.example.com/streamer")
    assert recorded.inputs("alarms-Errors")["alarmDescription"] == (
        "High Lambda error rate. Runbook: https://docs.example.com/streamer#errors"
    )


def test_the_composite_alarm_is_on_while_any_alarm_of_its_region_is() -> None:
    recorded = alarms(
        alarm("a"), alarm("b"), CDN, composite_name="streamer-any", global_topic_arn=GLOBAL_TOPIC
    )
    inputs = recorded.inputs("alarms-any")
    assert inputs["alarmName"] == "streamer-any"
    assert inputs["alarmRule"] == 'ALARM("streamer-a") OR ALARM("streamer-b")'
    assert recorded.needs("alarms-any") >= {"alarms-A", "alarms-B"}


def test_there_is_no_composite_alarm_unless_it_has_a_name_and_children() -> None:
    assert alarms(alarm()).count("CompositeAlarm") == 0
    only_global = alarms(CDN, composite_name="any", global_topic_arn=GLOBAL_TOPIC)
    assert only_global.count("CompositeAlarm") == 0


@pytest.mark.requirement("HR-43")
def test_an_alarm_on_a_metric_that_nothing_publishes_is_refused() -> None:
    wrong = Metric(
        namespace="AWS/SQS",
        name="ApproximateNumberOfMessages",
        dimensions={"QueueName": "q"},
        statistic="Average",
    )
    with pytest.raises(ValueError, match="did you mean ApproximateNumberOfMessagesVisible"):
        alarms(alarm("depth", metric=wrong))


@pytest.mark.requirement("ST-36")
def test_a_metric_of_the_platforms_own_code_is_declared_by_the_platform() -> None:
    own = Metric(namespace="Streamer", name="ActiveConnections", dimensions={}, statistic="Maximum")
    declared = {"Streamer": metrics(GAUGE, sets(""), "ActiveConnections")}
    inputs = alarms(alarm("limit", metric=own), custom_metrics=declared).inputs("alarms-Limit")
    assert (inputs["namespace"], inputs["metricName"]) == ("Streamer", "ActiveConnections")
    with pytest.raises(ValueError, match="namespace"):
        alarms(alarm("limit", metric=own))


def test_two_alarms_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="name: given 'same'"):
        alarms(alarm("a"), alarm("b"), name_of=lambda _: "same")
