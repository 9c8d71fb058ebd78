"""Event source mappings.

https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .core import Params, refuses
from .facts import found, name_of

if TYPE_CHECKING:
    from emulator.account import Account

MOST_FILTERS = 5
PLAIN_BATCH = 10
"""Messages of a queue that come without a batching window."""

STREAM_ONLY = (
    *("BisectBatchOnFunctionError", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts"),
    *("ParallelizationFactor", "TumblingWindowInSeconds", "StartingPosition", "StartingPositionTimestamp"),
)
NEEDED = {
    "sqs": ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"),
    "dynamodb": ("DescribeStream", "GetRecords", "GetShardIterator"),
    "kinesis": ("DescribeStream", "GetRecords", "GetShardIterator"),
}
"""What the function's role must be allowed on its source."""


@refuses("lambda", "CreateEventSourceMapping")
def mapping(params: Params, account: "Account", region: str) -> Iterator[str]:
    """What fits the kind of source, filters that can be parsed, and a mapping that isn't there yet."""
    source = params.get("EventSourceArn", "")
    kind = source.split(":")[2] if source else ""
    if kind == "sqs":
        yield from (f"{key} is only for streams, not for a queue" for key in STREAM_ONLY if key in params)
        if params.get("DestinationConfig"):
            yield "a queue's mapping has no failure destination: use the queue's own dead-letter queue"
        yield from _batch(params, source)
    elif kind in ("dynamodb", "kinesis"):
        if "StartingPosition" not in params:
            yield f"StartingPosition is needed for the stream {source}"
        if "ScalingConfig" in params:
            yield "ScalingConfig is only for queues"
    yield from _filters(params.get("FilterCriteria") or {})
    known = account.client("lambda", region).list_event_source_mappings(
        EventSourceArn=source, FunctionName=params["FunctionName"]
    )["EventSourceMappings"]
    if known:
        yield f"the mapping of {source} to {params['FunctionName']} already exists: {known[0]['UUID']}"


def _batch(params: Params, source: str) -> Iterator[str]:
    size, window = params.get("BatchSize", PLAIN_BATCH), params.get("MaximumBatchingWindowInSeconds", 0)
    if size > PLAIN_BATCH and not window:
        yield f"a batch of {size} messages needs a MaximumBatchingWindowInSeconds of at least 1"
    if source.endswith(".fifo") and window:
        yield "a FIFO queue has no batching window"


def _filters(criteria: Mapping[str, Any]) -> Iterator[str]:
    filters = criteria.get("Filters") or []
    if len(filters) > MOST_FILTERS:
        yield f"a mapping has at most {MOST_FILTERS} filters, not {len(filters)}"
    for entry in filters:
        try:
            pattern = json.loads(entry.get("Pattern", ""))
        except ValueError:
            yield f"the filter pattern {entry.get('Pattern')!r} is not JSON"
            continue
        yield from _pattern(pattern, "the filter pattern")


def _pattern(pattern: object, where: str) -> Iterator[str]:
    """Leaves are lists of accepted values: a bare value is the usual mistake."""
    if isinstance(pattern, dict):
        for key, value in pattern.items():
            if key == "$or" and isinstance(value, list):
                for branch in value:
                    yield from _pattern(branch, f"{where} $or")
            else:
                yield from _pattern(value, f"{where} at {key}")
    elif not isinstance(pattern, list):
        yield f"{where} is {pattern!r}: a list of accepted values is needed"
    elif not pattern:
        yield f"{where} accepts nothing"


@refuses("lambda", "CreateEventSourceMapping", "UpdateEventSourceMapping")
def visibility(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A queue whose messages become visible again while the function still works on them."""
    source, function = params.get("EventSourceArn", ""), params.get("FunctionName")
    if ":sqs:" not in source or not function:
        return
    configuration = found(account, region, "lambda", "get_function_configuration", FunctionName=function)
    url = found(account, region, "sqs", "get_queue_url", QueueName=name_of(source))
    if configuration is None or url is None:
        return  # moto refuses what isn't there
    attributes = account.client("sqs", region).get_queue_attributes(
        QueueUrl=url["QueueUrl"], AttributeNames=["VisibilityTimeout"]
    )["Attributes"]
    hidden, timeout = int(attributes["VisibilityTimeout"]), configuration["Timeout"]
    if hidden < timeout:
        yield f"queue visibility timeout: {hidden} seconds is less than function timeout: {timeout} seconds"


@refuses("lambda", "CreateEventSourceMapping")
def permissions(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A role that may not read the source, or not write to the failure destination."""
    from emulator.policies.decisions import role_may

    function = params["FunctionName"]
    source = params.get("EventSourceArn", "")
    configuration = found(account, region, "lambda", "get_function_configuration", FunctionName=function)
    if configuration is None:
        return
    role, kind = configuration["Role"], source.split(":")[2] if source else ""
    wanted = [(f"{kind}:{action}", source) for action in NEEDED.get(kind, ())]
    destination = params.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    if destination:
        verb = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "s3": "s3:PutObject"}
        action = verb[destination.split(":")[2]]
        wanted.append((action, f"{destination}/*" if action == "s3:PutObject" else destination))
    for action, resource in wanted:
        if not role_may(account.account_id, role, action, resource, region):
            yield (
                f"the execution role {name_of(role)} does not have permissions to call "
                f"{action.partition(':')[2]} "
                f"on {resource}"
            )
