"""The delivery worker as a second Fargate service (HR-14)."""

from __future__ import annotations

import pulumi

from components.blocks.cluster import Cluster
from components.blocks.fargate_args import Backlog, FargateServiceArgs, Scaling
from components.blocks.fargate_service import FargateService
from components.blocks.image_source import ImageSource
from components.environments import TaskCount
from components.platforms.hookrelay.application import application_links
from components.platforms.hookrelay.data import Data
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.secrets import Secrets
from components.platforms.hookrelay.stores import Stores


def worker_service(
    ground: Ground,
    cluster: Cluster,
    registry: ImageSource,
    data: Data,
    stores: Stores,
    secrets: Secrets,
    url: pulumi.Input[str],
) -> FargateService | None:
    """Declare it, if wanted; it runs the application's image, so it gets what the application gets."""
    if ground.settings.worker.mode != "fargate":
        return None
    settings = ground.settings.worker.fargate
    return FargateService(
        f"{ground.name}-worker",
        FargateServiceArgs(
            environment=ground.environment,
            region=ground.region,
            cluster=cluster,
            placement=stores.placement,
            registry=registry,
            image_tag=ground.settings.image_tag,
            cpu=settings.cpu,
            memory=settings.memory,
            name=ground.names.service("worker"),
            family=ground.names.family("worker"),
            container_name="worker",
            command=settings.command,
            uses=application_links(ground, data, stores, secrets, url),
            variables={"AWS_REGION": ground.region},
            tasks=TaskCount(
                desired=settings.min_count, minimum=settings.min_count, maximum=settings.max_count
            ),
            scaling=Scaling(
                cpu_percent=None,
                memory_percent=None,
                backlog=Backlog(queue_name=data.queue.name, messages_per_task=settings.backlog_per_task),
            ),
            log_group_name=ground.names.log_group("worker"),
            task_role_name=ground.names.role("worker-task"),
            execution_role_name=ground.names.role("worker-execution"),
        ),
        opts=ground.child,
    )
