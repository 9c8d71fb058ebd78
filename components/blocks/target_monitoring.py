"""What to watch of a service behind a load balancer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.monitoring import Alarm, Metric, Widget


@dataclass(frozen=True, kw_only=True)
class WatchedTarget:
    """The target groups of a service.

    Attributes:
        label: Logical name; how the alarms' keys begin.
        balancer_suffix: The value of the `LoadBalancer` dimension.
        group_suffixes: Values of the `TargetGroup` dimension: one, or two that requests are shifted between.
    """

    label: str
    balancer_suffix: pulumi.Output[str]
    group_suffixes: Sequence[pulumi.Output[str]]

    def alarms(
        self,
        *,
        title: str,
        errors_4xx_above: float | None,
        errors_4xx_title: str | None,
        errors_5xx_above: float,
        response_seconds_above: float | None,
    ) -> list[Alarm]:
        """The alarms of `LoadBalancerTarget.alarms`."""
        alarms = [
            self._alarm(
                "5xx",
                f"{title}5XX",
                "The service answers with server errors",
                "HTTPCode_Target_5XX_Count",
                "Sum",
                errors_5xx_above,
            ),
            self._alarm(
                "unhealthy",
                f"{title}UnhealthyHosts",
                "Targets fail their health check",
                "UnHealthyHostCount",
                "Maximum",
                0,
                # a task that is replaced in a deployment is unhealthy for a moment
                evaluation_periods=2,
            ),
        ]
        if errors_4xx_above is not None:
            alarms.append(
                self._alarm(
                    "4xx",
                    errors_4xx_title or f"{title}4XX",
                    "The service refuses many requests",
                    "HTTPCode_Target_4XX_Count",
                    "Sum",
                    errors_4xx_above,
                )
            )
        if response_seconds_above is not None:
            alarms.append(
                self._alarm(
                    "latency",
                    f"{title}Latency",
                    "The slowest twentieth of requests is slow",
                    "TargetResponseTime",
                    "p95",
                    response_seconds_above,
                )
            )
        return alarms

    def _alarm(
        self,
        key: str,
        title: str,
        description: str,
        metric: str,
        statistic: str,
        threshold: float,
        evaluation_periods: int = 1,
    ) -> Alarm:
        """An alarm on a metric; where requests are shifted between two groups, on the worse of both."""
        found = {f"group{number}": each for number, each in enumerate(self.metrics(metric, statistic))}
        single = next(iter(found.values())) if len(found) == 1 else None
        return Alarm(
            key=f"{self.label}-{key}",
            title=title,
            description=description,
            metric=single,
            expression=None if single else f"MAX([{', '.join(f'FILL({each}, 0)' for each in found)}])",
            metrics={} if single else found,
            threshold=threshold,
            evaluation_periods=evaluation_periods,
        )

    def widgets(self) -> list[Widget]:
        """Answers by class, response time and healthy targets."""
        return [
            Widget(
                title=f"Target {self.label}: answers",
                metrics=[
                    metric
                    for code in ("2", "4", "5")
                    for metric in self.metrics(f"HTTPCode_Target_{code}XX_Count", "Sum")
                ],
            ),
            Widget(
                title=f"Target {self.label}: response time and hosts",
                metrics=[
                    *self.metrics("TargetResponseTime", "p95"),
                    *self.metrics("HealthyHostCount", "Minimum"),
                    *self.metrics("UnHealthyHostCount", "Maximum"),
                ],
            ),
        ]

    def metrics(self, metric: str, statistic: str) -> list[Metric]:
        """A metric of each target group."""
        return [
            Metric(
                namespace="AWS/ApplicationELB",
                name=metric,
                dimensions={"LoadBalancer": self.balancer_suffix, "TargetGroup": suffix},
                statistic=statistic,
            )
            for suffix in self.group_suffixes
        ]
