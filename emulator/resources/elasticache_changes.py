"""What becomes of caches and their groups."""

from collections.abc import Mapping
from typing import Any

from emulator.changes import Step
from emulator.ledger import lacks
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources._updates import KEPT, kind_of, modifies, parameter_of
from emulator.resources.elasticache import DEFAULT_DESCRIPTION, GROUP_NAMES, log_delivery
from emulator.resources.parts import answered, later, reader, removal, tagging

SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
MODIFY = "elasticache.modify_replication_group"
STEP = Step(call=MODIFY, rename=GROUP_NAMES)
OWN = frozenset({"applyImmediately", "authToken", "authTokenUpdateStrategy", "logDeliveryConfigurations"})
"""Inputs of ModifyReplicationGroup that are not sent as they are."""

RESETS: dict[str, Any] = {
    "autoMinorVersionUpgrade": True,
    "description": DEFAULT_DESCRIPTION,
    "notificationTopicArn": "",
    "snapshotRetentionLimit": 0,
}
"""What an input goes back to (the provider's defaults; days). Other switches go off, and for the rest AWS
keeps what it has, as the provider does."""

BATCH = 20
"""Parameters a call may change (ElastiCache API reference, ModifyCacheParameterGroup)."""

lacks(
    "elasticache", "DecreaseReplicaCount", "IncreaseReplicaCount", "ModifyReplicationGroupShardConfiguration"
)


def _logs(r: Request) -> list[dict[str, Any]]:
    """Logs as they are now, and those that end."""
    wanted = log_delivery(r) or []
    kinds = {log["LogType"] for log in wanted}
    held = {log["logType"] for log in r.old.get("logDeliveryConfigurations") or []}
    return [*wanted, *({"LogType": kind, "Enabled": False} for kind in sorted(held - kinds))]


def _token(r: Request) -> dict[str, Any]:
    """A new token, where there is one; a write-only one changes with its version."""
    strategy = r.take("authTokenUpdateStrategy", "ROTATE")
    secret, given = r.take("authTokenWo"), r.take("authToken")
    r.take("authTokenWoVersion")
    if "authTokenWoVersion" in r.changed and secret:
        return {"AuthToken": secret, "AuthTokenUpdateStrategy": strategy}
    if "authToken" in r.changed:
        if given:
            return {"AuthToken": given, "AuthTokenUpdateStrategy": strategy}
        return {"AuthTokenUpdateStrategy": "DELETE"}
    return {}


def _users(r: Request) -> dict[str, Any]:
    wanted, held = set(r.take("userGroupIds", [])), set(r.old.get("userGroupIds") or [])
    return present(
        UserGroupIdsToAdd=sorted(wanted - held) or None, UserGroupIdsToRemove=sorted(held - wanted) or None
    )


def _resize(r: Request, id_: str) -> None:
    """More or fewer nodes and shards: operations of their own."""
    now = {"ReplicationGroupId": id_, "ApplyImmediately": True}  # AWS takes nothing else
    if r.changed & {"numCacheClusters", "replicasPerNodeGroup"}:
        nodes, replicas = r.take("numCacheClusters"), r.take("replicasPerNodeGroup")
        wanted = int(nodes) - 1 if nodes else int(replicas or 0)
        before = r.old.get("numCacheClusters")
        held = int(before) - 1 if before else int(r.old.get("replicasPerNodeGroup") or 0)
        if wanted != held:
            operation = "increase_replica_count" if wanted > held else "decrease_replica_count"
            r.api("elasticache", operation, NewReplicaCount=wanted, **now)
    if "numNodeGroups" in r.changed and (shards := r.take("numNodeGroups")):
        removed = [f"{n + 1:04d}" for n in range(int(shards), int(r.old.get("numNodeGroups") or 1))]
        r.api(
            "elasticache",
            "modify_replication_group_shard_configuration",
            NodeGroupCount=int(shards),
            NodeGroupsToRemove=removed or None,
            **now,
        )


