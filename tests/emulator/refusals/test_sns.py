"""SNS."""

import pytest

from emulator.account import Account

from . import allow, document, refused

QUEUE = "arn:aws:sqs:us-east-1:123456789012:work"


@pytest.mark.parametrize(
    ("name", "attributes", "reason"),
    [
        ("news", {"DisplayNames": "x"}, "no attribute DisplayNames"),
        ("news", {"Policy": "x"}, "not JSON"),
        ("news", {"Policy": document(allow("sqs:SendMessage", Principal="*"))}, "not one of sns"),
        ("news", {"FifoTopic": "true"}, "names ending in .fifo"),
        ("news.fifo", {}, "names ending in .fifo"),
    ],
)
def test_refused_topics(account: Account, name: str, attributes: dict[str, str], reason: str) -> None:
    assert reason in refused(account.client("sns").create_topic, Name=name, Attributes=attributes)


def test_accepted_topics(account: Account) -> None:
    sns = account.client("sns")
    policy = document(allow("sns:Publish", "*", Principal={"Service": "cloudwatch.amazonaws.com"}))
    arn = sns.create_topic(Name="news", Attributes={"Policy": policy, "DisplayName": "News"})["TopicArn"]
    sns.create_topic(Name="news.fifo", Attributes={"FifoTopic": "true"})
    sns.set_topic_attributes(TopicArn=arn, AttributeName="SignatureVersion", AttributeValue="2")
    set_ = sns.set_topic_attributes
    assert "no attribute X" in refused(set_, TopicArn=arn, AttributeName="X", AttributeValue="2")
    assert "1 or 2" in refused(set_, TopicArn=arn, AttributeName="SignatureVersion", AttributeValue="3")
    assert "not JSON" in refused(set_, TopicArn=arn, AttributeName="Policy", AttributeValue="?")


@pytest.mark.parametrize(
    ("protocol", "endpoint", "attributes", "reason"),
    [
        ("mail", "a@b.ch", {}, "'mail' is not a protocol"),
        ("email", "nobody", {}, "no endpoint of the protocol email"),
        ("sqs", "work", {}, "no endpoint"),
        ("https", "http://x", {}, "no endpoint"),
        ("sqs", QUEUE, {"FilterPolicies": "{}"}, "no attribute FilterPolicies"),
        ("email", "a@b.ch", {"RawMessageDelivery": "true"}, "raw message delivery is not possible"),
        ("sqs", QUEUE + ".fifo", {}, "can't deliver to the FIFO queue"),
        ("sqs", QUEUE, {"RedrivePolicy": "{}"}, "needs a deadLetterTargetArn"),
        ("sqs", QUEUE, {"RedrivePolicy": "x"}, "not JSON"),
    ],
)
def test_refused_subscriptions(
    account: Account, protocol: str, endpoint: str, attributes: dict[str, str], reason: str
) -> None:
    sns = account.client("sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    given = {"TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint, "Attributes": attributes}
    assert reason in refused(sns.subscribe, **given)


def test_accepted_subscriptions(account: Account) -> None:
    sns = account.client("sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    account.client("sqs").create_queue(QueueName="work")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=QUEUE, Attributes={"RawMessageDelivery": "true"})
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ops@example.com")
    fifo = sns.create_topic(Name="news.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    assert "SQS queues only" in refused(
        sns.subscribe, TopicArn=fifo, Protocol="email", Endpoint="ops@example.com"
    )
