from dataclasses import replace
from typing import Any

import pytest

from components.blocks.table import Table, TableArgs
from components.table_schema import Index, Key, LocalIndex, OnDemand, Provisioned, Replica, Restore
from tests.blocks.data_support import (
    DEV,
    DR_KEY_ARN,
    KEY_ARN,
    PROD,
    granted,
    linked,
    made,
    metrics_of,
    unpublished,
)
from tests.support.recorder import Recorder, declare

HASH, SORT = Key(name="endpoint_id"), Key(name="delivery_id")
BY_STATUS = Index(name="StatusIndex", hash_key=Key(name="Status"), range_key=Key(name="CreatedAt", type="N"))
ARGS = TableArgs(environment=DEV, hash_key=HASH)
SIX = tuple(
    f"dynamodb:{action}" for action in ("Scan", "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")
)
SCALED = Provisioned(read_minimum=2, read_maximum=20, write_minimum=1, write_maximum=10)


def recorded(args: TableArgs = ARGS) -> Recorder:
    return declare(lambda: Table("deliveries", args))


def table(args: TableArgs = ARGS) -> dict[str, Any]:
    return recorded(args).inputs("deliveries-table")


@pytest.mark.requirement("HR-1", "HR-2", "ST-7")
def test_attributes_are_the_union_of_all_keys_and_nothing_else() -> None:
    args = replace(
        ARGS,
        range_key=SORT,
        indexes=[BY_STATUS, Index(name="SortIndex", hash_key=SORT)],
        local_indexes=[LocalIndex(name="ByTime", range_key=Key(name="CreatedAt", type="N"))],
    )
    inputs = table(args)
    assert {each["name"]: each["type"] for each in inputs["attributes"]} == {
        "endpoint_id": "S",
        "delivery_id": "S",
        "Status": "S",
        "CreatedAt": "N",
    }
    assert len(inputs["attributes"]) == 4
    assert (inputs["hashKey"], inputs["rangeKey"]) == ("endpoint_id", "delivery_id")


@pytest.mark.requirement("ST-6")
def test_indexes_are_declared_by_key_schemas_and_project_everything() -> None:
    (index,) = table(replace(ARGS, indexes=[BY_STATUS]))["globalSecondaryIndexes"]
    assert index["keySchemas"] == [
        {"attributeName": "Status", "keyType": "HASH"},
        {"attributeName": "CreatedAt", "keyType": "RANGE"},
    ]
    assert index["projectionType"] == "ALL"
    assert not {"hashKey", "rangeKey", "readCapacity"} & index.keys()


@pytest.mark.requirement("HR-1", "HR-47", "HR-50", "TR-5")
def test_a_table_is_encrypted_on_demand_and_restorable_by_default() -> None:
    inputs = table()
    assert inputs["billingMode"] == "PAY_PER_REQUEST"
    assert inputs["serverSideEncryption"] == {"enabled": True}
    assert inputs["pointInTimeRecovery"] == {"enabled": True}
    assert not {"ttl", "streamEnabled", "replicas", "onDemandThroughput", "restoreSourceName"} & inputs.keys()


@pytest.mark.requirement("HR-1", "X-15")
def test_only_production_protects_and_backs_up_a_table() -> None:
    in_dev, in_prod = recorded(), recorded(replace(ARGS, environment=PROD))
    assert in_dev.inputs("deliveries-table")["deletionProtectionEnabled"] is False
    assert in_prod.inputs("deliveries-table")["deletionProtectionEnabled"] is True
    assert not in_dev.registration("deliveries-table").protect
    assert in_prod.registration("deliveries-table").protect
    assert in_prod.inputs("deliveries-table")["tags"] == {"Backup": "daily"}
    assert "tags" not in in_dev.inputs("deliveries-table")


def test_recovery_goes_back_as_far_as_it_is_told() -> None:
    assert table(replace(ARGS, recovery_days=7))["pointInTimeRecovery"] == {
        "enabled": True,
        "recoveryPeriodInDays": 7,
    }


@pytest.mark.requirement("ST-8")
def test_items_expire_by_the_attribute_that_is_named() -> None:
    assert table(replace(ARGS, ttl_attribute="TTL"))["ttl"] == {"attributeName": "TTL", "enabled": True}


