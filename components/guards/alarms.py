"""Alarms and dashboards: names that collide, limits, and metrics that don't exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from components.guards import Problem
from components.metrics import GLOBAL_REGION, Namespace, check, region_of

if TYPE_CHECKING:
    from components.monitoring import Alarm, Metric, Widget

# CloudWatch User Guide, "CloudWatch service quotas": metrics in one graph and in one dashboard.
METRICS_PER_WIDGET = 500
METRICS_PER_DASHBOARD = 2_500
DASHBOARD_COLUMNS = 24
# PutCompositeAlarm: children in one rule.
COMPOSITE_CHILDREN = 100
# PutMetricAlarm: period times evaluation periods, below one-hour periods and from them on.
LONGEST_WINDOW_SECONDS = 86_400
LONGEST_HOURLY_WINDOW_SECONDS = 7 * 86_400
_HOUR = 3_600


def alarm_problems(
    alarms: Sequence[Alarm], *, names: Sequence[str], custom: Mapping[str, Namespace]
) -> Iterator[Problem]:
    """Problems of a platform's alarms.

    Args:
        alarms: The alarms.
        names: Their physical names, in the same order.
        custom: Namespaces that the platform's own code publishes to.

    """
    titles = [alarm.title for alarm in alarms]
    for field, values in (("key", [alarm.key for alarm in alarms]), ("title", titles), ("name", list(names))):
        for value in _doubled(values):
            yield Problem(
                field=field,
                given=value,
                allowed="a value that only one alarm of the platform has",
                fix="name what tells the alarms apart",
            )
    for alarm in alarms:
        for identifier, metric in _metrics(alarm).items():
            for problem in check(metric, custom=custom):
                yield problem.under(f"{alarm.key}.{identifier}")
            window = metric.period * alarm.evaluation_periods
            longest = LONGEST_HOURLY_WINDOW_SECONDS if metric.period >= _HOUR else LONGEST_WINDOW_SECONDS
            if window > longest:
                yield Problem(
                    field=f"{alarm.key}.evaluation_periods",
                    given=alarm.evaluation_periods,
                    allowed=f"period x evaluation periods of at most {longest} s (CloudWatch)",
                    fix="look at fewer periods",
                )
        yield from _region_problems(alarm)


def composite_problems(count: int) -> Iterator[Problem]:
    """Problems of the composite alarm over a platform's alarms."""
    if count > COMPOSITE_CHILDREN:
        yield Problem(
            field="alarms",
            given=count,
            allowed=f"at most {COMPOSITE_CHILDREN} alarms in one composite alarm (CloudWatch)",
            fix="leave the composite alarm out, or make alarms over several things with metric math",
        )


def notification_problems(
    alarms: Sequence[Alarm], *, region: str, has_global_topic: bool
) -> Iterator[Problem]:
    """Problems of alarms in us-east-1: CloudWatch takes only a topic of the alarm's own region."""
    if region == GLOBAL_REGION or has_global_topic:
        return
    elsewhere = [
        alarm.key
        for alarm in alarms
        if any(region_of(metric, region) != region for metric in _metrics(alarm).values())
    ]
    if elsewhere:
        yield Problem(
            field="global_topic_arn",
            given=None,
            allowed=f"a topic in {GLOBAL_REGION}, where the metrics of {', '.join(elsewhere)} are",
            fix=f"give an alerts topic of {GLOBAL_REGION}",
        )


def dashboard_problems(widgets: Sequence[Widget], *, custom: Mapping[str, Namespace]) -> Iterator[Problem]:
    """Problems of a dashboard's graphs."""
    total = 0
    for index, widget in enumerate(widgets):
        total += len(widget.metrics)
        if not 1 <= len(widget.metrics) <= METRICS_PER_WIDGET:
            yield Problem(
                field=f"widgets[{index}].metrics",
                given=len(widget.metrics),
                allowed=f"1 to {METRICS_PER_WIDGET} metrics (CloudWatch)",
                fix="split the graph, or leave an empty one out",
            )
        if not 1 <= widget.width <= DASHBOARD_COLUMNS:
            yield Problem(
                field=f"widgets[{index}].width",
                given=widget.width,
                allowed=f"1 to {DASHBOARD_COLUMNS} columns",
                fix="use 12 for two graphs in a row",
            )
        for position, metric in enumerate(widget.metrics):
            for problem in check(metric, custom=custom):
                yield problem.under(f"{widget.title}.metrics[{position}]")
    if total > METRICS_PER_DASHBOARD:
        yield Problem(
            field="widgets",
            given=total,
            allowed=f"at most {METRICS_PER_DASHBOARD} metrics in a dashboard (CloudWatch)",
            fix="make a second dashboard",
        )


def _region_problems(alarm: Alarm) -> Iterator[Problem]:
    # An alarm stands in one region and sees the metrics of that region only.
    regions = {region_of(metric, "") for metric in _metrics(alarm).values()}
    if len(regions) > 1:
        yield Problem(
            field=f"{alarm.key}.metrics",
            given=sorted(metric.namespace for metric in alarm.metrics.values()),
            allowed=f"metrics of one region: those of services without a region are in {GLOBAL_REGION}",
            fix="make two alarms",
        )


def _metrics(alarm: Alarm) -> Mapping[str, Metric]:
    return alarm.metrics if alarm.metric is None else {"metric": alarm.metric}


def _doubled(values: Sequence[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]
