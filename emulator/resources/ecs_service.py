"""Services: what keeps tasks running, and how new revisions are rolled out."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from emulator.changes import Step
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources._updates import EMPTY, KEPT, kind_of, parameter_of
from emulator.resources.parts import answered, later, reader, tagging

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


SERVICE = "aws:ecs/service:Service"
OFF = {"enable": False, "rollback": False}
DEPLOYMENT = {
    "deploymentMaximumPercent": ("maximumPercent", 200),
    "deploymentMinimumHealthyPercent": ("minimumHealthyPercent", 100),
    "deploymentCircuitBreaker": ("deploymentCircuitBreaker", OFF),
    "alarms": ("alarms", {"alarmNames": [], **OFF}),
}
"""Inputs that are members of `deploymentConfiguration`, and what they go back to (ECS API reference,
DeploymentConfiguration; a service that is no daemon)."""

RESETS: dict[str, Any] = {
    "availabilityZoneRebalancing": KEPT,
    "capacityProviderStrategies": [],
    "deploymentController": KEPT,
    "desiredCount": KEPT,
    "healthCheckGracePeriodSeconds": 0,
    "platformVersion": "LATEST",
    "taskDefinition": KEPT,
}
"""What other inputs go back to."""


def _update(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """What differs, in one UpdateService; changed triggers deploy again."""
    force = bool(r.take("forceNewDeployment")) and r.changed - {"tags"}
    call: dict[str, Any] = {}
    if r.changed & {"deploymentConfiguration", *DEPLOYMENT}:
        gone = {name: default for key, (name, default) in DEPLOYMENT.items() if _gone(r, key)}
        whole = {**gone, **(_deployment(r) or {})}
        path = "deploymentConfiguration"
        call[path] = built(r, "ecs", "update_service", path, whole, SERVICE_NAMES)
    blocks: dict[str, Callable[[], Any]] = {
        "loadBalancers": lambda: r.take("loadBalancers", []),
        "networkConfiguration": lambda: _network(r),
        "propagateTags": lambda: r.take("propagateTags", "NONE"),
        "serviceConnectConfiguration": lambda: r.take("serviceConnectConfiguration", {"enabled": False}),
        "serviceRegistries": lambda: _listed(r.take("serviceRegistries")) or [],
        "volumeConfiguration": lambda: _listed(r.take("volumeConfiguration")) or [],
    }
    for key, block in blocks.items():
        if key in r.changed:
            name = "volumeConfigurations" if key == "volumeConfiguration" else key
            call[name] = built(r, "ecs", "update_service", name, block(), SERVICE_NAMES)
    for key in (r.changed & PLAIN.inputs(r.typ)) - set(blocks):
        name = parameter_of(UPDATE, RENAME.get(key, key))
        value = r.take(key)
        value = RESETS.get(key, EMPTY.get(kind_of(UPDATE, name))) if value is None else value
        if value is not KEPT:
            call |= r.made("ecs", "update_service", **{name: value})
    for key in STEERING:
        r.take(key)
    if call or force or "triggers" in r.changed:
        again = True if force or "triggers" in r.changed else None
        where = {"cluster": r.known("cluster"), "service": id_}
        r.api("ecs", "update_service", **where, forceNewDeployment=again, **call)
    return {}


def _gone(r: Request, key: str) -> bool:
    return key in r.changed and r.inputs.get(key) is None


def _delete(r: Request, id_: str) -> None:
    """Stop the tasks, then delete: AWS refuses a service that wants any."""
    where = {"cluster": r.known("cluster"), "service": id_}
    force = bool(r.inputs.get("forceDelete"))
    if r.inputs.get("schedulingStrategy") != "DAEMON":
        if answered(lambda: r.api("ecs", "update_service", desiredCount=0, **where)) is None:
            return
    else:
        force = True
    answered(lambda: r.api("ecs", "delete_service", force=force, **where))


UPDATE = "ecs.update_service"
PLAIN = Step(call=UPDATE, rename=RENAME)
later(
    SERVICE,
    update=_update,
    delete=_delete,
    updates=(UPDATE, f"{UPDATE}.deploymentConfiguration"),
    rename={**RENAME, **{key: name for key, (name, _) in DEPLOYMENT.items()}},
    lasting=[
        "cluster",
        "deploymentController.type",
        *(f"capacityProviderStrategies.{key}" for key in ("base", "capacityProvider", "weight")),
    ],
    # The provider's own: when to deploy, and what an interrupted deployment does.
    changing=["sigintRollback", "triggers"],
)
tagging(SERVICE, "ecs.tag_resource", "ecs.untag_resource", resourceArn="id")


def _described(answer: Mapping[str, Any], _: Request, __: str) -> Mapping[str, Any] | None:
    found = next((each for each in answer["services"] if each["status"] == "ACTIVE"), None)
    if found is None:
        return None
    deployment = found.get("deploymentConfiguration") or {}
    spread = {key: deployment.get(name) for key, (name, _) in DEPLOYMENT.items()}
    network = (found.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
    public = network.get("assignPublicIp") == "ENABLED"
    return {
        **found,
        **spread,
        "cluster": found["clusterArn"],
        "name": found["serviceName"],
        "networkConfiguration": {**network, "assignPublicIp": public},
    }


reader(
    SERVICE,
    "ecs.describe_services",
    _described,
    names=RENAME,
    cluster="cluster",
    services=lambda _, id_: [id_],
    include=lambda _r, _id: ["TAGS"],
)
