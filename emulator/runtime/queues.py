"""Queues that functions consume: batches, filters, partial failures, and the way to the dead-letter queue.

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html. A batch that fails is visible again at once
here, where AWS waits for the visibility timeout; each further call to SQS or Lambda gives every visible
message one more try.
"""

from typing import Any

from moto.awslambda.models import lambda_backends
from moto.sqs.models import Queue, sqs_backends

from emulator.policies.decisions import role_may

from . import functions
from .filters import wanted
from .work import QUEUE

ONE_RECEIVE = 10
"""Messages that one ReceiveMessage gives at most."""

NEEDED = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")

_add_message = Queue.add_message


def add_message(queue: Any, message: Any) -> None:
    """`Queue.add_message`: moto would invoke functions from inside, one message at a time."""
    mappings, queue.lambda_event_source_mappings = queue.lambda_event_source_mappings, {}
    try:
        _add_message(queue, message)
    finally:
        queue.lambda_event_source_mappings = mappings
    if mappings:
        QUEUE.append(lambda: poll(queue))


def poll_all(account: str) -> None:
    """Let Lambda look into every queue that it consumes."""
    for backend in sqs_backends[account].values():
        for queue in list(backend.queues.values()):
            if queue.lambda_event_source_mappings and queue.messages:
                poll(queue)


def poll(queue: Any) -> None:
    """Give every visible message of a queue one try by the functions that consume it."""
    for mapping in _enabled(queue):
        _consume(queue, mapping, set())


def _consume(queue: Any, mapping: Any, tried: set[str]) -> None:
    """One batch now, and the next ones as work of their own, so that a queue that feeds itself is noticed."""
    function = functions.find(queue.account_id, _arn(mapping))
    if function is None or not _may_read(queue, function):
        return
    batch = _receive(queue, mapping, tried)
    if batch:
        _process(queue, mapping, function, batch)
        QUEUE.append(lambda: _consume(queue, mapping, tried))


def _enabled(queue: Any) -> list[Any]:
    """The mappings that are still there: moto forgets to tell the queue when one is deleted."""
    alive = lambda_backends[queue.account_id][queue.region]._event_source_mappings
    return [
        mapping
        for mapping in queue.lambda_event_source_mappings.values()
        if mapping.uuid in alive and mapping.enabled
    ]


def _arn(mapping: Any) -> str:
    """The function as the mapping names it: the alias, not the version that it meant when it was made."""
    name = str(mapping.function_name)
    return name if name.startswith("arn:") else f"{_prefix(mapping)}{name}"


def _prefix(mapping: Any) -> str:
    return f"arn:aws:lambda:{mapping.region}:{mapping.account_id}:function:"


def _may_read(queue: Any, function: Any) -> bool:
    account, role, region = queue.account_id, function.role, queue.region
    return all(role_may(account, role, f"sqs:{action}", queue.queue_arn, region) for action in NEEDED)


def _receive(queue: Any, mapping: Any, tried: set[str]) -> list[Any]:
    backend = sqs_backends[queue.account_id][queue.region]
    batch: list[Any] = []
    while len(batch) < mapping.batch_size:
        if not any(message.id not in tried for message in queue.messages):
            break
        room = min(ONE_RECEIVE, mapping.batch_size - len(batch))
        received = backend.receive_message(queue.name, room, 0, queue.visibility_timeout or 1, ["All"])
        again = [message for message in received if message.id in tried]
        batch += [message for message in received if message.id not in tried]
        tried.update(message.id for message in received)
        if not received or again:
            _release(queue, again)
            break
    return batch


def _release(queue: Any, messages: list[Any]) -> None:
    backend = sqs_backends[queue.account_id][queue.region]
    for message in messages:
        backend.change_message_visibility(queue.name, message.receipt_handle, visibility_timeout=0)


def _process(queue: Any, mapping: Any, function: Any, batch: list[Any]) -> None:
    backend = sqs_backends[queue.account_id][queue.region]
    records = {message.id: record(message, queue) for message in batch}
    chosen = [message for message in batch if wanted(mapping.filter_criteria, records[message.id], "body")]
    failed: set[str] = set()
    if chosen:
        outcome = functions.run(function, {"Records": [records[message.id] for message in chosen]})
        failed = failures(outcome, [message.id for message in chosen], mapping)
    for message in batch:  # what the filters dropped is deleted too
        if message.id not in failed:
            backend.delete_message(queue.name, message.receipt_handle)
    _release(queue, [message for message in batch if message.id in failed])


def failures(outcome: functions.Outcome, ids: list[str], mapping: Any) -> set[str]:
    """Which messages of a batch failed.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html: without
    ReportBatchItemFailures an answer means nothing; with it, one that can't be understood, or names an
    unknown message, fails the whole batch.
    """
    if outcome.failed:
        return set(ids)
    if "ReportBatchItemFailures" not in (mapping.function_response_types or ()):
        return set()
    answer = outcome.value
    if not answer or (isinstance(answer, dict) and not answer.get("batchItemFailures")):
        return set()
    try:
        named = [item["itemIdentifier"] for item in answer["batchItemFailures"]]
    except (TypeError, KeyError):
        return set(ids)
    return set(named) if all(name in ids for name in named) else set(ids)


def record(message: Any, queue: Any) -> dict[str, Any]:
    """A message as Lambda hands it to a function."""
    attributes = {
        "ApproximateReceiveCount": str(message.approximate_receive_count),
        "SentTimestamp": str(message.sent_timestamp),
        "SenderId": message.sender_id,
        "ApproximateFirstReceiveTimestamp": str(message.approximate_first_receive_timestamp),
    }
    if queue.fifo_queue:
        attributes |= {
            "MessageGroupId": message.group_id,
            "MessageDeduplicationId": message.deduplication_id,
            "SequenceNumber": message.sequence_number,
        }
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": attributes,
        "messageAttributes": {name: _attribute(value) for name, value in message.message_attributes.items()},
        "md5OfBody": message.body_md5,
        "eventSource": "aws:sqs",
        "eventSourceARN": queue.queue_arn,
        "awsRegion": queue.region,
    }


def _attribute(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "dataType": value.get("DataType"),
        "stringListValues": [],
        "binaryListValues": [],
    }
    if "StringValue" in value:
        found["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        found["binaryValue"] = value["BinaryValue"]
    return found
