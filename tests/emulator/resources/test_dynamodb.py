"""DynamoDB tables, as they can be used once they are declared."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy


def attribute(name: str, kind: str = "S") -> aws.dynamodb.TableAttributeArgs:
    return aws.dynamodb.TableAttributeArgs(name=name, type=kind)


def declared(account: Account, **settings: Any) -> dict[str, Any]:
    """A table with the guide's keys and what a test adds; its description."""

    def program() -> None:
        aws.dynamodb.Table(
            "deliveries",
            name="dev-deliveries",
            **{
                "billing_mode": "PAY_PER_REQUEST",
                "attributes": [attribute("endpoint_id"), attribute("delivery_id")],
                "hash_key": "endpoint_id",
                "range_key": "delivery_id",
                **settings,
            },
        )

    deploy(program, account)
    return dict(account.client("dynamodb").describe_table(TableName="dev-deliveries")["Table"])


def sent(account: Account, operation: str) -> dict[str, Any]:
    """The parameters of the one call of this operation."""
    (call,) = [call for call in account.requests if call.operation == operation]
    return dict(call.params)


def test_a_table_has_its_keys_and_takes_items(account: Account) -> None:
    table = declared(account)
    assert table["KeySchema"] == [
        {"AttributeName": "endpoint_id", "KeyType": "HASH"},
        {"AttributeName": "delivery_id", "KeyType": "RANGE"},
    ]
    client, key = account.client("dynamodb"), {"endpoint_id": {"S": "e"}, "delivery_id": {"S": "d"}}
    client.put_item(TableName="dev-deliveries", Item=key)
    assert client.get_item(TableName="dev-deliveries", Key=key)["Item"] == key


def test_an_index_of_several_attributes_answers_queries(account: Account) -> None:
    table = declared(
        account,
        attributes=[attribute(name) for name in ("endpoint_id", "delivery_id", "status", "created_at")],
        global_secondary_indexes=[
            aws.dynamodb.TableGlobalSecondaryIndexArgs(
                name="by-status",
                key_schemas=[
                    aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(
                        attribute_name="status", key_type="HASH"
                    ),
                    aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(
                        attribute_name="created_at", key_type="RANGE"
                    ),
                ],
                projection_type="INCLUDE",
                non_key_attributes=["attempt"],
                on_demand_throughput=aws.dynamodb.TableGlobalSecondaryIndexOnDemandThroughputArgs(
                    max_read_request_units=100, max_write_request_units=50
                ),
            )
        ],
        on_demand_throughput={"max_read_request_units": 1000},
    )
    (index,) = table["GlobalSecondaryIndexes"]
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["status", "created_at"]
    assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["attempt"]}
    client = account.client("dynamodb")
    client.put_item(
        TableName="dev-deliveries",
        Item={key: {"S": key} for key in ("endpoint_id", "delivery_id", "status", "created_at")},
    )
    found = client.query(
        TableName="dev-deliveries",
        IndexName="by-status",
        KeyConditionExpression="#s = :s",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":s": {"S": "status"}},
    )
    assert found["Count"] == 1
    request = sent(account, "CreateTable")
    assert request["OnDemandThroughput"] == {"MaxReadRequestUnits": 1000}
    assert request["GlobalSecondaryIndexes"][0]["OnDemandThroughput"] == {
        "MaxReadRequestUnits": 100,
        "MaxWriteRequestUnits": 50,
    }


def test_a_local_index_shares_the_tables_hash_key(account: Account) -> None:
    table = declared(
        account,
        attributes=[attribute(name) for name in ("endpoint_id", "delivery_id", "status")],
        local_secondary_indexes=[
            aws.dynamodb.TableLocalSecondaryIndexArgs(
                name="by-status", range_key="status", projection_type="ALL"
            )
        ],
    )
    (index,) = table["LocalSecondaryIndexes"]
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["endpoint_id", "status"]


def test_protection_encryption_streams_and_tags_hold(account: Account) -> None:
    table = declared(
        account,
        deletion_protection_enabled=True,
        server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(enabled=True),
        stream_enabled=True,
        stream_view_type="NEW_AND_OLD_IMAGES",
        tags={"Project": "hookrelay"},
    )
    assert table["DeletionProtectionEnabled"]
    assert table["SSEDescription"]["SSEType"] == "KMS"
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    tags = account.client("dynamodb").list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    assert tags == [{"Key": "Project", "Value": "hookrelay"}]


def test_provisioned_capacity_is_the_default_and_reaches_indexes(account: Account) -> None:
    table = declared(
        account,
        billing_mode=None,
        read_capacity=5,
        write_capacity=6,
        attributes=[attribute(name) for name in ("endpoint_id", "delivery_id", "status")],
        global_secondary_indexes=[
            aws.dynamodb.TableGlobalSecondaryIndexArgs(
                name="by-status",
                key_schemas=[
                    aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(
                        attribute_name="status", key_type="HASH"
                    )
                ],
                projection_type="KEYS_ONLY",
                read_capacity=2,
                write_capacity=3,
            )
        ],
        warm_throughput={"read_units_per_second": 12000, "write_units_per_second": 4000},
        table_class="STANDARD_INFREQUENT_ACCESS",
    )
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 6
    assert table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"] == 2
    request = sent(account, "CreateTable")
    assert request["WarmThroughput"] == {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000}
    assert request["TableClass"] == "STANDARD_INFREQUENT_ACCESS"


