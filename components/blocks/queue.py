"""An SQS queue with its dead-letter queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.queue_access import (
    REDRIVE_ACTIONS,
    SEND_ACTIONS,
    DeadLetters,
    QueueSender,
    receive_rights,
)
from components.documents import json_text
from components.encryption import key_rights
from components.environments import Environment
from components.guards import refuse
from components.guards.queues import key_problems, queue_problems
from components.iam import Statement, deny_insecure_transport, resource_policy
from components.links import Link
from components.monitoring import Alarm, Metric, Widget
from components.naming import camel

SOURCE_RETENTION_SECONDS = 4 * 24 * 3600  # SQS's own default for MessageRetentionPeriod
DEAD_LETTER_RETENTION_SECONDS = 14 * 24 * 3600  # SQS's maximum: a dead letter keeps its first enqueue time
DEFAULT_VISIBILITY_SECONDS = 30  # SQS's own default for VisibilityTimeout
ARCHIVE_GRACE_SECONDS = 3600  # an archiver that works empties its queue within minutes
LONG_POLL_SECONDS = 20  # SQS's maximum for ReceiveMessageWaitTimeSeconds


@dataclass(frozen=True, kw_only=True)
class QueueArgs:
    """Settings of a queue.

    Attributes:
        name: Physical name, or None to have one generated.
        dead_letter_name: Physical name of the dead-letter queue, or None to have one generated.
        environment: Where it runs.
        visibility_timeout_seconds: How long a received message is hidden (0 to 43,200; SQS quota).
        max_receive_count: Receives without success before a message is a dead letter (1 to 1,000; SQS quota).
        retention_seconds: How long a message is kept (60 to 1,209,600; SQS quota).
        dead_letter_visibility_timeout_seconds: The same as above for the dead-letter queue's own consumer.
        kms_key_arn: A customer managed key; SSE-SQS without one.
        senders: AWS services that send to the queue; a key has to allow them too.
    """

    environment: Environment
    visibility_timeout_seconds: int
    max_receive_count: int
    name: str | None = None
    dead_letter_name: str | None = None
    retention_seconds: int = SOURCE_RETENTION_SECONDS
    dead_letter_visibility_timeout_seconds: int = DEFAULT_VISIBILITY_SECONDS
    kms_key_arn: pulumi.Input[str] | None = None
    senders: Sequence[QueueSender] = ()

    def __post_init__(self) -> None:
        """Refuse values outside SQS's quotas and keys that lose messages."""
        refuse(
            "Queue",
            queue_problems(
                visibility_timeout_seconds=self.visibility_timeout_seconds,
                max_receive_count=self.max_receive_count,
                retention_seconds=self.retention_seconds,
                dead_letter_retention_seconds=DEAD_LETTER_RETENTION_SECONDS,
                dead_letter_visibility_timeout_seconds=self.dead_letter_visibility_timeout_seconds,
            ),
        )
        refuse(
            "Queue",
            key_problems(kms_key=self.kms_key_arn, senders={sender.service for sender in self.senders}),
        )


