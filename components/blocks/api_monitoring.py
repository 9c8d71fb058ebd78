"""Alarms and graphs of an API's stage, REST or HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.api_parts import ErrorAlarm
from components.monitoring import Alarm, Metric, Widget


@dataclass(frozen=True, kw_only=True)
class StageMetrics:
    """Where the metrics of a stage are found.

    Attributes:
        name: What the API is called in keys and titles.
        dimensions: `ApiName` (REST) or `ApiId` (HTTP), and `Stage`.
        client_errors: Name of the metric of 4XX answers, which the kinds of API spell differently.
        server_errors: Name of the metric of 5XX answers.

    """

    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    client_errors: str
    server_errors: str

    def alarms(
        self, *, client_errors: ErrorAlarm, server_errors: ErrorAlarm, latency_p95_ms: float
    ) -> list[Alarm]:
        """Alarms on 4XX and 5XX answers and on the time that answers take."""
        return [
            Alarm(
                key=f"{self.name}-4xx",
                title=client_errors.title,
                description="The API answers many requests with a client error",
                metric=self._metric(self.client_errors, client_errors.statistic),
                threshold=client_errors.above,
            ),
            Alarm(
                key=f"{self.name}-5xx",
                title=server_errors.title,
                description="The API answers requests with a server error: read the function's log",
                metric=self._metric(self.server_errors, server_errors.statistic),
                threshold=server_errors.above,
            ),
            Alarm(
                key=f"{self.name}-latency",
                title="ApiLatency",
                description=f"One answer in twenty takes longer than {latency_p95_ms:g} ms",
                metric=self._metric("Latency", "p95"),
                threshold=latency_p95_ms,
            ),
        ]

    def widgets(self) -> list[Widget]:
        """Requests and errors, and the time that answers take."""
        counted = ("Count", self.client_errors, self.server_errors)
        return [
            Widget(
                title=f"API {self.name}: requests and errors",
                metrics=[self._metric(each, "Sum") for each in counted],
            ),
            Widget(
                title=f"API {self.name}: latency (ms)",
                metrics=[
                    self._metric("Latency", "p50", label="p50"),
                    self._metric("Latency", "p95", label="p95"),
                    self._metric("IntegrationLatency", "p95", label="p95 of the function"),
                ],
            ),
        ]

    def _metric(self, name: str, statistic: str, *, label: str | None = None) -> Metric:
        return Metric(
            namespace="AWS/ApiGateway",
            name=name,
            dimensions=self.dimensions,
            statistic=statistic,
            label=label,
        )
