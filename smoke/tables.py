"""What every platform's tables must hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from smoke.core import expect


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
