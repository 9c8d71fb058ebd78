"""What is watched of a table."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.monitoring import MAX_EXPRESSION_METRICS, Alarm, Metric, Widget
from components.naming import camel
from components.table_schema import Index

# The operations that HookRelay's policy grants (HR-17), and most other tables' too.
USUAL_OPERATIONS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan")
THROTTLES = ("ReadThrottleEvents", "WriteThrottleEvents")


def table_alarms(
    label: str, table_name: pulumi.Input[str], indexes: Sequence[Index], operations: Sequence[str]
) -> list[Alarm]:
    """Throttling of the table and of each global index, and system errors of the granted operations.

    Raises:
        ValueError: more operations than one expression takes.
    """
    watched = list(operations or USUAL_OPERATIONS)
    if len(watched) > MAX_EXPRESSION_METRICS:
        raise ValueError(
            f"Table {label}: an alarm takes at most {MAX_EXPRESSION_METRICS} operations: {watched}"
        )
    return [
        *(_throttled(label, table_name, None, metric) for metric in THROTTLES),
        *(_throttled(label, table_name, index, metric) for index in indexes for metric in THROTTLES),
        Alarm(
            key=f"{label}-system-errors",
            title=f"{camel(label)}SystemErrors",
            description="DynamoDB answered with server errors; look at the AWS Health Dashboard first",
            # published per table and operation only; SUM counts an operation without data as nothing
            expression="SUM(METRICS())",
            metrics={
                operation[0].lower() + operation[1:]: _metric(
                    "SystemErrors", {"TableName": table_name, "Operation": operation}
                )
                for operation in watched
            },
            threshold=0,
        ),
    ]


def table_widgets(label: str, table_name: pulumi.Input[str], indexes: Sequence[Index]) -> list[Widget]:
    """Consumed capacity and throttled requests."""
    table = {"TableName": table_name}
    return [
        Widget(
            title=f"Table {label}: consumed capacity",
            metrics=[
                _metric("ConsumedReadCapacityUnits", table),
                _metric("ConsumedWriteCapacityUnits", table),
            ],
        ),
        Widget(
            title=f"Table {label}: throttled requests",
            metrics=[
                *(_metric(name, table) for name in THROTTLES),
                *(
                    _metric(
                        name,
                        {"TableName": table_name, "GlobalSecondaryIndexName": index.name},
                        label=f"{index.name} {name}",
                    )
                    for index in indexes
                    for name in THROTTLES
                ),
            ],
        ),
    ]


def _throttled(label: str, table_name: pulumi.Input[str], index: Index | None, metric: str) -> Alarm:
    direction = metric.removesuffix("ThrottleEvents")
    dimensions: dict[str, pulumi.Input[str]] = {"TableName": table_name}
    suffix, where = "", "the table"
    if index is not None:
        dimensions["GlobalSecondaryIndexName"] = index.name
        suffix, where = f"-{index.name}", f"index {index.name}"
    return Alarm(
        key=f"{label}{suffix}-{direction.lower()}-throttles",
        title=f"{camel(label)}{camel(suffix)}{direction}Throttles",
        description=f"{direction}s of {where} were throttled; look for a hot key before raising capacity",
        metric=_metric(metric, dimensions),
        threshold=0,
    )


def _metric(name: str, dimensions: dict[str, pulumi.Input[str]], label: str | None = None) -> Metric:
    return Metric(namespace="AWS/DynamoDB", name=name, dimensions=dimensions, statistic="Sum", label=label)
