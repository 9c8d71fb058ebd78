"""Deliveries between services, each allowed by the policy of the side that receives."""

import json
from typing import Any

from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from emulator.policies.decisions import service_may, service_may_use_key

from .functions import later
from .work import lost


def refused(account: str, service: str, target: str, source: str) -> str:
    """Why a queue or topic doesn't take a service's message; empty if it does."""
    region, kind = target.split(":")[3], target.split(":")[2]
    name = target.rsplit(":", 1)[-1]
    if kind == "sqs":
        queue = sqs_backends[account][region].queues.get(name)
        if queue is None:
            return "the queue does not exist"
        action, key = "sqs:SendMessage", queue.kms_master_key_id
    else:
        topic = sns_backends[account][region].topics.get(target)
        if topic is None:
            return "the topic does not exist"
        action, key = "sns:Publish", topic.kms_master_key_id
    if not service_may(account, service, action, target, source=source):
        return f"its policy does not let {service} in for {source}"
    if key and not service_may_use_key(account, region, service, key, source=source):
        return f"its key {key} does not let {service} in"
    return ""


def deliver(account: str, target: str, text: str, *, group: str | None = None, **attributes: Any) -> None:
    """Put a message where it goes; whether it may go there has been asked before."""
    kind, region, name = target.split(":")[2], target.split(":")[3], target.rsplit(":", 1)[-1]
    if kind == "sqs":
        sqs_backends[account][region].send_message(
            name, text, group_id=group, validate_group_id=False, **attributes
        )
    elif kind == "sns":
        sns_backends[account][region].publish(text, arn=target)
    else:
        raise ValueError(f"nothing is delivered to {target}")


def hand_over(
    account: str,
    service: str,
    target: str,
    text: str,
    source: str,
    *,
    dead_letters: str | None = None,
    group: str | None = None,
) -> bool:
    """Deliver a service's message to a queue, topic or function, or else to its dead-letter queue.

    Returns whether it arrived where it was meant to; what arrives nowhere is noted as lost.
    """
    if ":lambda:" in target:
        if later(account, target, json.loads(text), service=service, source=source):
            return True
        reason = "the function does not exist or does not let it in"
    else:
        reason = refused(account, service, target, source)
        if not reason:
            deliver(account, target, text, group=group)
            return True
        lost(service, target, reason, text)
    if dead_letters and not refused(account, service, dead_letters, source):
        deliver(account, dead_letters, text)
    return False
