"""SNS: topics, their policies and subscriptions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import wraps
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores
from moto.sns.responses import SNSResponse

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import again, document, later, reader, removal, tagging
from emulator.shapes import tag_list, text

lacks("sns", "PutDataProtectionPolicy")

AT_BIRTH = {"fifoTopic": "FifoTopic", "contentBasedDeduplication": "ContentBasedDeduplication"}
"""Attributes that decide the topic's kind: CreateTopic takes them."""

PROTOCOLS = {
    "application": "Application",
    "firehose": "Firehose",
    "http": "HTTP",
    "lambda": "Lambda",
    "sqs": "SQS",
}
"""Input prefix and attribute prefix of each protocol whose deliveries can be logged."""

LATER = {
    "archivePolicy": "ArchivePolicy",
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "fifoThroughputScope": "FifoThroughputScope",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maximumMessageSize": "MaximumMessageSize",
    "policy": "Policy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
    **{f"{key}FailureFeedbackRoleArn": f"{api}FailureFeedbackRoleArn" for key, api in PROTOCOLS.items()},
    **{f"{key}SuccessFeedbackRoleArn": f"{api}SuccessFeedbackRoleArn" for key, api in PROTOCOLS.items()},
    **{
        f"{key}SuccessFeedbackSampleRate": f"{api}SuccessFeedbackSampleRate" for key, api in PROTOCOLS.items()
    },
}
"""Attributes that are set one by one once the topic exists."""

SUBSCRIPTION = {
    "deliveryPolicy": "DeliveryPolicy",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
    "replayPolicy": "ReplayPolicy",
    "subscriptionRoleArn": "SubscriptionRoleArn",
}

CONFIRMED_BY_THE_OWNER = ("email", "email-json", "http", "https")
"""Protocols whose endpoint must answer a confirmation message before anything is delivered."""


def show_attributes() -> None:
    """Mend moto, which keeps every attribute of a topic and shows the oldest of them only."""
    original = SNSResponse.get_topic_attributes

    @wraps(original)
    def get_topic_attributes(response: SNSResponse) -> ActionResult:
        answer = original(response)
        shown: dict[str, Any] = answer.result["Attributes"]
        topic = response.backend.get_topic(response._get_param("TopicArn"))
        for name in LATER.values():
            if name not in shown and (value := getattr(topic, camelcase_to_underscores(name), None)):
                shown[name] = value
        return answer

    SNSResponse.get_topic_attributes = get_topic_attributes


show_attributes()


@resource("aws:sns/topic:Topic")
def topic(r: Request) -> Created:
    """A topic, then its attributes."""
    fifo = bool(r.inputs.get("fifoTopic"))
    name = r.physical(suffix=".fifo" if fifo else "")
    birth = {api: text(value) for key, api in AT_BIRTH.items() if (value := r.take(key)) and fifo}
    made = r.api("sns", "create_topic", Name=name, Attributes=birth or None, Tags=tag_list(r.tags))
    arn = made["TopicArn"]
    for key, api in LATER.items():
        if (value := r.take(key)) is not None:
            value = document(value) if key == "policy" else text(value)
            r.api("sns", "set_topic_attributes", TopicArn=arn, AttributeName=api, AttributeValue=value)
    return arn, {"arn": arn, "name": name, "owner": r.cloud.account_id}


