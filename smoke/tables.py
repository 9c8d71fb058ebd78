"""What every platform's tables must hold."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from smoke.core import Deployed, expect


def query(
    dynamodb: Any, table: str, index: str | None, key: str, value: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The items of one partition of a table, or of an index."""
    where = {} if index is None else {"IndexName": index}
    answer = dynamodb.query(
        TableName=table,
        KeyConditionExpression="#key = :value",
        ExpressionAttributeNames={"#key": key},
        ExpressionAttributeValues={":value": value},
        **where,
    )
    return list(answer["Items"])


def are_guarded(dynamodb: Any, names: Iterable[str]) -> str:
    """Every table is encrypted and can be restored to any second."""
    for name in names:
        backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        status = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
        expect(status == "ENABLED", f"table {name}: point-in-time recovery is {status}")
        table = dynamodb.describe_table(TableName=name)["Table"]
        encrypted = table.get("SSEDescription", {}).get("Status") == "ENABLED"
        expect(encrypted, f"table {name} has no KMS encryption")
    return "point-in-time recovery and encryption on"


def answers(deployed: Deployed, table: str, attributes: Mapping[str, str] | None = None) -> list[str]:
    """Put an item, find it by the table's key and by every index, and delete it.

    Args:
        deployed: The platform.
        table: The table.
        attributes: Attribute -> value, of those that something reads; keys are made up otherwise.

    Returns:
        The names of the indexes.
    """
    dynamodb = deployed.client("dynamodb")
    description = dynamodb.describe_table(TableName=table)["Table"]
    mark = f"smoke-{uuid.uuid4()}"
    item: dict[str, dict[str, str]] = {
        attribute["AttributeName"]: {attribute["AttributeType"]: _value(attribute["AttributeType"], mark)}
        for attribute in description["AttributeDefinitions"]
    }
    item |= {name: {"S": value} for name, value in (attributes or {}).items()}
    keys = [each["AttributeName"] for each in description["KeySchema"]]
    whole_key = {name: item[name] for name in keys}
    indexes = description.get("GlobalSecondaryIndexes", [])
    dynamodb.put_item(TableName=table, Item=item)
    try:
        expect("Item" in dynamodb.get_item(TableName=table, Key=whole_key), f"{table}: not found by its key")
        for index in indexes:
            key = index["KeySchema"][0]["AttributeName"]
            found = query(dynamodb, table, index["IndexName"], key, item[key])
            expect(
                any(all(each[name] == item[name] for name in keys) for each in found),
                f"{table}: not found by index {index['IndexName']}",
            )
    finally:
        dynamodb.delete_item(TableName=table, Key=whole_key)
    return [index["IndexName"] for index in indexes]


def _value(kind: str, mark: str) -> str:
    return "1" if kind == "N" else mark
