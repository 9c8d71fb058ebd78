"""DynamoDB: replicas of a table in other regions (global tables)."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import answered, later, later_described, tagging, within
from emulator.shapes import tag_list


def recover(r: Request, name: str, wanted: Mapping[str, Any] | None, region: str | None = None) -> None:
    """Point-in-time recovery of the table, or of its replica in another region; a new table has none."""
    if wanted and wanted["enabled"]:
        back_up(within(r, region), name, wanted)


def back_up(r: Request, name: str, wanted: Mapping[str, Any] | None) -> None:
    """Switch point-in-time recovery on or off."""
    on = bool(wanted and wanted["enabled"])
    days = wanted.get("recoveryPeriodInDays") if wanted and on else None
    r.api(
        "dynamodb",
        "update_continuous_backups",
        TableName=name,
        PointInTimeRecoverySpecification=present(PointInTimeRecoveryEnabled=on, RecoveryPeriodInDays=days),
    )


def replicate(r: Request, name: str, made: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Replicas, one update each as AWS demands (strongly consistent ones together), and their settings."""
    replicas, witness = r.take("replicas", []), r.take("globalTableWitness")
    if not replicas:
        return []
    creations = [
        {"Create": present(RegionName=x["regionName"], KMSMasterKeyId=x.get("kmsKeyArn"))} for x in replicas
    ]
    if any(x.get("consistencyMode") == "STRONG" for x in replicas):
        witnesses = [{"Create": {"RegionName": witness["regionName"]}}] if witness else None
        r.api(
            "dynamodb",
            "update_table",
            TableName=name,
            ReplicaUpdates=creations,
            GlobalTableWitnessUpdates=witnesses,
            MultiRegionConsistency="STRONG",
        )
    else:
        for creation in creations:
            r.api("dynamodb", "update_table", TableName=name, ReplicaUpdates=[creation])
    return [settle(r, name, made, replica) for replica in replicas]


def settle(r: Request, name: str, made: Mapping[str, Any], replica: Mapping[str, Any]) -> dict[str, Any]:
    """What the provider does in a replica's own region once it is there."""
    region = replica["regionName"]
    arn, stream = mirror(r, name, region, replica.get("kmsKeyArn"))
    there = within(r, region)
    recover(r, name, {"enabled": bool(replica.get("pointInTimeRecovery"))}, region)
    if replica.get("deletionProtectionEnabled"):
        there.api("dynamodb", "update_table", TableName=name, DeletionProtectionEnabled=True)
    if replica.get("propagateTags") and (tags := tag_list(r.tags)):
        there.api("dynamodb", "tag_resource", ResourceArn=arn, Tags=tags)
    return {**replica, "arn": arn, "streamArn": stream, "streamLabel": made.get("LatestStreamLabel", "")}


def mirror(r: Request, name: str, region: str, key: str | None) -> tuple[str, str]:
    """Make the replica exist, which moto does not: a table in the other region over the same items.

    Sharing the items is what a reader of a global table sees once replication has caught up.
    """
    backends = dynamodb_backends[r.cloud.account_id]
    source = backends[r.region].get_table(name)
    replica = copy.copy(source)
    replica.continuous_backups = copy.deepcopy(source.continuous_backups)
    replica.deletion_protection_enabled = False
    replica.region_name = region
    replica.table_arn = source.table_arn.replace(f":{r.region}:", f":{region}:")
    if key is not None and source.sse_specification:
        replica.sse_specification = {**source.sse_specification, "KMSMasterKeyId": key}
    if source.latest_stream_label:
        replica.latest_stream_label = source.latest_stream_label
    backends[region].tables[name] = replica
    label = source.latest_stream_label
    return replica.table_arn, f"{replica.table_arn}/stream/{label}" if label else ""


@resource("aws:dynamodb/tableReplica:TableReplica")
def table_replica(r: Request) -> Created:
    """A replica as a resource of its own, in the region where it is declared."""
    source = r.take("globalTableArn")
    home, name = within(r, source.split(":")[3]), source.rpartition("/")[2]
    key = r.take("kmsKeyArn")
    creation = present(
        RegionName=r.region,
        KMSMasterKeyId=key,
        TableClassOverride=r.take("tableClassOverride"),
    )
    home.api("dynamodb", "update_table", TableName=name, ReplicaUpdates=[{"Create": creation}])
    arn, _ = mirror(home, name, r.region, key)
    recover(r, name, {"enabled": bool(r.take("pointInTimeRecovery"))})
    if r.take("deletionProtectionEnabled"):
        r.api("dynamodb", "update_table", TableName=name, DeletionProtectionEnabled=True)
    if tags := tag_list(r.tags):
        r.api("dynamodb", "tag_resource", ResourceArn=arn, Tags=tags)
    return f"{name}:{home.region}", {"arn": arn}


BORN_WITH = ("kmsKeyArn", "consistencyMode")
"""Settings of a replica that only another replica can have."""


