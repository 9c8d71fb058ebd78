"""The table of users."""

from __future__ import annotations

import uuid

from smoke.core import Deployed, expect
from smoke.shared import query, table_is_restorable


def users_are_found(deployed: Deployed) -> str:
    """A user is found by id, and by the address that they sign in with."""
    dynamodb, table = deployed.client("dynamodb"), deployed["usersTable"]
    user, email = f"smoke-{uuid.uuid4()}", f"smoke-{uuid.uuid4()}@example.com"
    key, index = {"id": {"S": user}}, deployed.outputs.get("emailIndex")
    dynamodb.put_item(TableName=table, Item={**key, "email": {"S": email}, "displayName": {"S": "Smoke"}})
    try:
        expect("Item" in dynamodb.get_item(TableName=table, Key=key), "the user is not found by id")
        if index:
            found = query(dynamodb, table, index, "email", {"S": email})
            expect([each["id"]["S"] for each in found] == [user], "the user is not found by email")
    finally:
        dynamodb.delete_item(TableName=table, Key=key)
    return f"{table}, {index or 'no index'}"


def table_is_guarded(deployed: Deployed) -> str:
    """Every table is encrypted by a KMS key and can be restored to any second."""
    for table in deployed["usersTables"].values():
        table_is_restorable(deployed, table)
    return f"{', '.join(deployed['usersTables'].values())}; in use: {deployed['usersTable']}"
