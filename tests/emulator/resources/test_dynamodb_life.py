"""Tables change in place, index by index and replica by replica, are described, and go whole."""

import json
from typing import Any

import pytest

from emulator.account import Account

from .life import Life

TABLE = "aws:dynamodb/table:Table"
NAME = "table"


def attributes(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "type": "S"} for name in names]


def index(name: str, key: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "hashKey": key, "projectionType": "ALL", **more}


def table(account: Account, **inputs: Any) -> Life:
    given = {"billingMode": "PAY_PER_REQUEST", "hashKey": "id", "attributes": attributes("id"), **inputs}
    return Life(account, TABLE, name=NAME, **given)


def found(account: Account, region: str = "us-east-1") -> dict[str, Any]:
    told: dict[str, Any] = account.client("dynamodb", region).describe_table(TableName=NAME)["Table"]
    return told


def sent(account: Account) -> list[dict[str, Any]]:
    return [dict(call.params) for call in account.requests if call.operation == "UpdateTable"]


def test_indexes_come_and_go_one_a_call(account: Account) -> None:
    life = table(
        account,
        attributes=attributes("id", "a", "b"),
        globalSecondaryIndexes=[index("by-a", "a"), index("by-b", "b")],
    )
    account.client("dynamodb").put_item(TableName=NAME, Item={"id": {"S": "1"}, "c": {"S": "c"}})
    life.change(
        attributes=attributes("id", "b", "c", "d"),
        globalSecondaryIndexes=[index("by-b", "b"), index("by-c", "c"), index("by-d", "d")],
    )
    updates = [call["GlobalSecondaryIndexUpdates"] for call in sent(account)]
    assert [[(kind, it["IndexName"]) for kind, it in one.items()] for (one,) in updates] == [
        [("Delete", "by-a")],
        [("Create", "by-c")],
        [("Create", "by-d")],
    ]
    assert {x["IndexName"] for x in found(account)["GlobalSecondaryIndexes"]} == {"by-b", "by-c", "by-d"}
    assert {x["AttributeName"] for x in found(account)["AttributeDefinitions"]} == {"id", "b", "c", "d"}
    answer = account.client("dynamodb").query(
        TableName=NAME,
        IndexName="by-c",
        KeyConditionExpression="c = :c",
        ExpressionAttributeValues={":c": {"S": "c"}},
    )
    assert answer["Count"] == 1


def test_an_index_of_other_keys_is_built_anew(account: Account) -> None:
    life = table(account, attributes=attributes("id", "a"), globalSecondaryIndexes=[index("by-it", "a")])
    life.change(attributes=attributes("id", "b"), globalSecondaryIndexes=[index("by-it", "b")])
    (one,) = found(account)["GlobalSecondaryIndexes"]
    assert one["KeySchema"] == [{"AttributeName": "b", "KeyType": "HASH"}]
    assert len(sent(account)) == 2


def test_billing_changes_with_the_capacity_of_table_and_indexes(account: Account) -> None:
    life = table(account, attributes=attributes("id", "a"), globalSecondaryIndexes=[index("by-it", "a")])
    life.change(
        billingMode="PROVISIONED",
        readCapacity=5,
        writeCapacity=6,
        globalSecondaryIndexes=[index("by-it", "a", readCapacity=3, writeCapacity=4)],
    )
    (call,) = sent(account)
    assert call["BillingMode"] == "PROVISIONED"
    assert found(account)["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    assert found(account)["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["WriteCapacityUnits"] == 4
    life.change(readCapacity=7)
    assert sent(account)[-1] == {
        "TableName": NAME,
        "ProvisionedThroughput": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 6},
    }
    life.change(billingMode="PAY_PER_REQUEST", readCapacity=None, writeCapacity=None)
    assert found(account)["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_time_to_live_moves_to_another_attribute(account: Account) -> None:
    life, client = table(account, ttl={"attributeName": "a", "enabled": True}), account.client("dynamodb")
    life.change(ttl={"attributeName": "b", "enabled": True})
    assert life.asked == ["UpdateTimeToLive", "UpdateTimeToLive"]
    told = client.describe_time_to_live(TableName=NAME)["TimeToLiveDescription"]
    assert (told["AttributeName"], told["TimeToLiveStatus"]) == ("b", "ENABLED")
    life.change(ttl=None)
    told = client.describe_time_to_live(TableName=NAME)["TimeToLiveDescription"]
    assert told["TimeToLiveStatus"] == "DISABLED"


def test_a_stream_of_another_view_is_another_stream(account: Account) -> None:
    life = table(account, streamEnabled=True, streamViewType="KEYS_ONLY")
    before = life.state["streamArn"]
    outputs = life.change(streamViewType="NEW_AND_OLD_IMAGES")
    assert found(account)["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert outputs["streamArn"] != before
    life.change(streamEnabled=None, streamViewType=None)
    assert "StreamSpecification" not in found(account)
    life.change(streamEnabled=True, streamViewType="KEYS_ONLY")
    assert found(account)["StreamSpecification"]["StreamEnabled"] is True


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"deletionProtectionEnabled": True}, {"deletionProtectionEnabled": True}),
        ({"pointInTimeRecovery": {"enabled": True}}, {"pointInTimeRecovery": {"enabled": True}}),
        ({"tags": {"a": "1"}}, {"tags": [{"Key": "a", "Value": "1"}]}),
    ],
)
def test_a_switch_goes_on_and_off_again(
    account: Account, changed: dict[str, Any], told: dict[str, Any]
) -> None:
    life = table(account)
    before = life.described()
    life.change(**changed)
    assert len(life.asked) == 1
    described = life.described()
    assert described == {**(before or {}), **told}
    life.change(**dict.fromkeys(changed))
    assert life.described() == before


