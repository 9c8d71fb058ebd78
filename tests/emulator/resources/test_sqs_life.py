"""Queues change attribute by attribute, are described, and go."""

import json
from typing import Any

from emulator.account import Account

from .life import Life

QUEUE = "aws:sqs/queue:Queue"
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": "*",
            }
        ],
    }
)


def attributes(account: Account, url: str) -> dict[str, Any]:
    client = account.client("sqs")
    answer: dict[str, Any] = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    found: dict[str, Any] = answer.get("Attributes", {})
    return found


def test_only_the_changed_attributes_of_a_queue_are_set(account: Account) -> None:
    queue = Life(account, QUEUE, visibilityTimeoutSeconds=60, messageRetentionSeconds=600, delaySeconds=5)
    queue.change(visibilityTimeoutSeconds=90)
    (sent,) = [call.params for call in account.requests if call.operation == "SetQueueAttributes"]
    assert sent["Attributes"] == {"VisibilityTimeout": "90"}
    found = attributes(account, queue.id)
    assert (found["VisibilityTimeout"], found["MessageRetentionPeriod"]) == ("90", "600")


def test_an_attribute_no_longer_given_goes_back_to_its_default(account: Account) -> None:
    dead = Life(account, QUEUE, name="dead")
    redrive = json.dumps({"deadLetterTargetArn": dead.state["arn"], "maxReceiveCount": 3})
    queue = Life(account, QUEUE, name="q", messageRetentionSeconds=600, redrivePolicy=redrive, policy=POLICY)
    assert json.loads(attributes(account, queue.id)["RedrivePolicy"])["maxReceiveCount"] == 3
    queue.change(messageRetentionSeconds=None, redrivePolicy=None, policy=None)
    found = attributes(account, queue.id)
    assert found["MessageRetentionPeriod"] == "345600"
    assert not {"RedrivePolicy", "Policy"} & found.keys()


def test_a_policy_of_its_own_survives_changes_of_its_queue(account: Account) -> None:
    queue = Life(account, QUEUE)
    policy = Life(account, "aws:sqs/queuePolicy:QueuePolicy", queueUrl=queue.id, policy=POLICY)
    queue.change(delaySeconds=3)
    assert json.loads(attributes(account, queue.id)["Policy"]) == json.loads(POLICY)
    assert policy.described() is not None
    policy.delete()
    assert "Policy" not in attributes(account, queue.id)
    assert policy.described() is None


def test_tags_of_a_queue_change_one_by_one(account: Account) -> None:
    queue = Life(account, QUEUE, tags={"a": "1", "b": "2"})
    queue.change(tags={"b": "3", "c": "4"})
    assert queue.asked == ["UntagQueue", "TagQueue"]
    assert account.client("sqs").list_queue_tags(QueueUrl=queue.id)["Tags"] == {"b": "3", "c": "4"}


def test_a_fifo_queue_stays_one(account: Account) -> None:
    queue = Life(account, QUEUE, fifoQueue=True)
    queue.change(contentBasedDeduplication=True)
    assert attributes(account, queue.id)["ContentBasedDeduplication"] == "true"
    assert "fifoQueue" not in queue.handler.updatable(QUEUE)


def test_a_queue_is_described_until_it_is_gone(account: Account) -> None:
    queue = Life(account, QUEUE, name="q", tags={"a": "1"})
    described = queue.described()
    assert described is not None
    assert (described["name"], described["VisibilityTimeout"], described["Tags"]) == ("q", "30", {"a": "1"})
    queue.delete()
    assert queue.described() is None
    queue.delete()
    assert queue.asked == ["DeleteQueue"]
    assert account.client("sqs").list_queues().get("QueueUrls", []) == []


def test_redrive_policies_of_their_own_change_and_go(account: Account) -> None:
    queue, dead = Life(account, QUEUE, name="q"), Life(account, QUEUE, name="dead")
    for token, key, api, first, second in (
        (
            "aws:sqs/redrivePolicy:RedrivePolicy",
            "redrivePolicy",
            "RedrivePolicy",
            {"deadLetterTargetArn": dead.state["arn"], "maxReceiveCount": 3},
            {"deadLetterTargetArn": dead.state["arn"], "maxReceiveCount": 4},
        ),
        (
            "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
            "redriveAllowPolicy",
            "RedriveAllowPolicy",
            {"redrivePermission": "denyAll"},
            {"redrivePermission": "allowAll"},
        ),
    ):
        policy = Life(account, token, queueUrl=queue.id, **{key: json.dumps(first)})
        assert json.loads(attributes(account, queue.id)[api]) == first
        policy.change(**{key: json.dumps(second)})
        assert json.loads(attributes(account, queue.id)[api]) == second
        policy.delete()
        assert not attributes(account, queue.id).get(api)
        assert policy.described() is None
