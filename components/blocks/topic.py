"""An SNS topic: who may publish, who gets what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.blocks.queue import Queue
from components.blocks.queue_access import QueueSender
from components.documents import json_text
from components.encryption import key_rights
from components.guards import refuse
from components.guards.topics import (
    AWS_MANAGED_KEY,
    endpoint_problems,
    filter_problems,
    publisher_problems,
    receiver_problems,
)
from components.iam import Statement, deny_insecure_transport, resource_policy
from components.links import Link
from components.monitoring import Alarm, Metric, Widget
from components.naming import camel

SNS = "sns.amazonaws.com"
# Who speaks on an alerts topic: alarms, event rules (GuardDuty, Backup, deployments), budgets.
ALERT_PUBLISHERS = ("budgets.amazonaws.com", "cloudwatch.amazonaws.com", "events.amazonaws.com")
SIGNATURE_VERSION = 2  # SHA-256; version 1 signs with SHA-1
FilterScope = Literal["MessageBody", "MessageAttributes"]
Protocol = Literal["email", "https"]


@dataclass(frozen=True, kw_only=True)
class TopicArgs:
    """Settings of a topic.

    Attributes:
        account_id: The account that services publish for (`aws:SourceAccount`).
        name: Physical name, or None to have one generated.
        display_name: Sender's name of e-mails.
        publishers: Service principals that may publish for this account; they need a key of our own.
        kms_key_arn: A customer managed key; AWS's own SNS key without one.
        region: Region of the topic; the provider's without it.
    """

    account_id: pulumi.Input[str]
    name: str | None = None
    display_name: str | None = None
    publishers: Sequence[str] = ()
    kms_key_arn: pulumi.Input[str] | None = None
    region: str | None = None

    def __post_init__(self) -> None:
        """Refuse a key that the publishers can't use."""
        refuse("Topic", publisher_problems(kms_key=self.kms_key_arn, publishers=self.publishers))


def alerts_topic_args(
    *,
    account_id: pulumi.Input[str],
    kms_key_arn: pulumi.Input[str],
    name: str | None = None,
    display_name: str | None = None,
    region: str | None = None,
    others: Sequence[str] = (),
) -> TopicArgs:
    """The settings of a platform's alerts topic: alarms, rules and budgets may publish.

    The key's users must be `budgets`, `cloudwatch` and `events` (the Key block's names for them).

    `others` are further service principals that publish.
    """
    return TopicArgs(
        account_id=account_id,
        name=name,
        display_name=display_name,
        publishers=(*ALERT_PUBLISHERS, *others),
        kms_key_arn=kms_key_arn,
        region=region,
    )


