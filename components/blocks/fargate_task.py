"""The task definition of a Fargate service: containers, their variables, secrets and logs."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.blocks.fargate_args import FargateServiceArgs, Sidecar
from components.documents import json_text
from components.iam import Statement
from components.links import Link

LOG_PREFIX = "ecs"  # HR-37
SCRATCH = "scratch"
WRITABLE = "/tmp"  # noqa: S108 -- the path inside the container, not one of this machine
LATEST = "latest"  # HR-36: what the definition names while there is no image; nothing runs then

LOG_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")

# ECS Developer Guide, "Monitor containers with ECS Exec": the session's channels.
EXEC = Statement(
    sid="OpenExecSessions",
    actions=(
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ),
    resources=["*"],
    reason="the channels of Session Manager have no resource type",
)


def execution_statements(
    args: FargateServiceArgs, link: Link, log_group_arn: pulumi.Input[str]
) -> list[Statement]:
    """What ECS does on the task's behalf: pull the image, read its secrets, write its logs."""
    return [
        *args.registry.allow_pull(),
        Statement(
            sid="WriteLogs", actions=LOG_ACTIONS, resources=[pulumi.Output.concat(log_group_arn, ":*")]
        ),
        *(statement for secret in link.secrets.values() for statement in secret.read),
    ]


def task_statements(args: FargateServiceArgs, link: Link) -> list[Statement]:
    """What the application does."""
    return [*link.statements, *([EXEC] if args.exec else [])]


def task_definition(
    name: str,
    args: FargateServiceArgs,
    link: Link,
    *,
    log_group_name: pulumi.Input[str],
    execution_role_arn: pulumi.Input[str],
    task_role_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> aws.ecs.TaskDefinition:
    """The definition, a new revision of its family with each change."""
    logs = _logs(args.region, log_group_name)
    containers = [_container(args, link, logs), *(_sidecar(sidecar, logs) for sidecar in args.sidecars)]
    return aws.ecs.TaskDefinition(
        f"{name}-task",
        family=args.family,
        requires_compatibilities=["FARGATE"],
        network_mode="awsvpc",
        cpu=str(args.cpu),
        memory=str(args.memory),
        runtime_platform=aws.ecs.TaskDefinitionRuntimePlatformArgs(
            cpu_architecture=args.architecture, operating_system_family="LINUX"
        ),
        execution_role_arn=execution_role_arn,
        task_role_arn=task_role_arn,
        container_definitions=json_text(containers),
        volumes=[aws.ecs.TaskDefinitionVolumeArgs(name=SCRATCH)] if args.read_only_root else None,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _container(args: FargateServiceArgs, link: Link, logs: Mapping[str, object]) -> dict[str, object]:
    container: dict[str, object] = {
        "name": args.container_name,
        "image": args.registry.image(args.image_tag or LATEST),
        "essential": True,
        "environment": _variables(link.environment),
        "logConfiguration": logs,
        # reaps zombies, and hands signals on to a process that isn't made to be the first one
        "linuxParameters": {"initProcessEnabled": True},
    }
    if link.secrets:
        container["secrets"] = [
            {"name": key, "valueFrom": link.secrets[key].value_from} for key in sorted(link.secrets)
        ]
    if args.port is not None:
        container["portMappings"] = [{"containerPort": args.port, "protocol": "tcp"}]
    if args.command:
        container["command"] = list(args.command)
    if args.health_command:
        container["healthCheck"] = {"command": ["CMD-SHELL", args.health_command]}
    if args.read_only_root:
        container["readonlyRootFilesystem"] = True
        container["mountPoints"] = [{"sourceVolume": SCRATCH, "containerPath": WRITABLE}]
    return container


def _sidecar(sidecar: Sidecar, logs: Mapping[str, object]) -> dict[str, object]:
    container: dict[str, object] = {
        "name": sidecar.name,
        "image": sidecar.image,
        "essential": sidecar.essential,
        "environment": _variables(sidecar.variables),
        "logConfiguration": logs,
    }
    if sidecar.command:
        container["command"] = list(sidecar.command)
    return container


def _variables(variables: Mapping[str, pulumi.Input[str]]) -> list[dict[str, object]]:
    # sorted, because ECS returns them in an order of its own and a definition is compared as text
    return [{"name": key, "value": variables[key]} for key in sorted(variables)]


def _logs(region: str, group: pulumi.Input[str]) -> dict[str, object]:
    return {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": group,
            "awslogs-region": region,
            "awslogs-stream-prefix": LOG_PREFIX,
        },
    }
