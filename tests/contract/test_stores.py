"""Checks 3 and 4: tables and buckets; and that every other store is encrypted and private."""

from __future__ import annotations

import json
from typing import Any

import pulumi_aws as aws
import pytest

from tests.contract.walk import BUCKET, TABLE, resource_statements
from tests.support.program import declared
from tests.support.recorder import Recorder, declare
from tests.support.variants import VARIANTS

PAB_KEYS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def key_attributes(inputs: dict[str, Any]) -> set[str]:
    """All attributes that a table, or one of its indexes, has as a key."""
    found = {inputs.get("hashKey"), inputs.get("rangeKey")}
    for index in inputs.get("globalSecondaryIndexes") or []:
        found |= {schema["attributeName"] for schema in index.get("keySchemas") or []}
        found |= {index.get("hashKey"), index.get("rangeKey")}
    for index in inputs.get("localSecondaryIndexes") or []:
        found.add(index.get("rangeKey"))
    return {key for key in found if key}


def wrong_tables(recorded: Recorder) -> list[str]:
    """Tables that DynamoDB refuses, that can't be restored, or that aren't encrypted."""
    found = []
    for item in recorded.of_type(TABLE):
        inputs = dict(item.inputs)
        if {attribute["name"] for attribute in inputs.get("attributes") or []} != key_attributes(inputs):
            found.append(f"{item.name}: attributes are not its keys")
        if not (inputs.get("serverSideEncryption") or {}).get("enabled"):
            found.append(f"{item.name}: not encrypted by a KMS key")
        if not (inputs.get("pointInTimeRecovery") or {}).get("enabled"):
            found.append(f"{item.name}: no point-in-time recovery")
        found += [
            f"{item.name}: index {index['name']} without key schemas"
            for index in inputs.get("globalSecondaryIndexes") or []
            if not index.get("keySchemas") or index.get("hashKey")
        ]
        streams = inputs.get("streamViewType") == "NEW_AND_OLD_IMAGES"
        found += [
            f"{item.name}: replica without recovery or stream"
            for replica in inputs.get("replicas") or []
            if not (replica.get("pointInTimeRecovery") and streams)
        ]
    return found


@pytest.mark.requirement("ENV-3", "HR-1", "HR-2", "HR-15", "HR-47", "HR-50", "X-15")
def test_tables_have_their_keys_and_no_others_and_can_be_restored(recorded: Recorder) -> None:
    assert recorded.names(TABLE) == ["hookrelay-deliveries-table", "hookrelay-endpoints-table"]
    assert wrong_tables(recorded) == []


@pytest.mark.requirement("ENV-3")
def test_the_walk_sees_wrong_tables() -> None:
    def program() -> None:
        aws.dynamodb.Table(
            "t",
            hash_key="id",
            attributes=[
                aws.dynamodb.TableAttributeArgs(name=name, type="S") for name in ("id", "status", "left")
            ],
            global_secondary_indexes=[
                aws.dynamodb.TableGlobalSecondaryIndexArgs(name="ByStatus", projection_type="ALL")
            ],
            replicas=[aws.dynamodb.TableReplicaArgs(region_name="us-west-2")],
        )

    assert wrong_tables(declare(program)) == [
        "t: attributes are not its keys",
        "t: not encrypted by a KMS key",
        "t: no point-in-time recovery",
        "t: index ByStatus without key schemas",
        "t: replica without recovery or stream",
    ]


@pytest.mark.requirement("HR-15", "ENV-3")
def test_indexes_come_from_the_stack_file_by_key_schemas() -> None:
    table = declared(VARIANTS["more-of-everything"]).inputs("hookrelay-deliveries-table")
    by_name = {index["name"]: index for index in table["globalSecondaryIndexes"]}
    assert by_name["ByStatus"]["keySchemas"] == [
        {"attributeName": "status", "keyType": "HASH"},
        {"attributeName": "created_at", "keyType": "RANGE"},
    ]
    assert by_name["ByDelivery"]["projectionType"] == "KEYS_ONLY"
    assert declared(VARIANTS["prod"]).inputs("hookrelay-deliveries-table").get("globalSecondaryIndexes") in (
        None,
        [],
    )


@pytest.mark.requirement("HR-1", "HR-2")
def test_the_tables_are_the_guides() -> None:
    recorded = declared(VARIANTS["prod"])
    for name, keys in (("endpoints", ("endpoint_id", None)), ("deliveries", ("endpoint_id", "delivery_id"))):
        table = recorded.inputs(f"hookrelay-{name}-table")
        assert (table["hashKey"], table.get("rangeKey")) == keys
        assert {attribute["type"] for attribute in table["attributes"]} == {"S"}
        assert table["billingMode"] == "PAY_PER_REQUEST"
        assert table["deletionProtectionEnabled"] is True


