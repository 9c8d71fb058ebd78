"""DynamoDB: tables with everything a table can be given at birth, and what is attached to them later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.dynamodb_replica import recover, replicate
from emulator.shapes import tag_list

Take = Callable[[str], Any]


def keys(take: Take) -> list[dict[str, str]]:
    """The key schema, from `keySchemas` (indexes of several attributes) or from `hashKey` and `rangeKey`."""
    if schemas := take("keySchemas"):
        return [{"AttributeName": key["attributeName"], "KeyType": key["keyType"]} for key in schemas]
    named = ((take("hashKey"), "HASH"), (take("rangeKey"), "RANGE"))
    return [{"AttributeName": attribute, "KeyType": kind} for attribute, kind in named if attribute]


def provisioned(take: Take) -> dict[str, int] | None:
    """Provisioned capacity; zero and absent both mean none (on-demand tables carry zeros in their state)."""
    read, write = take("readCapacity"), take("writeCapacity")
    return {"ReadCapacityUnits": read, "WriteCapacityUnits": write} if read and write else None


def on_demand(take: Take) -> dict[str, int] | None:
    """The caps of an on-demand table or index, in request units a second."""
    if not (limits := take("onDemandThroughput")):
        return None
    return present(
        MaxReadRequestUnits=limits.get("maxReadRequestUnits"),
        MaxWriteRequestUnits=limits.get("maxWriteRequestUnits"),
    )


def warm(take: Take) -> dict[str, int] | None:
    """What a table or index must be ready to serve at once, in units a second."""
    if not (ready := take("warmThroughput")):
        return None
    return present(
        ReadUnitsPerSecond=ready.get("readUnitsPerSecond"),
        WriteUnitsPerSecond=ready.get("writeUnitsPerSecond"),
    )


def projection(index: Mapping[str, Any]) -> dict[str, Any]:
    """Which attributes an index holds."""
    return present(
        ProjectionType=index["projectionType"], NonKeyAttributes=index.get("nonKeyAttributes") or None
    )


def global_index(index: Mapping[str, Any]) -> dict[str, Any]:
    """One global secondary index."""
    return present(
        IndexName=index["name"],
        KeySchema=keys(index.get),
        Projection=projection(index),
        ProvisionedThroughput=provisioned(index.get),
        OnDemandThroughput=on_demand(index.get),
        WarmThroughput=warm(index.get),
    )


def local_index(index: Mapping[str, Any], hash_key: str) -> dict[str, Any]:
    """One local secondary index: the hash key is always the table's."""
    return present(
        IndexName=index["name"],
        KeySchema=keys({"hashKey": hash_key, "rangeKey": index["rangeKey"]}.get),
        Projection=projection(index),
    )


def encryption(r: Request) -> dict[str, Any] | None:
    """SSE with a KMS key (the AWS-managed one if none is named); `enabled: false` is the AWS-owned key."""
    if not (sse := r.take("serverSideEncryption")):
        return None
    if not sse["enabled"]:
        return {"Enabled": False}
    return present(Enabled=True, SSEType="KMS", KMSMasterKeyId=sse.get("kmsKeyArn"))


def streaming(r: Request) -> dict[str, Any] | None:
    """The change stream; the view type means nothing while the stream is off."""
    view = r.take("streamViewType")
    return {"StreamEnabled": True, "StreamViewType": view} if r.take("streamEnabled") else None


