"""Clusters and task definitions."""

import json
from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._changes import ECS, differing, retagged
from emulator.resources._common import built, present, pruned
from emulator.resources.parts import again, later, removal

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


def _update_cluster(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    if changed := differing(r, old):
        given = built(r, "ecs", "update_cluster", "configuration", r.take("configuration"), EXEC_NAMES)
        r.send("ecs", "update_cluster", only=changed, cluster=id_, **present(configuration=given))
    ECS.apply(r, old)
    return {}


def _deregister(r: Request, _: str) -> None:
    """Retire the revision; the family's other revisions stay."""
    if not r.inputs.get("skipDestroy"):
        r.api("ecs", "deregister_task_definition", taskDefinition=r.inputs["arn"])


later("aws:ecs/cluster:Cluster", update=_update_cluster)
later("aws:ecs/taskDefinition:TaskDefinition", delete=_deregister)
retagged("aws:ecs/taskDefinition:TaskDefinition", ECS)
removal("aws:ecs/cluster:Cluster", "ecs.delete_cluster", cluster="id")
again("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
removal(
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "ecs.put_cluster_capacity_providers",
    cluster="clusterName",
    capacityProviders=lambda _r, _id: [],
    defaultCapacityProviderStrategy=lambda _r, _id: [],
)
removal("aws:ecs/capacityProvider:CapacityProvider", "ecs.delete_capacity_provider", capacityProvider="id")
