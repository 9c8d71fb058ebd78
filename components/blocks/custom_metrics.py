"""Metrics that an application publishes itself."""

from __future__ import annotations

from components.iam import Statement
from components.links import Link

PUT_METRIC_DATA = "cloudwatch:PutMetricData"


def publish_metrics(namespace: str) -> Link:
    """The right to publish to one namespace of CloudWatch, and to no other.

    Args:
        namespace: `Trinity/Application`; names that begin with `AWS/` are AWS's own.

    Raises:
        ValueError: a namespace of AWS's.
    """
    if namespace.startswith("AWS/"):
        raise ValueError(f"namespace {namespace!r}: AWS/ is where AWS's own services publish")
    return Link(
        statements=[
            Statement(
                sid="PublishMetrics",
                actions=[PUT_METRIC_DATA],
                resources=["*"],
                conditions={"StringEquals": {"cloudwatch:namespace": namespace}},
                reason="the action has no resource type; the condition names the namespace",
            )
        ]
    )
