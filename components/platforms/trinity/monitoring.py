"""What looks at the API from outside (TR-31)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.blocks.canary import Canary, CanaryArgs
from components.blocks.health_check import HealthCheck, HealthCheckArgs
from components.monitoring import Alarm, Widget
from components.platforms.trinity.ground import Ground


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Where callers find the API, and who looks whether they do.

    Attributes:
        url: The API's URL for callers.
        health_check: Route 53's, if wanted.
        canary: Synthetics', if wanted.
    """

    url: pulumi.Output[str]
    health_check: HealthCheck | None
    canary: Canary | None

    @property
    def health_url(self) -> pulumi.Output[str]:
        """`{url}/health` (TR-31)."""
        return pulumi.Output.concat(self.url, "/health")

    def alarms(self) -> list[Alarm]:
        """Alarms of both."""
        return [
            *(self.health_check.alarms() if self.health_check else []),
            *(self.canary.alarms() if self.canary else []),
        ]

    def widgets(self) -> list[Widget]:
        """Graphs of both."""
        return [
            *(self.health_check.widgets() if self.health_check else []),
            *(self.canary.widgets() if self.canary else []),
        ]


def declare_monitoring(
    ground: Ground, *, url: pulumi.Output[str], host: pulumi.Input[str], path: str
) -> Outside:
    """Declare what is wanted.

    Args:
        ground: The stack.
        url: The API's URL for callers.
        host: Its host.
        path: The path before `/health`; empty but for the API's own name, where it is the stage's.
    """
    wanted = ground.settings.monitoring
    check = None
    if wanted.health_check:
        check = HealthCheck(
            f"{ground.name}-health", HealthCheckArgs(host=host, path=f"{path}/health"), opts=ground.child
        )
    canary = None
    if wanted.canary is not None:
        canary = Canary(
            f"{ground.name}-canary",
            CanaryArgs(
                environment=ground.environment,
                name=ground.names.canary,
                bucket_name=ground.names.bucket("canary"),
                url=pulumi.Output.concat(url, "/health"),
                account_id=ground.context.account_id,
                region=ground.region,
                partition=ground.context.partition,
                every_minutes=wanted.canary.every.seconds // 60,
                runtime=wanted.canary.runtime,
            ),
            opts=ground.child,
        )
    return Outside(url=url, health_check=check, canary=canary)
