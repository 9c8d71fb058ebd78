"""Alarms and dashboard widgets as data: what each block yields and a platform collects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi

Comparison = Literal[
    "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"
]
MissingData = Literal["notBreaching", "breaching", "ignore", "missing"]

MAX_EXPRESSION_METRICS = 10  # CloudWatch User Guide, "Alarm on metric math expressions"
FIVE_MINUTES = 300  # the period of every alarm in the guides, in seconds


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One CloudWatch metric with its full dimensions.

    Attributes:
        namespace: e.g. `AWS/SQS`; name and dimensions must stand in `components.metrics`' catalogue.
        name: Metric name.
        dimensions: All dimensions that the service publishes it with.
        statistic: `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount` or a percentile (`p95`).
        period: Seconds.
        label: Shown in widgets; the metric's name by default.
    """

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str
    period: int = FIVE_MINUTES
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """An alarm to be made by the platform's `Alarms` block.

    Attributes:
        key: Short kebab-case key, unique in the platform (`attempts-depth`).
        title: CamelCase part of the physical and of the logical name (`HighQueueDepth`), likewise unique.
        description: What is wrong, and what to look at first.
        metric: The metric; or, with `expression`, None.
        expression: Metric math over `metrics` (`errors / requests * 100`); its result is compared.
        metrics: Id (lower-case start) -> metric, for `expression`; at most 10 (CloudWatch's limit).
        threshold: Compared with the statistic's value.
        comparison: CloudWatch's comparison operator.
        evaluation_periods: How many periods are looked at.
        datapoints: How many of them must breach; all by default.
        treat_missing_data: What an empty period means.
        runbook: Anchor of the section of the platform's docs page that says what to do.
    """

    key: str
    title: str
    description: str
    threshold: float
    metric: Metric | None = None
    expression: str | None = None
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    comparison: Comparison = "GreaterThanThreshold"
    evaluation_periods: int = 1
    datapoints: int | None = None
    treat_missing_data: MissingData = "notBreaching"
    runbook: str = "alarms"

    def __post_init__(self) -> None:
        """Refuse an alarm that CloudWatch would refuse or never evaluate.

        Raises:
            ValueError: both or neither of metric and expression, too many metrics, too many datapoints.
        """
        if (self.metric is None) == (self.expression is None):
            raise ValueError(f"alarm {self.key}: give either metric or expression")
        if len(self.metrics) > MAX_EXPRESSION_METRICS or bool(self.metrics) != bool(self.expression):
            raise ValueError(
                f"alarm {self.key}: an expression takes 1 to 10 metrics, got {len(self.metrics)}"
            )
        if not 1 <= (self.datapoints or self.evaluation_periods) <= self.evaluation_periods:
            raise ValueError(
                f"alarm {self.key}: datapoints {self.datapoints} of {self.evaluation_periods} periods"
            )


@dataclass(frozen=True, kw_only=True)
class Widget:
    """One graph of a dashboard.

    Attributes:
        title: Heading.
        metrics: What it draws.
        width: Of 24 columns.
        height: In rows.
        stacked: Whether lines are stacked.
    """

    title: str
    metrics: Sequence[Metric]
    width: int = 12
    height: int = 6
    stacked: bool = False
