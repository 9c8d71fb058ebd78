"""SQS: queues, and the policies that are queue attributes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import Any

from moto.sqs.models import Queue

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import again, document, later, reader, removal, tagging
from emulator.shapes import text

ATTRIBUTES = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deduplicationScope": "DeduplicationScope",
    "delaySeconds": "DelaySeconds",
    "fifoQueue": "FifoQueue",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
"""Inputs and the queue attributes they are."""

COUNTS = (
    "delaySeconds",
    "maxMessageSize",
    "messageRetentionSeconds",
    "receiveWaitTimeSeconds",
    "visibilityTimeoutSeconds",
)
"""Attributes that AWS fills in when the program leaves them out, as numbers."""


def keep_policies() -> None:
    """Mend moto, which forgets a queue's policy when another attribute is set, and hides who may redrive."""
    original = Queue._set_attributes

    @wraps(original)
    def set_attributes(queue: Queue, attributes: Mapping[str, Any], now: float | None = None) -> None:
        before = getattr(queue, "_policy_json", None)
        original(queue, attributes, now)
        if before is not None and "Policy" not in attributes:
            queue._policy_json = before
        queue.redrive_allow_policy = queue.redrive_allow_policy or None

    Queue._set_attributes = set_attributes
    Queue.redrive_allow_policy = None
    Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"]


keep_policies()


@resource("aws:sqs/queue:Queue")
def queue(r: Request) -> Created:
    """A queue with all its attributes in the one call that makes it."""
    name = r.physical(suffix=".fifo" if r.inputs.get("fifoQueue") else "")
    asked = wanted(r)
    made = r.api("sqs", "create_queue", QueueName=name, Attributes=asked or None, tags=r.tags or None)
    url = made["QueueUrl"]
    known = r.api("sqs", "get_queue_attributes", QueueUrl=url, AttributeNames=["All"])["Attributes"]
    defaults = {
        key: int(known[ATTRIBUTES[key]]) for key in COUNTS if key not in r.inputs and ATTRIBUTES[key] in known
    }
    return url, {"name": name, "url": url, "arn": known["QueueArn"], **defaults}


def wanted(r: Request) -> dict[str, str]:
    """The attributes that the program gives."""
    fifo = bool(r.inputs.get("fifoQueue"))
    attributes = {}
    for key, attribute in ATTRIBUTES.items():
        value = r.take(key)
        # AWS refuses FifoQueue=false: a standard queue is one that doesn't say.
        if value is not None and not (key == "fifoQueue" and not fifo):
            attributes[attribute] = text(value)
    if policy := document(r.take("policy")):
        attributes["Policy"] = policy
    return attributes


DEFAULTS = {
    "contentBasedDeduplication": "false",
    "deduplicationScope": "queue",
    "delaySeconds": "0",
    "fifoThroughputLimit": "perQueue",
    "kmsDataKeyReusePeriodSeconds": "300",
    "kmsMasterKeyId": "",
    "maxMessageSize": "262144",
    "messageRetentionSeconds": "345600",
    "policy": "",
    "receiveWaitTimeSeconds": "0",
    "redriveAllowPolicy": "",
    "redrivePolicy": "",
    "visibilityTimeoutSeconds": "30",
}
"""What an attribute goes back to when the program no longer gives it: the provider's defaults, in bytes and
seconds (registry page of aws.sqs.Queue); an empty text takes away."""


def change(r: Request, url: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Set the attributes that changed, and no others: a policy may be another resource's."""
    given = wanted(r)
    names = {**ATTRIBUTES, "policy": "Policy"}
    # Whether SQS manages the key is AWS's own choice where the program says nothing.
    attributes = {api: given.get(api, DEFAULTS.get(key)) for key, api in names.items() if key in r.changed}
    if attributes := present(**attributes):
        r.api("sqs", "set_queue_attributes", QueueUrl=url, Attributes=attributes)
    return {}


QUEUE = "aws:sqs/queue:Queue"
later(
    QUEUE,
    update=change,
    updates="sqs.set_queue_attributes.Attributes",
    rename=ATTRIBUTES,
    lasting=["fifoQueue"],
)
tagging(QUEUE, "sqs.tag_queue", "sqs.untag_queue", QueueUrl="id")
removal(QUEUE, "sqs.delete_queue", QueueUrl="id")
reader(
    QUEUE,
    "sqs.get_queue_attributes",
    lambda answer, _r, url: {"name": url.rpartition("/")[2], "url": url, **answer["Attributes"]},
    names={**ATTRIBUTES, "arn": "QueueArn"},
    QueueUrl="id",
    AttributeNames=lambda _r, _id: ["All"],
)
reader(QUEUE, "sqs.list_queue_tags", QueueUrl="id")


def attribute(token: str, key: str, api: str) -> None:
    """A type that is one attribute of a queue made elsewhere."""

    @resource(token)
    def apply(r: Request) -> Created:
        url, policy = r.take("queueUrl"), document(r.take(key))
        r.api("sqs", "set_queue_attributes", QueueUrl=url, Attributes={api: policy})
        return url, {key: policy}

    again(token, updates="sqs.set_queue_attributes.Attributes")
    # An empty attribute is AWS's way of taking a policy away.
    removal(token, "sqs.set_queue_attributes", QueueUrl="id", Attributes=lambda _r, _id: {api: ""})
    reader(
        token,
        "sqs.get_queue_attributes",
        lambda answer, _r, url: held(answer, api) and {"queueUrl": url, **answer["Attributes"]},
        QueueUrl="id",
        AttributeNames=lambda _r, _id: [api],
    )


def held(answer: Mapping[str, Any], api: str) -> bool:
    """Whether a queue has an attribute; an empty one is none."""
    return bool(answer.get("Attributes", {}).get(api))


attribute("aws:sqs/queuePolicy:QueuePolicy", "policy", "Policy")
attribute("aws:sqs/redrivePolicy:RedrivePolicy", "redrivePolicy", "RedrivePolicy")
attribute("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "redriveAllowPolicy", "RedriveAllowPolicy")
