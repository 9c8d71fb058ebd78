"""SQS.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from emulator.policies.grammar import QUEUE

from .core import Params, refuses
from .documents import malformed
from .facts import found, name_of, parsed, within

if TYPE_CHECKING:
    from emulator.account import Account

RANGES = {
    "VisibilityTimeout": (0, 43_200),
    "MessageRetentionPeriod": (60, 1_209_600),
    "DelaySeconds": (0, 900),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "MaximumMessageSize": (1024, 1_048_576),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
}
"""Attribute -> lowest and highest value; seconds, but for the size, which is in bytes."""

DEFAULT_RETENTION = 345_600
"""Seconds: four days."""

MOST_RECEIVES = 1000
FLAGS = ("FifoQueue", "ContentBasedDeduplication", "SqsManagedSseEnabled")
FIFO_ONLY = ("ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit")
MOST_SOURCES = 10
"""Queues that a redrive allow policy may list."""


@refuses("sqs", "CreateQueue", "SetQueueAttributes")
def attributes(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Ranges, flags, and attributes that exclude each other."""
    given: Mapping[str, str] = params.get("Attributes", {})
    name = params.get("QueueName") or name_of(params.get("QueueUrl", ""))
    for key, (low, high) in RANGES.items():
        yield from within(key, given.get(key), low, high)
    for key in FLAGS:
        if given.get(key) not in (None, "true", "false"):
            yield f"{key} must be true or false, not {given[key]!r}"
    fifo = name.endswith(".fifo")
    if "FifoQueue" in given and (given["FifoQueue"] == "true") != fifo:
        yield (
            f"queue {name}: FifoQueue is {given['FifoQueue']}, but only names ending in .fifo are FIFO queues"
        )
    if "QueueName" in params and fifo and given.get("FifoQueue") != "true":
        yield f"queue {name}: a name ending in .fifo needs FifoQueue true"
    if not fifo:
        yield from (f"{key} is only for FIFO queues" for key in FIFO_ONLY if key in given)
    if given.get("KmsMasterKeyId") and given.get("SqsManagedSseEnabled") == "true":
        yield "KmsMasterKeyId and SqsManagedSseEnabled exclude each other"
    yield from malformed(f"the policy of queue {name}", given.get("Policy"), QUEUE, account)
    yield from _redrive(given, account, region)
    yield from _redrive_allow(given)


def _redrive(given: Mapping[str, str], account: "Account", region: str) -> Iterator[str]:
    if not given.get("RedrivePolicy"):
        return
    policy, wrong = parsed("RedrivePolicy", given["RedrivePolicy"])
    yield from wrong
    if not isinstance(policy, dict):
        return
    for key in sorted(policy.keys() ^ {"deadLetterTargetArn", "maxReceiveCount"}):
        yield f"RedrivePolicy: {key} is {'unknown' if key in policy else 'missing'}"
    yield from within("maxReceiveCount", policy.get("maxReceiveCount"), 1, MOST_RECEIVES)
    target = str(policy.get("deadLetterTargetArn", ""))
    answer = found(account, region, "sqs", "get_queue_url", QueueName=name_of(target))
    if answer is None:
        return  # a missing dead-letter queue is moto's own refusal
    of_target = account.client("sqs", region).get_queue_attributes(
        QueueUrl=answer["QueueUrl"], AttributeNames=["MessageRetentionPeriod"]
    )["Attributes"]
    kept, own = (
        int(of_target["MessageRetentionPeriod"]),
        given.get("MessageRetentionPeriod", DEFAULT_RETENTION),
    )
    if kept < int(own):
        yield (
            f"dead-letter queue {name_of(target)} keeps messages {kept} s, less than the {own} s of "
            f"its source: a "
            "message keeps its first time stamp when it moves, so it could be gone before anybody saw it"
        )


def _redrive_allow(given: Mapping[str, str]) -> Iterator[str]:
    if not given.get("RedriveAllowPolicy"):
        return
    policy, wrong = parsed("RedriveAllowPolicy", given["RedriveAllowPolicy"])
    yield from wrong
    if not isinstance(policy, dict):
        return
    permission, sources = policy.get("redrivePermission"), policy.get("sourceQueueArns")
    if permission not in ("allowAll", "denyAll", "byQueue"):
        yield f"redrivePermission must be allowAll, denyAll or byQueue, not {permission!r}"
    if (permission == "byQueue") != bool(sources):
        yield "sourceQueueArns are needed with redrivePermission byQueue, and only there"
    if sources and len(sources) > MOST_SOURCES:
        yield f"sourceQueueArns has {len(sources)} queues, at most {MOST_SOURCES} are allowed"