def test_items_expire_and_tables_recover(account: Account) -> None:
    declared(
        account,
        ttl=aws.dynamodb.TableTtlArgs(enabled=True, attribute_name="expires_at"),
        point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(
            enabled=True, recovery_period_in_days=14
        ),
    )
    client = account.client("dynamodb")
    ttl = client.describe_time_to_live(TableName="dev-deliveries")["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    backups = client.describe_continuous_backups(TableName="dev-deliveries")["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    recovery = sent(account, "UpdateContinuousBackups")["PointInTimeRecoverySpecification"]
    assert recovery["RecoveryPeriodInDays"] == 14


@pytest.mark.requirement("HR-50")
def test_a_replica_serves_the_same_items_under_protection_of_its_own(account: Account) -> None:
    def program() -> None:
        table = aws.dynamodb.Table(
            "endpoints",
            name="dev-endpoints",
            billing_mode="PAY_PER_REQUEST",
            attributes=[attribute("endpoint_id")],
            hash_key="endpoint_id",
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            tags={"Project": "hookrelay"},
            replicas=[
                aws.dynamodb.TableReplicaArgs(
                    region_name="us-west-2",
                    point_in_time_recovery=True,
                    deletion_protection_enabled=True,
                    propagate_tags=True,
                )
            ],
        )
        pulumi.export("replica", table.replicas[0]["arn"])

    deployment = deploy(program, account)
    there, here = account.client("dynamodb", "us-west-2"), account.client("dynamodb")
    replica = there.describe_table(TableName="dev-endpoints")["Table"]
    assert replica["TableArn"] == deployment.outputs["replica"]
    assert ":us-west-2:" in replica["TableArn"]
    assert replica["DeletionProtectionEnabled"]
    assert not here.describe_table(TableName="dev-endpoints")["Table"]["DeletionProtectionEnabled"]
    there.put_item(TableName="dev-endpoints", Item={"endpoint_id": {"S": "e"}})
    assert here.scan(TableName="dev-endpoints")["Count"] == 1
    assert there.list_tags_of_resource(ResourceArn=replica["TableArn"])["Tags"]
    recovering = [
        client.describe_continuous_backups(TableName="dev-endpoints")["ContinuousBackupsDescription"][
            "PointInTimeRecoveryDescription"
        ]["PointInTimeRecoveryStatus"]
        for client in (here, there)
    ]
    assert recovering == ["DISABLED", "ENABLED"]


def test_a_table_is_restored_from_anothers_history(account: Account) -> None:
    def program() -> None:
        source = aws.dynamodb.Table(
            "source",
            name="source",
            billing_mode="PAY_PER_REQUEST",
            attributes=[attribute("id")],
            hash_key="id",
            point_in_time_recovery={"enabled": True},
        )
        aws.dynamodb.Table(
            "restored",
            name="restored",
            billing_mode="PAY_PER_REQUEST",
            restore_source_name=source.name,
            restore_to_latest_time=True,
            deletion_protection_enabled=True,
            tags={"Restored": "yes"},
        )

    deploy(program, account)
    table = account.client("dynamodb").describe_table(TableName="restored")["Table"]
    assert table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table["DeletionProtectionEnabled"]
    assert sent(account, "RestoreTableToPointInTime")["UseLatestRestorableTime"] is True


def test_what_belongs_to_a_table_is_attached_to_it(account: Account) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "123456789012"},
                "Action": "dynamodb:GetItem",
                "Resource": "*",
            }
        ],
    }

    def program() -> None:
        table = aws.dynamodb.Table(
            "t",
            name="t-of-policies",
            billing_mode="PAY_PER_REQUEST",
            attributes=[attribute("id")],
            hash_key="id",
        )
        attached = aws.dynamodb.ResourcePolicy(
            "policy", resource_arn=table.arn, policy=pulumi.Output.json_dumps(policy)
        )
        aws.dynamodb.ContributorInsights("insights", table_name=table.name)
        aws.dynamodb.TableItem(
            "item", table_name=table.name, hash_key=table.hash_key, item='{"id": {"S": "first"}}'
        )
        pulumi.export("arn", table.arn)
        pulumi.export("revision", attached.revision_id)

    deployment = deploy(program, account)
    client = account.client("dynamodb")
    assert "dynamodb:GetItem" in client.get_resource_policy(ResourceArn=deployment.outputs["arn"])["Policy"]
    assert deployment.outputs["revision"]
    assert client.scan(TableName="t-of-policies")["Count"] == 1
    (insights,) = account.ledger.of("dynamodb", "UpdateContributorInsights")
    assert insights["ContributorInsightsAction"] == "ENABLE"


def test_a_replica_may_be_a_resource_of_its_own_and_changes_may_go_to_kinesis(account: Account) -> None:
    account.client("kinesis").create_stream(StreamName="changes", ShardCount=1)

    def program() -> None:
        table = aws.dynamodb.Table(
            "t",
            name="of-two-regions",
            billing_mode="PAY_PER_REQUEST",
            attributes=[attribute("id")],
            hash_key="id",
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
        )
        replica = aws.dynamodb.TableReplica(
            "there",
            global_table_arn=table.arn,
            region="us-west-2",
            point_in_time_recovery=True,
            deletion_protection_enabled=True,
            tags={"a": "b"},
        )
        aws.dynamodb.KinesisStreamingDestination(
            "out",
            table_name=table.name,
            stream_arn="arn:aws:kinesis:us-east-1:123456789012:stream/changes",
            approximate_creation_date_time_precision="MICROSECOND",
        )
        pulumi.export("replica", replica.arn)

    outputs = deploy(program, account).outputs
    replica = account.client("dynamodb", "us-west-2").describe_table(TableName="of-two-regions")["Table"]
    assert replica["TableArn"] == outputs["replica"]
    assert replica["DeletionProtectionEnabled"]
    (asked,) = account.ledger.of("dynamodb", "EnableKinesisStreamingDestination")
    assert asked["EnableKinesisStreamingConfiguration"] == {
        "ApproximateCreationDateTimePrecision": "MICROSECOND"
    }