@pytest.mark.requirement("HR-16")
def test_provisioned_tables_and_their_indexes_scale_and_others_have_no_scaling() -> None:
    recorded = declared(VARIANTS["provisioned"])
    scaled = {
        (target.inputs["resourceId"], target.inputs["scalableDimension"].rpartition(":")[2])
        for target in recorded.of_type("aws:appautoscaling/target:Target")
        if target.inputs["serviceNamespace"] == "dynamodb"
    }
    units = ("ReadCapacityUnits", "WriteCapacityUnits")
    deliveries = "table/prod-hookrelay-deliveries"
    things = ["table/prod-hookrelay-endpoints", deliveries]
    things += [f"{deliveries}/index/{index}" for index in ("ByStatus", "ByDelivery")]
    assert scaled == {(thing, unit) for thing in things for unit in units}
    on_demand = declared(VARIANTS["prod"]).of_type("aws:appautoscaling/target:Target")
    assert {target.inputs["serviceNamespace"] for target in on_demand} == {"ecs"}


def wrong_buckets(recorded: Recorder) -> list[str]:
    """Buckets that anybody may read, that take plain HTTP, or that keep old versions for ever."""

    def of(typ: str, bucket: str) -> list[dict[str, Any]]:
        return [
            dict(item.inputs) for item in recorded.of_type(f"aws:s3/{typ}") if item.inputs["bucket"] == bucket
        ]

    found = []
    for item in recorded.of_type(BUCKET):
        bucket = recorded.deployment.state_of(item.urn)["bucket"]
        blocks = of("bucketPublicAccessBlock:BucketPublicAccessBlock", bucket)
        if not blocks or not all(blocks[0].get(key) is True for key in PAB_KEYS):
            found.append(f"{item.name}: public access is not blocked")
        kind = "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
        if not of(kind, bucket):
            found.append(f"{item.name}: not encrypted")
        if not _tls_only(recorded, bucket):
            found.append(f"{item.name}: takes plain HTTP")
        versioning = of("bucketVersioning:BucketVersioning", bucket)
        lifecycle = of("bucketLifecycleConfiguration:BucketLifecycleConfiguration", bucket)
        rules = [rule for each in lifecycle for rule in each["rules"]]
        if versioning and any((rule.get("expiration") or {}).get("days") for rule in rules):
            if not any(rule.get("noncurrentVersionExpiration") for rule in rules):
                found.append(f"{item.name}: old versions never expire")
            if not any((rule.get("expiration") or {}).get("expiredObjectDeleteMarker") for rule in rules):
                found.append(f"{item.name}: delete markers never expire")
        if not any(rule.get("abortIncompleteMultipartUpload") for rule in rules):
            found.append(f"{item.name}: broken uploads stay")
    return found


def _tls_only(recorded: Recorder, bucket: str) -> bool:
    for said in resource_statements(recorded, "aws:s3/bucketPolicy:BucketPolicy"):
        arns = {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"}
        condition = (said.statement.get("Condition") or {}).get("Bool") or {}
        if (
            said.effect == "Deny"
            and said.statement["Principal"] == "*"
            and said.actions == ["s3:*"]
            and arns <= set(said.resources)
            and condition == {"aws:SecureTransport": "false"}
        ):
            return True
    return False


@pytest.mark.requirement("ENV-4", "HR-8", "HR-9", "HR-47", "X-11")
def test_buckets_are_private_encrypted_tls_only_and_forget(recorded: Recorder) -> None:
    assert {"hookrelay-archive-bucket", "hookrelay-logs-bucket"} <= set(recorded.names(BUCKET))
    assert wrong_buckets(recorded) == []


@pytest.mark.requirement("ENV-4")
def test_the_walk_sees_wrong_buckets() -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("b", bucket="open")
        aws.s3.BucketVersioning(
            "v",
            bucket=bucket.bucket,
            versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
        )
        aws.s3.BucketPublicAccessBlock("p", bucket=bucket.bucket, block_public_acls=True)
        aws.s3.BucketLifecycleConfiguration(
            "l",
            bucket=bucket.bucket,
            rules=[
                aws.s3.BucketLifecycleConfigurationRuleArgs(
                    id="old",
                    status="Enabled",
                    expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=90),
                )
            ],
        )

    assert wrong_buckets(declare(program)) == [
        "b: public access is not blocked",
        "b: not encrypted",
        "b: takes plain HTTP",
        "b: old versions never expire",
        "b: delete markers never expire",
        "b: broken uploads stay",
    ]


