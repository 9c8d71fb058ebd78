"""SQS."""

import json

import pytest

from emulator.account import Account

from . import allow, document, refused


@pytest.mark.parametrize(
    ("name", "attributes", "reason"),
    [
        ("work", {"VisibilityTimeout": "99999"}, "VisibilityTimeout must be between 0 and 43200"),
        ("work", {"MessageRetentionPeriod": "1"}, "between 60"),
        ("work", {"DelaySeconds": "901"}, "between 0 and 900"),
        ("work", {"ReceiveMessageWaitTimeSeconds": "21"}, "between 0 and 20"),
        ("work", {"VisibilityTimeout": "soon"}, "VisibilityTimeout"),
        ("work", {"SqsManagedSseEnabled": "yes"}, "must be true or false"),
        ("work", {"FifoQueue": "true"}, "only names ending in .fifo"),
        ("work.fifo", {}, "needs FifoQueue true"),
        ("work", {"ContentBasedDeduplication": "true"}, "only for FIFO"),
        ("work", {"KmsMasterKeyId": "k", "SqsManagedSseEnabled": "true"}, "exclude each other"),
        ("work", {"Policy": "{"}, "not JSON"),
        ("work", {"Policy": document(allow("sqs:SendMessage"))}, "exactly one of Principal"),
        ("work", {"RedrivePolicy": '{"deadLetterTargetArn": "arn:x"}'}, "maxReceiveCount is missing"),
        ("work", {"RedriveAllowPolicy": '{"redrivePermission": "all"}'}, "allowAll, denyAll or byQueue"),
        ("work", {"RedriveAllowPolicy": '{"redrivePermission": "byQueue"}'}, "sourceQueueArns are needed"),
    ],
)
def test_refused_attributes(account: Account, name: str, attributes: dict[str, str], reason: str) -> None:
    assert reason in refused(account.client("sqs").create_queue, QueueName=name, Attributes=attributes)


@pytest.mark.requirement("HR-4", "HR-6")
def test_a_complete_queue_is_accepted(account: Account) -> None:
    sqs = account.client("sqs")
    dead = sqs.create_queue(QueueName="dead", Attributes={"MessageRetentionPeriod": "1209600"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow_redrive = {"redrivePermission": "byQueue", "sourceQueueArns": [arn.replace("dead", "work")]}
    sqs.set_queue_attributes(QueueUrl=dead, Attributes={"RedriveAllowPolicy": json.dumps(allow_redrive)})
    attributes = {
        "VisibilityTimeout": "300",
        "ReceiveMessageWaitTimeSeconds": "20",
        "SqsManagedSseEnabled": "true",
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3}),
        "Policy": document(allow("sqs:SendMessage", "*", Principal={"Service": "sns.amazonaws.com"})),
    }
    sqs.create_queue(QueueName="work", Attributes=attributes)
    sqs.create_queue(
        QueueName="work.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    )


@pytest.mark.requirement("HR-6")
def test_a_dead_letter_queue_keeps_messages_as_long_as_its_source(account: Account) -> None:
    sqs = account.client("sqs")
    dead = sqs.create_queue(QueueName="dead", Attributes={"MessageRetentionPeriod": "86400"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})}
    assert "less than the 345600 s" in refused(sqs.create_queue, QueueName="work", Attributes=redrive)
    sqs.create_queue(QueueName="work", Attributes={**redrive, "MessageRetentionPeriod": "3600"})
