"""A worker with code consumes the queue; what it can't deliver ends in the archive."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from emulator import runtime
from tests.emulated.queues import waiting_in
from tests.emulated.world import World, world
from tests.support.program import Variant

CODE = {"artefact": "tests/emulated/delivery", "handler": "worker.handler", "runtime": "python3.13"}
ATTEMPTS = 3  # HR-5


@pytest.fixture(scope="module")
def deployed() -> Iterator[World]:
    variant = Variant(file="prod", config={"worker": {"lambda": CODE}})
    with world(variant) as found, found.account.enforcing_iam():
        yield found


def send(deployed: World, **message: Any) -> str:
    sent = deployed.client("sqs").send_message(QueueUrl=deployed["queueUrl"], MessageBody=json.dumps(message))
    return str(sent["MessageId"])


def delivered(deployed: World) -> set[str]:
    items = deployed.client("dynamodb").scan(TableName=deployed["deliveriesTable"])["Items"]
    return {item["delivery_id"]["S"] for item in items}


def archived(deployed: World) -> dict[str, Any]:
    """Message id -> what is kept of it."""
    s3, bucket = deployed.client("s3"), deployed["dlqBucket"]
    keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    objects = [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys]
    documents = [json.loads(gzip.decompress(text)) for text in objects]
    return {document["messageId"]: document for document in documents}


@pytest.mark.requirement("HR-12", "HR-14")
def test_the_mapping_is_enabled_once_there_is_code(deployed: World) -> None:
    (mapping,) = deployed.client("lambda").list_event_source_mappings(EventSourceArn=deployed["queueArn"])[
        "EventSourceMappings"
    ]
    assert mapping["State"] in ("Enabled", "Creating")
    assert mapping["BatchSize"] == 10
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert deployed["workerIsPlaceholder"] is False
    assert deployed["notes"] == []


@pytest.mark.requirement("HR-14")
def test_a_message_is_delivered_and_gone(deployed: World) -> None:
    message = send(deployed, endpoint="e1")
    assert message in delivered(deployed)
    assert waiting_in(deployed, "queueUrl") == 0
    assert message not in archived(deployed)


@pytest.mark.requirement("HR-5", "HR-11", "HR-12", "HR-14")
def test_of_a_batch_only_what_failed_is_tried_again_and_becomes_a_dead_letter(deployed: World) -> None:
    sqs, worker = deployed.client("sqs"), deployed["workerFunctionName"]
    bodies = [{"endpoint": "e2"}, {"endpoint": "e3", "poison": True}, {"endpoint": "e4"}]
    entries = [{"Id": str(n), "MessageBody": json.dumps(body)} for n, body in enumerate(bodies)]
    sent = sqs.send_message_batch(QueueUrl=deployed["queueUrl"], Entries=entries)["Successful"]
    good, poison, fine = (each["MessageId"] for each in sorted(sent, key=lambda each: str(each["Id"])))
    for _ in range(ATTEMPTS + 1):
        runtime.poll(deployed.account)
    assert {good, fine} <= delivered(deployed)
    assert poison not in delivered(deployed)
    letters = archived(deployed)
    assert set(letters) == {poison}
    assert int(letters[poison]["attributes"]["ApproximateReceiveCount"]) > ATTEMPTS
    assert waiting_in(deployed, "queueUrl") == waiting_in(deployed, "dlqUrl") == 0
    logs = deployed.client("logs").describe_log_streams(logGroupName=f"/aws/lambda/{worker}")["logStreams"]
    assert logs


@pytest.mark.requirement("HR-14")
def test_the_checks_leave_a_live_worker_alone(deployed: World) -> None:
    outcomes = {result.title: result for result in deployed.checks()}
    assert [str(result) for result in outcomes.values() if not result.ok] == []
    assert outcomes["the worker consumes the queue"].detail == "enabled"
    assert "poison messages become dead letters" not in outcomes
