"""ECS on Fargate.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .core import Params, refuses
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

GB = 1024
SIZES: Mapping[int, tuple[int, ...]] = {
    256: (512, 1 * GB, 2 * GB),
    512: tuple(range(1 * GB, 4 * GB + 1, GB)),
    1024: tuple(range(2 * GB, 8 * GB + 1, GB)),
    2048: tuple(range(4 * GB, 16 * GB + 1, GB)),
    4096: tuple(range(8 * GB, 30 * GB + 1, GB)),
    8192: tuple(range(16 * GB, 60 * GB + 1, 4 * GB)),
    16_384: tuple(range(32 * GB, 120 * GB + 1, 8 * GB)),
}
"""CPU units -> MiB of memory that go with them."""

EPHEMERAL_GB = (21, 200)
HIGHEST_PORT = 65_535
HEALTH_SECONDS = {"interval": (5, 300), "timeout": (2, 120), "retries": (1, 10), "startPeriod": (0, 300)}


@refuses("ecs", "RegisterTaskDefinition")
def task_definition(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Sizes and network modes that Fargate doesn't have, containers that contradict them, unusable roles."""
    label = f"task definition {params['family']}"
    fargate = "FARGATE" in (params.get("requiresCompatibilities") or ())
    if fargate:
        yield from (f"{label}: {reason}" for reason in _fargate(params))
    names = [container["name"] for container in params["containerDefinitions"]]
    for duplicate in sorted({name for name in names if names.count(name) > 1}):
        yield f"{label}: two containers are called {duplicate}"
    if not any(container.get("essential", True) for container in params["containerDefinitions"]):
        yield f"{label}: no container is essential"
    for container in params["containerDefinitions"]:
        yield from (
            f"{label}: container {container['name']} {why}" for why in _container(container, fargate=fargate)
        )
        for dependency in container.get("dependsOn") or ():
            if dependency["containerName"] not in names:
                yield (
                    f"{label}: container {container['name']} waits for {dependency['containerName']}, "
                    f"unknown here"
                )
    yield from _roles(params, account, label)
    _ = region


def _fargate(params: Params) -> Iterator[str]:
    if params.get("networkMode") != "awsvpc":
        yield f"Fargate needs the network mode awsvpc, not {params.get('networkMode')}"
    cpu, memory = _units(params.get("cpu"), "vcpu"), _units(params.get("memory"), "gb")
    if cpu not in SIZES or memory not in SIZES[cpu]:
        yield (
            f"no Fargate configuration has {params.get('cpu')} CPU units with {params.get('memory')} "
            f"MiB of memory"
        )
    size = params.get("ephemeralStorage", {}).get("sizeInGiB")
    if size is not None and not EPHEMERAL_GB[0] <= size <= EPHEMERAL_GB[1]:
        yield f"ephemeral storage is between {EPHEMERAL_GB[0]} and {EPHEMERAL_GB[1]} GiB, not {size}"
    if not params.get("executionRoleArn") and any(map(_needs_execution_role, params["containerDefinitions"])):
        yield "an execution role is needed for awslogs, secrets and private images"
    total = sum(int(container.get("memory") or 0) for container in params["containerDefinitions"])
    if memory and total > memory:
        yield f"the containers ask for {total} MiB, the task has {memory}"


def _units(value: object, unit: str) -> int:
    text = str(value or "0").strip().lower()
    if text.endswith(unit):
        return int(float(text.removesuffix(unit).strip()) * GB)
    return int(float(text)) if text.replace(".", "", 1).isdigit() else 0


def _needs_execution_role(container: Mapping[str, Any]) -> bool:
    logs = container.get("logConfiguration", {}).get("logDriver") == "awslogs"
    return logs or bool(container.get("secrets")) or ".dkr.ecr." in container.get("image", "")


def _container(container: Mapping[str, Any], *, fargate: bool) -> Iterator[str]:
    for mapping in container.get("portMappings") or ():
        port = mapping.get("containerPort")
        if not 1 <= (port or 0) <= HIGHEST_PORT:
            yield f"has the port {port}, which does not exist"
        if fargate and mapping.get("hostPort") not in (None, 0, port):
            yield f"maps port {port} to {mapping['hostPort']}: with awsvpc both are the same"
    if fargate and container.get("privileged"):
        yield "is privileged, which Fargate does not have"
    logs = container.get("logConfiguration", {})
    if logs.get("logDriver") == "awslogs":
        for option in ("awslogs-group", "awslogs-region", *(["awslogs-stream-prefix"] if fargate else [])):
            if not (logs.get("options") or {}).get(option):
                yield f"logs with awslogs without the option {option}"
    yield from _health(container.get("healthCheck") or {})
    yield from _variables(container)


