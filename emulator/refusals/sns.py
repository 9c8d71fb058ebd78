"""SNS.

https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html and API_SetTopicAttributes.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from emulator.policies.grammar import TOPIC

from .core import Params, refuses
from .documents import malformed
from .facts import name_of, parsed

if TYPE_CHECKING:
    from emulator.account import Account

FEEDBACK = {
    f"{kind}{what}"
    for kind in ("HTTP", "SQS", "Lambda", "Firehose", "Application")
    for what in ("SuccessFeedbackRoleArn", "FailureFeedbackRoleArn", "SuccessFeedbackSampleRate")
}
TOPIC_ATTRIBUTES = FEEDBACK | {
    *("DisplayName", "Policy", "DeliveryPolicy", "KmsMasterKeyId", "SignatureVersion", "TracingConfig"),
    *(
        "FifoTopic",
        "ContentBasedDeduplication",
        "ArchivePolicy",
        "FifoThroughputScope",
        "DataProtectionPolicy",
    ),
}
SUBSCRIPTION_ATTRIBUTES = {
    *("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy"),
    *("SubscriptionRoleArn", "ReplayPolicy"),
}
ENDPOINTS = {
    "http": r"http://.+",
    "https": r"https://.+",
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "email-json": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "sms": r"\+?[0-9]{6,15}",
    "sqs": r"arn:aws[\w-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+(\.fifo)?",
    "lambda": r"arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:.+",
    "firehose": r"arn:aws[\w-]*:firehose:.+",
    "application": r"arn:aws[\w-]*:sns:.+:endpoint/.+",
}
"""Protocol -> what its endpoints look like."""

RAW = ("sqs", "http", "https", "firehose")
"""Protocols that can deliver the bare message."""


@refuses("sns", "CreateTopic")
def topic(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Unknown attributes and malformed policies of a new topic."""
    given: Mapping[str, str] = params.get("Attributes", {})
    for key in sorted(given.keys() - TOPIC_ATTRIBUTES):
        yield f"a topic has no attribute {key}"
    yield from malformed(f"the policy of topic {params['Name']}", given.get("Policy"), TOPIC, account)
    if (given.get("FifoTopic") == "true") != params["Name"].endswith(".fifo"):
        yield f"topic {params['Name']}: FIFO topics, and only they, have names ending in .fifo"


@refuses("sns", "SetTopicAttributes")
def topic_attribute(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """One attribute of an existing topic."""
    key, value = params["AttributeName"], params.get("AttributeValue")
    if key not in TOPIC_ATTRIBUTES:
        yield f"a topic has no attribute {key}"
    if key == "Policy":
        yield from malformed(f"the policy of topic {name_of(params['TopicArn'])}", value, TOPIC, account)
    if key == "SignatureVersion" and value not in ("1", "2"):
        yield f"SignatureVersion must be 1 or 2, not {value}"


@refuses("sns", "Subscribe")
def subscription(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Protocols, the form of endpoints, and attributes that fit them."""
    protocol, endpoint = params["Protocol"], params.get("Endpoint", "")
    given: Mapping[str, str] = params.get("Attributes", {})
    if protocol not in ENDPOINTS:
        yield f"{protocol!r} is not a protocol: {', '.join(sorted(ENDPOINTS))}"
    elif not re.fullmatch(ENDPOINTS[protocol], endpoint):
        yield f"{endpoint!r} is no endpoint of the protocol {protocol}"
    for key in sorted(given.keys() - SUBSCRIPTION_ATTRIBUTES):
        yield f"a subscription has no attribute {key}"
    if given.get("RawMessageDelivery") == "true" and protocol not in RAW:
        yield f"raw message delivery is not possible over {protocol}"
    if params["TopicArn"].endswith(".fifo") and protocol not in ("sqs",):
        yield f"a FIFO topic delivers to SQS queues only, not over {protocol}"
    if protocol == "sqs" and endpoint.endswith(".fifo") and not params["TopicArn"].endswith(".fifo"):
        yield f"a standard topic can't deliver to the FIFO queue {name_of(endpoint)}"
    if given.get("RedrivePolicy"):
        policy, wrong = parsed("RedrivePolicy", given["RedrivePolicy"])
        yield from wrong
        if isinstance(policy, dict) and ":sqs:" not in str(policy.get("deadLetterTargetArn", "")):
            yield "RedrivePolicy needs a deadLetterTargetArn that is a queue's"
