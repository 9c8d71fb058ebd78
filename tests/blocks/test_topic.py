import json
from dataclasses import replace
from typing import Any

import pytest

from components.blocks.queue import Queue, QueueArgs
from components.blocks.topic import Topic, TopicArgs, alerts_topic_args
from tests.blocks.data_support import ACCOUNT, DEV, KEY_ARN, granted, linked, made, unpublished
from tests.support.recorder import Recorder, declare

ARGS = TopicArgs(account_id=ACCOUNT, name="tiktok-processing-prod")
ALERTS = alerts_topic_args(account_id=ACCOUNT, kms_key_arn=KEY_ARN)
QUEUE = QueueArgs(environment=DEV, visibility_timeout_seconds=1_800, max_receive_count=3)
FILTER = {"type": ["caption"]}


def recorded(args: TopicArgs = ARGS) -> Recorder:
    return declare(lambda: Topic("processing", args))


def fan_out(scope: Any = "MessageBody", *, raw: bool = True, filter_policy: Any = FILTER) -> Recorder:
    def program() -> None:
        topic = Topic("processing", ARGS)
        queue = Queue("captions", replace(QUEUE, senders=[topic.sender()]))
        topic.subscribe_queue(queue, filter_policy=filter_policy, scope=scope, raw=raw)

    return declare(program)


@pytest.mark.requirement("X-11", "TC-25")
def test_a_topic_is_encrypted_and_takes_messages_over_tls_only() -> None:
    topic = recorded()
    assert topic.inputs("processing-topic")["kmsMasterKeyId"] == "alias/aws/sns"
    assert topic.inputs("processing-topic")["signatureVersion"] == 2
    (deny,) = topic.statements("processing-policy")
    assert (deny["Effect"], deny["Action"]) == ("Deny", "sns:Publish")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.requirement("X-14", "X-17")
def test_alarms_rules_and_budgets_publish_alerts_and_nobody_elses_do() -> None:
    topic = recorded(ALERTS)
    allowed = {
        each["Principal"]["Service"]: each.get("Condition")
        for each in topic.statements("processing-policy")
        if each["Effect"] == "Allow"
    }
    of_account = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert allowed == {
        "budgets.amazonaws.com": of_account,
        "cloudwatch.amazonaws.com": of_account,
        "events.amazonaws.com": None,  # EventBridge takes no condition here
    }
    assert topic.inputs("processing-topic")["kmsMasterKeyId"] == KEY_ARN


@pytest.mark.requirement("X-17")
@pytest.mark.parametrize("key", [None, "alias/aws/sns"])
def test_fails_with_a_key_that_services_cannot_publish_through(key: str | None) -> None:
    with pytest.raises(ValueError, match="kms_key_arn"):
        replace(ALERTS, kms_key_arn=key)


@pytest.mark.requirement("X-17", "TC-25")
@pytest.mark.parametrize(
    ("protocol", "endpoint"), [("email", "ops@example.com"), ("https", "https://chat.example.com/hook")]
)
def test_people_and_chats_are_subscribed(protocol: Any, endpoint: str) -> None:
    made_ = declare(lambda: Topic("alerts", ALERTS).subscribe("ops", protocol=protocol, endpoint=endpoint))
    inputs = made_.inputs("alerts-to-ops")
    assert (inputs["protocol"], inputs["endpoint"]) == (protocol, endpoint)
    assert inputs["topic"] == made_.state("alerts-topic")["arn"]


@pytest.mark.requirement("TC-27")
def test_a_queue_gets_the_bare_messages_that_pass_its_filter() -> None:
    made_ = fan_out()
    inputs = made_.inputs("processing-to-captions")
    assert inputs["protocol"] == "sqs"
    assert inputs["rawMessageDelivery"] is True
    assert inputs["filterPolicyScope"] == "MessageBody"
    assert json.loads(inputs["filterPolicy"]) == {"type": ["caption"]}


@pytest.mark.requirement("TC-27")
def test_a_filter_can_look_at_attributes_and_an_envelope_can_be_kept() -> None:
    inputs = fan_out("MessageAttributes", raw=False).inputs("processing-to-captions")
    assert inputs["filterPolicyScope"] == "MessageAttributes"
    assert inputs["rawMessageDelivery"] is False


@pytest.mark.requirement("TC-27")
def test_a_subscription_waits_for_the_policy_that_lets_it_deliver() -> None:
    made_ = fan_out()
    assert "captions-queue-policy" in made_.needs("processing-to-captions")
    allow = [each for each in made_.statements("captions-queue-policy") if each["Effect"] == "Allow"]
    assert allow[0]["Condition"] == {"ArnEquals": {"aws:SourceArn": made_.state("processing-topic")["arn"]}}


@pytest.mark.requirement("TC-27")
def test_fails_without_a_filter() -> None:
    with pytest.raises(ValueError, match="filter_policy"):
        fan_out(filter_policy={})


@pytest.mark.requirement("TC-27")
def test_fails_to_subscribe_a_queue_that_refuses_topics() -> None:
    with pytest.raises(ValueError, match="senders"):
        declare(
            lambda: Topic("processing", ARGS).subscribe_queue(Queue("captions", QUEUE), filter_policy=FILTER)
        )


@pytest.mark.requirement("TC-35")
def test_publishers_get_one_action_and_the_keys_use_where_there_is_a_key() -> None:
    (publish,) = granted(lambda: Topic("processing", ARGS).allow_publish())
    assert (publish["Sid"], publish["Action"]) == ("PublishToProcessing", ["sns:Publish"])
    _, key = granted(lambda: Topic("processing", ALERTS).allow_publish())
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    link = linked(lambda: Topic("processing", ARGS).link("SNS_TOPIC_ARN"))
    assert link["environment"] == {"SNS_TOPIC_ARN": recorded().state("processing-topic")["arn"]}


def test_failed_deliveries_are_watched_by_metrics_that_exist() -> None:
    assert unpublished(made(lambda: Topic("processing", ARGS).alarms())) == []
    assert unpublished(made(lambda: Topic("processing", ARGS).widgets())) == []