def regroup(r: Request, name: str, made: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Remove, add and change replicas, one call each; all of them as they are then."""
    wanted, held = (
        {replica["regionName"]: replica for replica in replicas or ()}
        for replicas in (r.take("replicas"), r.old.get("replicas"))
    )
    r.take("globalTableWitness")
    kept = {
        region
        for region in wanted.keys() & held.keys()
        if all(wanted[region].get(key) == held[region].get(key) for key in BORN_WITH)
    }
    for region in sorted(held.keys() - kept):
        dissolve(r, name, region)
    for region in sorted(wanted.keys() - kept):
        creation = present(RegionName=region, KMSMasterKeyId=wanted[region].get("kmsKeyArn"))
        strong = "STRONG" if wanted[region].get("consistencyMode") == "STRONG" else None
        r.api(
            "dynamodb",
            "update_table",
            TableName=name,
            ReplicaUpdates=[{"Create": creation}],
            MultiRegionConsistency=strong,
        )
    copies = []
    for region, replica in wanted.items():
        if region in kept:
            resettle(r, name, held[region], replica)
        elif region in wanted:
            settle(r, name, made, replica)
        copy_ = within(r, region).api("dynamodb", "describe_table", TableName=name)["Table"]
        stream = copy_.get("LatestStreamArn", "")
        label = copy_.get("LatestStreamLabel", "")
        copies.append({**replica, "arn": copy_["TableArn"], "streamArn": stream, "streamLabel": label})
    return copies


def resettle(r: Request, name: str, before: Mapping[str, Any], replica: Mapping[str, Any]) -> None:
    """Change what differs of a replica in its own region."""
    there = within(r, replica["regionName"])

    def differs(key: str) -> bool:
        return bool(replica.get(key)) != bool(before.get(key))

    if differs("pointInTimeRecovery"):
        back_up(there, name, {"enabled": bool(replica.get("pointInTimeRecovery"))})
    if differs("deletionProtectionEnabled"):
        protected = bool(replica.get("deletionProtectionEnabled"))
        there.api("dynamodb", "update_table", TableName=name, DeletionProtectionEnabled=protected)
    if replica.get("propagateTags"):
        arn = there.api("dynamodb", "describe_table", TableName=name)["Table"]["TableArn"]
        wanted, old = r.take("tags") or {}, r.old.get("tags") or {} if before.get("propagateTags") else {}
        if gone := sorted(old.keys() - wanted.keys()):
            there.api("dynamodb", "untag_resource", ResourceArn=arn, TagKeys=gone)
        if fresh := tag_list({key: value for key, value in wanted.items() if old.get(key) != value}):
            there.api("dynamodb", "tag_resource", ResourceArn=arn, Tags=fresh)


def dissolve(r: Request, name: str, region: str) -> None:
    """Remove a replica."""
    r.api("dynamodb", "update_table", TableName=name, ReplicaUpdates=[{"Delete": {"RegionName": region}}])
    dynamodb_backends[r.cloud.account_id][region].tables.pop(name, None)


def spread(r: Request, name: str, regions: Iterable[str]) -> None:
    """Let replicas have what AWS keeps the same in all of them, which moto knows nothing of."""
    backends = dynamodb_backends[r.cloud.account_id]
    source = backends[r.region].get_table(name)
    for region in regions:
        if replica := backends[region].tables.get(name):
            for shared in ("attr", "billing_mode", "global_indexes", "throughput", "ttl"):
                setattr(replica, shared, getattr(source, shared))


REPLICA = "aws:dynamodb/tableReplica:TableReplica"


def home_of(r: Request) -> tuple[Request, str]:
    """The table that a replica is of: requests in its region, and its name."""
    source = r.take("globalTableArn")
    return within(r, source.split(":")[3]), source.rpartition("/")[2]


def change_replica(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Change what differs of a replica."""
    name = home_of(r)[1]
    if "pointInTimeRecovery" in r.changed:
        back_up(r, name, {"enabled": bool(r.take("pointInTimeRecovery"))})
    if "deletionProtectionEnabled" in r.changed:
        protected = bool(r.take("deletionProtectionEnabled"))
        r.api("dynamodb", "update_table", TableName=name, DeletionProtectionEnabled=protected)
    return {}


def delete_replica(r: Request, _: str) -> None:
    """Remove a replica, if its table is still there."""
    home, name = home_of(r)
    answered(lambda: dissolve(home, name, r.region))


def describe_replica(r: Request, _: str) -> dict[str, Any] | None:
    """A replica as it is."""
    name = home_of(r)[1]
    answer = answered(lambda: r.api("dynamodb", "describe_table", TableName=name))
    if answer is None:
        return None
    table = answer["Table"]
    tags = r.api("dynamodb", "list_tags_of_resource", ResourceArn=table["TableArn"])["Tags"]
    return {**table, "pointInTimeRecovery": recoverable(r, name), "tags": tags}


def recoverable(r: Request, name: str) -> bool:
    """Whether point-in-time recovery is on."""
    said = r.api("dynamodb", "describe_continuous_backups", TableName=name)["ContinuousBackupsDescription"]
    return bool(said["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED")


later(
    REPLICA,
    update=change_replica,
    delete=delete_replica,
    updates=("dynamodb.update_table", "dynamodb.update_continuous_backups"),
    rename={"pointInTimeRecovery": "PointInTimeRecoverySpecification"},
)
tagging(REPLICA, "dynamodb.tag_resource", "dynamodb.untag_resource", ResourceArn="arn")
later_described(REPLICA, describe_replica)
