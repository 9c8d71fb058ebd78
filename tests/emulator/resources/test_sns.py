"""SNS topics, policies and subscriptions."""

import json

import pulumi
import pulumi_aws as aws

from emulator.account import Account
from emulator.deploy import deploy


def test_a_topic_delivers_what_its_filter_lets_through(account: Account) -> None:
    def program() -> None:
        topic, queue = aws.sns.Topic("alerts", display_name="Alerts", tags={"a": "b"}), aws.sqs.Queue("inbox")
        subscription = aws.sns.TopicSubscription(
            "inbox",
            topic=topic.arn,
            protocol="sqs",
            endpoint=queue.arn,
            raw_message_delivery=True,
            filter_policy=json.dumps({"level": ["high"]}),
            filter_policy_scope="MessageAttributes",
        )
        pulumi.export("topic", topic.arn)
        pulumi.export("queue", queue.url)
        pulumi.export("pending", subscription.pending_confirmation)

    outputs = deploy(program, account).outputs
    assert outputs["pending"] is False
    sns, sqs = account.client("sns"), account.client("sqs")
    for level in ("high", "low"):
        sns.publish(
            TopicArn=outputs["topic"],
            Message=f"a {level} one",
            MessageAttributes={"level": {"DataType": "String", "StringValue": level}},
        )
    received = sqs.receive_message(QueueUrl=outputs["queue"], MaxNumberOfMessages=10).get("Messages", [])
    assert [message["Body"] for message in received] == ["a high one"]
    assert sns.list_tags_for_resource(ResourceArn=outputs["topic"])["Tags"] == [{"Key": "a", "Value": "b"}]


def test_a_topics_attributes_policy_and_mail_subscription(account: Account) -> None:
    def program() -> None:
        topic = aws.sns.Topic("alerts", kms_master_key_id="alias/aws/sns", signature_version=2)
        aws.sns.TopicPolicy(
            "policy",
            arn=topic.arn,
            policy=topic.arn.apply(
                lambda arn: json.dumps(
                    {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                                "Action": "sns:Publish",
                                "Resource": arn,
                            }
                        ],
                    }
                )
            ),
        )
        mail = aws.sns.TopicSubscription(
            "mail", topic=topic.arn, protocol="email", endpoint="ops@example.com"
        )
        pulumi.export("topic", topic.arn)
        pulumi.export("pending", mail.pending_confirmation)

    outputs = deploy(program, account).outputs
    found = account.client("sns").get_topic_attributes(TopicArn=outputs["topic"])["Attributes"]
    assert found["KmsMasterKeyId"] == "alias/aws/sns"
    assert json.loads(found["Policy"])["Statement"][0]["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert outputs["pending"] is True
    set_ = {
        c.params["AttributeName"]: c.params["AttributeValue"]
        for c in account.requests
        if "AttributeName" in c.params
    }
    assert set_["SignatureVersion"] == "2"


def test_a_fifo_topic_is_born_one(account: Account) -> None:
    def program() -> None:
        topic = aws.sns.Topic("ordered", fifo_topic=True, content_based_deduplication=True)
        pulumi.export("topic", topic.arn)

    arn = deploy(program, account).outputs["topic"]
    assert arn.endswith(".fifo")
    found = account.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    assert (found["FifoTopic"], found["ContentBasedDeduplication"]) == ("true", "true")
