"""Alarms and graphs of a WebSocket API's stage; it has no 4XX and 5XX metrics, but metrics of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.api_parts import ErrorAlarm
from components.guards.apis import NEW_CONNECTIONS_PER_SECOND
from components.monitoring import Alarm, Metric, Widget

MINUTE = 60
# The share of the quota of new connections at which there is still time to ask for more.
QUOTA_SHARE = 0.8


@dataclass(frozen=True, kw_only=True)
class WebSocketMetrics:
    """Where the metrics of a stage are found.

    Attributes:
        name: What the API is called in keys and titles.
        api_id: The API.
        stage_name: The stage.

    """

    name: str
    api_id: pulumi.Input[str]
    stage_name: str

    def alarms(
        self, *, integration_errors: ErrorAlarm, execution_errors: ErrorAlarm, connection_rate_title: str
    ) -> list[Alarm]:
        """Alarms on what functions answer, on what API Gateway fails at, and on the rate of connecting."""
        return [
            Alarm(
                key=f"{self.name}-integration-errors",
                title=integration_errors.title,
                description="Functions answer with an error; a refused $connect counts too",
                metric=self._metric("IntegrationError", integration_errors.statistic),
                threshold=integration_errors.above,
            ),
            Alarm(
                key=f"{self.name}-execution-errors",
                title=execution_errors.title,
                description="API Gateway can't call a function: its permission, its alias, its throttling",
                metric=self._metric("ExecutionError", execution_errors.statistic),
                threshold=execution_errors.above,
            ),
            Alarm(
                key=f"{self.name}-connection-rate",
                title=connection_rate_title,
                description=f"New connections reach {QUOTA_SHARE:.0%} of the account's "
                f"{NEW_CONNECTIONS_PER_SECOND} a second: ask for a higher quota",
                metric=self._metric("ConnectCount", "Sum", period=MINUTE),
                threshold=NEW_CONNECTIONS_PER_SECOND * MINUTE * QUOTA_SHARE,
            ),
        ]

    def widgets(self) -> list[Widget]:
        """Connections and messages, errors, and the time that functions take."""
        return [
            Widget(
                title=f"API {self.name}: connections and messages",
                metrics=[self._metric(each, "Sum") for each in ("ConnectCount", "MessageCount")],
            ),
            Widget(
                title=f"API {self.name}: errors",
                metrics=[
                    self._metric(each, "Sum")
                    for each in ("IntegrationError", "ExecutionError", "ClientError")
                ],
            ),
            Widget(
                title=f"API {self.name}: latency of the functions (ms)",
                metrics=[
                    self._metric("IntegrationLatency", "p50", label="p50"),
                    self._metric("IntegrationLatency", "p95", label="p95"),
                ],
            ),
        ]

    def _metric(
        self, name: str, statistic: str, *, period: int | None = None, label: str | None = None
    ) -> Metric:
        dimensions: Mapping[str, pulumi.Input[str]] = {"ApiId": self.api_id, "Stage": self.stage_name}
        timing = {} if period is None else {"period": period}
        return Metric(
            namespace="AWS/ApiGateway",
            name=name,
            dimensions=dimensions,
            statistic=statistic,
            label=label,
            **timing,
        )
