"""Moves dead letters to S3, one JSON object per message, so that none is lost after the queue's 14 days.

Called by an event source mapping of the dead-letter queue with `ReportBatchItemFailures`: what was written
is deleted from the queue, what couldn't be written stays and comes again. A message that comes twice is
written to the same key.

Variables:
    ARCHIVE_BUCKET: Bucket that the objects are put into.
    ARCHIVE_PREFIX: Folder within it; the bucket's top by default.
    DLQ_COMPRESSION: `gzip` compresses the objects; anything else leaves them plain.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)


@cache
def _s3() -> Any:
    return boto3.client("s3")


def handler(event: Mapping[str, Any], context: object) -> dict[str, list[dict[str, str]]]:  # noqa: ARG001
    """Write each message of the batch; name those that couldn't be written."""
    failures: list[dict[str, str]] = []
    for record in event["Records"]:
        try:
            archive(record)
        except Exception:
            # Whatever is wrong with one message (or with S3) must not take the others along.
            log.exception("message %s could not be archived", record["messageId"])
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def archive(record: Mapping[str, Any]) -> str:
    """Write one message and return its key."""
    compressed = os.environ.get("DLQ_COMPRESSION") == "gzip"
    key = object_key(record, prefix=os.environ.get("ARCHIVE_PREFIX", ""), compressed=compressed)
    text = json.dumps(document(record), ensure_ascii=False, sort_keys=True).encode()
    # with a fixed time in its header, the same message compresses to the same bytes
    _s3().put_object(
        Bucket=os.environ["ARCHIVE_BUCKET"],
        Key=key,
        Body=gzip.compress(text, mtime=0) if compressed else text,
        ContentType="application/json",
        **({"ContentEncoding": "gzip"} if compressed else {}),
    )
    return key


def sent_at(record: Mapping[str, Any]) -> datetime:
    """When the message was first sent: the same in every delivery, as opposed to now."""
    milliseconds = int(record["attributes"]["SentTimestamp"])
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def object_key(record: Mapping[str, Any], *, prefix: str, compressed: bool) -> str:
    """`{prefix}{queue}/{year}/{month}/{day}/{message id}.json`, by the day the message was sent (UTC)."""
    queue = record["eventSourceARN"].rpartition(":")[2]
    day = sent_at(record).strftime("%Y/%m/%d")
    folder = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    return f"{folder}{queue}/{day}/{record['messageId']}.json{'.gz' if compressed else ''}"


def document(record: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a message: enough to send it again."""
    return {
        "messageId": record["messageId"],
        "queueArn": record["eventSourceARN"],
        "sentAt": sent_at(record).isoformat(),
        "attributes": record["attributes"],
        "messageAttributes": record.get("messageAttributes", {}),
        "body": record["body"],
    }
