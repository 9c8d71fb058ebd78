"""SNS: topics, their policies and subscriptions."""

from __future__ import annotations

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import again, document, removal
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


removal("aws:sns/topic:Topic", "sns.delete_topic", TopicArn="id")
removal("aws:sns/topicSubscription:TopicSubscription", "sns.unsubscribe", SubscriptionArn="id")
again("aws:sns/topicPolicy:TopicPolicy", "aws:sns/dataProtectionPolicy:DataProtectionPolicy")
