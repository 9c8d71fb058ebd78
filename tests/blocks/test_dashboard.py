from __future__ import annotations

import json
from typing import Any

import pulumi
import pytest

from components.blocks.dashboard import Dashboard, DashboardArgs, layout
from components.monitoring import Metric, Widget
from tests.support.recorder import Recorder, declare


def metric(namespace: str, name: str, statistic: str, label: str | None = None, **dimensions: str) -> Metric:
    return Metric(namespace=namespace, name=name, dimensions=dimensions, statistic=statistic, label=label)


def dashboard(*widgets: Widget, **changes: Any) -> Recorder:
    settings: dict[str, Any] = {"region": "us-east-1", **changes}
    return declare(lambda: Dashboard("board", DashboardArgs(widgets=widgets, **settings)))


def body(recorded: Recorder) -> list[dict[str, Any]]:
    widgets: list[dict[str, Any]] = json.loads(recorded.inputs("board-dashboard")["dashboardBody"])["widgets"]
    return widgets


@pytest.mark.requirement("TC-34")
def test_the_widget_of_tiktok_commerce_is_drawn_as_its_guide_has_it() -> None:
    ecs = {"ServiceName": "tiktok-commerce-ingestion-api", "ClusterName": "tiktok-commerce-production"}
    widget = Widget(
        title="ECS Service Metrics",
        metrics=[
            metric("AWS/ECS", name, "Average", **ecs) for name in ("CPUUtilization", "MemoryUtilization")
        ],
    )
    (drawn,) = body(dashboard(widget, name="TikTokCommerce-Production"))
    assert (drawn["x"], drawn["y"], drawn["width"], drawn["height"]) == (0, 0, 12, 6)
    properties = drawn["properties"]
    assert (properties["view"], properties["stacked"]) == ("timeSeries", False)
    assert (properties["region"], properties["period"]) == ("us-east-1", 300)
    assert properties["title"] == "ECS Service Metrics"
    assert properties["metrics"][0][:2] == ["AWS/ECS", "CPUUtilization"]
    pairs = properties["metrics"][0][2:-1]
    assert dict(zip(pairs[::2], pairs[1::2], strict=True)) == ecs


@pytest.mark.requirement("ST-34")
def test_the_widget_of_streamer_has_a_statistic_for_each_metric() -> None:
    wanted = {
        "Invocations": "Sum",
        "Errors": "Sum",
        "Duration": "Average",
        "ConcurrentExecutions": "Maximum",
    }
    widget = Widget(
        title="Lambda Performance: streamer-router-prod",
        metrics=[
            metric("AWS/Lambda", name, statistic, FunctionName="streamer-router-prod")
            for name, statistic in wanted.items()
        ],
    )
    (drawn,) = body(dashboard(widget))
    assert {line[1]: line[-1]["stat"] for line in drawn["properties"]["metrics"]} == wanted
    assert all(line[-1]["period"] == 300 for line in drawn["properties"]["metrics"])


def widget(width: int = 12, height: int = 6) -> Widget:
    metrics = [metric("AWS/Lambda", "Errors", "Sum", "failed", FunctionName="f")]
    return Widget(title="w", metrics=metrics, width=width, height=height)


def test_widgets_stand_in_lines_of_24_columns_and_never_overlap() -> None:
    placed = [
        (x, y)
        for _, x, y in layout([widget(12), widget(12, 3), widget(24), widget(8), widget(8), widget(12)])
    ]
    assert placed == [(0, 0), (12, 0), (0, 6), (0, 12), (8, 12), (0, 18)]


def test_a_metric_of_another_region_says_so_and_a_label_is_shown() -> None:
    cdn = metric("AWS/CloudFront", "Requests", "Sum", DistributionId="E1", Region="Global")
    lines = [
        each["properties"]["metrics"][0][-1]
        for each in body(dashboard(Widget(title="c", metrics=[cdn]), widget(), region="eu-west-1"))
    ]
    assert lines == [
        {"stat": "Sum", "period": 300, "region": "us-east-1"},
        {"stat": "Sum", "period": 300, "label": "failed"},
    ]


@pytest.mark.requirement("X-16")
def test_alarms_and_runbooks_stand_under_the_graphs() -> None:
    arns = [f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{index}" for index in range(5)]
    drawn = body(
        dashboard(widget(), alarm_arns=arns, runbooks={"Queue depth": "https://docs.example.com/#depth"})
    )
    assert [each["type"] for each in drawn] == ["metric", "alarm", "text"]
    assert [(each["y"], each["width"]) for each in drawn] == [(0, 12), (6, 24), (12, 24)]
    assert drawn[1]["properties"]["alarms"] == arns
    assert "[Queue depth](https://docs.example.com/#depth)" in drawn[2]["properties"]["markdown"]


def test_without_alarms_and_runbooks_there_are_graphs_only() -> None:
    assert [each["type"] for each in body(dashboard(widget()))] == ["metric"]


def test_names_that_are_outputs_are_written_as_values() -> None:
    def program() -> None:
        depth = Metric(
            namespace="AWS/SQS",
            name="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": pulumi.Output.from_input("attempts")},
            statistic="Maximum",
        )
        stacked = Widget(title="q", metrics=[depth], stacked=True)
        Dashboard("board", DashboardArgs(widgets=[stacked], region="us-east-1"))

    (drawn,) = body(declare(program))
    assert drawn["properties"]["metrics"][0][2:4] == ["QueueName", "attempts"]
    assert drawn["properties"]["stacked"] is True


def test_an_empty_dashboard_and_an_unknown_metric_are_refused() -> None:
    with pytest.raises(ValueError, match="no widgets"):
        DashboardArgs(widgets=[], region="us-east-1")
    wrong = Widget(title="w", metrics=[metric("AWS/Lambda", "Failures", "Sum", FunctionName="f")])
    with pytest.raises(ValueError, match=r"w\.metrics\[0\]\.name"):
        DashboardArgs(widgets=[wrong], region="us-east-1")


def test_the_name_is_the_given_one_or_the_components() -> None:
    assert (
        dashboard(widget(), name="trinity-prod").inputs("board-dashboard")["dashboardName"] == "trinity-prod"
    )
    assert dashboard(widget()).inputs("board-dashboard")["dashboardName"] == "board"
