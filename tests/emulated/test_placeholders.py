"""Without code of its own, a function fails loudly and is fed nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from emulator import gateway, runtime
from tests.emulated.queues import waiting_in
from tests.emulated.world import World, world
from tests.support.program import Variant

PYTHON = {"runtime": "python3.13"}


@pytest.fixture(scope="module")
def deployed() -> Iterator[World]:
    config = {"compute": "lambda", "lambda": PYTHON, "cdn": False, "worker": {"lambda": PYTHON}}
    with world(Variant(file="dev", config=config)) as found:
        yield found


@pytest.mark.requirement("HR-41")
def test_every_request_fails_and_the_outputs_say_why(deployed: World) -> None:
    response = gateway.request(deployed.account, "GET", deployed["apiUrl"])
    assert response.status == 502
    assert deployed["functionIsPlaceholder"] is True
    assert any("hookrelay:lambda.artefact" in note for note in deployed["notes"])
    logs = deployed.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{deployed['functionName']}")
    assert any("placeholder" in event["message"].lower() for event in logs["events"])


@pytest.mark.requirement("HR-14")
def test_messages_wait_for_the_workers_code(deployed: World) -> None:
    sqs = deployed.client("sqs")
    sqs.send_message(QueueUrl=deployed["queueUrl"], MessageBody=json.dumps({"endpoint": "e1"}))
    for _ in range(5):
        runtime.poll(deployed.account)
    (message,) = sqs.receive_message(QueueUrl=deployed["queueUrl"], AttributeNames=["All"])["Messages"]
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"  # nobody has seen it before
    assert waiting_in(deployed, "dlqUrl") == 0
    assert any("hookrelay:worker.lambda.artefact" in note for note in deployed["notes"])
