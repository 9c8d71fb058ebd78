"""Clusters and task definitions."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present, pruned
from emulator.resources.parts import again, answered, later, reader, removal, tagging

EXEC_NAMES = {"s3BucketEncryptionEnabled": "s3EncryptionEnabled"}


@resource("aws:ecs/cluster:Cluster")
def cluster(r: Request) -> Created:
    """A cluster with its settings and exec configuration."""
    name = r.physical()
    configuration = built(r, "ecs", "create_cluster", "configuration", r.take("configuration"), EXEC_NAMES)
    made = r.send("ecs", "create_cluster", clusterName=name, **present(configuration=configuration))[
        "cluster"
    ]
    return made["clusterArn"], {"arn": made["clusterArn"], "name": name}


@resource("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
def cluster_capacity_providers(r: Request) -> Created:
    """Which capacity providers a cluster may use, and its default mix."""
    name = r.take("clusterName")
    r.send(
        "ecs",
        "put_cluster_capacity_providers",
        rename={"defaultCapacityProviderStrategies": "defaultCapacityProviderStrategy"},
        cluster=name,
        **_required_lists(r, "capacityProviders", "defaultCapacityProviderStrategies"),
    )
    return name, {}


def _required_lists(r: Request, *keys: str) -> dict[str, Any]:
    """PutClusterCapacityProviders requires both lists, empty where the program gives none."""
    api = {"defaultCapacityProviderStrategies": "defaultCapacityProviderStrategy"}
    return {api.get(key, key): [] for key in keys if not r.inputs.get(key) and r.take(key) is None}


@resource("aws:ecs/capacityProvider:CapacityProvider")
def capacity_provider(r: Request) -> Created:
    """A capacity provider of one's own."""
    made = r.send("ecs", "create_capacity_provider", name=r.physical())["capacityProvider"]
    return made["capacityProviderArn"], {"arn": made["capacityProviderArn"], "name": made["name"]}


def _volumes(volumes: Any) -> list[dict[str, Any]]:
    """Volume blocks: `hostPath` is a member of `host` for the API, EFS and Docker blocks are spelled out."""
    names = {
        "configureAtLaunch": "configuredAtLaunch",
        "fsxWindowsFileServerVolumeConfiguration": "fsxWindowsFileServerVolumeConfiguration",
    }
    out = []
    for volume in volumes:
        host = volume.get("hostPath")
        item = {names.get(key, key): value for key, value in volume.items() if key != "hostPath"}
        out.append({**item, **({"host": {"sourcePath": host}} if host else {})})
    return out


@resource("aws:ecs/taskDefinition:TaskDefinition")
def task_definition(r: Request) -> Created:
    """A new revision of a family; its containers come as JSON text, as the API wants them."""
    for steering in ("trackLatest", "skipDestroy"):
        r.take(steering)
    containers = json.loads(r.take("containerDefinitions"))
    proxy = r.take("proxyConfiguration")
    if proxy:
        pairs = [{"name": key, "value": value} for key, value in (proxy.get("properties") or {}).items()]
        proxy = {**proxy, "properties": pairs}
    volumes = _volumes(r.take("volumes", []))
    made = r.send(
        "ecs",
        "register_task_definition",
        containerDefinitions=pruned(containers),
        **present(
            proxyConfiguration=built(r, "ecs", "register_task_definition", "proxyConfiguration", proxy),
            volumes=built(r, "ecs", "register_task_definition", "volumes", volumes) if volumes else None,
        ),
    )["taskDefinition"]
    arn = made["taskDefinitionArn"]
    return made["family"], {
        "arn": arn,
        "arnWithoutRevision": arn.rsplit(":", 1)[0],
        "revision": made["revision"],
        "networkMode": made.get("networkMode"),
    }


CLUSTER = "aws:ecs/cluster:Cluster"
PROVIDERS = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
PROVIDER = "aws:ecs/capacityProvider:CapacityProvider"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
TO_DEFAULTS = {"settings": [{"name": "containerInsights", "value": "disabled"}], "configuration": {}}
"""What settings of a cluster go back to (ECS API reference, ClusterSetting)."""


