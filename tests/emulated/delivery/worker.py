"""A delivery worker for tests: a message says itself whether it can be delivered."""

from __future__ import annotations

import json
import os
from typing import Any

import boto3


def handler(event: dict[str, Any], _: object) -> dict[str, Any]:
    """Deliver each message of a batch; name those that could not be delivered."""
    table = os.environ["AWS_DDB_DELIVERIES_TABLE"]
    failures = []
    for record in event["Records"]:
        message = json.loads(record["body"])
        if message.get("poison"):
            failures.append({"itemIdentifier": record["messageId"]})
            continue
        item = {"endpoint_id": {"S": message["endpoint"]}, "delivery_id": {"S": record["messageId"]}}
        boto3.client("dynamodb").put_item(TableName=table, Item=item)
    return {"batchItemFailures": failures}
