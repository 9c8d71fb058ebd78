"""Tables, queue and archive."""

from __future__ import annotations

import gzip
import json
import time
import uuid

from smoke import queues, shared
from smoke.core import Deployed, expect

ARCHIVE_ATTEMPTS, ARCHIVE_WAIT_SECONDS = 10, 2  # SQS calls a function within seconds
ARCHIVE_RULE = "DeleteOldDLQItems"  # HR-9


def tables_answer(deployed: Deployed) -> str:
    """An endpoint is found by its id; its deliveries by endpoint, by both keys and by every index."""
    dynamodb = deployed.client("dynamodb")
    endpoint, delivery = f"smoke-{uuid.uuid4()}", f"delivery-{uuid.uuid4()}"
    endpoints, deliveries = deployed["endpointsTable"], deployed["deliveriesTable"]
    endpoint_key = {"endpoint_id": {"S": endpoint}}
    delivery_key = {**endpoint_key, "delivery_id": {"S": delivery}}
    description = dynamodb.describe_table(TableName=deliveries)["Table"]
    types = {a["AttributeName"]: a["AttributeType"] for a in description["AttributeDefinitions"]}
    item = {name: delivery_key.get(name, {kind: "1"}) for name, kind in types.items()}
    dynamodb.put_item(TableName=endpoints, Item={**endpoint_key, "url": {"S": "https://example.com"}})
    dynamodb.put_item(TableName=deliveries, Item=item)
    try:
        expect("Item" in dynamodb.get_item(TableName=endpoints, Key=endpoint_key), "endpoint not found by id")
        expect(
            "Item" in dynamodb.get_item(TableName=deliveries, Key=delivery_key), "delivery not found by keys"
        )
        found = shared.query(dynamodb, deliveries, None, "endpoint_id", {"S": endpoint})
        expect([d["delivery_id"]["S"] for d in found] == [delivery], "delivery not found by its endpoint")
        indexes = description.get("GlobalSecondaryIndexes", [])
        for index in indexes:
            key = index["KeySchema"][0]["AttributeName"]
            expect(
                shared.query(dynamodb, deliveries, index["IndexName"], key, item[key]),
                f"delivery not found by index {index['IndexName']}",
            )
    finally:
        dynamodb.delete_item(TableName=endpoints, Key=endpoint_key)
        dynamodb.delete_item(TableName=deliveries, Key=delivery_key)
    return f"{endpoints}, {deliveries}, {len(indexes)} indexes"


def tables_are_guarded(deployed: Deployed) -> str:
    """Both tables are encrypted and can be restored to any second."""
    for name in (deployed["endpointsTable"], deployed["deliveriesTable"]):
        shared.table_is_restorable(deployed, name)
    return "point-in-time recovery and encryption on"


def poison_messages_become_dead_letters(deployed: Deployed) -> str:
    """A message received without success as often as stated is in the dead-letter queue the next time."""
    sqs = deployed.client("sqs")
    queue, dead_letters = deployed["queueUrl"], deployed["dlqUrl"]
    body = json.dumps({"smoke": str(uuid.uuid4())})
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    receives = queues.give_up(sqs, queue, body)
    if deployed.outputs.get("archiverFunctionName"):
        key = _archived(deployed, body)
        expect(key, "the archiver did not bring the dead letter to the archive")
        return f"{receives} receives, then {key} in the archive"
    queues.take(sqs, dead_letters, body)
    return f"{receives} receives, then the dead-letter queue"


def _archived(deployed: Deployed, body: str) -> str | None:
    """The key under which the archiver wrote a message; a real one takes some seconds."""
    s3, bucket = deployed.client("s3"), deployed["dlqBucket"]
    for _ in range(ARCHIVE_ATTEMPTS):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for found in page.get("Contents", []):
                raw = s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
                text = gzip.decompress(raw) if found["Key"].endswith(".gz") else raw
                if json.loads(text).get("body") == json.loads(body) or json.loads(text).get("body") == body:
                    return str(found["Key"])
        time.sleep(ARCHIVE_WAIT_SECONDS)
    return None


def queue_is_as_stated(deployed: Deployed) -> str:
    """The queue polls long, encrypts, hides messages long enough, and keeps dead letters longest."""
    return queues.is_as_stated(
        deployed.client("sqs"),
        deployed["queueUrl"],
        deployed["dlqUrl"],
        worker_timeout=_worker_timeout(deployed),
    )


def _worker_timeout(deployed: Deployed) -> int:
    """Seconds that the worker may run; 0 where it is no function."""
    name = deployed.outputs.get("workerFunctionName")
    if name is None:
        return 0
    return int(deployed.client("lambda").get_function_configuration(FunctionName=name)["Timeout"])


def archive_is_versioned_and_expires(deployed: Deployed) -> str:
    """The archive is private and versioned, and both current and old versions expire."""
    bucket = shared.bucket_is_private(deployed, deployed["dlqBucket"])
    s3 = deployed.client("s3")
    expect(s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled", "the archive is not versioned")
    rules = {r["ID"]: r for r in s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]}
    expect(ARCHIVE_RULE in rules, f"no lifecycle rule {ARCHIVE_RULE}: {sorted(rules)}")
    days = rules[ARCHIVE_RULE].get("Expiration", {}).get("Days")
    expect(days, f"rule {ARCHIVE_RULE} expires nothing")
    old = [r for r in rules.values() if "NoncurrentVersionExpiration" in r]
    expect(old, "old versions never expire")
    markers = [r for r in rules.values() if r.get("Expiration", {}).get("ExpiredObjectDeleteMarker")]
    expect(markers, "delete markers of expired objects stay for ever")
    return f"{bucket}, {days} days"
