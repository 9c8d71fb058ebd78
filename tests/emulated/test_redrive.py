"""Dead letters that no archiver takes away can be sent again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.emulated.queues import fail_all, waiting_in
from tests.emulated.world import World, world
from tests.support.program import Variant


@pytest.fixture(scope="module")
def waiting() -> Iterator[World]:
    with world(Variant(file="dev", config={"archive": {"archiver": False}})) as found:
        yield found


@pytest.mark.requirement("HR-5", "HR-6")
def test_dead_letters_can_be_sent_back_to_their_queue(waiting: World) -> None:
    sqs, queue, letters = waiting.client("sqs"), waiting["queueUrl"], waiting["dlqUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="again")
    assert [fail_all(waiting) for _ in range(4)] == [1, 1, 1, 0]
    (letter,) = sqs.receive_message(QueueUrl=letters)["Messages"]
    sqs.send_message(QueueUrl=queue, MessageBody=letter["Body"])
    sqs.delete_message(QueueUrl=letters, ReceiptHandle=letter["ReceiptHandle"])
    assert fail_all(waiting) == 1
    assert waiting_in(waiting, "dlqUrl") == 0


@pytest.mark.requirement("HR-6")
def test_the_dead_letter_queue_is_for_this_queue_alone_and_keeps_longest(waiting: World) -> None:
    sqs = waiting.client("sqs")
    attributes = sqs.get_queue_attributes(QueueUrl=waiting["dlqUrl"], AttributeNames=["All"])["Attributes"]
    assert attributes["MessageRetentionPeriod"] == "1209600"  # 14 days, the most that SQS allows
    assert json.loads(attributes["RedriveAllowPolicy"])["sourceQueueArns"] == [waiting["queueArn"]]
