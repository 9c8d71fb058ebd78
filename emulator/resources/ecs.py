"""Clusters, task definitions and services."""

import json
from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present, pruned

SERVICE_NAMES = {
    "elbName": "loadBalancerName",
    "hookDetails": "hookDetails",
    "alarmNames": "alarmNames",
    "clientAlias": "clientAliases",
    "issuerCertAuthority": "issuerCertificateAuthority",
    "managedEbsVolume": "managedEBSVolume",
    "fileSystemType": "filesystemType",
    "sizeInGb": "sizeInGiB",
    "s3BucketEncryptionEnabled": "s3EncryptionEnabled",
}
"""Block members that the provider spells otherwise than the API."""

LAUNCH_TYPE_DEFAULT = "EC2"


@resource("aws:ecs/cluster:Cluster")
def cluster(r: Request) -> Created:
    """A cluster with its settings and exec configuration."""
    name = r.physical()
    configuration = built(r, "ecs", "create_cluster", "configuration", r.take("configuration"), SERVICE_NAMES)
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


@resource("aws:ecs/service:Service")
def service(r: Request) -> Created:
    """A service; what only steers Pulumi's waiting is not sent."""
    for steering in ("waitForSteadyState", "forceNewDeployment", "forceDelete", "sigintRollback", "triggers"):
        r.take(steering)
    name, cluster_name = r.physical(), r.take("cluster")
    launch = r.take("launchType")
    if launch is None and not r.inputs.get("capacityProviderStrategies"):
        launch = LAUNCH_TYPE_DEFAULT if not r.inputs.get("deploymentController") else None
    tagging = r.take("propagateTags")
    deployment = built(r, "ecs", "create_service", "deploymentConfiguration", _deployment(r), SERVICE_NAMES)
    connect = r.take("serviceConnectConfiguration")
    volume = r.take("volumeConfiguration")
    made = r.send(
        "ecs",
        "create_service",
        rename={
            "capacityProviderStrategies": "capacityProviderStrategy",
            "iamRole": "role",
            "orderedPlacementStrategies": "placementStrategy",
            "enableEcsManagedTags": "enableECSManagedTags",
        },
        serviceName=name,
        **present(
            cluster=cluster_name,
            launchType=launch,
            propagateTags=tagging if tagging and tagging != "NONE" else None,
            deploymentConfiguration=deployment,
            networkConfiguration=built(r, "ecs", "create_service", "networkConfiguration", _network(r)),
            loadBalancers=built(
                r, "ecs", "create_service", "loadBalancers", r.take("loadBalancers"), SERVICE_NAMES
            ),
            serviceConnectConfiguration=built(
                r, "ecs", "create_service", "serviceConnectConfiguration", connect, SERVICE_NAMES
            ),
            volumeConfigurations=built(
                r,
                "ecs",
                "create_service",
                "volumeConfigurations",
                [volume] if volume else None,
                SERVICE_NAMES,
            ),
            serviceRegistries=built(
                r, "ecs", "create_service", "serviceRegistries", _listed(r.take("serviceRegistries"))
            ),
        ),
    )["service"]
    arn = made["serviceArn"]
    return arn, {"arn": arn, "name": made["serviceName"], "cluster": made["clusterArn"], "launchType": launch}


def _listed(block: Any) -> list[Any] | None:
    return None if block is None else block if isinstance(block, list) else [block]
