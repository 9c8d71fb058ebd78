"""DynamoDB: replicas of a table in other regions (global tables)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import within
from emulator.shapes import tag_list


def recover(r: Request, name: str, wanted: Mapping[str, Any] | None, region: str | None = None) -> None:
    """Point-in-time recovery of the table, or of its replica in another region."""
    if wanted and wanted["enabled"]:
        specification = present(
            PointInTimeRecoveryEnabled=True, RecoveryPeriodInDays=wanted.get("recoveryPeriodInDays")
        )
        within(r, region).api(
            "dynamodb",
            "update_continuous_backups",
            TableName=name,
            PointInTimeRecoverySpecification=specification,
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
    arn, stream = mirror(r, name, region)
    there = within(r, region)
    recover(r, name, {"enabled": bool(replica.get("pointInTimeRecovery"))}, region)
    if replica.get("deletionProtectionEnabled"):
        there.api("dynamodb", "update_table", TableName=name, DeletionProtectionEnabled=True)
    if replica.get("propagateTags") and (tags := tag_list(r.tags)):
        there.api("dynamodb", "tag_resource", ResourceArn=arn, Tags=tags)
    return {**replica, "arn": arn, "streamArn": stream, "streamLabel": made.get("LatestStreamLabel", "")}


def mirror(r: Request, name: str, region: str) -> tuple[str, str]:
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
    creation = present(
        RegionName=r.region,
        KMSMasterKeyId=r.take("kmsKeyArn"),
        TableClassOverride=r.take("tableClassOverride"),
    )
    home.api("dynamodb", "update_table", TableName=name, ReplicaUpdates=[{"Create": creation}])
    arn, _ = mirror(home, name, r.region)
    recover(r, name, {"enabled": bool(r.take("pointInTimeRecovery"))})
    if r.take("deletionProtectionEnabled"):
        r.api("dynamodb", "update_table", TableName=name, DeletionProtectionEnabled=True)
    if tags := tag_list(r.tags):
        r.api("dynamodb", "tag_resource", ResourceArn=arn, Tags=tags)
    return f"{name}:{home.region}", {"arn": arn}
