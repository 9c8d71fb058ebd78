"""Tables, queue and archive."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from typing import Any

from smoke import shared
from smoke.core import Deployed, expect

VISIBILITY_FACTOR = 6  # HR-13: Lambda wants a queue to hide messages six times as long as a function runs
LONG_POLL_SECONDS = "20"  # HR-12
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
    receives = int(_redrive(_attributes(sqs, queue))["maxReceiveCount"])
    body = json.dumps({"smoke": str(uuid.uuid4())})
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    for receive in range(1, receives + 1):
        expect(_receive(sqs, queue, body), f"the message is gone at receive {receive}, before its time")
    expect(not _receive(sqs, queue, body), f"the message is still in the queue at receive {receives + 1}")
    if deployed.outputs.get("archiverFunctionName"):
        key = _archived(deployed, body)
        expect(key, "the archiver did not bring the dead letter to the archive")
        return f"{receives} receives, then {key} in the archive"
    letter = _receive(sqs, dead_letters, body)
    expect(letter, "the message is not in the dead-letter queue")
    sqs.delete_message(QueueUrl=dead_letters, ReceiptHandle=letter["ReceiptHandle"])
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


def _receive(sqs: Any, queue: str, body: str) -> Any:
    messages = sqs.receive_message(
        QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0, WaitTimeSeconds=0
    ).get("Messages", [])
    return next((message for message in messages if message["Body"] == body), None)


def _attributes(sqs: Any, queue: str) -> dict[str, str]:
    return dict(sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"])


def _redrive(attributes: dict[str, str]) -> dict[str, Any]:
    expect("RedrivePolicy" in attributes, "the queue has no dead-letter queue")
    return dict(json.loads(attributes["RedrivePolicy"]))


def queue_is_as_stated(deployed: Deployed) -> str:
    """The queue polls long, encrypts, hides messages long enough, and keeps dead letters longest."""
    sqs = deployed.client("sqs")
    queue, letters = _attributes(sqs, deployed["queueUrl"]), _attributes(sqs, deployed["dlqUrl"])
    redrive, hidden = _redrive(queue), int(queue["VisibilityTimeout"])
    needed = VISIBILITY_FACTOR * _worker_timeout(deployed)
    expect(hidden >= needed, f"messages are hidden for {hidden} s, and the worker needs {needed} s")
    expect(queue["ReceiveMessageWaitTimeSeconds"] == LONG_POLL_SECONDS, "the queue does not poll long")
    expect(redrive["deadLetterTargetArn"] == letters["QueueArn"], "dead letters go elsewhere")
    allowed = json.loads(letters.get("RedriveAllowPolicy", "{}"))
    expect(
        allowed.get("redrivePermission") == "byQueue"
        and allowed.get("sourceQueueArns") == [queue["QueueArn"]],
        "other queues may use the dead-letter queue",
    )
    expect(
        int(letters["MessageRetentionPeriod"]) >= int(queue["MessageRetentionPeriod"]),
        "dead letters expire before the messages of the queue",
    )
    for name, attributes in (("queue", queue), ("dead-letter queue", letters)):
        encrypted = attributes.get("SqsManagedSseEnabled") == "true" or attributes.get("KmsMasterKeyId")
        expect(encrypted, f"the {name} is not encrypted")
        refuses = shared.refuses_plain_http(attributes.get("Policy"))
        expect(refuses, f"the {name} accepts plain HTTP")
    return f"hidden for {hidden} s, {redrive['maxReceiveCount']} receives"


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