class Topic(pulumi.ComponentResource):
    """An encrypted topic that takes messages over TLS only.

    Attributes:
        label: The logical name; part of Sids and of subscriptions' names.
        arn: ARN.
        name: Physical name.
        ready: What must exist before a service publishes: the policy that lets it.
    """

    def __init__(self, name: str, args: TopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Topic", name, None, opts)
        self.label = name
        self._args = args
        topic = aws.sns.Topic(
            f"{name}-topic",
            name=args.name,
            display_name=args.display_name,
            kms_master_key_id=AWS_MANAGED_KEY if args.kms_key_arn is None else args.kms_key_arn,
            signature_version=SIGNATURE_VERSION,
            region=args.region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        policy = aws.sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=resource_policy(
                [
                    # A topic's policy knows no sns:*; publishing is what travels here.
                    *deny_insecure_transport("sns:Publish", [topic.arn]),
                    *(_publisher(service, topic.arn, args.account_id) for service in args.publishers),
                ]
            ),
            region=args.region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn: pulumi.Output[str] = topic.arn
        self.name: pulumi.Output[str] = topic.name
        self.ready: Sequence[pulumi.Resource] = (policy,)
        self.register_outputs({"arn": self.arn})

    def subscribe(self, name: str, *, protocol: Protocol, endpoint: pulumi.Input[str]) -> None:
        """Send every message to a mailbox (which has to confirm) or to an HTTPS URL.

        Args:
            name: Short name, unique in this topic.
            protocol: `email` or `https`.
            endpoint: Address or URL.
        """
        refuse(f"Topic {self.label}", endpoint_problems(protocol=protocol, endpoint=endpoint))
        aws.sns.TopicSubscription(
            f"{self.label}-to-{name}",
            topic=self.arn,
            protocol=protocol,
            endpoint=endpoint,
            region=self._args.region,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def sender(self) -> QueueSender:
        """This topic as a sender of a queue: `QueueArgs(senders=[topic.sender()], ...)`."""
        return QueueSender(service=SNS, source_arn=self.arn)

    def subscribe_queue(
        self,
        queue: Queue,
        *,
        filter_policy: Mapping[str, Sequence[object]],
        scope: FilterScope = "MessageBody",
        raw: bool = True,
    ) -> None:
        """Send what passes a filter to a queue.

        Args:
            queue: It names this topic among its senders; its key, if any, has the user `sns`.
            filter_policy: Key -> accepted values.
            scope: Whether the keys are the message's own or its attributes'.
            raw: Whether the queue gets the bare message instead of SNS's envelope.
        """
        refuse(
            f"Topic {self.label}",
            [
                *filter_problems(filter_policy),
                *receiver_problems(queue=queue.label, accepts_topics=queue.accepts(SNS)),
            ],
        )
        aws.sns.TopicSubscription(
            f"{self.label}-to-{queue.label}",
            topic=self.arn,
            protocol="sqs",
            endpoint=queue.arn,
            filter_policy=json_text({key: list(each) for key, each in filter_policy.items()}),
            filter_policy_scope=scope,
            raw_message_delivery=raw,
            region=self._args.region,
            # before its policy the queue would refuse what SNS delivers, and SNS would drop it
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(queue.ready)),
        )

    def allow_publish(self) -> list[Statement]:
        """`sns:Publish`, and the key's use if there is a key."""
        sid = f"PublishTo{camel(self.label)}"
        return [
            Statement(sid=sid, actions=["sns:Publish"], resources=[self.arn]),
            *key_rights("encrypt", sid, self._args.kms_key_arn),
        ]

    def link(self, variable: str) -> Link:
        """The topic's ARN in a variable, with the right to publish."""
        return Link(environment={variable: self.arn}, statements=self.allow_publish())

    def alarms(self) -> list[Alarm]:
        """Alarms on deliveries that failed and on messages that a filter could not read."""
        return [
            Alarm(
                key=f"{self.label}-{key}",
                title=f"{camel(self.label)}{camel(key)}",
                description=description,
                metric=self._metric(metric),
                threshold=0,
            )
            for key, metric, description in (
                ("failed-deliveries", "NumberOfNotificationsFailed", "SNS could not deliver messages"),
                (
                    "unreadable-messages",
                    "NumberOfNotificationsFilteredOut-InvalidMessageBody",
                    "Messages were dropped because their body is not the JSON that filters read",
                ),
            )
        ]

    def widgets(self) -> list[Widget]:
        """Messages published, delivered, filtered out and failed."""
        names = (
            "NumberOfMessagesPublished",
            "NumberOfNotificationsDelivered",
            "NumberOfNotificationsFilteredOut",
            "NumberOfNotificationsFailed",
        )
        return [Widget(title=f"Topic {self.label}", metrics=[self._metric(name) for name in names])]

    def _metric(self, name: str) -> Metric:
        return Metric(namespace="AWS/SNS", name=name, dimensions={"TopicName": self.name}, statistic="Sum")


def _publisher(
    service: str, topic_arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> Mapping[str, object]:
    return {
        "Sid": f"Allow{camel(service.removesuffix('.amazonaws.com'))}",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sns:Publish",
        "Resource": topic_arn,
        # EventBridge takes no condition in a topic's policy (EventBridge User Guide, "Troubleshooting"):
        # with one, nothing would arrive.
        **(
            {}
            if service == "events.amazonaws.com"
            else {"Condition": {"StringEquals": {"aws:SourceAccount": account_id}}}
        ),
    }
