"""Services: what keeps tasks running, and how new revisions are rolled out."""

import json
from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._changes import ECS
from emulator.resources._common import built, present
from emulator.resources.parts import later

LAUNCH_TYPE_DEFAULT = "EC2"
STEERING = ("waitForSteadyState", "forceNewDeployment", "forceDelete", "sigintRollback", "triggers")
"""Inputs that steer Pulumi's waiting and are not sent."""

RENAME = {
    "capacityProviderStrategies": "capacityProviderStrategy",
    "iamRole": "role",
    "orderedPlacementStrategies": "placementStrategy",
    "enableEcsManagedTags": "enableECSManagedTags",
}
SERVICE_NAMES = {
    "elbName": "loadBalancerName",
    "clientAlias": "clientAliases",
    "issuerCertAuthority": "issuerCertificateAuthority",
    "managedEbsVolume": "managedEBSVolume",
    "fileSystemType": "filesystemType",
    "sizeInGb": "sizeInGiB",
}
"""Block members that the provider spells otherwise than the API."""


def _deployment(r: Request) -> dict[str, Any] | None:
    """`deploymentConfiguration`, which Pulumi spreads over five inputs."""
    own = r.take("deploymentConfiguration") or {}
    alarms = r.take("alarms")
    hooks = [_hook(hook) for hook in own.get("lifecycleHooks") or []]
    whole = present(
        maximumPercent=r.take("deploymentMaximumPercent"),
        minimumHealthyPercent=r.take("deploymentMinimumHealthyPercent"),
        deploymentCircuitBreaker=r.take("deploymentCircuitBreaker"),
        alarms=alarms,
        **{key: value for key, value in own.items() if key != "lifecycleHooks"},
        lifecycleHooks=hooks or None,
    )
    return whole or None


def _hook(hook: Mapping[str, Any]) -> dict[str, Any]:
    """A deployment hook; its details are a JSON document that Pulumi holds as text."""
    details = hook.get("hookDetails")
    return {**hook, **({"hookDetails": json.loads(details)} if isinstance(details, str) and details else {})}


def _network(r: Request) -> dict[str, Any] | None:
    network = r.take("networkConfiguration")
    if not network:
        return None
    public = "ENABLED" if network.get("assignPublicIp") else "DISABLED"
    groups = network.get("securityGroups") or []
    return {"awsvpcConfiguration": {**network, "securityGroups": groups, "assignPublicIp": public}}


def _blocks(r: Request, operation: str) -> dict[str, Any]:
    """The nested parameters that creation and update share."""
    volume, tagging = r.take("volumeConfiguration"), r.take("propagateTags")
    given = {
        "deploymentConfiguration": _deployment(r),
        "networkConfiguration": _network(r),
        "loadBalancers": r.take("loadBalancers"),
        "serviceConnectConfiguration": r.take("serviceConnectConfiguration"),
        "volumeConfigurations": [volume] if volume else None,
        "serviceRegistries": _listed(r.take("serviceRegistries")),
        "propagateTags": tagging if tagging != "NONE" else None,
    }
    names = SERVICE_NAMES
    return present(**{key: built(r, "ecs", operation, key, value, names) for key, value in given.items()})


@resource("aws:ecs/service:Service")
def service(r: Request) -> Created:
    """A service on a launch type or on capacity providers."""
    for key in STEERING:
        r.take(key)
    name, cluster_name = r.physical(), r.take("cluster")
    launch = r.take("launchType")
    if launch is None and not (
        r.inputs.get("capacityProviderStrategies") or r.inputs.get("deploymentController")
    ):
        launch = LAUNCH_TYPE_DEFAULT
    more = present(cluster=cluster_name, launchType=launch, **_blocks(r, "create_service"))
    made = r.send("ecs", "create_service", rename=RENAME, serviceName=name, **more)["service"]
    arn = made["serviceArn"]
    return arn, {"arn": arn, "name": made["serviceName"], "cluster": made["clusterArn"], "launchType": launch}


def _listed(block: Any) -> list[Any] | None:
    return None if block is None else block if isinstance(block, list) else [block]


NOT_UPDATED = ("name", "namePrefix", "cluster", "launchType", "iamRole", "schedulingStrategy")
"""Inputs that UpdateService doesn't take: a change of them replaces the service."""


def _update(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """A new deployment where anything differs."""
    force = r.take("forceNewDeployment")
    for key in (*STEERING, *NOT_UPDATED):
        r.take(key)
    tagless = {key: value for key, value in r.inputs.items() if key != "tags"}
    if force or any(value != old.get(key) for key, value in tagless.items()):
        more = present(forceNewDeployment=force, **_blocks(r, "update_service"))
        call = {"cluster": old.get("cluster"), "service": id_}
        r.send("ecs", "update_service", rename=RENAME, only=set(tagless), **call, **more)
    for key in tagless:
        r.take(key)
    ECS.apply(r, old)
    return {}


def _delete(r: Request, id_: str) -> None:
    """Stop the tasks, then delete: AWS refuses a service that wants any."""
    where = {"cluster": r.inputs.get("cluster"), "service": id_}
    if r.inputs.get("schedulingStrategy") != "DAEMON":
        r.api("ecs", "update_service", desiredCount=0, **where)
    r.api("ecs", "delete_service", force=bool(r.inputs.get("forceDelete")), **where)


later("aws:ecs/service:Service", update=_update, delete=_delete)
