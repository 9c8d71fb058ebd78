"""The services: one description each, of which everything else follows (TC-13 to TC-18, TC-35)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.cluster import Cluster, ClusterArgs
from components.blocks.fargate_args import FargateServiceArgs, Rollout, Scaling
from components.blocks.fargate_service import FargateService
from components.blocks.image_source import ImageSource
from components.blocks.load_balancer import LoadBalancer
from components.blocks.load_balancer_target import HealthCheck, LoadBalancerTarget, LoadBalancerTargetArgs
from components.links import Link
from components.platforms.tiktok_commerce.buckets import Buckets
from components.platforms.tiktok_commerce.ground import TABLE_ACTIONS, Ground
from components.platforms.tiktok_commerce.images import declare_images
from components.platforms.tiktok_commerce.messaging import Messaging
from components.platforms.tiktok_commerce.secrets import Secrets, by_arn
from components.platforms.tiktok_commerce.stores import Stores
from components.platforms.tiktok_commerce.tracing import collector, collector_link
from components.settings.tiktok_commerce import TikTokCommerceSettings
from components.settings.tiktok_commerce_services import ImageSettings, ServiceSettings

OBJECT_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")  # TC-35


@dataclass(frozen=True, kw_only=True)
class World:
    """What services use.

    Attributes:
        settings: The platform's settings.
        stores: Tables and cache.
        buckets: Buckets.
        messaging: Topics.
        secrets: Secrets.
    """

    settings: TikTokCommerceSettings
    stores: Stores
    buckets: Buckets
    messaging: Messaging
    secrets: Secrets

    def tables(self, *things: str) -> list[Link]:
        """Tables, with the guide's six actions."""
        return [
            self.stores.tables[thing].link(f"DYNAMODB_{thing.upper()}_TABLE", actions=TABLE_ACTIONS)
            for thing in things
        ]


def _ingestion_api(world: World) -> list[Link]:
    return [
        *world.tables("videos", "jobs"),
        world.messaging.processing.link("SNS_TOPIC_ARN"),
        by_arn(world.secrets.tiktok, "TIKTOK_API_SECRET_ARN"),
    ]


def _product_service(world: World) -> list[Link]:
    return [
        *world.tables("products", "users", "analytics"),
        world.buckets.assets.link("S3_BUCKET", actions=OBJECT_ACTIONS, listing=False),
        world.buckets.thumbnails.link("THUMBNAILS_BUCKET", actions=OBJECT_ACTIONS, listing=False),
        world.messaging.notifications.link("NOTIFICATIONS_TOPIC_ARN"),
    ]


def _whatsapp_service(world: World) -> list[Link]:
    settings, secret = world.settings.services.whatsapp_service, world.secrets.whatsapp
    return [
        *world.tables("users", "analytics"),
        world.messaging.notifications.link("NOTIFICATIONS_TOPIC_ARN"),
        Link(
            environment={
                "WHATSAPP_API_URL": settings.api_url,
                "WHATSAPP_PHONE_NUMBER_ID": settings.phone_number_id or "",
            },
            secrets={key: secret.ref(key) for key in ("WHATSAPP_ACCESS_TOKEN", "WEBHOOK_VERIFY_TOKEN")},
        ),
    ]


# Service (as settings have it) -> its name, and what it uses besides the cache.
DESCRIPTIONS: Mapping[str, tuple[str, Callable[[World], list[Link]]]] = {
    "ingestion_api": ("ingestion-api", _ingestion_api),
    "product_service": ("product-service", _product_service),
    "whatsapp_service": ("whatsapp-service", _whatsapp_service),
}


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A service's place behind the load balancer, before the service is there.

    Attributes:
        name: In names.
        settings: What the stack file says of it.
        target: Its target groups and rule.
    """

    name: str
    settings: ServiceSettings
    target: LoadBalancerTarget


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service.

    Attributes:
        placed: Its place.
        fargate: What runs.
        images: Its repository.
    """

    placed: Placed
    fargate: FargateService
    images: ImageSource


