"""The application on Fargate, behind a load balancer (HR-34 to HR-40)."""

from __future__ import annotations

import pulumi

from components.blocks.cluster import Cluster, ClusterArgs
from components.blocks.fargate_args import FargateServiceArgs, Scaling
from components.blocks.fargate_service import FargateService
from components.blocks.image_source import ImageSource
from components.blocks.load_balancer_target import HealthCheck, LoadBalancerTarget, LoadBalancerTargetArgs
from components.blocks.redeploy_on_rotation import RedeployOnRotation, RedeployOnRotationArgs
from components.platforms.edge import (
    declare_domain,
    declare_failover,
    declare_firewall,
    declare_load_balancer,
    load_balancer_origin,
    origin_secret,
)
from components.platforms.hookrelay import edge
from components.platforms.hookrelay.application import Application, application_links
from components.platforms.hookrelay.data import Data
from components.platforms.hookrelay.ground import APP_PORT, Ground
from components.platforms.hookrelay.hosting import Hosting
from components.platforms.hookrelay.images import declare_images
from components.platforms.hookrelay.secrets import Secrets
from components.platforms.hookrelay.stores import Stores
from components.platforms.hookrelay.worker_service import worker_service

ONLY_RULE, HEALTH_RULE = 1, 2
HIGH_ERRORS = 10  # HR-44: 4XX answers in five minutes
SLOW_SECONDS = 1  # TR-14's figure for API latency; the guide asks to watch response time and gives none
ANSWERS_WELL = "200-399"  # the start page redirects to the sign-in


def run_on_ecs(ground: Ground, data: Data, stores: Stores, secrets: Secrets, hosting: Hosting) -> Application:
    """Declare entrance, cluster and service."""
    web_acl = declare_firewall(ground, ground.settings.web_acl)
    guarded = ground.settings.has_cdn and hosting.domain
    secret = origin_secret(ground, ground.settings.origin_secret) if guarded else None
    balancer = declare_load_balancer(ground, stores.network, hosting, data.logs, secret)
    target = balancer.add_target(
        "app",
        LoadBalancerTargetArgs(
            port=APP_PORT,
            priority=ONLY_RULE,
            name=ground.names.target_group,
            health=HealthCheck(path=ground.settings.health_path, matcher=ANSWERS_WELL),
        ),
    )
    failover = declare_failover(
        ground,
        ground.settings.dr,
        hosting,
        balancer,
        target,
        health_path=ground.settings.health_path,
        health_rule=HEALTH_RULE if guarded else None,
    )
    distribution = None
    if ground.settings.has_cdn:
        origin = load_balancer_origin(
            ground, balancer, hosting, failover_host=failover.domain_name if failover else None
        )
        distribution = edge.cdn(ground, data, hosting, origin, web_acl=web_acl, secret=secret)
    else:
        declare_domain(ground, hosting, balancer.dns_name, balancer.zone_id)
    if web_acl and not ground.settings.has_cdn:
        web_acl.attach("load-balancer", "load-balancer", balancer.arn)

    url = distribution.url if distribution else f"https://{hosting.domain}"
    cluster = Cluster(f"{ground.name}-cluster", ClusterArgs(name=ground.names.cluster), opts=ground.child)
    registry = declare_images(ground)
    service = _service(ground, cluster, registry, target, data, stores, secrets, url)
    worker = worker_service(ground, cluster, registry, data, stores, secrets, url)
    services = [service, *([worker] if worker else [])]
    if stores.database.password is not None:
        RedeployOnRotation(
            f"{ground.name}-redeploy",
            RedeployOnRotationArgs(
                environment=ground.environment,
                secret_arn=stores.database.password.arn,
                services=services,
                name=ground.names.function("redeploy"),
            ),
            opts=ground.child,
        )
    return Application(
        alarms=[
            *target.alarms(
                title="App",
                errors_4xx_above=HIGH_ERRORS,
                errors_4xx_title="HighErrorRate",
                response_seconds_above=SLOW_SECONDS,
            ),
            *balancer.alarms(errors_4xx_above=HIGH_ERRORS),
            *service.alarms(title="App"),
            *(worker.alarms(title="Worker") if worker else []),
            *(failover.alarms() if failover else []),
        ],
        widgets=[
            *balancer.widgets(),
            *target.widgets(),
            *(widget for each in services for widget in each.widgets()),
            *(failover.widgets() if failover else []),
        ],
        outputs={
            "appUrl": url,
            "clusterName": cluster.name,
            "serviceName": service.name,
            "taskFamily": ground.names.family(),
            "taskRoleArn": service.task_role_arn,
            "workerServiceName": worker.name if worker else None,
            "logGroup": service.log_group_name,
            "loadBalancerArn": balancer.arn,
            "loadBalancerIsPublic": hosting.domain is not None,
            "loadBalancerDns": balancer.dns_name,
            "ecrUrl": registry.url,
            "firewallProtects": balancer.arn,
            "serviceRuns": service.runs,
            "commands": {
                "login": registry.login_command,
                "build": registry.build_command,
                "push": registry.push_command,
            },
        },
        security_groups={
            "loadBalancer": balancer.security_group.id,
            "service": service.security_group.id,
            **({"worker": worker.security_group.id} if worker else {}),
        },
        log_groups=[each.log_group_name for each in services],
        cdn=distribution,
        firewall=web_acl,
    )


def _service(
    ground: Ground,
    cluster: Cluster,
    registry: ImageSource,
    target: LoadBalancerTarget,
    data: Data,
    stores: Stores,
    secrets: Secrets,
    url: pulumi.Input[str],
) -> FargateService:
    settings = ground.settings.ecs
    return FargateService(
        f"{ground.name}-app",
        FargateServiceArgs(
            environment=ground.environment,
            region=ground.region,
            cluster=cluster,
            placement=stores.placement,
            registry=registry,
            image_tag=ground.settings.image_tag,
            cpu=settings.cpu,
            memory=settings.memory,
            name=ground.names.service(),
            family=ground.names.family(),
            container_name="hookrelay",  # HR-36
            port=APP_PORT,
            target=target,
            uses=application_links(ground, data, stores, secrets, url),
            variables={"AWS_REGION": ground.region},
            tasks=settings.tasks,
            scaling=Scaling(
                cpu_percent=settings.cpu_target,
                memory_percent=settings.memory_target,
                requests_per_task=settings.requests_per_target,
            ),
            log_group_name=ground.names.log_group(),
            task_role_name=ground.names.task_role,
            execution_role_name=ground.names.role("execution"),
        ),
        opts=ground.child,
    )