def test_a_key_of_our_own_encrypts_the_table_and_goes_with_its_rights() -> None:
    args = replace(ARGS, kms_key_arn=KEY_ARN)
    assert table(args)["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": KEY_ARN}
    _, key = granted(lambda: Table("deliveries", args).allow_read())
    assert key["Resource"] == [KEY_ARN]
    assert {"kms:Decrypt", "kms:Encrypt"} <= set(key["Action"])


@pytest.mark.requirement("HR-16")
def test_provisioned_capacity_scales_the_table_and_every_index_both_ways() -> None:
    made_ = recorded(replace(ARGS, indexes=[BY_STATUS], capacity=SCALED))
    name = made_.state("deliveries-table")["name"]
    targets = {
        (each.inputs["resourceId"], each.inputs["scalableDimension"]): each.inputs
        for each in made_.of_type("aws:appautoscaling/target:Target")
    }
    assert set(targets) == {
        (f"table/{name}", "dynamodb:table:ReadCapacityUnits"),
        (f"table/{name}", "dynamodb:table:WriteCapacityUnits"),
        (f"table/{name}/index/StatusIndex", "dynamodb:index:ReadCapacityUnits"),
        (f"table/{name}/index/StatusIndex", "dynamodb:index:WriteCapacityUnits"),
    }
    read = targets[(f"table/{name}", "dynamodb:table:ReadCapacityUnits")]
    assert (read["minCapacity"], read["maxCapacity"]) == (2, 20)
    policies = [each.inputs for each in made_.of_type("aws:appautoscaling/policy:Policy")]
    kinds = [
        each["targetTrackingScalingPolicyConfiguration"]["predefinedMetricSpecification"][
            "predefinedMetricType"
        ]
        for each in policies
    ]
    assert sorted(kinds) == ["DynamoDBReadCapacityUtilization"] * 2 + ["DynamoDBWriteCapacityUtilization"] * 2
    assert {each["targetTrackingScalingPolicyConfiguration"]["targetValue"] for each in policies} == {70}


@pytest.mark.requirement("HR-16")
def test_what_autoscaling_moves_is_left_alone_and_on_demand_scales_nothing() -> None:
    made_ = recorded(replace(ARGS, indexes=[BY_STATUS], capacity=SCALED))
    assert "globalSecondaryIndexes[*].readCapacity" in made_.registration("deliveries-table").ignore_changes
    assert made_.inputs("deliveries-table")["globalSecondaryIndexes"][0]["readCapacity"] == 2
    plain = recorded()
    assert plain.registration("deliveries-table").ignore_changes == ()
    assert plain.count("aws:appautoscaling/target:Target") == 0


@pytest.mark.requirement("HR-16", "ST-42")
def test_on_demand_can_be_capped_and_warmed() -> None:
    inputs = table(replace(ARGS, capacity=OnDemand(maximum_read_units=100, warm_write_units=4_000)))
    assert inputs["onDemandThroughput"] == {"maxReadRequestUnits": 100}
    assert inputs["warmThroughput"] == {"writeUnitsPerSecond": 4_000}


@pytest.mark.requirement("HR-50")
def test_replicas_are_restorable_protected_and_encrypted_as_the_table_is() -> None:
    args = replace(
        ARGS,
        environment=PROD,
        stream="NEW_AND_OLD_IMAGES",
        kms_key_arn=KEY_ARN,
        replicas=[Replica(region="us-west-2", kms_key_arn=DR_KEY_ARN)],
    )
    assert table(args)["replicas"] == [
        {
            "regionName": "us-west-2",
            "kmsKeyArn": DR_KEY_ARN,
            "pointInTimeRecovery": True,
            "deletionProtectionEnabled": True,
            "propagateTags": True,
        }
    ]


@pytest.mark.requirement("TR-30", "SC-32")
@pytest.mark.parametrize(
    ("restore", "expected"),
    [
        (Restore(source_name="users"), {"restoreSourceName": "users", "restoreToLatestTime": True}),
        (
            Restore(source_name="users", date_time="2026-11-20T00:00:00Z"),
            {"restoreSourceName": "users", "restoreDateTime": "2026-11-20T00:00:00Z"},
        ),
        (Restore(backup_arn="arn:b"), {"restoreBackupArn": "arn:b"}),
    ],
)
def test_a_table_can_be_made_from_a_backup_under_a_new_name(
    restore: Restore, expected: dict[str, object]
) -> None:
    inputs = table(replace(ARGS, name="users-restored", restore=restore))
    assert inputs["name"] == "users-restored"
    assert {key: value for key, value in inputs.items() if key.startswith("restore")} == expected


