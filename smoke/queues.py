"""What every platform's queues must hold."""

from __future__ import annotations

import json
from typing import Any

from smoke import shared
from smoke.core import expect

VISIBILITY_FACTOR = 6  # HR-13: Lambda wants a queue to hide messages six times as long as a function runs
LONG_POLL_SECONDS = "20"  # HR-12


def receive(sqs: Any, queue: str, body: str) -> Any:
    """A message by its body, left where it is; None where there is none."""
    messages = sqs.receive_message(
        QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0, WaitTimeSeconds=0
    ).get("Messages", [])
    return next((message for message in messages if message["Body"] == body), None)


def take(sqs: Any, queue: str, body: str) -> None:
    """Take a message out of a queue.

    Raises:
        CheckFailed: it is not there.
    """
    message = receive(sqs, queue, body)
    expect(message, f"the message is not in {queue.rpartition('/')[2]}")
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def attributes(sqs: Any, queue: str) -> dict[str, str]:
    """All attributes of a queue."""
    return dict(sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"])


def redrive(described: dict[str, str]) -> dict[str, Any]:
    """Where dead letters go, and when.

    Raises:
        CheckFailed: nowhere.
    """
    expect("RedrivePolicy" in described, "the queue has no dead-letter queue")
    return dict(json.loads(described["RedrivePolicy"]))


def give_up(sqs: Any, queue: str, body: str) -> int:
    """Receive a message as often as the queue allows, without ever finishing it; returns how often.

    Raises:
        CheckFailed: it goes too early, or stays.
    """
    receives = int(redrive(attributes(sqs, queue))["maxReceiveCount"])
    for number in range(1, receives + 1):
        expect(receive(sqs, queue, body), f"the message is gone at receive {number}, before its time")
    expect(not receive(sqs, queue, body), f"the message is still in the queue at receive {receives + 1}")
    return receives


def is_as_stated(sqs: Any, queue_url: str, dead_letter_url: str, *, worker_timeout: int) -> str:
    """A queue polls long, encrypts, hides messages long enough, and keeps dead letters longest.

    Args:
        sqs: A boto3 client.
        queue_url: The queue.
        dead_letter_url: Its dead-letter queue.
        worker_timeout: Seconds that its worker may run; 0 where it is no function.
    """
    queue, letters = attributes(sqs, queue_url), attributes(sqs, dead_letter_url)
    said, hidden = redrive(queue), int(queue["VisibilityTimeout"])
    needed = VISIBILITY_FACTOR * worker_timeout
    expect(hidden >= needed, f"messages are hidden for {hidden} s, and the worker needs {needed} s")
    expect(queue["ReceiveMessageWaitTimeSeconds"] == LONG_POLL_SECONDS, "the queue does not poll long")
    expect(said["deadLetterTargetArn"] == letters["QueueArn"], "dead letters go elsewhere")
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
    for name, described in (("queue", queue), ("dead-letter queue", letters)):
        encrypted = described.get("SqsManagedSseEnabled") == "true" or described.get("KmsMasterKeyId")
        expect(encrypted, f"the {name} is not encrypted")
        expect(shared.refuses_plain_http(described.get("Policy")), f"the {name} accepts plain HTTP")
    return f"hidden for {hidden} s, {said['maxReceiveCount']} receives"