def place_services(ground: Ground, balancer: LoadBalancer) -> dict[str, Placed]:
    """A target group and a rule for each service that is enabled."""
    shifts = ground.settings.rollout.strategy != "rolling"
    found = {}
    for key, settings in ground.settings.running_services.items():
        name = DESCRIPTIONS[key][0]
        target = balancer.add_target(
            name,
            LoadBalancerTargetArgs(
                port=settings.port,
                priority=settings.priority,
                paths=settings.paths,
                hosts=settings.hosts,
                name=ground.names.target_group(name),
                alternate=shifts,
                alternate_name=ground.names.target_group(name, "b") if shifts else None,
                health=HealthCheck(path=settings.health_path),
            ),
        )
        found[key] = Placed(name=name, settings=settings, target=target)
    return found


def declare_cluster(ground: Ground) -> Cluster:
    """The cluster (TC-12)."""
    return Cluster(
        f"{ground.name}-cluster",
        ClusterArgs(name=ground.names.cluster, insights=ground.settings.container_insights),
        opts=ground.child,
    )


def declare_services(
    ground: Ground,
    cluster: Cluster,
    placed: Mapping[str, Placed],
    world: World,
    rollback_alarms: Mapping[str, list[pulumi.Output[str]]],
) -> dict[str, Service]:
    """Everything of each service.

    Args:
        ground: The stack.
        cluster: Where they run.
        placed: Their places behind the load balancer.
        world: What they use.
        rollback_alarms: Service -> names of the alarms that take a new version back.
    """
    found = {}
    for key, place in placed.items():
        image: ImageSettings = getattr(ground.settings.images, key)
        images = declare_images(ground, place.name, image, name=ground.names.service_repository(place.name))
        fargate = FargateService(
            f"{ground.name}-{place.name}",
            _args(
                ground,
                place,
                cluster,
                images,
                image.tag,
                [*_common(ground, place, world), *DESCRIPTIONS[key][1](world)],
                rollback_alarms[key],
                world,
            ),
            opts=ground.child,
        )
        found[key] = Service(placed=place, fargate=fargate, images=images)
    return found


def _common(ground: Ground, place: Placed, world: World) -> list[Link]:
    """What every service gets (TC-11, TC-15)."""
    return [
        Link(
            environment={
                "NODE_ENV": "production",
                "APP_ENV": ground.environment.long_name,
                "PORT": str(place.settings.port),
                "AWS_REGION": ground.region,
            }
        ),
        *([world.stores.cache.link_parts()] if world.stores.cache else []),
        *([collector_link(ground, place.name)] if ground.settings.tracing.sidecar else []),
    ]


def _args(
    ground: Ground,
    place: Placed,
    cluster: Cluster,
    images: ImageSource,
    tag: str | None,
    links: list[Link],
    alarms: list[pulumi.Output[str]],
    world: World,
) -> FargateServiceArgs:
    settings, rollout, names = place.settings, ground.settings.rollout, ground.names
    return FargateServiceArgs(
        environment=ground.environment,
        region=ground.region,
        cluster=cluster,
        placement=world.stores.placement,
        registry=images,
        image_tag=tag,
        cpu=settings.cpu,
        memory=settings.memory,
        name=names.service(place.name),
        family=names.family(place.name),
        container_name=place.name,
        port=settings.port,
        target=place.target,
        uses=links,
        sidecars=[collector(ground)] if ground.settings.tracing.sidecar else [],
        tasks=settings.tasks,
        scaling=Scaling(
            cpu_percent=settings.cpu_target,
            memory_percent=settings.memory_target,
            requests_per_task=settings.requests_per_target,
        ),
        rollout=Rollout(
            strategy=rollout.strategy,
            bake_minutes=rollout.bake_minutes,
            canary_percent=rollout.canary_percent,
            alarms=alarms,
        ),
        log_group_name=names.service_logs(place.name),
        task_role_name=names.task_role(place.name),
        task_policy_name=names.task_policy(place.name),
        execution_role_name=names.role(f"{place.name}-execution"),
        security_group_prefix=f"{names.family('ecs')}-",
    )