@pytest.mark.requirement("HR-17")
def test_the_guides_six_actions_are_granted_on_the_table_alone_while_it_has_no_index() -> None:
    (statement,) = granted(lambda: Table("deliveries", ARGS).link("TABLE", actions=SIX).statements)
    assert statement["Action"] == list(SIX)
    assert statement["Resource"] == [recorded().state("deliveries-table")["arn"]]


@pytest.mark.requirement("HR-15", "HR-17")
def test_index_arns_are_granted_by_name_and_only_to_actions_that_take_them() -> None:
    args = replace(ARGS, indexes=[BY_STATUS, Index(name="Other", hash_key=SORT)])
    arn = recorded(args).state("deliveries-table")["arn"]
    (query,) = granted(lambda: Table("deliveries", args).allow("dynamodb:Query", indexes=["Other"]))
    assert query["Resource"] == [arn, f"{arn}/index/Other"]
    (every,) = granted(lambda: Table("deliveries", args).allow_read())
    assert every["Resource"] == [arn, f"{arn}/index/StatusIndex", f"{arn}/index/Other"]
    (write,) = granted(lambda: Table("deliveries", args).allow_write())
    assert write["Resource"] == [arn]


def test_reading_never_includes_a_scan() -> None:
    (statement,) = granted(lambda: Table("deliveries", ARGS).allow_readwrite())
    assert "dynamodb:Scan" not in statement["Action"]
    assert statement["Sid"] == "ReadWriteDeliveries"


@pytest.mark.requirement("ST-37")
def test_a_stream_is_read_by_its_arn_and_found_by_the_one_action_without_a_resource() -> None:
    args = replace(ARGS, stream="NEW_AND_OLD_IMAGES")
    read, find = granted(lambda: Table("deliveries", args).allow_stream())
    assert read["Action"] == ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    assert read["Resource"] == [recorded(args).state("deliveries-table")["streamArn"]]
    assert (find["Action"], find["Resource"]) == (["dynamodb:ListStreams"], ["*"])


def test_fails_to_grant_a_stream_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="no stream"):
        made(lambda: Table("deliveries", ARGS).allow_stream())


def test_a_link_names_the_table() -> None:
    link = linked(lambda: Table("deliveries", replace(ARGS, name="t-1")).link("TABLE", actions=SIX))
    assert link["environment"] == {"TABLE": "t-1"}


@pytest.mark.requirement("HR-45", "ST-43")
def test_throttling_is_watched_for_the_table_and_for_each_index() -> None:
    alarms = made(lambda: Table("deliveries", replace(ARGS, indexes=[BY_STATUS])).alarms())
    keys = {alarm.key for alarm in alarms}
    assert keys == {
        "deliveries-read-throttles",
        "deliveries-write-throttles",
        "deliveries-StatusIndex-read-throttles",
        "deliveries-StatusIndex-write-throttles",
        "deliveries-system-errors",
    }
    assert len({alarm.title for alarm in alarms}) == len(alarms)
    assert unpublished(alarms) == []
    assert unpublished(made(lambda: Table("deliveries", replace(ARGS, indexes=[BY_STATUS])).widgets())) == []


@pytest.mark.requirement("HR-45")
def test_system_errors_add_up_the_granted_operations() -> None:
    alarm = made(lambda: Table("deliveries", ARGS).alarms(operations=["GetItem", "Query"]))[-1]
    assert alarm.expression == "SUM(METRICS())"
    assert [metric.dimensions["Operation"] for metric in metrics_of([alarm])] == ["GetItem", "Query"]


def test_fails_with_more_operations_than_an_alarm_takes() -> None:
    with pytest.raises(ValueError, match="at most 10"):
        made(lambda: Table("deliveries", ARGS).alarms(operations=[f"Op{n}" for n in range(11)]))


def test_fails_with_what_dynamodb_refuses() -> None:
    with pytest.raises(ValueError, match="stream"):
        replace(ARGS, replicas=[Replica(region="us-west-2")])
