from __future__ import annotations

from typing import Any

import pytest

from components.guards.alarms import (
    alarm_problems,
    composite_problems,
    dashboard_problems,
    notification_problems,
)
from components.monitoring import Alarm, Metric, Widget
from components.naming import camel


def metric(namespace: str = "AWS/Lambda", name: str = "Errors", **dimensions: str) -> Metric:
    return Metric(
        namespace=namespace, name=name, dimensions=dimensions or {"FunctionName": "f"}, statistic="Sum"
    )


CDN_METRIC = Metric(
    namespace="AWS/CloudFront",
    name="5xxErrorRate",
    dimensions={"DistributionId": "d", "Region": "Global"},
    statistic="Average",
)


def alarm(key: str = "errors", **settings: Any) -> Alarm:
    given: dict[str, Any] = {"metric": metric(), "threshold": 5, **settings}
    title = given.pop("title", camel(key))
    return Alarm(key=key, title=title, description="wrong", **given)


def fields(*alarms: Alarm, names: list[str] | None = None) -> list[str]:
    taken = names if names is not None else [each.key for each in alarms]
    return [each.field for each in alarm_problems(alarms, names=taken, custom={})]


def test_keys_and_names_are_unique() -> None:
    assert fields(alarm("a"), alarm("b")) == []
    assert fields(alarm("a"), alarm("a", title="B"), names=["x", "y"]) == ["key"]
    assert fields(alarm("a"), alarm("b", title="A"), names=["x", "y"]) == ["title"]
    assert fields(alarm("a"), alarm("b"), names=["x", "x"]) == ["name"]


@pytest.mark.requirement("HR-43", "HR-44")
def test_a_metric_that_nothing_publishes_is_named_with_its_alarm() -> None:
    assert fields(alarm("depth", metric=metric("AWS/SQS", "ApproximateNumberOfMessages", QueueName="q"))) == [
        "depth.metric.name"
    ]


@pytest.mark.requirement("ST-35")
def test_each_metric_of_an_expression_is_checked() -> None:
    math = alarm(
        "sum", metric=None, expression="a + b", metrics={"a": metric(), "b": metric(name="Failures")}
    )
    assert fields(math) == ["sum.b.name"]


def test_an_expression_over_two_regions_is_refused() -> None:
    math = alarm("sum", metric=None, expression="a + b", metrics={"a": metric(), "b": CDN_METRIC})
    assert fields(math) == ["sum.metrics"]


def test_a_window_is_at_most_a_day_below_hourly_periods() -> None:
    assert fields(alarm("long", evaluation_periods=288)) == []
    assert fields(alarm("long", evaluation_periods=289)) == ["long.evaluation_periods"]


def test_an_alarm_on_cloudfront_needs_a_topic_of_us_east_1() -> None:
    alarms = [alarm("cdn", metric=CDN_METRIC)]
    (problem,) = notification_problems(alarms, region="eu-west-1", has_global_topic=False)
    assert problem.field == "global_topic_arn"
    assert "cdn" in problem.allowed
    assert list(notification_problems(alarms, region="us-east-1", has_global_topic=False)) == []
    assert list(notification_problems(alarms, region="eu-west-1", has_global_topic=True)) == []


def test_a_composite_alarm_has_at_most_a_hundred_children() -> None:
    assert list(composite_problems(100)) == []
    assert list(composite_problems(101))


def test_graphs_have_metrics_that_exist_and_fit_the_grid() -> None:
    good = Widget(title="Errors", metrics=[metric()])
    assert list(dashboard_problems([good], custom={})) == []
    bad = [
        Widget(title="Empty", metrics=[]),
        Widget(title="Wide", metrics=[metric()], width=25),
        Widget(title="Unknown", metrics=[metric(name="Failures")]),
    ]
    assert [each.field for each in dashboard_problems(bad, custom={})] == [
        "widgets[0].metrics",
        "widgets[1].width",
        "Unknown.metrics[0].name",
    ]


def test_a_dashboard_draws_a_limited_number_of_metrics() -> None:
    widgets = [Widget(title=str(index), metrics=[metric()] * 500) for index in range(6)]
    assert [each.field for each in dashboard_problems(widgets, custom={})] == ["widgets"]
