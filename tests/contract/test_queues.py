"""Check 2: no message is taken twice while it is worked on, and none that fails is lost."""

from __future__ import annotations

import json
from typing import Any

import pulumi_aws as aws
import pytest

from tests.contract.walk import FUNCTION, QUEUE
from tests.support.program import declared
from tests.support.recorder import Recorder, declare
from tests.support.variants import VARIANTS

MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
CONSUMER_SHARE = 6  # Lambda Developer Guide, "Using Lambda with Amazon SQS", visibility time-out
# What SQS takes where nothing is said (CreateQueue).
DEFAULTS = {"visibilityTimeoutSeconds": 30, "messageRetentionSeconds": 345_600}
DEFAULT_FUNCTION_TIMEOUT = 3


def queues(recorded: Recorder) -> dict[str, dict[str, Any]]:
    """ARN -> inputs, with SQS's defaults."""
    return {
        recorded.deployment.state_of(item.urn)["arn"]: {"logical": item.name, **DEFAULTS, **item.inputs}
        for item in recorded.of_type(QUEUE)
    }


def functions(recorded: Recorder) -> dict[str, int]:
    """ARN -> time-out."""
    return {
        recorded.deployment.state_of(item.urn)["arn"]: item.inputs.get("timeout", DEFAULT_FUNCTION_TIMEOUT)
        for item in recorded.of_type(FUNCTION)
    }


def wrong_queues(recorded: Recorder) -> list[str]:
    """Queues that deliver twice, or lose what fails."""
    found, known, timeouts = [], queues(recorded), functions(recorded)
    for mapping in recorded.of_type(MAPPING):
        queue = known.get(mapping.inputs["eventSourceArn"])
        if queue is None:
            assert "/stream/" in mapping.inputs["eventSourceArn"], "neither a queue nor a table's stream"
            continue
        timeout = next(s for arn, s in timeouts.items() if mapping.inputs["functionName"].startswith(arn))
        needed = CONSUMER_SHARE * timeout + mapping.inputs.get("maximumBatchingWindowInSeconds", 0)
        if queue["visibilityTimeoutSeconds"] < needed:
            found.append(f"{queue['logical']}: hidden for less than {needed} s")
    redrives = {arn: json.loads(queue.get("redrivePolicy", "null")) for arn, queue in known.items()}
    dead = {redrive["deadLetterTargetArn"]: arn for arn, redrive in redrives.items() if redrive}
    for arn, queue in known.items():
        if arn not in dead and not redrives[arn]:
            found.append(f"{queue['logical']}: no dead-letter queue")
        if arn in dead and queue["messageRetentionSeconds"] < known[dead[arn]]["messageRetentionSeconds"]:
            found.append(f"{queue['logical']}: forgets before its source does")
        if not (queue.get("kmsMasterKeyId") or queue.get("sqsManagedSseEnabled", True)):
            found.append(f"{queue['logical']}: not encrypted")
    return found


@pytest.mark.requirement("ENV-2", "HR-13", "HR-6")
def test_no_message_is_delivered_twice_or_lost(recorded: Recorder) -> None:
    assert recorded.count(QUEUE) == 2
    assert wrong_queues(recorded) == []


@pytest.mark.requirement("ENV-2")
def test_the_walk_sees_what_is_wrong() -> None:
    def program() -> None:
        dead = aws.sqs.Queue("dead", message_retention_seconds=60, sqs_managed_sse_enabled=False)
        jobs = aws.sqs.Queue(
            "jobs",
            visibility_timeout_seconds=61,
            redrive_policy=dead.arn.apply(
                lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
            ),
        )
        aws.sqs.Queue("lonely")
        function = aws.lambda_.Function("f", role="arn:aws:iam::123456789012:role/r", timeout=10)
        aws.lambda_.EventSourceMapping(
            "m",
            event_source_arn=jobs.arn,
            function_name=function.arn,
            maximum_batching_window_in_seconds=2,
        )

    assert wrong_queues(declare(program)) == [
        "jobs: hidden for less than 62 s",
        "dead: forgets before its source does",
        "dead: not encrypted",
        "lonely: no dead-letter queue",
    ]


@pytest.mark.requirement("HR-4", "HR-5", "HR-6", "HR-12")
def test_the_queues_of_production_are_the_guides() -> None:
    recorded = declared(VARIANTS["prod"])
    queue, dead = recorded.inputs("hookrelay-attempts-queue"), recorded.inputs("hookrelay-attempts-dlq")
    assert (queue["visibilityTimeoutSeconds"], queue["receiveWaitTimeSeconds"]) == (300, 20)
    assert json.loads(queue["redrivePolicy"])["maxReceiveCount"] == 3
    assert dead["messageRetentionSeconds"] == 1_209_600
    allow = json.loads(recorded.inputs("hookrelay-attempts-redrive-allow")["redriveAllowPolicy"])
    source = recorded.state("hookrelay-attempts-queue")["arn"]
    assert allow == {"redrivePermission": "byQueue", "sourceQueueArns": [source]}
    assert recorded.inputs("hookrelay-worker-hookrelay-attempts-mapping")["functionResponseTypes"] == [
        "ReportBatchItemFailures"
    ]


@pytest.mark.requirement("HR-6")
def test_the_dead_letter_queue_is_made_first(recorded: Recorder) -> None:
    assert "hookrelay-attempts-dlq" in recorded.needs("hookrelay-attempts-queue", QUEUE)


@pytest.mark.requirement("HR-11")
def test_dead_letters_are_moved_to_the_archive_or_wait_to_be_sent_again() -> None:
    moved, kept = declared(VARIANTS["prod"]), declared(VARIANTS["without-archiver"])
    dead = moved.state("hookrelay-attempts-dlq")["arn"]
    assert [m.name for m in moved.of_type(MAPPING) if m.inputs["eventSourceArn"] == dead] == [
        "hookrelay-archiver-archiver-hookrelay-attempts-dlq-mapping"
    ]
    dead = kept.state("hookrelay-attempts-dlq")["arn"]
    assert [m.name for m in kept.of_type(MAPPING) if m.inputs["eventSourceArn"] == dead] == []
