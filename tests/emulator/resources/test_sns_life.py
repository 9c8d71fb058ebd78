"""Topics and subscriptions change attribute by attribute, are described, and go."""

import json
from typing import Any

import pytest

from emulator.account import Account

from .life import Life

TOPIC, SUBSCRIPTION = "aws:sns/topic:Topic", "aws:sns/topicSubscription:TopicSubscription"


def attributes(account: Account, arn: str) -> dict[str, Any]:
    found: dict[str, Any] = account.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    return found


def policy(arn: str, service: str) -> str:
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sns:Publish",
        "Resource": arn,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


def test_only_the_changed_attributes_of_a_topic_are_set(account: Account) -> None:
    topic = Life(account, TOPIC, displayName="old", signatureVersion=2, tracingConfig="Active")
    topic.change(displayName="new")
    (sent,) = [call.params for call in account.requests[-1:]]
    assert (topic.asked, sent["AttributeName"]) == (["SetTopicAttributes"], "DisplayName")
    found = attributes(account, topic.id)
    assert (found["DisplayName"], found["SignatureVersion"], found["TracingConfig"]) == ("new", "2", "Active")


@pytest.mark.parametrize(
    ("key", "given", "api", "default"),
    [
        ("displayName", "d", "DisplayName", ""),
        ("signatureVersion", 2, "SignatureVersion", "1"),
        ("tracingConfig", "Active", "TracingConfig", "PassThrough"),
        ("sqsSuccessFeedbackSampleRate", 50, "SQSSuccessFeedbackSampleRate", "0"),
        ("kmsMasterKeyId", "alias/aws/sns", "KmsMasterKeyId", ""),
    ],
)
def test_a_topics_attribute_goes_back_to_its_default(
    account: Account, key: str, given: Any, api: str, default: str
) -> None:
    topic = Life(account, TOPIC, **{key: given})
    assert attributes(account, topic.id)[api] == str(given)
    topic.change(**{key: None})
    assert attributes(account, topic.id).get(api, "") == default


def test_a_topics_policy_may_be_its_own_or_anothers(account: Account) -> None:
    topic = Life(account, TOPIC)
    born = json.loads(attributes(account, topic.id)["Policy"])
    own = Life(
        account, "aws:sns/topicPolicy:TopicPolicy", arn=topic.id, policy=policy(topic.id, "s3.amazonaws.com")
    )
    assert own.described() is not None
    own.change(policy=policy(topic.id, "events.amazonaws.com"))
    assert "events.amazonaws.com" in attributes(account, topic.id)["Policy"]
    topic.change(displayName="kept")
    assert "events.amazonaws.com" in attributes(account, topic.id)["Policy"]
    own.delete()
    assert own.described() is None
    assert json.loads(attributes(account, topic.id)["Policy"])["Id"] == born["Id"]


def test_a_topic_is_described_until_it_is_gone(account: Account) -> None:
    topic = Life(account, TOPIC, name="t", tags={"a": "1"})
    topic.change(tags={"b": "2"})
    assert topic.asked == ["UntagResource", "TagResource"]
    described = topic.described()
    assert described is not None
    assert (described["name"], described["Tags"]) == ("t", [{"Key": "b", "Value": "2"}])
    topic.delete()
    assert topic.described() is None
    assert account.client("sns").list_topics()["Topics"] == []


def test_a_subscription_changes_its_filter_after_the_scope(account: Account) -> None:
    topic = Life(account, TOPIC)
    queue = Life(account, "aws:sqs/queue:Queue")
    subscription = Life(
        account,
        SUBSCRIPTION,
        topic=topic.id,
        protocol="sqs",
        endpoint=queue.state["arn"],
        filterPolicy=json.dumps({"kind": ["a"]}),
    )
    subscription.change(
        filterPolicy=json.dumps({"outer": {"kind": ["b"]}}),
        filterPolicyScope="MessageBody",
        rawMessageDelivery=True,
    )
    described = subscription.described()
    assert described is not None
    assert json.loads(described["FilterPolicy"]) == {"outer": {"kind": ["b"]}}
    assert (described["FilterPolicyScope"], described["RawMessageDelivery"]) == ("MessageBody", "true")
    subscription.change(filterPolicy=None, filterPolicyScope=None, rawMessageDelivery=None)
    described = subscription.described()
    assert described is not None
    assert (described.get("FilterPolicy", "{}"), described["RawMessageDelivery"]) == ("{}", "false")
    subscription.delete()
    assert subscription.described() is None
    assert account.client("sns").list_subscriptions()["Subscriptions"] == []


def test_a_subscriptions_dead_letters_can_be_given_up(account: Account) -> None:
    topic, queue = Life(account, TOPIC), Life(account, "aws:sqs/queue:Queue", name="q")
    dead = Life(account, "aws:sqs/queue:Queue", name="dead")
    redrive = json.dumps({"deadLetterTargetArn": dead.state["arn"]})
    subscription = Life(
        account,
        SUBSCRIPTION,
        topic=topic.id,
        protocol="sqs",
        endpoint=queue.state["arn"],
        redrivePolicy=redrive,
    )
    subscription.change(redrivePolicy=None)
    described = subscription.described()
    assert described is not None
    assert not described.get("RedrivePolicy")


def test_a_data_protection_policy_changes_and_goes(account: Account) -> None:
    topic = Life(account, TOPIC)
    document = {"Name": "p", "Version": "2021-06-01", "Statement": []}
    protection = Life(
        account,
        "aws:sns/dataProtectionPolicy:DataProtectionPolicy",
        arn=topic.id,
        policy=json.dumps(document),
    )
    protection.change(policy=json.dumps({**document, "Name": "q"}))
    protection.delete()
    sent = [entry["DataProtectionPolicy"] for entry in account.ledger.of("sns", "PutDataProtectionPolicy")]
    assert [json.loads(text)["Name"] if text else "" for text in sent] == ["p", "q", ""]