@pytest.mark.requirement("HR-9")
def test_the_rule_of_the_archive_is_the_guides() -> None:
    rules = declared(VARIANTS["prod"]).inputs("hookrelay-archive-lifecycle")["rules"]
    (rule,) = [rule for rule in rules if rule["id"] == "DeleteOldDLQItems"]
    assert (rule["status"], rule["expiration"]) == ("Enabled", {"days": 90})
    assert rule["filter"] in ({}, {"prefix": ""})


@pytest.mark.requirement("HR-10")
def test_the_archive_moves_to_infrequent_access_where_asked() -> None:
    def transitions(name: str) -> list[dict[str, Any]]:
        rules = declared(VARIANTS[name]).inputs("hookrelay-archive-lifecycle")["rules"]
        return [each for rule in rules for each in rule.get("transitions") or []]

    assert transitions("prod") == []
    assert [(t["storageClass"], t["days"]) for t in transitions("more-of-everything")] == [
        ("STANDARD_IA", 30)
    ]


@pytest.mark.requirement("HR-27", "HR-30", "HR-47", "X-11")
def test_database_and_cache_are_private_encrypted_and_take_tls_only(recorded: Recorder) -> None:
    database = recorded.inputs("hookrelay-database-instance")
    assert database["publiclyAccessible"] is False
    assert database["storageEncrypted"] is True
    parameters = recorded.inputs("hookrelay-database-parameters")["parameters"]
    assert {"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"} in parameters
    for cache in recorded.of_type("aws:elasticache/replicationGroup:ReplicationGroup"):
        assert cache.inputs["transitEncryptionMode"] == "required"
        assert cache.inputs["atRestEncryptionEnabled"] is True


@pytest.mark.requirement("X-11", "HR-47")
def test_production_encrypts_with_a_rotated_key_of_its_own_and_dev_with_awss() -> None:
    prod, dev = declared(VARIANTS["prod"]), declared(VARIANTS["dev"])
    key = prod.state("hookrelay-key-key")["arn"]
    assert prod.inputs("hookrelay-key-key")["enableKeyRotation"] is True
    for name, path in {
        "hookrelay-endpoints-table": ("serverSideEncryption", "kmsKeyArn"),
        "hookrelay-deliveries-table": ("serverSideEncryption", "kmsKeyArn"),
        "hookrelay-attempts-queue": ("kmsMasterKeyId",),
        "hookrelay-attempts-dlq": ("kmsMasterKeyId",),
        "hookrelay-database-instance": ("kmsKeyId",),
        "hookrelay-cache-group": ("kmsKeyId",),
        "hookrelay-auth-secret-parameter": ("keyId",),
    }.items():
        value: Any = prod.inputs(name)
        for step in path:
            value = value[step]
        assert value == key, name
        assert key not in json.dumps(dev.inputs(name), default=str), name
    assert dev.names("aws:kms/key:Key") == ["hookrelay-alerts-key-key"]  # AWS's own SNS key lets no alarm in


@pytest.mark.requirement("HR-50")
def test_the_other_region_gets_replicas_a_copy_of_the_archive_and_of_the_backups() -> None:
    recorded = declared(VARIANTS["dr"])
    key = recorded.state("hookrelay-copies-key-key")["arn"]
    assert recorded.inputs("hookrelay-copies-key-key")["region"] == "us-west-2"
    for name in ("hookrelay-endpoints-table", "hookrelay-deliveries-table"):
        (replica,) = recorded.inputs(name)["replicas"]
        assert (replica["regionName"], replica["kmsKeyArn"]) == ("us-west-2", key)
    copy = recorded.inputs("hookrelay-database-backup-copy")
    assert (copy["region"], copy["kmsKeyId"]) == ("us-west-2", key)
    buckets = {item.inputs["bucket"]: item.inputs.get("region") for item in recorded.of_type(BUCKET)}
    assert buckets["prod-hookrelay-dlq-copy-123456789012-us-west-2"] == "us-west-2"
    assert recorded.count("BucketReplicationConfig") == 1
    nothing = declared(VARIANTS["prod"])
    assert nothing.count("BucketReplicationConfig") == 0
    assert "replicas" not in nothing.inputs("hookrelay-endpoints-table")


@pytest.mark.requirement("X-15")
def test_the_stores_of_production_carry_the_backup_plans_tag_and_no_others() -> None:
    def tagged(name: str) -> set[str]:
        return {
            item.name
            for item in declared(VARIANTS[name]).graph
            if (item.inputs.get("tags") or {}).get("Backup") == "daily"
        }

    assert tagged("prod") == {
        "hookrelay-archive-bucket",
        "hookrelay-endpoints-table",
        "hookrelay-deliveries-table",
        "hookrelay-database-instance",
    }
    assert tagged("dev") == set()
