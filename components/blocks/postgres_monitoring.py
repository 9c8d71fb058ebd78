"""What is watched of a PostgreSQL instance."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.guards.postgres import GIB, max_connections, memory_gib
from components.monitoring import Alarm, Comparison, Metric, Widget
from components.naming import camel

# Shares of what the instance has, at which somebody still has time to act.
CPU_PERCENT = 80.0
FREE_STORAGE_SHARE = (
    0.1  # RDS grows the storage by itself below this share (User Guide, "storage autoscaling")
)
CONNECTIONS_SHARE = 0.8
FREE_MEMORY_SHARE = 0.05
REPLICA_LAG_SECONDS = 60.0  # a minute of staleness is visible to users who read what they wrote
SUSTAINED = 3  # periods: a quarter of an hour, which a nightly job passes


def postgres_alarms(
    label: str,
    *,
    identifier: pulumi.Input[str],
    replica_identifier: pulumi.Input[str] | None,
    instance_class: str,
    storage_gib: int,
) -> list[Alarm]:
    """CPU, storage, connections, memory and, with a replica, its lag."""
    memory = memory_gib(instance_class) or 0
    rows: list[tuple[str, str, str, float, Comparison, str]] = [
        ("cpu", "CPUUtilization", "Average", CPU_PERCENT, "GreaterThanThreshold", "CPU is busy"),
        (
            "storage",
            "FreeStorageSpace",
            "Minimum",
            storage_gib * GIB * FREE_STORAGE_SHARE,
            "LessThanThreshold",
            "Storage runs out although it grows by itself; look at its limit",
        ),
        (
            "connections",
            "DatabaseConnections",
            "Maximum",
            int(max_connections(instance_class) * CONNECTIONS_SHARE),
            "GreaterThanThreshold",
            "Connections run out; look at pools, then at the proxy",
        ),
        (
            "memory",
            "FreeableMemory",
            "Average",
            memory * GIB * FREE_MEMORY_SHARE,
            "LessThanThreshold",
            "Memory runs out",
        ),
    ]
    alarms = [
        Alarm(
            key=f"{label}-{key}",
            title=f"{camel(label)}{camel(key)}",
            description=description,
            metric=_metric(metric, statistic, identifier),
            threshold=threshold,
            comparison=comparison,
            evaluation_periods=SUSTAINED,
        )
        for key, metric, statistic, threshold, comparison, description in rows
    ]
    if replica_identifier is not None:
        alarms.append(
            Alarm(
                key=f"{label}-replica-lag",
                title=f"{camel(label)}ReplicaLag",
                description="The read replica is behind: readers see old data",
                metric=_metric("ReplicaLag", "Maximum", replica_identifier),
                threshold=REPLICA_LAG_SECONDS,
                evaluation_periods=SUSTAINED,
            )
        )
    return alarms


def postgres_widgets(label: str, identifier: pulumi.Input[str]) -> list[Widget]:
    """CPU and connections, memory and storage, latency."""
    groups: Mapping[str, tuple[str, ...]] = {
        "CPU": ("CPUUtilization",),
        "connections": ("DatabaseConnections",),
        "memory and storage": ("FreeableMemory", "FreeStorageSpace"),
        "latency": ("ReadLatency", "WriteLatency"),
    }
    return [
        Widget(
            title=f"Database {label}: {title}",
            metrics=[_metric(name, "Average", identifier) for name in names],
            width=6,
        )
        for title, names in groups.items()
    ]


def _metric(name: str, statistic: str, identifier: pulumi.Input[str]) -> Metric:
    return Metric(
        namespace="AWS/RDS",
        name=name,
        dimensions={"DBInstanceIdentifier": identifier},
        statistic=statistic,
    )
