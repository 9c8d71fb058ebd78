"""The metric catalogue: what it refuses, and that it isn't empty."""

from __future__ import annotations

import subprocess
import sys

import pytest

from components.metrics import (
    CATALOGUE,
    GLOBAL_REGION,
    Published,
    check,
    metric_problems,
    metrics,
    region_of,
    sets,
)
from components.metrics.model import COUNT, DURATION, GAUGE
from components.monitoring import Metric


def problems(namespace: str, name: str, dimensions: list[str], statistic: str) -> dict[str, str]:
    return {each.field: each.fix for each in metric_problems(namespace, name, dimensions, statistic)}


@pytest.mark.requirement("HR-43")
def test_the_queue_depth_of_the_guide_is_no_metric_and_the_real_one_is_proposed() -> None:
    found = problems("AWS/SQS", "ApproximateNumberOfMessages", ["QueueName"], "Average")
    assert found == {"name": "did you mean ApproximateNumberOfMessagesVisible?"}
    assert problems("AWS/SQS", "ApproximateNumberOfMessagesVisible", ["QueueName"], "Average") == {}


@pytest.mark.requirement("HR-44")
def test_4xxerror_belongs_to_rest_apis_and_not_to_load_balancers() -> None:
    assert "name" in problems("AWS/ApplicationELB", "4XXError", ["LoadBalancer"], "Sum")
    assert problems("AWS/ApiGateway", "4XXError", ["ApiName", "Stage"], "Sum") == {}
    assert problems("AWS/ApplicationELB", "HTTPCode_Target_4XX_Count", ["LoadBalancer"], "Sum") == {}


@pytest.mark.requirement("HR-44", "X-18")
def test_an_alarm_without_its_dimensions_sees_nothing() -> None:
    assert "dimensions" in problems("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", [], "Sum")


@pytest.mark.requirement("TC-34")
def test_a_services_cpu_needs_its_cluster() -> None:
    assert "dimensions" in problems("AWS/ECS", "CPUUtilization", ["ServiceName"], "Average")
    assert problems("AWS/ECS", "CPUUtilization", ["ServiceName", "ClusterName"], "Average") == {}


@pytest.mark.requirement("HR-45")
def test_system_errors_exist_by_operation_only() -> None:
    assert "dimensions" in problems("AWS/DynamoDB", "SystemErrors", ["TableName"], "Sum")
    assert problems("AWS/DynamoDB", "SystemErrors", ["TableName", "Operation"], "Sum") == {}


@pytest.mark.requirement("SC-22")
@pytest.mark.parametrize(
    ("name", "dimensions", "known"),
    [
        ("5xx", ["ApiId", "Stage"], True),
        ("5xx", ["ApiName", "Stage"], False),
        ("5XXError", ["ApiId", "Stage"], False),
        ("5XXError", ["ApiName", "Stage"], True),
        ("IntegrationError", ["ApiId", "Stage"], True),
        ("ConnectCount", ["ApiId", "Route", "Stage"], True),
        ("4xx", ["ApiId", "Route", "Stage"], False),
        ("Latency", ["ApiId", "Stage"], True),
        ("Latency", ["ApiName", "Stage"], True),
        ("IntegrationLatency", ["ApiId", "Route", "Stage"], True),
    ],
)
def test_the_three_kinds_of_api_have_metrics_of_their_own(
    name: str, dimensions: list[str], known: bool
) -> None:
    assert (problems("AWS/ApiGateway", name, dimensions, "Sum") == {}) is known


def test_a_sum_of_depths_and_a_percentile_of_counts_mean_nothing() -> None:
    assert "statistic" in problems("AWS/SQS", "ApproximateNumberOfMessagesVisible", ["QueueName"], "Sum")
    assert "statistic" in problems("AWS/Lambda", "Errors", ["FunctionName"], "p95")
    assert problems("AWS/Lambda", "Duration", ["FunctionName"], "p95") == {}
    assert "statistic" in problems("AWS/Lambda", "Duration", ["FunctionName"], "p101")
    assert problems("AWS/Lambda", "Duration", ["FunctionName"], "p99.9") == {}


@pytest.mark.requirement("ST-36", "TR-13")
def test_a_namespace_of_a_platforms_own_has_to_be_declared() -> None:
    metric = Metric(namespace="Streamer", name="ActiveConnections", dimensions={}, statistic="Maximum")
    assert [each.field for each in check(metric)] == ["namespace"]
    declared = {"Streamer": metrics(GAUGE, sets(""), "ActiveConnections")}
    assert list(check(metric, custom=declared)) == []


@pytest.mark.parametrize(
    ("period", "good"), [(300, True), (60, True), (10, True), (0, False), (90, False), (86_460, False)]
)
def test_periods_are_those_of_cloudwatch(period: int, good: bool) -> None:
    metric = Metric(
        namespace="AWS/SQS",
        name="NumberOfMessagesSent",
        dimensions={"QueueName": "q"},
        statistic="Sum",
        period=period,
    )
    assert ([each.field for each in check(metric)] == []) is good


@pytest.mark.parametrize(
    ("namespace", "dimensions", "region"),
    [
        ("AWS/CloudFront", {"DistributionId": "d", "Region": "Global"}, GLOBAL_REGION),
        ("AWS/Route53", {"HealthCheckId": "h"}, GLOBAL_REGION),
        ("AWS/WAFV2", {"WebACL": "w", "Rule": "ALL"}, GLOBAL_REGION),
        ("AWS/WAFV2", {"WebACL": "w", "Rule": "ALL", "Region": "eu-west-1"}, "eu-west-1"),
        ("AWS/SQS", {"QueueName": "q"}, "eu-west-1"),
    ],
)
def test_services_without_a_region_publish_in_us_east_1(
    namespace: str, dimensions: dict[str, str], region: str
) -> None:
    metric = Metric(namespace=namespace, name="any", dimensions=dimensions, statistic="Sum")
    assert region_of(metric, "eu-west-1") == region


def test_each_namespace_has_metrics_and_each_metric_has_dimension_sets_and_statistics() -> None:
    published = [each for namespace in CATALOGUE.values() for each in namespace.values()]
    assert len(published) > 250
    assert all(each.dimensions and each.statistics for each in published)


def test_an_unknown_namespace_is_answered_with_the_nearest() -> None:
    assert problems("AWS/Sqs", "NumberOfMessagesSent", ["QueueName"], "Sum") == {
        "namespace": "did you mean AWS/SQS?"
    }


def test_percentiles_are_for_durations_only() -> None:
    assert DURATION.percentiles
    assert not COUNT.percentiles
    published = Published(dimensions=sets(""), statistics=COUNT.statistics)
    assert not published.has_statistic("p95")


def test_the_catalogue_needs_no_pulumi() -> None:
    """The smoke check uses it without the SDK."""
    loaded = "import sys, components.metrics; print('pulumi' in sys.modules)"
    answer = subprocess.run(  # noqa: S603 - a constant
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"