def test_encryption_changes_key(account: Account) -> None:
    key = Life(account, "aws:kms/key:Key").state["arn"]
    life = table(account)
    life.change(serverSideEncryption={"enabled": True, "kmsKeyArn": key})
    assert found(account)["SSEDescription"]["KMSMasterKeyArn"] == key
    life.change(serverSideEncryption=None)
    assert "SSEDescription" not in found(account)


def test_the_class_of_a_table_changes(account: Account) -> None:
    life = table(account)
    life.change(tableClass="STANDARD_INFREQUENT_ACCESS")
    assert sent(account) == [{"TableName": NAME, "TableClass": "STANDARD_INFREQUENT_ACCESS"}]


def test_replicas_come_change_and_go(account: Account) -> None:
    west = {"regionName": "us-west-2", "pointInTimeRecovery": True}
    life = table(account, streamEnabled=True, streamViewType="NEW_AND_OLD_IMAGES", replicas=[west])
    life.change(
        replicas=[{**west, "pointInTimeRecovery": False, "deletionProtectionEnabled": True},
                  {"regionName": "eu-west-1"}],
        attributes=attributes("id", "a"),
        globalSecondaryIndexes=[index("by-a", "a")],
    )  # fmt: skip
    there = account.client("dynamodb", "us-west-2")
    recovery = there.describe_continuous_backups(TableName=NAME)["ContinuousBackupsDescription"]
    assert recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "DISABLED"
    assert found(account, "us-west-2")["DeletionProtectionEnabled"] is True
    assert found(account, "eu-west-1")["GlobalSecondaryIndexes"][0]["IndexName"] == "by-a"
    life.change(replicas=[{"regionName": "eu-west-1"}])
    assert there.list_tables()["TableNames"] == []
    life.delete()
    for region in ("eu-west-1", "us-east-1", "us-west-2"):
        assert account.client("dynamodb", region).list_tables()["TableNames"] == [], region


def test_a_protected_table_stays(account: Account) -> None:
    life = table(account, deletionProtectionEnabled=True)
    with pytest.raises(account.client("dynamodb").exceptions.ClientError, match="DeletionProtectionEnabled"):
        life.delete()
    life.change(deletionProtectionEnabled=False)
    life.delete()
    assert life.described() is None
    life.delete()


def test_a_table_is_described_in_the_programs_words(account: Account) -> None:
    life = table(
        account,
        rangeKey="at",
        attributes=attributes("id", "at", "a"),
        globalSecondaryIndexes=[index("by-a", "a", rangeKey="at")],
        ttl={"attributeName": "t", "enabled": True},
    )
    described = life.described()
    assert described is not None
    told = {key: described[key] for key in life.inputs}
    assert told == life.inputs
    assert life.handler.read is not None
    looked = life.handler.read(life._request(), NAME)
    assert looked is not None
    assert looked[1]["arn"] == life.state["arn"]


def test_keys_of_a_table_are_for_life(account: Account) -> None:
    able = table(account).handler.updatable(TABLE)
    assert not {"name", "hashKey", "rangeKey", "localSecondaryIndexes"} & able


def test_a_replica_of_its_own_changes_and_goes(account: Account) -> None:
    home = table(account, streamEnabled=True, streamViewType="NEW_AND_OLD_IMAGES")
    replica = Life(
        account,
        "aws:dynamodb/tableReplica:TableReplica",
        region="eu-west-1",
        globalTableArn=home.state["arn"],
    )
    replica.change(pointInTimeRecovery=True, tags={"a": "1"})
    described = replica.described()
    assert described is not None
    assert (described["pointInTimeRecovery"], described["tags"]) == (True, [{"Key": "a", "Value": "1"}])
    replica.delete()
    assert replica.described() is None


def test_an_item_is_written_over_and_moves_with_its_key(account: Account) -> None:
    table(account)

    def item(id_: str, text: str) -> str:
        return json.dumps({"id": {"S": id_}, "text": {"S": text}})

    life = Life(
        account, "aws:dynamodb/tableItem:TableItem", tableName=NAME, hashKey="id", item=item("1", "a")
    )
    life.change(item=item("1", "b"))
    client = account.client("dynamodb")
    assert client.get_item(TableName=NAME, Key={"id": {"S": "1"}})["Item"]["text"] == {"S": "b"}
    life.change(item=item("2", "b"))
    assert client.scan(TableName=NAME)["Items"] == [{"id": {"S": "2"}, "text": {"S": "b"}}]
    assert life.described() is not None
    life.delete()
    assert life.described() is None


def test_a_tables_policy_is_put_again(account: Account) -> None:
    home = table(account)

    def policy(action: str) -> str:
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account.account_id}:root"},
            "Action": action,
            "Resource": home.state["arn"],
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    life = Life(
        account,
        "aws:dynamodb/resourcePolicy:ResourcePolicy",
        resourceArn=home.state["arn"],
        policy=policy("dynamodb:GetItem"),
    )
    life.change(policy=policy("dynamodb:PutItem"))
    described = life.described()
    assert described is not None
    assert "PutItem" in described["Policy"]
    life.delete()
    assert life.described() is None


def test_insights_change_their_mode(account: Account) -> None:
    table(account)
    life = Life(account, "aws:dynamodb/contributorInsights:ContributorInsights", tableName=NAME)
    life.change(mode="THROTTLED_KEYS")
    life.delete()
    asked = account.ledger.of("dynamodb", "UpdateContributorInsights")
    assert [one["ContributorInsightsAction"] for one in asked] == ["ENABLE", "ENABLE", "DISABLE"]
    assert asked[1]["ContributorInsightsMode"] == "THROTTLED_KEYS"
