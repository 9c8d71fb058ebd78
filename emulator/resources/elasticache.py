"""Caches made of nodes, and the groups they belong to."""

from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import key_values, present

lacks(
    "elasticache",
    "CreateServerlessCache",
    "CreateUserGroup",
    "DeleteServerlessCache",
    "DeleteUserGroup",
    "ModifyServerlessCache",
    "ModifyUser",
    "ModifyUserGroup",
)

DEFAULT_DESCRIPTION = "Managed by Pulumi"
DEFAULT_PORT = 6379
"""Redis OSS and Valkey (ElastiCache user guide); a serverless cache's readers have the next port."""

GROUP_NAMES = {
    "description": "ReplicationGroupDescription",
    "nodeType": "CacheNodeType",
    "subnetGroupName": "CacheSubnetGroupName",
    "parameterGroupName": "CacheParameterGroupName",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "nodeGroupConfigurations": "NodeGroupConfiguration",
    "preferredCacheClusterAzs": "PreferredCacheClusterAZs",
    "securityGroupNames": "CacheSecurityGroupNames",
    "multiAzEnabled": "MultiAZEnabled",
}
STEERING = ("applyImmediately", "authTokenUpdateStrategy", "authTokenWoVersion", "finalSnapshotIdentifier")


@resource("aws:elasticache/subnetGroup:SubnetGroup")
def subnet_group(r: Request) -> Created:
    """The subnets a cache may live in."""
    name, description = r.physical(), r.take("description", DEFAULT_DESCRIPTION)
    names = {"CacheSubnetGroupName": name, "CacheSubnetGroupDescription": description}
    made = r.send("elasticache", "create_cache_subnet_group", **names)["CacheSubnetGroup"]
    return name, {
        "arn": made["ARN"],
        "name": name,
        "description": description,
        "vpcId": made["VpcId"],
    }


@resource("aws:elasticache/parameterGroup:ParameterGroup")
def parameter_group(r: Request) -> Created:
    """A parameter group; AWS takes at most 20 parameters a call (ModifyCacheParameterGroup)."""
    name, description = r.physical(), r.take("description", DEFAULT_DESCRIPTION)
    values = r.take("parameters", [])
    family = r.take("family")
    r.api(
        "elasticache",
        "create_cache_parameter_group",
        CacheParameterGroupName=name,
        CacheParameterGroupFamily=family,
        Description=description,
        Tags=key_values(r.tags),
    )
    pairs = [{"ParameterName": item["name"], "ParameterValue": str(item["value"])} for item in values]
    for start in range(0, len(pairs), 20):
        batch = pairs[start : start + 20]
        group = {"CacheParameterGroupName": name}
        r.api("elasticache", "modify_cache_parameter_group", ParameterNameValues=batch, **group)
    arn = f"arn:aws:elasticache:{r.region}:{r.cloud.account_id}:parametergroup:{name}"
    return name, {"arn": arn, "name": name, "description": description}


def log_delivery(r: Request) -> list[dict[str, Any]] | None:
    """Slow and engine logs; Pulumi has one `destination`, the API a member per kind of it."""
    out = []
    for log in r.take("logDeliveryConfigurations", []):
        kind = log["destinationType"]
        group, stream = {"LogGroup": log["destination"]}, {"DeliveryStream": log["destination"]}
        details = (
            {"CloudWatchLogsDetails": group}
            if kind == "cloudwatch-logs"
            else {"KinesisFirehoseDetails": stream}
        )
        out.append(
            {
                "LogType": log["logType"],
                "DestinationType": kind,
                "LogFormat": log["logFormat"],
                "DestinationDetails": details,
                "Enabled": True,
            }
        )
    return out or None


@resource("aws:elasticache/replicationGroup:ReplicationGroup")
def replication_group(r: Request) -> Created:
    """A replication group, with or without cluster mode; its token is sent and never part of the outputs."""
    for key in STEERING:
        r.take(key)
    id_ = r.physical("replicationGroupId")
    token = r.take("authTokenWo") or r.take("authToken")
    logs, port = log_delivery(r), r.take("port", DEFAULT_PORT)
    engine = r.take("engine", "redis")
    more = present(AuthToken=token, LogDeliveryConfigurations=logs)
    names = {"ReplicationGroupId": id_, "Engine": engine, "Port": int(port)}
    r.send("elasticache", "create_replication_group", rename=GROUP_NAMES, **names, **more)
    made = r.api("elasticache", "describe_replication_groups", ReplicationGroupId=id_)["ReplicationGroups"][0]
    primary = _primary(made)
    clustered = _clustered(r)
    outputs: dict[str, object] = {
        "arn": made["ARN"],
        "replicationGroupId": id_,
        "engine": engine,
        "port": int(port),
        "clusterEnabled": clustered,
        "memberClusters": _members(r, id_, clustered=clustered),
        "engineVersionActual": r.inputs.get("engineVersion") or "",
    }
    if clustered:
        outputs["configurationEndpointAddress"] = primary.replace("master.", "clustercfg.", 1)
    else:
        outputs["primaryEndpointAddress"] = primary
        outputs["readerEndpointAddress"] = primary.replace("master.", "replica.", 1)
    return id_, outputs


def _primary(made: dict[str, Any]) -> str:
    """The address of the writer; moto forgets the readers' and the cluster's, which differ in a word."""
    configured = (made.get("ConfigurationEndpoint") or {}).get("Address")
    if configured:
        return str(configured).replace("clustercfg.", "master.", 1)
    groups = made.get("NodeGroups") or [{}]
    return str((groups[0].get("PrimaryEndpoint") or {}).get("Address", ""))


def _members(r: Request, id_: str, *, clustered: bool) -> list[str]:
    """The nodes' names, which moto repeats: a number each, and one of the shard in cluster mode."""
    if not clustered:
        return [f"{id_}-{node + 1:03d}" for node in range(int(r.inputs.get("numCacheClusters") or 1))]
    shards = int(r.inputs.get("numNodeGroups") or len(r.inputs.get("nodeGroupConfigurations") or [1]))
    nodes = int(r.inputs.get("replicasPerNodeGroup") or 0) + 1
    return [f"{id_}-{shard + 1:04d}-{node + 1:03d}" for shard in range(shards) for node in range(nodes)]


def _clustered(r: Request) -> bool:
    """Whether cluster mode is on: said so, or several shards."""
    shards = int(r.inputs.get("numNodeGroups") or len(r.inputs.get("nodeGroupConfigurations") or []))
    return r.inputs.get("clusterMode") == "enabled" or shards > 1
