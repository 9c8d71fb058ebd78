"""SNS: a subscription delivers only where the other side's policy lets the topic in."""

import json
from datetime import UTC, datetime
from typing import Any

from moto.sns.models import Subscription

from . import functions
from .delivery import deliver, refused
from .work import lost

SERVICE = "sns.amazonaws.com"
_publish = Subscription.publish


def publish(subscription: Any, message: str, message_id: str, *args: Any, **options: Any) -> None:
    """`Subscription.publish`: moto asks nobody, and its events for functions are samples."""
    names = ("subject", "message_attributes", "group_id", "deduplication_id", "message_structure")
    given = {**dict(zip(names, args, strict=False)), **options}
    matcher = subscription._filter_policy_matcher
    if matcher is not None and not matcher.matches(given.get("message_attributes"), message):
        return
    account, endpoint, source = subscription.account_id, subscription.endpoint, subscription.topic.arn
    if subscription.protocol == "lambda":
        if given.get("message_structure") == "json":
            message = subscription._parse_message_structure(message, "lambda")
        event = _event(subscription, message, message_id, given)
        if not functions.later(account, endpoint, event, service=SERVICE, source=source):
            _dead_letter(subscription, json.dumps(event["Records"][0]["Sns"]))
        return
    if subscription.protocol == "sqs":
        reason = refused(account, SERVICE, endpoint, source)
        if reason:
            lost(SERVICE, endpoint, reason, message)
            _dead_letter(subscription, message)
            return
        if subscription.attributes.get("RawMessageDelivery") == "false":
            del subscription.attributes["RawMessageDelivery"]  # moto takes any text for yes
    _publish(subscription, message, message_id, **given)


def _dead_letter(subscription: Any, text: str) -> None:
    policy = subscription.attributes.get("RedrivePolicy")
    target = json.loads(policy).get("deadLetterTargetArn") if policy else None
    if target and not refused(subscription.account_id, SERVICE, target, subscription.topic.arn):
        deliver(subscription.account_id, target, text)


def _event(subscription: Any, message: str, message_id: str, given: dict[str, Any]) -> dict[str, Any]:
    attributes = given.get("message_attributes") or {}
    return {
        "Records": [
            {
                "EventVersion": "1.0",
                "EventSubscriptionArn": subscription.arn,
                "EventSource": "aws:sns",
                "Sns": {
                    "Type": "Notification",
                    "MessageId": message_id,
                    "TopicArn": subscription.topic.arn,
                    "Subject": given.get("subject"),
                    "Message": message,
                    "Timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                    "SignatureVersion": "1",
                    "MessageAttributes": {
                        name: {"Type": value["Type"], "Value": str(value["Value"])}
                        for name, value in attributes.items()
                    },
                },
            }
        ]
    }