def _update_cluster(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """What differs, in one call."""
    keys = [key for key in ("configuration", "settings", "serviceConnectDefaults") if key in r.changed]
    given = {key: r.take(key, TO_DEFAULTS.get(key)) for key in keys}
    if "serviceConnectDefaults" in given and given["serviceConnectDefaults"] is None:
        given["serviceConnectDefaults"] = {"namespace": ""}
    if given:
        call = {key: built(r, "ecs", "update_cluster", key, given[key], EXEC_NAMES) for key in keys}
        r.api("ecs", "update_cluster", cluster=id_, **call)
    return {}


def _update_provider(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """How a provider scales; the group that it scales is a matter of its making."""
    key, operation = "autoScalingGroupProvider", "update_capacity_provider"
    if key in r.changed:
        given = {name: value for name, value in r.take(key).items() if name != "autoScalingGroupArn"}
        r.api("ecs", operation, name=r.known("name"), **{key: built(r, "ecs", operation, key, given)})
    return {}


def _deregister(r: Request, _: str) -> None:
    """Retire the revision; the family's other revisions stay."""
    if not r.inputs.get("skipDestroy"):
        answered(lambda: r.api("ecs", "deregister_task_definition", taskDefinition=r.inputs["arn"]))


def _no_call(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Which revision the provider looks at is its own business."""
    r.take("trackLatest")
    return {}


later(
    CLUSTER,
    update=_update_cluster,
    updates="ecs.update_cluster",
)
later(TASK, update=_no_call, delete=_deregister, changing=["trackLatest"])
again(
    PROVIDERS,
    updates="ecs.put_cluster_capacity_providers",
    rename={"defaultCapacityProviderStrategies": "defaultCapacityProviderStrategy"},
)
later(
    PROVIDER,
    update=_update_provider,
    updates="ecs.update_capacity_provider",
    lasting=["autoScalingGroupProvider.autoScalingGroupArn", "cluster", "name"],
)
for _token, _arn in ((CLUSTER, "id"), (PROVIDER, "id"), (TASK, "arn")):
    tagging(_token, "ecs.tag_resource", "ecs.untag_resource", resourceArn=_arn)
removal(CLUSTER, "ecs.delete_cluster", cluster="id")
removal(
    PROVIDERS,
    "ecs.put_cluster_capacity_providers",
    cluster="clusterName",
    capacityProviders=lambda _r, _id: [],
    defaultCapacityProviderStrategy=lambda _r, _id: [],
)
removal(PROVIDER, "ecs.delete_capacity_provider", capacityProvider="id")


def _active(key: str, name: str) -> Callable[[Any, Request, str], Mapping[str, Any] | None]:
    """The description of a thing that is not retired; its name is `name` there."""

    def path(answer: Any, _: Request, __: str) -> Mapping[str, Any] | None:
        found = next((each for each in answer[key] if each["status"] == "ACTIVE"), None)
        return found and {**found, "name": found[name]}

    return path


def _task(answer: Any, _: Request, __: str) -> Mapping[str, Any] | None:
    found = answer["taskDefinition"]
    return {**found, "tags": answer.get("tags")} if found["status"] == "ACTIVE" else None


reader(
    CLUSTER,
    "ecs.describe_clusters",
    _active("clusters", "clusterName"),
    clusters=lambda _, id_: [id_],
    include=lambda _r, _id: ["SETTINGS", "CONFIGURATIONS", "TAGS"],
)
reader(
    PROVIDERS,
    "ecs.describe_clusters",
    _active("clusters", "clusterName"),
    names={"defaultCapacityProviderStrategies": "defaultCapacityProviderStrategy"},
    clusters=lambda _, id_: [id_],
)
reader(
    PROVIDER,
    "ecs.describe_capacity_providers",
    _active("capacityProviders", "name"),
    capacityProviders=lambda _, id_: [id_],
)
reader(
    TASK,
    "ecs.describe_task_definition",
    _task,
    taskDefinition=lambda r, id_: r.state.get("arn", id_),
    include=lambda _r, _id: ["TAGS"],
)
