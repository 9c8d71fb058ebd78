"""Keeps items in S3 that DynamoDB deletes because their time is over, one JSON object per item.

Called by an event source mapping of the table's stream with `ReportBatchItemFailures`. The mapping's filter
lets only deletions by TTL through; whatever else comes is left alone, so that a filter that is taken away
can't fill the archive. An item that comes twice is written to the same key.

Variables:
    ARCHIVE_BUCKET: Bucket that the objects are put into.
    ARCHIVE_PREFIX: Folder within it; the bucket's top by default.
    KEY_ATTRIBUTE: Partition key of the table, which names the object.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import quote

import boto3
from boto3.dynamodb.types import Binary, TypeDeserializer

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

# DynamoDB Developer Guide, "DynamoDB Streams and Time to Live": who deletes what has expired.
TTL_IDENTITY = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


@cache
def _s3() -> Any:
    return boto3.client("s3")


def handler(event: Mapping[str, Any], context: object) -> dict[str, list[dict[str, str]]]:  # noqa: ARG001
    """Write each expired item; from the first that couldn't be written on, the stream comes again."""
    for record in event["Records"]:
        if not expired(record):
            continue
        try:
            archive(record)
        except Exception:
            # A stream is read in order: Lambda goes on from the first failure, so the rest needn't be tried.
            number = record["dynamodb"]["SequenceNumber"]
            log.exception("record %s could not be archived", number)
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}


def expired(record: Mapping[str, Any]) -> bool:
    """Whether DynamoDB itself deleted the item, because its time was over."""
    return record["eventName"] == "REMOVE" and record.get("userIdentity") == TTL_IDENTITY


def archive(record: Mapping[str, Any]) -> str:
    """Write one item and return its key."""
    change = record["dynamodb"]
    image = change["OldImage"]
    item = {name: TypeDeserializer().deserialize(value) for name, value in image.items()}
    key = object_key(
        str(item[os.environ["KEY_ATTRIBUTE"]]), change, prefix=os.environ.get("ARCHIVE_PREFIX", "")
    )
    _s3().put_object(
        Bucket=os.environ["ARCHIVE_BUCKET"],
        Key=key,
        Body=json.dumps(item, default=_plain, ensure_ascii=False, sort_keys=True).encode(),
        ContentType="application/json",
    )
    return key


def object_key(name: str, change: Mapping[str, Any], *, prefix: str) -> str:
    """`{prefix}{year}/{month}/{day}/{item}.json`, by the day of the deletion (UTC), the same every time."""
    when = datetime.fromtimestamp(float(change["ApproximateCreationDateTime"]), tz=UTC)
    folder = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    return f"{folder}{when:%Y/%m/%d}/{quote(name, safe='')}.json"


def _plain(value: object) -> object:
    """DynamoDB's numbers, sets and bytes as JSON has them."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, set):
        return sorted(value, key=str)
    if isinstance(value, Binary):
        return value.value.hex()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
