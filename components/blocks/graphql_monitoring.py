"""Alarms and graphs of a GraphQL API."""

from __future__ import annotations

import pulumi

from components.monitoring import Alarm, Metric, Widget


def graphql_alarms(
    label: str, api_id: pulumi.Input[str], *, server_errors_percent: float, latency_p95_ms: float
) -> list[Alarm]:
    """5XX answers as a share of all answers, and their slowest twentieth."""
    return [
        Alarm(
            key=f"{label}-5xx",
            title="GraphqlApi5XX",
            description="The GraphQL API answers requests with a server error: read its log",
            expression="100 * errors / requests",
            metrics={
                "errors": _metric(api_id, "5XXError", "Sum"),
                # `Requests` counts those of all APIs of a region; of one API, each has a latency
                "requests": _metric(api_id, "Latency", "SampleCount"),
            },
            threshold=server_errors_percent,
        ),
        Alarm(
            key=f"{label}-latency",
            title="GraphqlApiLatency",
            description=f"One GraphQL answer in twenty takes longer than {latency_p95_ms:g} ms",
            metric=_metric(api_id, "Latency", "p95"),
            threshold=latency_p95_ms,
        ),
    ]


def graphql_widgets(label: str, api_id: pulumi.Input[str]) -> list[Widget]:
    """Requests and errors, and the time that answers take."""
    return [
        Widget(
            title=f"GraphQL {label}: requests and errors",
            metrics=[
                _metric(api_id, "Latency", "SampleCount", label="requests"),
                _metric(api_id, "4XXError", "Sum"),
                _metric(api_id, "5XXError", "Sum"),
            ],
        ),
        Widget(
            title=f"GraphQL {label}: latency (ms)",
            metrics=[
                _metric(api_id, "Latency", "p50", label="p50"),
                _metric(api_id, "Latency", "p95", label="p95"),
            ],
        ),
    ]


def _metric(api_id: pulumi.Input[str], name: str, statistic: str, *, label: str | None = None) -> Metric:
    return Metric(
        namespace="AWS/AppSync",
        name=name,
        dimensions={"GraphQLAPIId": api_id},
        statistic=statistic,
        label=label,
    )