def _health(health: Mapping[str, Any]) -> Iterator[str]:
    if health and (health.get("command") or [""])[0] not in ("CMD", "CMD-SHELL", "NONE"):
        yield "has a health check whose command begins with neither CMD nor CMD-SHELL"
    for key, (low, high) in HEALTH_SECONDS.items():
        if not low <= health.get(key, low) <= high:
            yield f"has a health check {key} of {health[key]}, not between {low} and {high}"


def _variables(container: Mapping[str, Any]) -> Iterator[str]:
    variables = {variable["name"] for variable in container.get("environment") or ()}
    secrets = [secret["name"] for secret in container.get("secrets") or ()]
    for both in sorted(variables & set(secrets)):
        yield f"has {both} both in environment and in secrets"
    for secret in container.get("secrets") or ():
        if not re.match(r"arn:aws[\w-]*:(ssm|secretsmanager):|/?[\w./-]+$", secret.get("valueFrom", "")):
            yield f"takes {secret['name']} from {secret.get('valueFrom')!r}, neither a parameter nor a secret"


def _roles(params: Params, account: "Account", label: str) -> Iterator[str]:
    from emulator.policies.decisions import assumable

    for key in ("taskRoleArn", "executionRoleArn"):
        role = params.get(key)
        if (
            role
            and role.startswith("arn:")
            and not assumable(account.account_id, role, "ecs-tasks.amazonaws.com")
        ):
            yield f"{label}: {key} {role} is not valid: ecs-tasks.amazonaws.com can't assume it"


@refuses("ecs", "CreateService")
def service(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Services without a network, with unknown containers, or without a listener in front."""
    label = f"service {params['serviceName']}"
    definition = found(
        account, region, "ecs", "describe_task_definition", taskDefinition=params.get("taskDefinition", "")
    )
    if definition is None:
        return  # an unknown task definition is moto's own refusal
    task = definition["taskDefinition"]
    if task.get("networkMode") == "awsvpc" and not params.get("networkConfiguration"):
        yield f"{label}: a network configuration must be provided when networkMode 'awsvpc' is specified"
    public = params.get("networkConfiguration", {}).get("awsvpcConfiguration", {}).get("assignPublicIp")
    if public == "ENABLED" and params.get("launchType") == "EC2":
        yield f"{label}: assignPublicIp is not supported for EC2"
    if params.get("launchType") and params.get("capacityProviderStrategy"):
        yield f"{label}: launchType and capacityProviderStrategy exclude each other"
    for balancer in params.get("loadBalancers") or ():
        yield from (f"{label}: {reason}" for reason in _balancer(balancer, task, account, region))
    if not params.get("loadBalancers") and params.get("healthCheckGracePeriodSeconds"):
        yield f"{label}: a health check grace period needs a load balancer"
    minimum = params.get("deploymentConfiguration", {}).get("minimumHealthyPercent", 100)
    maximum = params.get("deploymentConfiguration", {}).get("maximumPercent", 200)
    if maximum <= minimum and maximum <= 100:  # noqa: PLR2004 - percent: nothing could ever be replaced
        yield f"{label}: with at least {minimum} % and at most {maximum} % no task can be replaced"


def _balancer(
    balancer: Mapping[str, Any], task: Mapping[str, Any], account: "Account", region: str
) -> Iterator[str]:
    container = next(
        (c for c in task["containerDefinitions"] if c["name"] == balancer.get("containerName")), None
    )
    if container is None:
        yield f"the container {balancer.get('containerName')} does not exist in the task definition"
    elif balancer["containerPort"] not in [p["containerPort"] for p in container.get("portMappings", ())]:
        yield f"the container {container['name']} does not have the port {balancer['containerPort']}"
    arn = balancer.get("targetGroupArn")
    group = found(account, region, "elbv2", "describe_target_groups", TargetGroupArns=[arn]) if arn else None
    if arn and group is None:
        yield f"the target group {arn} does not exist"
    elif group:
        one = group["TargetGroups"][0]
        if not one["LoadBalancerArns"]:
            yield f"the target group {arn} does not have an associated load balancer"
        if task.get("networkMode") == "awsvpc" and one.get("TargetType", "instance") != "ip":
            yield f"the target group {arn} has the target type {one.get('TargetType')}: awsvpc needs ip"
