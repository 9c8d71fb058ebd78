"""Changes made behind the engine's back."""

from __future__ import annotations

import pytest

from emulator.account import Account

from .platforms import with_types
from .project import SECONDS, Engine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS)]

QUEUE = "aws:sqs/queue:Queue"
POLICY = "aws:sqs/queuePolicy:QueuePolicy"


@pytest.fixture(scope="module")
def deployed(engine: Engine) -> Engine:
    """A platform with queues, deployed."""
    engine.enable("dev", with_types(QUEUE, POLICY))
    engine.up("dev")
    return engine


def test_a_queues_changed_attribute_is_found_and_repaired(deployed: Engine, account: Account) -> None:
    engine = deployed
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


def test_a_deleted_queue_policy_is_found_and_made_again(deployed: Engine, account: Account) -> None:
    engine = deployed
    gone = next(r for r in engine.resources("dev").values() if r["type"] == POLICY)
    account.client("sqs").set_queue_attributes(QueueUrl=gone["id"], Attributes={"Policy": ""})
    assert engine.refresh("dev").changes == {"delete": 1}
    assert engine.up("dev").operations() == {gone["urn"]: "create"}
    assert engine.up("dev").changes == {}
