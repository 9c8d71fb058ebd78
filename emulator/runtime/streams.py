"""Streams that functions consume: positions, batches, filters, bisection, failure destinations.

https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

import datetime
from collections.abc import Sequence
from typing import Any

from moto.awslambda.models import LambdaBackend, lambda_backends
from moto.core.utils import unix_time
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import StreamShard

from emulator.policies.decisions import role_may

from . import functions
from .filters import wanted
from .queues import _arn
from .work import QUEUE

ENDLESS = 3
"""Tries where a mapping has no limit.

AWS would go on until the records expire after a day, with the shard blocked.
"""

NEEDED = ("DescribeStream", "GetRecords", "GetShardIterator")
_POSITION = "emulated_position"

_add = StreamShard.add
_create_mapping = LambdaBackend.create_event_source_mapping

EXPIRED_BY = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
"""How the record of an item that its TTL removed says so."""

expiring = False


def add(shard: Any, old: Any, new: Any) -> None:
    """`StreamShard.add`: moto would invoke from inside, with the whole shard, and then forget the records."""
    table = shard.table
    mappings, table.lambda_event_source_mappings = table.lambda_event_source_mappings, {}
    try:
        _add(shard, old, new)
    finally:
        table.lambda_event_source_mappings = mappings
    if expiring:
        shard.items[-1].record["userIdentity"] = EXPIRED_BY
    if mappings:
        QUEUE.append(lambda: read(table))


def create_event_source_mapping(backend: Any, spec: dict[str, Any]) -> Any:
    """`LambdaBackend.create_event_source_mapping`: where a stream's mapping begins to read."""
    mapping = _create_mapping(backend, spec)
    if mapping.event_source_arn.split(":")[2] == "dynamodb":
        table = _table(backend.account_id, mapping.event_source_arn)
        behind = len(table.stream_shard.items) if mapping.starting_position == "LATEST" else 0
        setattr(mapping, _POSITION, behind)
        QUEUE.append(lambda: read(table))
    return mapping


def _table(account: str, stream: str) -> Any:
    return dynamodb_backends[account][stream.split(":")[3]].tables[stream.split("/")[1]]


def read(table: Any) -> None:
    """Let every mapping of a table's stream read on from where it is."""
    alive = lambda_backends[table.account_id][table.region_name]._event_source_mappings
    shard = table.stream_shard
    for mapping in list(table.lambda_event_source_mappings.values()):
        function = functions.find(table.account_id, _arn(mapping))
        if (
            mapping.uuid not in alive
            or not mapping.enabled
            or function is None
            or not _may_read(mapping, function)
        ):
            continue
        while (at := getattr(mapping, _POSITION, 0)) < len(shard.items):
            batch = shard.items[at : at + mapping.batch_size]
            records = [_record(item, mapping) for item in batch]
            chosen = [one for one in records if wanted(mapping.filter_criteria, one)]
            if chosen and not _process(mapping, function, chosen):
                break  # the shard is blocked: the same records come again with the next change
            setattr(mapping, _POSITION, at + len(batch))


def _may_read(mapping: Any, function: Any) -> bool:
    account, region = mapping.account_id, mapping.region
    arn = mapping.event_source_arn
    return all(role_may(account, function.role, f"dynamodb:{action}", arn, region) for action in NEEDED)


def _process(mapping: Any, function: Any, records: Sequence[dict[str, Any]]) -> bool:
    """Work through a batch; whether the mapping may go on behind it."""
    retries = mapping.max_retry_attempts
    endless = retries is None or retries < 0
    left = list(records)
    for _ in range(ENDLESS if endless else 1 + retries):
        outcome = functions.run(function, {"Records": left})
        if not outcome.failed:
            left = _after_checkpoint(outcome, left, mapping)
            if not left:
                return True
        elif mapping.bisect_on_error and len(left) > 1:
            half = len(left) // 2
            return _process(mapping, function, left[:half]) and _process(mapping, function, left[half:])
    if endless:
        return False
    destination = ((mapping.destination_config or {}).get("OnFailure") or {}).get("Destination")
    if destination:
        functions.send(function, destination, _failure(mapping, function, left, 1 + retries))
    return True


def _after_checkpoint(
    outcome: functions.Outcome, records: list[dict[str, Any]], mapping: Any
) -> list[dict[str, Any]]:
    """What is left to do after an answer: everything from the first failed record on."""
    if "ReportBatchItemFailures" not in (mapping.function_response_types or ()):
        return []
    answer = outcome.value
    if not answer or (isinstance(answer, dict) and not answer.get("batchItemFailures")):
        return []
    try:
        named = {item["itemIdentifier"] for item in answer["batchItemFailures"]}
    except (TypeError, KeyError):
        return records
    numbers = [one["dynamodb"]["SequenceNumber"] for one in records]
    if not named <= set(numbers):
        return records
    return records[min(numbers.index(name) for name in named) :]


def _record(item: Any, mapping: Any) -> dict[str, Any]:
    record = item.to_json()
    change = dict(record["dynamodb"])
    if isinstance(change.get("ApproximateCreationDateTime"), datetime.datetime):
        change["ApproximateCreationDateTime"] = unix_time(change["ApproximateCreationDateTime"])
    found = {
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventVersion": record["eventVersion"],
        "eventSource": "aws:dynamodb",
        "awsRegion": mapping.region,
        "dynamodb": change,
        "eventSourceARN": mapping.event_source_arn,
    }
    if "userIdentity" in record:
        found["userIdentity"] = record["userIdentity"]
    return found


def _failure(mapping: Any, function: Any, records: Sequence[dict[str, Any]], tries: int) -> dict[str, Any]:
    """What a failure destination is told: where the records are, not what they are."""
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    return {
        "requestContext": {
            "functionArn": function.function_arn,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": tries,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": str(function.version),
            "functionError": "Unhandled",
        },
        "version": "1.0",
        "DDBStreamBatchInfo": {
            "shardId": "shardId-00000001541626099285-f35f62ef",
            "startSequenceNumber": numbers[0],
            "endSequenceNumber": numbers[-1],
            "batchSize": len(records),
            "streamArn": mapping.event_source_arn,
        },
    }
