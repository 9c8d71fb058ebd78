"""Who may use a queue, and how: senders, consumers, and the dead letters as a queue of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi

from components.encryption import key_rights
from components.iam import Statement
from components.naming import camel

SEND_ACTIONS = ("sqs:SendMessage", "sqs:GetQueueAttributes")
RECEIVE_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
BACKOFF_ACTION = "sqs:ChangeMessageVisibility"
# Amazon SQS Developer Guide, "Dead-letter queue redrive": the caller's rights on the dead-letter queue.
REDRIVE_ACTIONS = (
    *RECEIVE_ACTIONS,
    "sqs:StartMessageMoveTask",
    "sqs:ListMessageMoveTasks",
    "sqs:CancelMessageMoveTask",
)


class Consumable(Protocol):
    """What a consumer needs of a queue; a queue's dead letters are one too."""

    @property
    def label(self) -> str:
        """Short name for logical names of what the consumer makes (`attempts`, `attempts-dlq`)."""

    @property
    def arn(self) -> pulumi.Output[str]:
        """ARN of the queue."""

    @property
    def visibility_timeout_seconds(self) -> int:
        """How long a received message is hidden."""

    def allow_receive(self, *, backoff: bool = False) -> Sequence[Statement]:
        """The consumer's rights."""


@dataclass(frozen=True, kw_only=True)
class QueueSender:
    """An AWS service that may send to the queue on behalf of one resource.

    Attributes:
        service: Service principal (`sns.amazonaws.com`).
        source_arn: The resource it sends for (a topic, an event rule).
    """

    service: str
    source_arn: pulumi.Input[str]

    def to_json(self, sid: str, queue_arn: pulumi.Input[str]) -> dict[str, object]:
        """The statement of the queue's policy."""
        return {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Service": self.service},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": self.source_arn}},
        }


def receive_rights(
    label: str, arn: pulumi.Input[str], kms_key_arn: pulumi.Input[str] | None, *, backoff: bool
) -> list[Statement]:
    """The rights of a consumer of the queue with this label and ARN."""
    sid = f"ReceiveFrom{camel(label)}"
    actions = (*RECEIVE_ACTIONS, BACKOFF_ACTION) if backoff else RECEIVE_ACTIONS
    return [
        Statement(sid=sid, actions=actions, resources=[arn]),
        *key_rights("decrypt", sid, kms_key_arn),
    ]


@dataclass(frozen=True, kw_only=True)
class DeadLetters:
    """The dead-letter queue as something to consume: by an archiver, or by a redrive.

    Attributes:
        label: Short name for logical names.
        arn: ARN.
        url: URL.
        name: Physical name.
        visibility_timeout_seconds: As given; consumers check their timeout against it.
        kms_key_arn: The customer managed key, if any.
    """

    label: str
    arn: pulumi.Output[str]
    url: pulumi.Output[str]
    name: pulumi.Output[str]
    visibility_timeout_seconds: int
    kms_key_arn: pulumi.Input[str] | None

    def allow_receive(self, *, backoff: bool = False) -> list[Statement]:
        """The actions of `Queue.allow_receive`, on the dead-letter queue."""
        return receive_rights(self.label, self.arn, self.kms_key_arn, backoff=backoff)