class Queue(pulumi.ComponentResource):
    """A queue whose poison messages end in a dead-letter queue of its own; encrypted, TLS only.

    Attributes:
        label: The logical name; part of what consumers make.
        arn: ARN of the queue.
        url: URL of the queue.
        name: Physical name of the queue.
        dead_letters: The dead-letter queue, to be consumed or looked at.
        dead_letter_arn: ARN of the dead-letter queue.
        dead_letter_url: URL of the dead-letter queue.
        dead_letter_name: Physical name of the dead-letter queue.
        visibility_timeout_seconds: As given; consumers check their timeout against it.
        ready: What must exist before another service sends: the policy that lets it.
    """

    def __init__(self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Queue", name, None, opts)
        self.label = name
        self._args = args
        self.visibility_timeout_seconds = args.visibility_timeout_seconds

        dead_letters = self._dead_letter_queue()
        queue = self._queue(dead_letters)
        self._allow_redrive_from(queue, dead_letters)
        policy = self._policy("queue", queue, args.senders)
        self._policy("dlq", dead_letters, ())

        self.arn: pulumi.Output[str] = queue.arn
        self.url: pulumi.Output[str] = queue.url
        self.name: pulumi.Output[str] = queue.name
        self.dead_letters = DeadLetters(
            label=f"{name}-dlq",
            arn=dead_letters.arn,
            url=dead_letters.url,
            name=dead_letters.name,
            visibility_timeout_seconds=args.dead_letter_visibility_timeout_seconds,
            kms_key_arn=args.kms_key_arn,
        )
        self.dead_letter_arn: pulumi.Output[str] = dead_letters.arn
        self.dead_letter_url: pulumi.Output[str] = dead_letters.url
        self.dead_letter_name: pulumi.Output[str] = dead_letters.name
        self.ready: Sequence[pulumi.Resource] = (policy,)
        self.register_outputs({"arn": self.arn, "url": self.url, "dead_letter_url": self.dead_letter_url})

    def _dead_letter_queue(self) -> aws.sqs.Queue:
        return aws.sqs.Queue(
            f"{self.label}-dlq",
            name=self._args.dead_letter_name,
            message_retention_seconds=DEAD_LETTER_RETENTION_SECONDS,
            visibility_timeout_seconds=self._args.dead_letter_visibility_timeout_seconds,
            receive_wait_time_seconds=LONG_POLL_SECONDS,
            kms_master_key_id=self._args.kms_key_arn,
            sqs_managed_sse_enabled=True if self._args.kms_key_arn is None else None,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _queue(self, dead_letters: aws.sqs.Queue) -> aws.sqs.Queue:
        return aws.sqs.Queue(
            f"{self.label}-queue",
            name=self._args.name,
            message_retention_seconds=self._args.retention_seconds,
            visibility_timeout_seconds=self._args.visibility_timeout_seconds,
            receive_wait_time_seconds=LONG_POLL_SECONDS,
            redrive_policy=json_text(
                {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": self._args.max_receive_count}
            ),
            kms_master_key_id=self._args.kms_key_arn,
            sqs_managed_sse_enabled=True if self._args.kms_key_arn is None else None,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _allow_redrive_from(self, queue: aws.sqs.Queue, dead_letters: aws.sqs.Queue) -> None:
        aws.sqs.RedriveAllowPolicy(
            f"{self.label}-redrive-allow",
            queue_url=dead_letters.url,
            redrive_allow_policy=json_text({"redrivePermission": "byQueue", "sourceQueueArns": [queue.arn]}),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _policy(self, role: str, queue: aws.sqs.Queue, senders: Sequence[QueueSender]) -> aws.sqs.QueuePolicy:
        return aws.sqs.QueuePolicy(
            f"{self.label}-{role}-policy",
            queue_url=queue.url,
            policy=resource_policy(
                [
                    *deny_insecure_transport("sqs:*", [queue.arn]),
                    *(sender.to_json(f"Sender{number}", queue.arn) for number, sender in enumerate(senders)),
                ]
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def accepts(self, service: str) -> bool:
        """Whether the queue's policy lets a service send at all."""
        return any(sender.service == service for sender in self._args.senders)

    def allow_send(self) -> list[Statement]:
        """`sqs:SendMessage` and `sqs:GetQueueAttributes`, and the key's use if there is a key."""
        return [
            Statement(sid=f"SendTo{camel(self.label)}", actions=SEND_ACTIONS, resources=[self.arn]),
            *key_rights("encrypt", f"SendTo{camel(self.label)}", self._args.kms_key_arn),
        ]

    def allow_receive(self, *, backoff: bool = False) -> list[Statement]:
        """`sqs:ReceiveMessage`, `sqs:DeleteMessage`, `sqs:GetQueueAttributes`, and the key's use.

        Args:
            backoff: Also `sqs:ChangeMessageVisibility`, for consumers that retry later and later (HR-18).
        """
        return receive_rights(self.label, self.arn, self._args.kms_key_arn, backoff=backoff)

    def allow_redrive(self) -> list[Statement]:
        """What moves dead letters back: reading and moving them there, sending here."""
        sid = f"Redrive{camel(self.label)}"
        return [
            Statement(sid=sid, actions=REDRIVE_ACTIONS, resources=[self.dead_letter_arn]),
            *key_rights("decrypt", sid, self._args.kms_key_arn),
            *self.allow_send(),
        ]

    def link(self, variable: str) -> Link:
        """The queue's URL in a variable, with the right to send to it."""
        return Link(environment={variable: self.url}, statements=self.allow_send())

    def alarms(
        self, *, depth_above: float, depth_title: str, archived: bool = False, consumed: bool = True
    ) -> list[Alarm]:
        """Alarms on depth, on messages that wait too long, and on dead letters.

        Args:
            depth_above: Visible messages (five-minute average) above which the queue is too deep.
            depth_title: Title of that alarm.
            archived: Whether dead letters are moved elsewhere by an archiver: then not their number is
                wrong, but one that stays.
            consumed: Whether something consumes the queue; if not, the age of its messages says nothing.
        """
        age = Alarm(
            key=f"{self.label}-age",
            title=f"{camel(self.label)}OldMessages",
            description="Messages wait longer than all receives of one should take",
            metric=self._metric("ApproximateAgeOfOldestMessage", "Maximum"),
            threshold=self._args.visibility_timeout_seconds * self._args.max_receive_count,
        )
        return [
            Alarm(
                key=f"{self.label}-depth",
                title=depth_title,
                description="SQS queue depth is high",
                metric=self._metric("ApproximateNumberOfMessagesVisible", "Average"),
                threshold=depth_above,
            ),
            *([age] if consumed else []),
            Alarm(
                key=f"{self.label}-dead-letters",
                title=f"{camel(self.label)}{'DeadLettersNotArchived' if archived else 'DeadLetters'}",
                description="Messages failed every receive and are in the dead-letter queue",
                metric=self._metric(
                    "ApproximateAgeOfOldestMessage" if archived else "ApproximateNumberOfMessagesVisible",
                    "Maximum",
                    queue_name=self.dead_letter_name,
                ),
                threshold=ARCHIVE_GRACE_SECONDS if archived else 0,
            ),
        ]

    def widgets(self) -> list[Widget]:
        """Depth and age of the queue, and its dead letters."""
        return [
            Widget(
                title=f"Queue {self.label}: depth",
                metrics=[
                    self._metric("ApproximateNumberOfMessagesVisible", "Average"),
                    self._metric("ApproximateNumberOfMessagesNotVisible", "Average"),
                    self._metric(
                        "ApproximateNumberOfMessagesVisible",
                        "Maximum",
                        queue_name=self.dead_letter_name,
                        label="Dead letters",
                    ),
                ],
            ),
            Widget(
                title=f"Queue {self.label}: age of oldest message",
                metrics=[self._metric("ApproximateAgeOfOldestMessage", "Maximum")],
            ),
        ]

    def _metric(
        self,
        metric: str,
        statistic: str,
        *,
        queue_name: pulumi.Input[str] | None = None,
        label: str | None = None,
    ) -> Metric:
        return Metric(
            namespace="AWS/SQS",
            name=metric,
            dimensions={"QueueName": self.name if queue_name is None else queue_name},
            statistic=statistic,
            label=label,
        )
