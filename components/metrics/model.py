"""What the catalogue says about one metric, and the few shapes that most metrics have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PERCENTILE = re.compile(r"^(p|tm|tc|ts|wm)\d{1,2}(\.\d{1,10})?$|^p100$|^IQM$")


@dataclass(frozen=True, kw_only=True)
class Published:
    """How a service publishes one metric.

    Attributes:
        dimensions: The sets of dimension names it is published with; an alarm on any other set sees no data.
        statistics: The plain statistics that mean something.
        percentiles: Whether single measurements are published, so that `p95` and its like mean something.

    """

    dimensions: tuple[frozenset[str], ...]
    statistics: frozenset[str]
    percentiles: bool = False

    def has_statistic(self, statistic: str) -> bool:
        """Whether the statistic means something for this metric."""
        return statistic in self.statistics or (self.percentiles and bool(_PERCENTILE.match(statistic)))


@dataclass(frozen=True, kw_only=True)
class Kind:
    """The statistics that a kind of measurement allows."""

    statistics: frozenset[str]
    percentiles: bool = False


# Events: their number is the sum; 0/1 events (API Gateway's errors) have their rate as the average.
COUNT = Kind(statistics=frozenset({"Sum", "Average", "Maximum", "Minimum", "SampleCount"}))
# States (depth, CPU, age): adding up snapshots of them says nothing.
GAUGE = Kind(statistics=frozenset({"Average", "Maximum", "Minimum", "SampleCount"}))
# Durations, one measurement per request.
DURATION = Kind(
    statistics=frozenset({"Average", "Maximum", "Minimum", "SampleCount", "Sum"}), percentiles=True
)

Namespace = Mapping[str, Published]


def sets(*names: str) -> tuple[frozenset[str], ...]:
    """Dimension sets, each written as its names with spaces between them; an empty string is no dimension."""
    return tuple(frozenset(each.split()) for each in names)


def metrics(kind: Kind, dimensions: tuple[frozenset[str], ...], names: str) -> dict[str, Published]:
    """The metrics of one kind that a service publishes with the same dimension sets."""
    return {
        name: Published(dimensions=dimensions, statistics=kind.statistics, percentiles=kind.percentiles)
        for name in names.split()
    }
