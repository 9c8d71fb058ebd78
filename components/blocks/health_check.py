"""A Route 53 health check: AWS's probes around the world ask whether a host answers."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.monitoring import Alarm, Metric, Widget

HTTPS_PORT = 443
HTTP_PORT = 80
CHECK_INTERVAL_SECONDS = 30  # Route 53's standard interval; 10 s is charged extra
CHECK_FAILURES = 3  # Route 53's default


@dataclass(frozen=True, kw_only=True)
class HealthCheckArgs:
    """Settings of a health check.

    Attributes:
        host: The host that is asked.
        path: Path that answers 2xx or 3xx while the host works.
        https: Whether the check speaks TLS (it doesn't verify the certificate's name).

    """

    host: pulumi.Input[str]
    path: str
    https: bool = True

    def __post_init__(self) -> None:
        """Refuse a path that Route 53 refuses."""
        if not self.path.startswith("/"):
            raise ValueError(f"HealthCheck: path {self.path!r}; begin with /")


class HealthCheck(pulumi.ComponentResource):
    """A health check of one path.

    Attributes:
        id: Its id.

    """

    def __init__(self, name: str, args: HealthCheckArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:HealthCheck", name, None, opts)
        self._name = name
        self.id: pulumi.Output[str] = route53_check(
            f"{name}-check", host=args.host, path=args.path, https=args.https, parent=self
        )
        self.register_outputs({"id": self.id})

    def alarms(self, *, title: str = "Unhealthy") -> list[Alarm]:
        """An alarm while the host fails its check (in us-east-1)."""
        return [
            unhealthy(
                key=f"{self._name}-unhealthy",
                title=title,
                description="AWS's probes around the world get no good answer",
                health_check_id=self.id,
            )
        ]

    def widgets(self) -> list[Widget]:
        """Its health: 1 or 0."""
        return [Widget(title=f"{self._name}: healthy", metrics=[health(self.id)])]


def route53_check(
    logical_name: str,
    *,
    host: pulumi.Input[str],
    path: pulumi.Input[str],
    https: bool,
    parent: pulumi.Resource,
) -> pulumi.Output[str]:
    """The check itself, under the component that needs it."""
    return aws.route53.HealthCheck(
        logical_name,
        type="HTTPS" if https else "HTTP",
        fqdn=host,
        port=HTTPS_PORT if https else HTTP_PORT,
        resource_path=path,
        request_interval=CHECK_INTERVAL_SECONDS,
        failure_threshold=CHECK_FAILURES,
        opts=pulumi.ResourceOptions(parent=parent),
    ).id


def unhealthy(*, key: str, title: str, description: str, health_check_id: pulumi.Input[str]) -> Alarm:
    """An alarm while a check fails, or doesn't report."""
    return Alarm(
        key=key,
        title=title,
        description=description,
        metric=health(health_check_id),
        threshold=1,
        comparison="LessThanThreshold",
        treat_missing_data="breaching",
    )


def health(health_check_id: pulumi.Input[str]) -> Metric:
    """The state of a check: 1 or 0."""
    return Metric(
        namespace="AWS/Route53",
        name="HealthCheckStatus",
        dimensions={"HealthCheckId": health_check_id},
        statistic="Minimum",
    )
