"""An SQS queue with its dead-letter queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.environments import Environment
from components.guards import refuse
from components.guards.queues import queue_problems
from components.iam import Statement, deny_insecure_transport, resource_policy
from components.links import Link
from components.monitoring import Alarm, Metric, Widget

SEND_ACTIONS = ("sqs:SendMessage", "sqs:GetQueueAttributes")
RECEIVE_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")

SOURCE_RETENTION_SECONDS = 4 * 24 * 3600  # SQS's own default for MessageRetentionPeriod
DEAD_LETTER_RETENTION_SECONDS = 14 * 24 * 3600  # SQS's maximum: a dead letter keeps its first enqueue time
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
        kms_key_arn: A customer managed key; SSE-SQS without one.
    """

    environment: Environment
    visibility_timeout_seconds: int
    max_receive_count: int
    name: str | None = None
    dead_letter_name: str | None = None
    retention_seconds: int = SOURCE_RETENTION_SECONDS
    kms_key_arn: pulumi.Input[str] | None = None

    def __post_init__(self) -> None:
        """Refuse values outside SQS's quotas."""
        refuse(
            "Queue",
            queue_problems(
                visibility_timeout_seconds=self.visibility_timeout_seconds,
                max_receive_count=self.max_receive_count,
                retention_seconds=self.retention_seconds,
                dead_letter_retention_seconds=DEAD_LETTER_RETENTION_SECONDS,
            ),
        )


class Queue(pulumi.ComponentResource):
    """A queue whose poison messages end in a dead-letter queue of its own; encrypted, TLS only.

    Attributes:
        arn: ARN of the queue.
        url: URL of the queue.
        name: Physical name of the queue.
        dead_letter_arn: ARN of the dead-letter queue.
        dead_letter_url: URL of the dead-letter queue.
        dead_letter_name: Physical name of the dead-letter queue.
        visibility_timeout_seconds: As given; consumers check their timeout against it.
    """

    def __init__(self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Queue", name, None, opts)
        self._name = name
        self._args = args
        self.visibility_timeout_seconds = args.visibility_timeout_seconds

        dead_letters = self._queue(
            f"{name}-dlq",
            name=args.dead_letter_name,
            message_retention_seconds=DEAD_LETTER_RETENTION_SECONDS,
        )
        queue = self._queue(
            f"{name}-queue",
            name=args.name,
            message_retention_seconds=args.retention_seconds,
            visibility_timeout_seconds=args.visibility_timeout_seconds,
            redrive_policy=pulumi.Output.json_dumps(
                {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": args.max_receive_count}
            ),
        )
        child = pulumi.ResourceOptions(parent=self)
        aws.sqs.RedriveAllowPolicy(
            f"{name}-redrive-allow",
            queue_url=dead_letters.url,
            redrive_allow_policy=pulumi.Output.json_dumps(
                {"redrivePermission": "byQueue", "sourceQueueArns": [queue.arn]}
            ),
            opts=child,
        )
        self._policy(f"{name}-queue-policy", queue)
        self._policy(f"{name}-dlq-policy", dead_letters)

        self.arn: pulumi.Output[str] = queue.arn
        self.url: pulumi.Output[str] = queue.url
        self.name: pulumi.Output[str] = queue.name
        self.dead_letter_arn: pulumi.Output[str] = dead_letters.arn
        self.dead_letter_url: pulumi.Output[str] = dead_letters.url
        self.dead_letter_name: pulumi.Output[str] = dead_letters.name
        self.register_outputs({"arn": self.arn, "url": self.url, "dead_letter_url": self.dead_letter_url})

    def _queue(self, logical_name: str, **settings: Any) -> aws.sqs.Queue:
        encryption: dict[str, Any] = (
            {"kms_master_key_id": self._args.kms_key_arn}
            if self._args.kms_key_arn is not None
            else {"sqs_managed_sse_enabled": True}
        )
        return aws.sqs.Queue(
            logical_name,
            receive_wait_time_seconds=LONG_POLL_SECONDS,
            opts=pulumi.ResourceOptions(parent=self),
            **settings,
            **encryption,
        )

    def _policy(self, logical_name: str, queue: aws.sqs.Queue) -> None:
        aws.sqs.QueuePolicy(
            logical_name,
            queue_url=queue.url,
            policy=resource_policy(deny_insecure_transport("sqs:*", [queue.arn])),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def allow_send(self) -> Statement:
        """`sqs:SendMessage` and `sqs:GetQueueAttributes` on the queue."""
        return Statement(sid="SendToQueue", actions=SEND_ACTIONS, resources=[self.arn])

    def allow_receive(self) -> Statement:
        """`sqs:ReceiveMessage`, `sqs:DeleteMessage` and `sqs:GetQueueAttributes` on the queue."""
        return Statement(sid="ReceiveFromQueue", actions=RECEIVE_ACTIONS, resources=[self.arn])

    def link(self, variable: str) -> Link:
        """The queue's URL in a variable, with the right to send to it."""
        return Link(environment={variable: self.url}, statements=[self.allow_send()])

    def alarms(self, *, depth_above: float, depth_title: str, archived: bool = False) -> list[Alarm]:
        """Alarms on depth, on messages that wait too long, and on dead letters.

        Args:
            depth_above: Visible messages (five-minute average) above which the queue is too deep.
            depth_title: Title of that alarm.
            archived: Whether dead letters are moved elsewhere by an archiver: then not their number is
                wrong, but one that stays.
        """
        return [
            Alarm(
                key=f"{self._name}-depth",
                title=depth_title,
                description="SQS queue depth is high",
                metric=self._metric("ApproximateNumberOfMessagesVisible", "Average"),
                threshold=depth_above,
            ),
            Alarm(
                key=f"{self._name}-age",
                title="OldMessages",
                description="Messages wait longer than the time in which all receives of one should have happened",
                metric=self._metric("ApproximateAgeOfOldestMessage", "Maximum"),
                threshold=self._args.visibility_timeout_seconds * self._args.max_receive_count,
            ),
            Alarm(
                key=f"{self._name}-dead-letters",
                title="DeadLettersNotArchived" if archived else "DeadLetters",
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
                title=f"Queue {self._name}: depth",
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
                title=f"Queue {self._name}: age of oldest message",
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
