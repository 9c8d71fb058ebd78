"""A stranger's code: it tries what it should not be able to do, and says how that went."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Read a table, list tables, take over a role; and look for names in the environment."""
    asked = json.loads(event.get("body") or "{}")
    attempts: dict[str, Callable[[], object]] = {
        "read": lambda: boto3.client("dynamodb").scan(TableName=asked["table"]),
        "list": lambda: boto3.client("dynamodb").list_tables(),
        "users": lambda: boto3.client("cognito-idp").list_users(UserPoolId=asked["pool"]),
        "call": lambda: boto3.client("lambda").invoke(FunctionName=asked["function"]),
    }
    outcome = {}
    for name, attempt in attempts.items():
        try:
            attempt()
        except ClientError as error:
            outcome[name] = error.response["Error"]["Code"]
        else:
            outcome[name] = "done"
    told = sorted(key for key in os.environ if key.endswith("_TABLE") or key in ("ISSUER", "CALLBACK_URL"))
    return {"statusCode": 200, "body": json.dumps({"outcome": outcome, "told": told})}
