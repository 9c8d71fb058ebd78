"""SQS queues and their policies."""

import json

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy


def attributes(account: Account, url: str) -> dict[str, str]:
    answer = account.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    return dict(answer["Attributes"])


@pytest.mark.requirement("HR-4", "HR-5")
def test_a_queue_has_its_attributes_and_dead_letters(account: Account) -> None:
    def program() -> None:
        dead = aws.sqs.Queue(
            "dead", name="dev-dlq", message_retention_seconds=1209600, sqs_managed_sse_enabled=True
        )
        work = aws.sqs.Queue(
            "work",
            name="dev-work",
            visibility_timeout_seconds=300,
            receive_wait_time_seconds=20,
            redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 3}),
            tags={"Project": "hookrelay"},
        )
        aws.sqs.RedriveAllowPolicy(
            "allow",
            queue_url=dead.url,
            redrive_allow_policy=pulumi.Output.json_dumps(
                {"redrivePermission": "byQueue", "sourceQueueArns": [work.arn]}
            ),
        )
        pulumi.export("work", work.url)
        pulumi.export("dead", dead.arn)
        pulumi.export("default", dead.visibility_timeout_seconds)

    deployment = deploy(program, account)
    found = attributes(account, deployment.outputs["work"])
    assert found["VisibilityTimeout"] == "300"
    assert found["ReceiveMessageWaitTimeSeconds"] == "20"
    assert json.loads(found["RedrivePolicy"]) == {
        "deadLetterTargetArn": deployment.outputs["dead"],
        "maxReceiveCount": 3,
    }
    assert deployment.outputs["default"] == 30
    tags = account.client("sqs").list_queue_tags(QueueUrl=deployment.outputs["work"])["Tags"]
    assert tags == {"Project": "hookrelay"}
    # moto drops the attribute: what was asked for is in the request.
    (asked,) = [
        call for call in account.requests if "RedriveAllowPolicy" in call.params.get("Attributes", {})
    ]
    assert json.loads(asked.params["Attributes"]["RedriveAllowPolicy"])["redrivePermission"] == "byQueue"


def test_a_fifo_queue_without_a_name_gets_one_that_aws_takes(account: Account) -> None:
    def program() -> None:
        queue = aws.sqs.Queue(
            "ordered",
            fifo_queue=True,
            content_based_deduplication=True,
            deduplication_scope="messageGroup",
            fifo_throughput_limit="perMessageGroupId",
        )
        pulumi.export("url", queue.url)
        pulumi.export("name", queue.name)

    deployment = deploy(program, account)
    name = deployment.outputs["name"]
    assert name.startswith("ordered-")
    assert name.endswith(".fifo")
    found = attributes(account, deployment.outputs["url"])
    assert found["FifoQueue"] == "true"
    assert found["DeduplicationScope"] == "messageGroup"


def test_policies_may_be_attached_apart_from_the_queue(account: Account) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
    }

    def program() -> None:
        dead, work = aws.sqs.Queue("dead"), aws.sqs.Queue("work")
        aws.sqs.QueuePolicy(
            "policy",
            queue_url=work.url,
            policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        )
        aws.sqs.RedrivePolicy(
            "redrive",
            queue_url=work.url,
            redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 5}),
        )
        pulumi.export("url", work.url)

    found = attributes(account, deploy(program, account).outputs["url"])
    assert json.loads(found["Policy"])["Statement"] == [statement]
    assert json.loads(found["RedrivePolicy"])["maxReceiveCount"] == 5
