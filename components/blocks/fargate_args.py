"""Settings of a Fargate service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi

from components.blocks.cluster import Cluster
from components.blocks.image_source import ImageSource
from components.blocks.load_balancer_target import LoadBalancerTarget
from components.environments import Environment, TaskCount
from components.guards import refuse
from components.guards.fargate import (
    container_problems,
    count_problems,
    image_problems,
    rollout_problems,
    scaling_problems,
    size_problems,
)
from components.links import Link
from components.placement import Placement

CpuArchitecture = Literal["X86_64", "ARM64"]
Strategy = Literal["rolling", "blueGreen", "canary"]


@dataclass(frozen=True, kw_only=True)
class Sidecar:
    """A second container of the task; it shares the task's CPU and memory.

    Attributes:
        name: Container name.
        image: Image URI, of a public registry.
        command: Arguments, if not the image's.
        variables: Environment variables.
        essential: Whether the task stops with it.
    """

    name: str
    image: str
    command: Sequence[str] = ()
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    essential: bool = False


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """Scaling a worker by the messages that wait for each task.

    Attributes:
        queue_name: Physical name of the queue.
        messages_per_task: How many messages one task may have before it.
    """

    queue_name: pulumi.Input[str]
    messages_per_task: float


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """What the number of tasks follows; each goal that is set becomes a policy.

    Attributes:
        cpu_percent: Average CPU use (TC-16: 70).
        memory_percent: Average memory use (TC-16: 80).
        requests_per_task: Requests per task and minute, behind a load balancer.
        backlog: Messages per task.
    """

    cpu_percent: int | None = 70
    memory_percent: int | None = 80
    requests_per_task: float | None = None
    backlog: Backlog | None = None


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """How a new version takes over.

    Attributes:
        strategy: `rolling` replaces tasks one after the other; `blueGreen` and `canary` start a second set
            and let ECS move the requests, which needs a target with an alternate.
        bake_minutes: How long the old set waits after all requests moved (TR-22's canary: 5).
        canary_percent: Share of the requests that go first (TR-22: 10).
        alarms: Names of alarms that roll a deployment back.
    """

    strategy: Strategy = "rolling"
    bake_minutes: int = 5
    canary_percent: int = 10
    alarms: Sequence[pulumi.Input[str]] = ()


@dataclass(frozen=True, kw_only=True)
class FargateServiceArgs:
    """Settings of a service.

    Attributes:
        environment: Where it runs; gives task counts and log retention.
        region: Region that its logs go to.
        cluster: Where it runs.
        placement: Its subnets, and what it may reach.
        registry: Repository of its image.
        image_tag: Tag or digest (`sha256:...`); without one nothing runs (desired count 0, no scaling).
        cpu: CPU units of the task (1,024 are one vCPU); Fargate has certain pairs only.
        memory: MiB of the task.
        name: Physical name, or None to have one generated.
        family: Family of task definitions.
        container_name: Name of the container.
        port: TCP port it listens on, if any.
        target: Its place behind a load balancer.
        uses: What it uses: variables, secrets, rights and network flows.
        variables: Further plain variables.
        command: Arguments, if not the image's.
        health_command: Shell command that ECS runs in the container to see whether it is well.
        sidecars: Further containers.
        tasks: Task counts, if not the environment's.
        scaling: What the task count follows.
        rollout: How a new version takes over.
        architecture: CPU architecture of the image.
        spot: Whether tasks may run on Fargate Spot (a cluster with `spot`).
        read_only_root: Whether the container's file system is read-only but for /tmp. Off by default: a
            Next.js server writes its cache beside its code.
        exec: Whether an operator may open a shell in a task (ECS Exec).
        health_grace_seconds: How long a new task may fail the load balancer's health check; our choice.
        log_group_name: Physical name of the log group.
        log_retention_days: If not the environment's.
        task_role_name: Physical name of the role of the application.
        task_policy_name: Name of that role's policy.
        execution_role_name: Physical name of the role with which ECS starts the task.
        security_group_prefix: How its security group's name begins (TC-6).
    """

    environment: Environment
    region: str
    cluster: Cluster
    placement: Placement
    registry: ImageSource
    image_tag: str | None
    cpu: int
    memory: int
    family: str
    container_name: str
    name: str | None = None
    port: int | None = None
    target: LoadBalancerTarget | None = None
    uses: Sequence[Link] = ()
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    command: Sequence[str] = ()
    health_command: str | None = None
    sidecars: Sequence[Sidecar] = ()
    tasks: TaskCount | None = None
    scaling: Scaling = Scaling()
    rollout: Rollout = Rollout()
    architecture: CpuArchitecture = "X86_64"
    spot: bool = False
    read_only_root: bool = False
    exec: bool = False
    health_grace_seconds: int = 60
    log_group_name: str | None = None
    log_retention_days: int | None = None
    task_role_name: str | None = None
    task_policy_name: str | None = None
    execution_role_name: str | None = None
    security_group_prefix: str | None = None

    def __post_init__(self) -> None:
        """Refuse what ECS, Fargate or Application Auto Scaling refuse."""
        refuse(
            "FargateService",
            [
                *size_problems(cpu=self.cpu, memory=self.memory),
                *image_problems(self.image_tag),
                *count_problems(self.task_count),
                *container_problems(
                    names=[self.container_name, *(sidecar.name for sidecar in self.sidecars)],
                    port=self.port,
                    has_target=self.target is not None,
                ),
                *scaling_problems(
                    cpu_percent=self.scaling.cpu_percent,
                    memory_percent=self.scaling.memory_percent,
                    has_target=self.target is not None,
                    requests_per_task=self.scaling.requests_per_task,
                ),
                *rollout_problems(
                    strategy=self.rollout.strategy,
                    has_alternate=self.target is not None and self.target.alternate_arn is not None,
                    canary_percent=self.rollout.canary_percent,
                    bake_minutes=self.rollout.bake_minutes,
                ),
            ],
        )

    @property
    def task_count(self) -> TaskCount:
        """How many tasks run once there is an image."""
        return self.tasks or self.environment.tasks
