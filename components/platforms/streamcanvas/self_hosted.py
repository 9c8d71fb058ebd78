"""The front end on Fargate, behind a load balancer and CloudFront (SC-20, SC-30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from components.blocks.cdn import Behavior, Cdn, CdnArgs
from components.blocks.cdn_logs import LogTarget
from components.blocks.cluster import Cluster, ClusterArgs
from components.blocks.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.blocks.dns import CLOUDFRONT_ZONE_ID
from components.blocks.fargate_args import FargateServiceArgs, Scaling
from components.blocks.fargate_service import FargateService
from components.blocks.image_source import ExistingRepository, ImageSource
from components.blocks.load_balancer_target import HealthCheck, LoadBalancerTargetArgs
from components.blocks.network import Network
from components.links import Link
from components.monitoring import Alarm, Widget
from components.platforms.edge import (
    declare_domain,
    declare_firewall,
    declare_load_balancer,
    load_balancer_origin,
    origin_secret,
)
from components.platforms.hosting import Hosting
from components.platforms.log_bucket import log_bucket
from components.platforms.streamcanvas.data import Data
from components.platforms.streamcanvas.ground import APP_PORT, Ground

STATIC_FILES = "/_next/static/*"  # what Next.js names by its content
ONLY_RULE = 1
EDGE_ERROR_PERCENT = 1  # TR-14's figure for 5XX; the guide gives none for its CDN
MANY_4XX = 100  # in five minutes; our choice, as the guide alarms on 5XX only
SLOW_SECONDS = 1  # TR-14's figure for latency
INTERNET = "Cognito, which has no endpoint in a VPC"
ANSWERS_WELL = "200-399"  # a start page may redirect to the sign-in


class SelfHostedFrontend:
    """A Fargate service; how it is reached is there before it."""

    def __init__(self, ground: Ground, data: Data, hosting: Hosting, network: Network) -> None:
        self._ground = ground
        self._data = data
        self._network = network
        self._logs = log_bucket(ground, "alb", "cloudfront")
        self._firewall = declare_firewall(ground, "cloudfront" if ground.settings.waf else "none")
        secret = origin_secret(ground) if hosting.domain else None
        self._balancer = declare_load_balancer(ground, network, hosting, self._logs, secret)
        self._target = self._balancer.add_target(
            "app",
            LoadBalancerTargetArgs(
                port=APP_PORT,
                priority=ONLY_RULE,
                name=ground.names.target_group,
                health=HealthCheck(path=ground.settings.self_hosted.health_path, matcher=ANSWERS_WELL),
            ),
        )
        self._cdn = Cdn(
            f"{ground.name}-cdn",
            CdnArgs(
                comment=f"StreamCanvas {ground.environment.name}",
                origins={"app": load_balancer_origin(ground, self._balancer, hosting)},
                behaviors=[Behavior(origin="app"), Behavior(origin="app", path=STATIC_FILES, cached=True)],
                aliases=[hosting.domain] if hosting.domain else [],
                certificate_arn=hosting.cdn_certificate_arn,
                web_acl_arn=self._firewall.arn if self._firewall else None,
                origin_secret=secret.value if secret else None,
                logs=LogTarget(bucket_arn=self._logs.arn, ready=self._logs.ready),
            ),
            opts=ground.child,
        )
        declare_domain(ground, hosting, self._cdn.domain_name, CLOUDFRONT_ZONE_ID, ipv6=True)
        self._registry = _registry(ground)
        self._service: FargateService | None = None

    @property
    def url(self) -> pulumi.Output[str]:
        """The distribution's."""
        return pulumi.Output.from_input(self._cdn.url)

    @property
    def service(self) -> FargateService:
        """The service.

        Raises:
            ValueError: it isn't deployed yet.
        """
        if self._service is None:
            raise ValueError("the front end is not deployed yet")
        return self._service

    def deploy(self, variables: Mapping[str, pulumi.Input[str]]) -> None:
        """The service with its variables; it takes the tables' rights by its task role (SC-18)."""
        ground, settings = self._ground, self._ground.settings.self_hosted
        rights = [Link(statements=link.statements) for link in self._data.frontend_links()]
        cluster = Cluster(f"{ground.name}-cluster", ClusterArgs(name=ground.names.cluster), opts=ground.child)
        self._service = FargateService(
            f"{ground.name}-frontend",
            FargateServiceArgs(
                environment=ground.environment,
                region=ground.region,
                cluster=cluster,
                placement=self._network.private(internet=INTERNET),
                registry=self._registry,
                image_tag=settings.image_tag,
                cpu=settings.cpu,
                memory=settings.memory,
                name=ground.names.service,
                family=ground.names.family,
                container_name="streamcanvas",
                port=APP_PORT,
                target=self._target,
                uses=rights,
                # NODE_ENV is what frameworks read, not the name of an environment (HR-22)
                variables={**variables, "AWS_REGION": ground.region, "NODE_ENV": "production"},
                tasks=settings.tasks,
                scaling=Scaling(
                    cpu_percent=settings.cpu_target,
                    memory_percent=settings.memory_target,
                    requests_per_task=settings.requests_per_target,
                ),
                log_group_name=ground.names.service_logs,
                task_role_name=ground.names.role("Frontend"),
                execution_role_name=ground.names.role("FrontendExecution"),
            ),
            opts=ground.child,
        )

    def alarms(self) -> Sequence[Alarm]:
        """Of service, load balancer, distribution and firewall."""
        return [
            *self._target.alarms(
                title="Frontend",
                errors_4xx_above=MANY_4XX,
                errors_4xx_title="Frontend4XX",
                response_seconds_above=SLOW_SECONDS,
            ),
            *self._balancer.alarms(errors_4xx_above=MANY_4XX),
            *self.service.alarms(title="Frontend"),
            *self._cdn.alarms(server_error_percent=EDGE_ERROR_PERCENT),
            *(self._firewall.alarms() if self._firewall else []),
        ]

    def widgets(self) -> Sequence[Widget]:
        """Of service, load balancer, distribution and firewall."""
        return [
            *self._balancer.widgets(),
            *self._target.widgets(),
            *self.service.widgets(),
            *self._cdn.widgets(),
            *(self._firewall.widgets() if self._firewall else []),
        ]

    def commands(self) -> Mapping[str, pulumi.Input[str]]:
        """How an image gets there."""
        return {
            "login": self._registry.login_command,
            "build": self._registry.build_command,
            "push": self._registry.push_command,
        }

    def outputs(self) -> Mapping[str, pulumi.Input[object]]:
        """Names and addresses."""
        return {
            "cdnId": self._cdn.id,
            "cdnDomain": self._cdn.domain_name,
            "clusterName": self.service.cluster_name,
            "serviceName": self.service.name,
            "serviceRuns": self.service.runs,
            "frontendRoleArn": self.service.task_role_arn,
            "frontendLogGroup": self.service.log_group_name,
            "loadBalancerDns": self._balancer.dns_name,
            "ecrUrl": self._registry.url,
            "logsBucket": self._logs.name,
        }


def _registry(ground: Ground) -> ImageSource:
    label, given = f"{ground.name}-registry", ground.settings.self_hosted.image_repository
    if given is not None:
        return ExistingRepository(label, uri=given, partition=ground.context.partition)
    return ContainerRegistry(
        label,
        ContainerRegistryArgs(environment=ground.environment, name=ground.names.repository),
        opts=ground.child,
    )
