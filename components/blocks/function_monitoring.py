"""Alarms and widgets of a function, from its own settings."""

from __future__ import annotations

import pulumi

from components.monitoring import Alarm, Metric, Widget

# SC-35, TR-14: a function that takes 80 % of its time-out is about to fail.
DURATION_SHARE = 0.8
MILLISECONDS = 1000
# Half of the age at which records are given up: as long again is left to act.
BACKLOG_SHARE = 0.5


def function_alarms(
    label: str,
    function_name: pulumi.Input[str],
    *,
    title: str,
    timeout_seconds: int,
    errors_above: float,
    throttles_above: float,
    max_age_seconds: int | None,
    error_percent: float | None = None,
) -> list[Alarm]:
    """Errors, throttles, duration and, where the function reads a stream, the age of what it reads."""
    alarms = [
        _errors(label, function_name, title, above=errors_above)
        if error_percent is None
        else _error_share(label, function_name, title, percent=error_percent),
        Alarm(
            key=f"{label}-throttles",
            title=f"{title}Throttles",
            description="Calls are refused: the function's or the account's concurrency is used up",
            metric=_metric(function_name, "Throttles", "Sum"),
            threshold=throttles_above,
        ),
        Alarm(
            key=f"{label}-duration",
            title=f"{title}Duration",
            description=f"The slowest twentieth of calls takes most of the time-out of {timeout_seconds} s",
            metric=_metric(function_name, "Duration", "p95"),
            threshold=timeout_seconds * DURATION_SHARE * MILLISECONDS,
        ),
    ]
    if max_age_seconds is not None:
        alarms.append(
            Alarm(
                key=f"{label}-iterator-age",
                title=f"{title}IteratorAge",
                description=f"The stream is read late: records are given up after {max_age_seconds} s",
                metric=_metric(function_name, "IteratorAge", "Maximum"),
                threshold=max_age_seconds * BACKLOG_SHARE * MILLISECONDS,
            )
        )
    return alarms


def _errors(label: str, function_name: pulumi.Input[str], title: str, *, above: float) -> Alarm:
    return Alarm(
        key=f"{label}-errors",
        title=f"{title}Errors",
        description="Calls of the function fail",
        metric=_metric(function_name, "Errors", "Sum"),
        threshold=above,
    )


def _error_share(label: str, function_name: pulumi.Input[str], title: str, *, percent: float) -> Alarm:
    return Alarm(
        key=f"{label}-error-rate",
        title=f"{title}ErrorRate",
        description=f"More than {percent:g} % of the function's calls fail",
        # without a call there is no data, and no division
        expression="100 * errors / invocations",
        metrics={
            "errors": _metric(function_name, "Errors", "Sum"),
            "invocations": _metric(function_name, "Invocations", "Sum"),
        },
        threshold=percent,
    )


def function_widgets(function_name: pulumi.Input[str], *, title: str, stream: bool) -> list[Widget]:
    """ST-34's four metrics, throttles and, where the function reads a stream, the age of what it reads."""
    widgets = [
        Widget(
            title=title,
            metrics=[
                _metric(function_name, "Invocations", "Sum"),
                _metric(function_name, "Errors", "Sum"),
                _metric(function_name, "Throttles", "Sum"),
                _metric(function_name, "Duration", "Average"),
                _metric(function_name, "ConcurrentExecutions", "Maximum"),
            ],
        )
    ]
    if stream:
        widgets.append(
            Widget(
                title=f"{title}: age of records", metrics=[_metric(function_name, "IteratorAge", "Maximum")]
            )
        )
    return widgets


def _metric(function_name: pulumi.Input[str], metric: str, statistic: str) -> Metric:
    return Metric(
        namespace="AWS/Lambda",
        name=metric,
        dimensions={"FunctionName": function_name},
        statistic=statistic,
    )
