"""Tables."""

from typing import Any

import pytest

from emulator.account import Account

from . import allow, document, refused


def table(**change: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "TableName": "orders",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
        **change,
    }
    return {key: value for key, value in given.items() if value is not None}


def index(name: str = "by-id", **change: Any) -> dict[str, Any]:
    key = [{"AttributeName": "id", "KeyType": "HASH"}]
    return {"IndexName": name, "KeySchema": key, "Projection": {"ProjectionType": "ALL"}, **change}


UNITS = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"TableName": "no"}, "no table name"),
        ({"ProvisionedThroughput": UNITS}, "exclude each other"),
        (
            {"BillingMode": "PROVISIONED", "OnDemandThroughput": {"MaxReadRequestUnits": 1}},
            "needs PAY_PER_REQUEST",
        ),
        ({"StreamSpecification": {"StreamEnabled": True}}, "StreamViewType"),
        ({"GlobalSecondaryIndexes": [index(), index()]}, "two indexes by-id"),
        ({"GlobalSecondaryIndexes": [index(f"i-{n}") for n in range(21)]}, "more than 20"),
        ({"GlobalSecondaryIndexes": [index(Projection={"ProjectionType": "INCLUDE"})]}, "NonKeyAttributes"),
        ({"GlobalSecondaryIndexes": [index(ProvisionedThroughput=UNITS)]}, "exclude each other"),
    ],
)
def test_refused_tables(account: Account, change: dict[str, Any], reason: str) -> None:
    assert reason in refused(account.client("dynamodb").create_table, **table(**change))


@pytest.mark.requirement("HR-1", "SC-3")
def test_an_accepted_table(account: Account) -> None:
    include = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]}
    client = account.client("dynamodb")
    client.create_table(**table(GlobalSecondaryIndexes=[index(Projection=include)]))
    client.create_table(
        **table(TableName="provisioned", BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    )


@pytest.mark.requirement("HR-50")
def test_replicas_need_a_stream_with_both_images(account: Account) -> None:
    client = account.client("dynamodb")
    update = {"TableName": "orders", "ReplicaUpdates": [{"Create": {"RegionName": "us-west-2"}}]}
    client.create_table(**table())
    assert "NEW_AND_OLD_IMAGES" in refused(client.update_table, **update)
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    client.update_table(TableName="orders", StreamSpecification=stream)
    own = {"TableName": "orders", "ReplicaUpdates": [{"Create": {"RegionName": "us-east-1"}}]}
    assert "its own region" in refused(client.update_table, **own)
    client.update_table(**update)


def test_expiry_is_set_up_once(account: Account) -> None:
    client = account.client("dynamodb")
    client.create_table(**table())
    given = {"TableName": "orders", "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "ttl"}}
    client.update_time_to_live(**given)
    assert "already enabled on ttl" in refused(client.update_time_to_live, **given)


def test_resource_policies(account: Account) -> None:
    client = account.client("dynamodb")
    arn = client.create_table(**table())["TableDescription"]["TableArn"]
    bad = document(allow("dynamodb:GetItem", arn))
    assert "exactly one of Principal" in refused(client.put_resource_policy, ResourceArn=arn, Policy=bad)
    good = document(allow("dynamodb:GetItem", arn, Principal={"AWS": "123456789012"}))
    client.put_resource_policy(ResourceArn=arn, Policy=good)