@resource("aws:sns/topicPolicy:TopicPolicy")
def topic_policy(r: Request) -> Created:
    """Who may publish to and subscribe to a topic."""
    arn = r.take("arn")
    policy = document(r.take("policy"))
    r.api("sns", "set_topic_attributes", TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return arn, {"owner": r.cloud.account_id, "policy": policy}


@resource("aws:sns/dataProtectionPolicy:DataProtectionPolicy")
def data_protection_policy(r: Request) -> Created:
    """What a topic's messages must not contain."""
    arn = r.take("arn")
    policy = document(r.take("policy"))
    r.api("sns", "put_data_protection_policy", ResourceArn=arn, DataProtectionPolicy=policy)
    return arn, {}


@resource("aws:sns/topicSubscription:TopicSubscription")
def subscription(r: Request) -> Created:
    """An endpoint of a topic with its filter, dead letters and format."""
    attributes = {api: text(value) for key, api in SUBSCRIPTION.items() if (value := r.take(key)) is not None}
    protocol, endpoint = r.take("protocol"), r.take("endpoint")
    # How long the provider waits for an HTTP endpoint to confirm: nothing is sent to AWS.
    r.take("confirmationTimeoutInMinutes")
    confirms_itself = bool(r.take("endpointAutoConfirms"))
    made = r.api(
        "sns",
        "subscribe",
        TopicArn=r.take("topic"),
        Protocol=protocol,
        Endpoint=endpoint,
        Attributes=attributes or None,
        ReturnSubscriptionArn=True,
    )
    pending = protocol in CONFIRMED_BY_THE_OWNER and not confirms_itself
    return made["SubscriptionArn"], {
        "arn": made["SubscriptionArn"],
        "ownerId": r.cloud.account_id,
        "pendingConfirmation": pending,
        "confirmationWasAuthenticated": not pending,
    }


TOPIC = "aws:sns/topic:Topic"
SUBSCRIBED = "aws:sns/topicSubscription:TopicSubscription"

TOPIC_DEFAULTS = {
    "archivePolicy": "{}",
    "contentBasedDeduplication": "false",
    "fifoThroughputScope": "Topic",
    "maximumMessageSize": "262144",
    "signatureVersion": "1",
    "tracingConfig": "PassThrough",
    **{f"{key}SuccessFeedbackSampleRate": "0" for key in PROTOCOLS},
}
"""What takes an attribute of a topic back to AWS's default, where that isn't an empty text
(SetTopicAttributes' page; sizes in bytes)."""

SUBSCRIPTION_DEFAULTS = {
    "filterPolicy": "{}",
    "filterPolicyScope": "MessageAttributes",
    "rawMessageDelivery": "false",
    "replayPolicy": "{}",
}
"""The same for a subscription (SetSubscriptionAttributes' page)."""


def change_topic(r: Request, arn: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Set the attributes that changed, one call each."""
    for key, api in {**LATER, "contentBasedDeduplication": "ContentBasedDeduplication"}.items():
        if key not in r.changed:
            continue
        given = r.take(key)
        value = document(given) if key == "policy" else None if given is None else text(given)
        if value is None:
            value = default_policy(r, arn) if key == "policy" else TOPIC_DEFAULTS.get(key, "")
        r.api("sns", "set_topic_attributes", TopicArn=arn, AttributeName=api, AttributeValue=value)
    return {}


def default_policy(r: Request, arn: str) -> str:
    """The policy that every topic is born with: its account may do everything with it."""
    actions = (
        "AddPermission",
        "DeleteTopic",
        "GetTopicAttributes",
        "ListSubscriptionsByTopic",
        "Publish",
        "RemovePermission",
        "SetTopicAttributes",
        "Subscribe",
    )
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in actions],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": r.cloud.account_id}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})


def change_subscription(r: Request, arn: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Set the attributes that changed, one call each: a filter is read by its scope, which goes first."""
    # How long, and whether, an endpoint is waited for at its birth.
    for steering in ("confirmationTimeoutInMinutes", "endpointAutoConfirms"):
        r.take(steering)
    for key in sorted(SUBSCRIPTION, key=lambda key: key != "filterPolicyScope"):
        if key in r.changed:
            given = r.take(key)
            value = SUBSCRIPTION_DEFAULTS.get(key, "") if given is None else text(given)
            # AWS takes a redrive policy away when the value is absent, and refuses an empty one.
            r.api(
                "sns",
                "set_subscription_attributes",
                SubscriptionArn=arn,
                AttributeName=SUBSCRIPTION[key],
                AttributeValue=None if key == "redrivePolicy" and given is None else value,
            )
    return {}


# SetTopicAttributes and SetSubscriptionAttributes take an attribute's name as text, which no model lists.
later(
    TOPIC,
    update=change_topic,
    updates="sns.set_topic_attributes",
    changing=[*LATER, "contentBasedDeduplication"],
)
later(
    SUBSCRIBED,
    update=change_subscription,
    updates="sns.set_subscription_attributes",
    changing=[*SUBSCRIPTION, "confirmationTimeoutInMinutes", "endpointAutoConfirms"],
)
tagging(TOPIC, "sns.tag_resource", "sns.untag_resource", ResourceArn="id")
removal(TOPIC, "sns.delete_topic", TopicArn="id")
removal(SUBSCRIBED, "sns.unsubscribe", SubscriptionArn="id")
reader(
    TOPIC,
    "sns.get_topic_attributes",
    lambda answer, _r, arn: {"name": arn.rpartition(":")[2], **answer["Attributes"]},
    names={**LATER, "arn": "TopicArn"},
    TopicArn="id",
)
reader(TOPIC, "sns.list_tags_for_resource", ResourceArn="id")
reader(
    SUBSCRIBED,
    "sns.get_subscription_attributes",
    "Attributes",
    names={"arn": "SubscriptionArn", "topic": "TopicArn"},
    SubscriptionArn="id",
)

again(
    "aws:sns/topicPolicy:TopicPolicy",
    updates="sns.set_topic_attributes",
    # An attribute's name again.
    changing=["policy"],
)
removal(
    "aws:sns/topicPolicy:TopicPolicy",
    "sns.set_topic_attributes",
    TopicArn="id",
    AttributeName=lambda _r, _id: "Policy",
    AttributeValue=default_policy,
)
reader(
    "aws:sns/topicPolicy:TopicPolicy",
    "sns.get_topic_attributes",
    lambda answer, r, arn: own_policy(answer["Attributes"], r, arn),
    names={"arn": "TopicArn"},
    TopicArn="id",
)


def own_policy(attributes: Mapping[str, Any], r: Request, arn: str) -> Mapping[str, Any] | None:
    """The attributes of a topic that has another policy than the one it was born with."""
    policy = json.loads(attributes.get("Policy") or "{}")
    born = json.loads(default_policy(r, arn))
    return None if not policy or policy.get("Id") == born["Id"] else attributes


PROTECTION = "aws:sns/dataProtectionPolicy:DataProtectionPolicy"
again(PROTECTION, updates="sns.put_data_protection_policy", rename={"policy": "DataProtectionPolicy"})
removal(
    PROTECTION,
    "sns.put_data_protection_policy",
    ResourceArn="id",
    # An empty policy is none.
    DataProtectionPolicy=lambda _r, _id: "",
)
