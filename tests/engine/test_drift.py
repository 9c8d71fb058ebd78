"""Changes made behind the engine's back."""

from __future__ import annotations

import pytest

from emulator.account import Account

from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]

QUEUE = "aws:sqs/queue:Queue"


def test_a_queues_changed_attribute_is_found_and_repaired(engine: Engine, account: Account) -> None:
    engine.up("dev")
    urn, queue = next((urn, r) for urn, r in engine.resources("dev").items() if r["type"] == QUEUE)
    sqs, url, wanted = account.client("sqs"), queue["id"], queue["inputs"]["visibilityTimeoutSeconds"]

    def visibility() -> int:
        known = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
        return int(known["Attributes"]["VisibilityTimeout"])

    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(wanted + 7)})
    assert engine.refresh("dev").changes == {"update": 1}
    assert engine.resources("dev")[urn]["outputs"]["visibilityTimeoutSeconds"] == wanted + 7

    repaired = engine.up("dev")
    assert repaired.operations() == {urn: "update"}
    assert visibility() == wanted
    assert engine.up("dev").changes == {}


def test_a_deleted_queue_policy_is_found_and_made_again(engine: Engine, account: Account) -> None:
    engine.up("dev")
    policies = [r for r in engine.resources("dev").values() if r["type"] == "aws:sqs/queuePolicy:QueuePolicy"]
    gone = policies[0]
    account.client("sqs").set_queue_attributes(QueueUrl=gone["id"], Attributes={"Policy": ""})
    assert engine.refresh("dev").changes == {"delete": 1}
    assert engine.up("dev").operations() == {gone["urn"]: "create"}
    assert engine.up("dev").changes == {}
