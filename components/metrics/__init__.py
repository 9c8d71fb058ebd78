"""The metrics that AWS publishes, as data: an alarm on anything else would never leave its first state.

CloudWatch accepts an alarm on any name and any dimensions, and reports "insufficient data" for ever on those
that no service publishes. The `Alarms` and `Dashboard` blocks check each metric against this catalogue; the
smoke check does the same with what it finds deployed.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from components.guards import Problem
from components.metrics.account import ACCOUNT
from components.metrics.compute import COMPUTE
from components.metrics.data import DATA
from components.metrics.edge import EDGE
from components.metrics.messaging import MESSAGING
from components.metrics.model import COUNT, DURATION, GAUGE, Kind, Namespace, Published, metrics, sets

if TYPE_CHECKING:
    from components.monitoring import Metric

__all__ = [
    "CATALOGUE",
    "COUNT",
    "DURATION",
    "GAUGE",
    "GLOBAL_REGION",
    "Kind",
    "Namespace",
    "Published",
    "check",
    "metric_problems",
    "metrics",
    "region_of",
    "sets",
]

CATALOGUE: Mapping[str, Namespace] = {**ACCOUNT, **COMPUTE, **DATA, **EDGE, **MESSAGING}

# Services without a region publish here ("Using metrics with CloudFront", "Amazon Route 53 metrics").
GLOBAL_REGION = "us-east-1"
_GLOBAL_NAMESPACES = frozenset({"AWS/CloudFront", "AWS/Route53", "AWS/Billing"})

# CloudWatch's periods: 10, 20 and 30 s for high-resolution metrics, else multiples of a minute up to a day.
_SHORT_PERIODS = frozenset({10, 20, 30})
_LONGEST_PERIOD = 86_400

NO_CUSTOM: Mapping[str, Namespace] = {}


def metric_problems(
    namespace: str,
    name: str,
    dimensions: Collection[str],
    statistic: str,
    *,
    custom: Mapping[str, Namespace] = NO_CUSTOM,
) -> Iterator[Problem]:
    """Problems of a metric by its names alone.

    Args:
        namespace: CloudWatch namespace.
        name: Metric name.
        dimensions: Names of its dimensions.
        statistic: A plain statistic or a percentile.
        custom: Namespaces that the platform's own code publishes to.

    """
    published = {**CATALOGUE, **custom}.get(namespace)
    if published is None:
        yield Problem(
            field="namespace",
            given=namespace,
            allowed="a namespace of the catalogue, or one that the platform declares",
            fix=_nearest(namespace, {**CATALOGUE, **custom}),
        )
        return
    metric = published.get(name)
    if metric is None:
        yield Problem(
            field="name",
            given=name,
            allowed=f"a metric that {namespace} publishes",
            fix=_nearest(name, published),
        )
        return
    if frozenset(dimensions) not in metric.dimensions:
        yield Problem(
            field="dimensions",
            given=sorted(dimensions),
            allowed=" or ".join(
                " + ".join(sorted(each)) or "none" for each in sorted(metric.dimensions, key=sorted)
            ),
            fix=f"give the whole set of dimensions that {namespace} {name} is published with",
        )
    if not metric.has_statistic(statistic):
        yield Problem(
            field="statistic",
            given=statistic,
            allowed=", ".join(sorted(metric.statistics)) + (", percentiles" if metric.percentiles else ""),
            fix=f"choose a statistic that means something for {name}",
        )


def check(metric: Metric, *, custom: Mapping[str, Namespace] = NO_CUSTOM) -> Iterator[Problem]:
    """Problems of a metric of an alarm or a widget, its period included."""
    yield from metric_problems(
        metric.namespace, metric.name, metric.dimensions.keys(), metric.statistic, custom=custom
    )
    if metric.period not in _SHORT_PERIODS and (
        metric.period <= 0 or metric.period % 60 or metric.period > _LONGEST_PERIOD
    ):
        yield Problem(
            field="period",
            given=metric.period,
            allowed="10, 20, 30 or a multiple of 60 up to 86,400 s (CloudWatch)",
            fix="use 300 s unless the service publishes more often",
        )


def region_of(metric: Metric, region: str) -> str:
    """The region that has a metric: the platform's own, or us-east-1 for services without a region."""
    if metric.namespace in _GLOBAL_NAMESPACES:
        return GLOBAL_REGION
    if metric.namespace == "AWS/WAFV2" and "Region" not in metric.dimensions:
        return GLOBAL_REGION
    return region


def _nearest(given: str, known: Collection[str]) -> str:
    # Upper and lower case are what people get wrong (`4XXError` against `4xx`).
    folded = {each.lower(): each for each in known}
    found = difflib.get_close_matches(given.lower(), list(folded), n=1, cutoff=0.5)
    return f"did you mean {folded[found[0]]}?" if found else f"one of: {', '.join(sorted(known))}"