def _update(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """One ModifyReplicationGroup with what differs; other sizes first."""
    now = bool(r.take("applyImmediately"))
    r.take("finalSnapshotIdentifier")
    _resize(r, id_)
    change = {**_token(r), **_users(r)}
    for key in sorted((STEP.inputs(r.typ) & r.changed) - OWN - {"userGroupIds"}):
        parameter, value = parameter_of(MODIFY, GROUP_NAMES.get(key, key)), r.take(key)
        if value is None:
            value = RESETS.get(key, False if kind_of(MODIFY, parameter) == "boolean" else None)
        if value is not None:
            change |= r.made("elasticache", "modify_replication_group", **{parameter: value})
    if "logDeliveryConfigurations" in r.changed:
        change["LogDeliveryConfigurations"] = _logs(r)
    if change:
        where = {"ReplicationGroupId": id_, "ApplyImmediately": now}
        r.api("elasticache", "modify_replication_group", **where, **change)
    return {}


def _update_parameters(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """New values are set, a batch a call; those that are gone return to the family's."""
    wanted, held = r.take("parameters", []), r.old.get("parameters") or []
    names = {item["name"] for item in wanted}
    fresh = [item for item in wanted if item not in held]
    gone = [item for item in held if item["name"] not in names]
    for operation, items in (("modify", fresh), ("reset", gone)):
        pairs = [{"ParameterName": item["name"], "ParameterValue": str(item["value"])} for item in items]
        for start in range(0, len(pairs), BATCH):
            group = {"CacheParameterGroupName": id_, "ParameterNameValues": pairs[start : start + BATCH]}
            r.api("elasticache", f"{operation}_cache_parameter_group", **group)
    return {}


later(
    CACHE,
    update=_update,
    updates=(
        MODIFY,
        "elasticache.increase_replica_count",
        "elasticache.modify_replication_group_shard_configuration",
    ),
    rename={
        **GROUP_NAMES,
        "numCacheClusters": "NewReplicaCount",
        "numNodeGroups": "NodeGroupCount",
        "replicasPerNodeGroup": "NewReplicaCount",
        "userGroupIds": "UserGroupIdsToAdd",
    },
    # The engine could change (to Valkey), but the provider makes another group.
    lasting=["engine", "replicationGroupId", "securityGroupNames"],
    # The version of a secret that is not in the state.
    changing=["authTokenWo", "authTokenWoVersion"],
)
later(
    PARAMETERS,
    update=_update_parameters,
    updates="elasticache.modify_cache_parameter_group",
    rename={"parameters": "ParameterNameValues"},
)
modifies(
    SUBNETS,
    "elasticache.modify_cache_subnet_group",
    rename={"description": "CacheSubnetGroupDescription"},
    resets={"description": DEFAULT_DESCRIPTION, "subnetIds": KEPT},
    CacheSubnetGroupName="id",
)
for _kind in (CACHE, PARAMETERS, SUBNETS):
    tagging(
        _kind,
        "elasticache.add_tags_to_resource",
        "elasticache.remove_tags_from_resource",
        ResourceName="arn",
    )


def _delete(r: Request, id_: str) -> None:
    """Delete with the final snapshot that was asked for."""
    last = r.inputs.get("finalSnapshotIdentifier")
    call = {"ReplicationGroupId": id_, **present(FinalSnapshotIdentifier=last)}
    answered(lambda: r.api("elasticache", "delete_replication_group", **call))


later(CACHE, delete=_delete)
removal(SUBNETS, "elasticache.delete_cache_subnet_group", CacheSubnetGroupName="id")
removal(PARAMETERS, "elasticache.delete_cache_parameter_group", CacheParameterGroupName="id")


def _described(answer: Any, _: Request, __: str) -> Any:
    (found,) = answer["ReplicationGroups"]
    return {
        **{key: value for key, value in found.items() if key != "LogDeliveryConfigurations"},
        "automaticFailoverEnabled": found.get("AutomaticFailover") == "enabled",
        "multiAzEnabled": found.get("MultiAZ") == "enabled",
        "numCacheClusters": len(found.get("MemberClusters") or []),
        "replicationGroupId": found["ReplicationGroupId"],
    }


def _described_subnets(answer: Any, _: Request, __: str) -> Any:
    (found,) = answer["CacheSubnetGroups"]
    return {**found, "subnetIds": sorted(each["SubnetIdentifier"] for each in found["Subnets"])}


def _values(answer: Any, _: Request, __: str) -> Any:
    values = [
        {"name": each["ParameterName"], "value": each["ParameterValue"]} for each in answer["Parameters"]
    ]
    return {"parameters": sorted(values, key=lambda each: str(each["name"]))}


reader(
    CACHE,
    "elasticache.describe_replication_groups",
    _described,
    names={"nodeType": "CacheNodeType"},
    ReplicationGroupId="id",
)
reader(
    SUBNETS,
    "elasticache.describe_cache_subnet_groups",
    _described_subnets,
    names={"name": "CacheSubnetGroupName", "description": "CacheSubnetGroupDescription"},
    CacheSubnetGroupName="id",
)
reader(
    PARAMETERS,
    "elasticache.describe_cache_parameter_groups",
    "CacheParameterGroups.0",
    names={"name": "CacheParameterGroupName", "family": "CacheParameterGroupFamily"},
    CacheParameterGroupName="id",
)
reader(
    PARAMETERS,
    "elasticache.describe_cache_parameters",
    _values,
    CacheParameterGroupName="id",
    Source=lambda _r, _id: "user",
)
for _kind, _noun in ((CACHE, "replicationgroup"), (SUBNETS, "subnetgroup")):
    reader(
        _kind,
        "elasticache.list_tags_for_resource",
        lambda answer, _r, _id: {"tags": answer["TagList"]},
        ResourceName=lambda r, id_, noun=_noun: (  # type: ignore[misc]
            f"arn:aws:elasticache:{r.region}:{r.cloud.account_id}:{noun}:{id_}"
        ),
    )
