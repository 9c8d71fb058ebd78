"""From the queue to the dead-letter queue to the archive, with the archiver's own code under its own role."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from emulator import runtime
from tests.emulated.queues import fail_all, waiting_in
from tests.emulated.world import World, world
from tests.support.program import Variant


@pytest.fixture(scope="module")
def production() -> Iterator[World]:
    """Nothing consumes the queue there (the worker is a placeholder): the tests are its consumers."""
    with world(Variant(file="prod")) as found, found.account.enforcing_iam():
        yield found


def archived(world: World) -> dict[str, dict[str, Any]]:
    """Key -> what is kept of a message."""
    s3, bucket = world.client("s3"), world["dlqBucket"]
    found = {}
    for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        raw = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
        found[entry["Key"]] = json.loads(gzip.decompress(raw))
    return found


@pytest.mark.requirement("HR-5", "HR-7", "HR-10", "HR-11")
def test_poison_messages_end_as_one_json_object_each(production: World) -> None:
    bodies = [json.dumps({"poison": number}) for number in range(3)]
    sqs = production.client("sqs")
    sent = {
        sqs.send_message(
            QueueUrl=production["queueUrl"],
            MessageBody=body,
            MessageAttributes={"endpoint": {"DataType": "String", "StringValue": "e1"}},
        )["MessageId"]: body
        for body in bodies
    }
    assert [fail_all(production) for _ in range(4)] == [3, 3, 3, 0]
    runtime.poll(production.account)
    kept = {document["messageId"]: document for document in archived(production).values()}
    assert {key: document["body"] for key, document in kept.items()} == sent
    assert all(document["messageAttributes"]["endpoint"] for document in kept.values())
    assert waiting_in(production, "dlqUrl") == waiting_in(production, "queueUrl") == 0
    assert runtime.undelivered() == ()


@pytest.mark.requirement("HR-11", "HR-12")
def test_a_message_that_cannot_be_archived_stays_and_takes_no_other_along(production: World) -> None:
    before = set(archived(production))
    arn = production["queueArn"].replace("delivery-attempts", "dlq")
    (mapping,) = production.client("lambda").list_event_source_mappings(EventSourceArn=arn)[
        "EventSourceMappings"
    ]
    sqs, letters = production.client("sqs"), {"QueueUrl": production["dlqUrl"]}
    production.client("lambda").update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    good, bad, fine = (sqs.send_message(MessageBody=body, **letters)["MessageId"] for body in "abc")
    with refused_writes(production, bad):
        production.client("lambda").update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
        runtime.poll(production.account)
        written = {key.rpartition("/")[2].partition(".")[0] for key in set(archived(production)) - before}
        assert written == {good, fine}
        assert waiting_in(production, "dlqUrl") == 1
    runtime.poll(production.account)  # what was in the way is gone, and the message is still there
    kept = {key.rpartition("/")[2].partition(".")[0] for key in set(archived(production)) - before}
    assert kept == {good, bad, fine}
    assert waiting_in(production, "dlqUrl") == 0


class refused_writes:  # noqa: N801 - used as a verb
    """Meanwhile, the bucket's policy refuses one message's object."""

    def __init__(self, world: World, message: str) -> None:
        self._s3, self._bucket = world.client("s3"), world["dlqBucket"]
        self._policy = self._s3.get_bucket_policy(Bucket=self._bucket)["Policy"]
        self._message = message

    def __enter__(self) -> None:
        document = json.loads(self._policy)
        document["Statement"].append(
            {
                "Sid": "Broken",
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{self._bucket}/*{self._message}*",
            }
        )
        self._s3.put_bucket_policy(Bucket=self._bucket, Policy=json.dumps(document))

    def __exit__(self, *_: object) -> None:
        self._s3.put_bucket_policy(Bucket=self._bucket, Policy=self._policy)


@pytest.mark.requirement("HR-11")
def test_what_is_archived_is_enough_to_send_it_again(production: World) -> None:
    document = next(iter(archived(production).values()))
    sqs, queue = production.client("sqs"), {"QueueUrl": production["queueUrl"]}
    sqs.send_message(MessageBody=document["body"], **queue)
    (message,) = sqs.receive_message(**queue)["Messages"]
    assert message["Body"] == document["body"]
    sqs.delete_message(ReceiptHandle=message["ReceiptHandle"], **queue)