@resource("aws:dynamodb/table:Table")
def table(r: Request) -> Created:
    """A table: created, restored or imported; then what AWS only takes once the table exists."""
    name, hash_key, tags = r.physical(), r.inputs.get("hashKey"), tag_list(r.tags)
    shape = present(
        KeySchema=keys(r.take) or None,
        AttributeDefinitions=[
            {"AttributeName": a["name"], "AttributeType": a["type"]} for a in r.take("attributes", [])
        ]
        or None,
        BillingMode=r.take("billingMode", "PROVISIONED"),
        ProvisionedThroughput=provisioned(r.take),
        OnDemandThroughput=on_demand(r.take),
        SSESpecification=encryption(r),
        GlobalSecondaryIndexes=[global_index(i) for i in r.take("globalSecondaryIndexes", [])] or None,
    )
    local = [local_index(i, hash_key or "") for i in r.take("localSecondaryIndexes", [])] or None
    later = present(
        StreamSpecification=streaming(r),
        TableClass=r.take("tableClass"),
        DeletionProtectionEnabled=r.take("deletionProtectionEnabled"),
        WarmThroughput=warm(r.take),
    )
    if restored(r, name, shape, local) or imported(r, name, shape):
        if later:
            r.api("dynamodb", "update_table", TableName=name, **later)
        made = r.api("dynamodb", "describe_table", TableName=name)["Table"]
        if tags:
            r.api("dynamodb", "tag_resource", ResourceArn=made["TableArn"], Tags=tags)
    else:
        made = r.api(
            "dynamodb",
            "create_table",
            TableName=name,
            LocalSecondaryIndexes=local,
            Tags=tags,
            **shape,
            **later,
        )
        made = made["TableDescription"]
    expire(r, name)
    recover(r, name, r.take("pointInTimeRecovery"))
    copies = replicate(r, name, made)
    made = r.api("dynamodb", "describe_table", TableName=name)["Table"]
    return name, {**outputs(made), "billingMode": shape["BillingMode"], **present(replicas=copies or None)}


def outputs(made: Mapping[str, Any]) -> dict[str, Any]:
    """What AWS computes of a table."""
    return {
        "name": made["TableName"],
        "arn": made["TableArn"],
        "streamArn": made.get("LatestStreamArn", ""),
        "streamLabel": made.get("LatestStreamLabel", ""),
    }


def restored(r: Request, name: str, shape: Mapping[str, Any], local: list[dict[str, Any]] | None) -> bool:
    """Restore the table from a backup or from another table's history, if the program says so."""
    backup, source = r.take("restoreBackupArn"), r.take("restoreSourceName")
    source_arn, when, latest = (
        r.take(key) for key in ("restoreSourceTableArn", "restoreDateTime", "restoreToLatestTime")
    )
    if not (backup or source or source_arn):
        return False
    overrides = present(
        BillingModeOverride=shape["BillingMode"],
        ProvisionedThroughputOverride=shape.get("ProvisionedThroughput"),
        OnDemandThroughputOverride=shape.get("OnDemandThroughput"),
        SSESpecificationOverride=shape.get("SSESpecification"),
        GlobalSecondaryIndexOverride=shape.get("GlobalSecondaryIndexes"),
        LocalSecondaryIndexOverride=local,
    )
    if backup:
        r.api("dynamodb", "restore_table_from_backup", TargetTableName=name, BackupArn=backup, **overrides)
        return True
    r.api(
        "dynamodb",
        "restore_table_to_point_in_time",
        TargetTableName=name,
        SourceTableName=source,
        SourceTableArn=source_arn,
        RestoreDateTime=when,
        UseLatestRestorableTime=latest,
        **overrides,
    )
    return True


def imported(r: Request, name: str, shape: Mapping[str, Any]) -> bool:
    """Fill the new table from objects in S3, if the program says so."""
    if not (source := r.take("importTable")):
        return False
    bucket, csv = source["s3BucketSource"], (source.get("inputFormatOptions") or {}).get("csv")
    r.api(
        "dynamodb",
        "import_table",
        S3BucketSource=present(
            S3Bucket=bucket["bucket"],
            S3BucketOwner=bucket.get("bucketOwner"),
            S3KeyPrefix=bucket.get("keyPrefix"),
        ),
        InputFormat=source["inputFormat"],
        InputCompressionType=source.get("inputCompressionType"),
        InputFormatOptions={"Csv": present(Delimiter=csv.get("delimiter"), HeaderList=csv.get("headerLists"))}
        if csv
        else None,
        TableCreationParameters={"TableName": name, **shape},
    )
    return True


def expire(r: Request, name: str) -> None:
    """Time to live, which is an operation of its own."""
    if (ttl := r.take("ttl")) and ttl.get("enabled"):
        specification = {"Enabled": True, "AttributeName": ttl["attributeName"]}
        r.api("dynamodb", "update_time_to_live", TableName=name, TimeToLiveSpecification=specification)
