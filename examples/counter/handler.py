"""Counts the words of each message into a table."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import boto3


def handle(event: Mapping[str, Any], _context: object) -> None:
    """Take a batch of the queue's messages."""
    table = boto3.client("dynamodb")
    for record in event["Records"]:
        for word in record["body"].split():
            table.update_item(
                TableName=os.environ["COUNTS_TABLE"],
                Key={"word": {"S": word}},
                UpdateExpression="ADD seen :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )
