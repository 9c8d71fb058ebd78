import json
from dataclasses import replace

import pytest

from components.blocks.queue import Queue, QueueArgs
from components.blocks.queue_access import QueueSender
from tests.blocks.data_support import DEV, KEY_ARN, granted, made, unpublished
from tests.support.recorder import Recorder, declare

TOPIC = "arn:aws:sns:us-east-1:123456789012:jobs"
ARGS = QueueArgs(environment=DEV, visibility_timeout_seconds=300, max_receive_count=3)


def recorded(args: QueueArgs = ARGS) -> Recorder:
    return declare(lambda: Queue("attempts", args))


@pytest.mark.requirement("HR-4", "HR-5")
def test_poison_messages_land_in_the_queues_own_dead_letter_queue() -> None:
    queue = recorded()
    redrive = json.loads(queue.inputs("attempts-queue")["redrivePolicy"])
    assert redrive == {"deadLetterTargetArn": queue.state("attempts-dlq")["arn"], "maxReceiveCount": 3}
    assert queue.inputs("attempts-queue")["visibilityTimeoutSeconds"] == 300
    assert queue.count("aws:sqs/queue:Queue") == 2


@pytest.mark.requirement("HR-6")
def test_dead_letters_are_kept_as_long_as_sqs_allows_and_come_from_this_queue_only() -> None:
    queue = recorded()
    assert queue.inputs("attempts-dlq")["messageRetentionSeconds"] == 1_209_600
    allow = json.loads(queue.inputs("attempts-redrive-allow")["redriveAllowPolicy"])
    assert allow == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [queue.state("attempts-queue")["arn"]],
    }
    assert "attempts-dlq" in queue.needs("attempts-queue")


@pytest.mark.requirement("HR-12", "HR-47", "X-11")
@pytest.mark.parametrize("which", ["queue", "dlq"])
def test_both_queues_poll_long_encrypt_and_refuse_plain_http(which: str) -> None:
    queue = recorded()
    inputs = queue.inputs(f"attempts-{which}")
    assert inputs["receiveWaitTimeSeconds"] == 20
    assert inputs["sqsManagedSseEnabled"] is True
    assert "kmsMasterKeyId" not in inputs
    (deny,) = queue.statements(f"attempts-{which}-policy")
    assert (deny["Effect"], deny["Action"]) == ("Deny", "sqs:*")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert deny["Resource"] == [queue.state(f"attempts-{which}")["arn"]]


def test_a_key_of_our_own_encrypts_both_queues_and_goes_with_the_rights_on_them() -> None:
    args = replace(ARGS, kms_key_arn=KEY_ARN)
    queue = recorded(args)
    for which in ("queue", "dlq"):
        assert queue.inputs(f"attempts-{which}")["kmsMasterKeyId"] == KEY_ARN
        assert "sqsManagedSseEnabled" not in queue.inputs(f"attempts-{which}")
    send = granted(lambda: Queue("attempts", args).allow_send())
    assert send[1]["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    receive = granted(lambda: Queue("attempts", args).allow_receive())
    assert (receive[1]["Action"], receive[1]["Resource"]) == (["kms:Decrypt"], [KEY_ARN])
    assert len(granted(lambda: Queue("attempts", ARGS).allow_send())) == 1


@pytest.mark.requirement("HR-18")
def test_senders_and_consumers_get_exactly_the_guides_actions() -> None:
    (send,) = granted(lambda: Queue("attempts", ARGS).allow_send())
    (receive,) = granted(lambda: Queue("attempts", ARGS).allow_receive())
    assert send["Action"] == ["sqs:SendMessage", "sqs:GetQueueAttributes"]
    assert receive["Action"] == ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    assert (send["Sid"], receive["Sid"]) == ("SendToAttempts", "ReceiveFromAttempts")


@pytest.mark.requirement("HR-18")
def test_a_consumer_may_put_messages_off_only_where_it_backs_off() -> None:
    (receive,) = granted(lambda: Queue("attempts", ARGS).allow_receive(backoff=True))
    assert "sqs:ChangeMessageVisibility" in receive["Action"]


@pytest.mark.requirement("HR-11", "HR-18")
def test_the_dead_letters_are_a_queue_to_consume_with_a_visibility_of_their_own() -> None:
    args = replace(ARGS, dead_letter_visibility_timeout_seconds=360)
    queue = recorded(args)
    assert queue.inputs("attempts-dlq")["visibilityTimeoutSeconds"] == 360
    (receive,) = granted(lambda: [*Queue("attempts", args).dead_letters.allow_receive()])
    assert receive["Sid"] == "ReceiveFromAttemptsDlq"
    assert receive["Resource"] == [queue.state("attempts-dlq")["arn"]]
    assert made(lambda: Queue("attempts", args).dead_letters.visibility_timeout_seconds) == 360


def test_a_redrive_reads_the_dead_letters_and_sends_to_the_queue() -> None:
    queue = recorded()
    redrive, send = granted(lambda: Queue("attempts", ARGS).allow_redrive())
    assert redrive["Resource"] == [queue.state("attempts-dlq")["arn"]]
    assert "sqs:StartMessageMoveTask" in redrive["Action"]
    assert send["Resource"] == [queue.state("attempts-queue")["arn"]]


@pytest.mark.requirement("TC-27")
def test_a_service_may_send_for_its_one_source_and_only_to_the_queue() -> None:
    args = replace(ARGS, senders=[QueueSender(service="sns.amazonaws.com", source_arn=TOPIC)])
    queue = recorded(args)
    allow = [each for each in queue.statements("attempts-queue-policy") if each["Effect"] == "Allow"]
    assert [each["Principal"] for each in allow] == [{"Service": "sns.amazonaws.com"}]
    assert allow[0]["Action"] == "sqs:SendMessage"
    assert allow[0]["Condition"] == {"ArnEquals": {"aws:SourceArn": TOPIC}}
    assert all(each["Effect"] == "Deny" for each in queue.statements("attempts-dlq-policy"))
    assert made(lambda: Queue("attempts", args).accepts("sns.amazonaws.com"))
    assert not made(lambda: Queue("attempts", ARGS).accepts("sns.amazonaws.com"))


def test_a_link_gives_the_url_and_the_right_to_send() -> None:
    link = made(lambda: Queue("attempts", ARGS).link("AWS_SQS_QUEUE_URL"))
    assert list(link.environment) == ["AWS_SQS_QUEUE_URL"]
    assert [each.sid for each in link.statements] == ["SendToAttempts"]


@pytest.mark.requirement("HR-43", "HR-45")
def test_depth_age_and_dead_letters_are_watched_by_metrics_that_exist() -> None:
    alarms = made(lambda: Queue("attempts", ARGS).alarms(depth_above=100, depth_title="HighQueueDepth"))
    by_key = {alarm.key: alarm for alarm in alarms}
    assert by_key["attempts-depth"].threshold == 100
    assert by_key["attempts-depth"].title == "HighQueueDepth"
    assert by_key["attempts-age"].threshold == 900
    assert by_key["attempts-dead-letters"].threshold == 0
    assert unpublished(alarms) == []
    assert unpublished(made(lambda: Queue("attempts", ARGS).widgets())) == []


@pytest.mark.requirement("HR-11")
def test_with_an_archiver_a_dead_letter_that_stays_is_wrong_not_one_that_comes() -> None:
    alarms = made(lambda: Queue("attempts", ARGS).alarms(depth_above=1, depth_title="Deep", archived=True))
    stays = next(alarm for alarm in alarms if alarm.key == "attempts-dead-letters")
    assert stays.metric is not None
    assert stays.metric.name == "ApproximateAgeOfOldestMessage"
    assert stays.threshold == 3600


def test_two_queues_give_statements_that_fit_into_one_policy() -> None:
    both = granted(lambda: [*Queue("one", ARGS).allow_send(), *Queue("two", ARGS).allow_send()])
    assert [each["Sid"] for each in both] == ["SendToOne", "SendToTwo"]


def test_fails_outside_sqs_quotas() -> None:
    with pytest.raises(ValueError, match="visibility_timeout_seconds"):
        replace(ARGS, visibility_timeout_seconds=43_201)


def test_fails_with_a_key_that_loses_what_services_send() -> None:
    sender = QueueSender(service="sns.amazonaws.com", source_arn=TOPIC)
    with pytest.raises(ValueError, match="one of your own"):
        replace(ARGS, kms_key_arn="alias/aws/sqs", senders=[sender])
