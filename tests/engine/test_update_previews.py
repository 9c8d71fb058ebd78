"""The preview of a change counts what the update then does, down to what hangs on renewed outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from .faults import type_of
from .project import SECONDS, Engine
from .stack_files import configure

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("X-2")]

FUNCTION = "aws:lambda/function:Function"
ALIAS = "aws:lambda/alias:Alias"

CODE = {
    "artefact": "functions/placeholder",
    "handler": "placeholder.handler",
    "runtime": "python3.13",
    "provisionedConcurrency": 2,  # wants a version, hence an alias
}
START: Mapping[str, Any] = {"compute": "lambda", "cdn": False, "lambda": CODE}
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "a function's memory": {"lambda": {**CODE, "memory": 512}},
    "a queue's attribute": {"queue": {"visibilityTimeout": "6 minutes"}},
    "another retention": {"logRetentionDays": 14},
    "a mail address": {"alerts": {"emails": ["a@b.co"]}},
    "another compute mode": {"compute": "ecs", "cdn": True, "lambda": {}, "imageTag": "1.2.3"},
    "another image": {"imageTag": "1.2.4"},
}
"""Each on top of those before it."""


def configured(engine: Engine, config: Mapping[str, Any]) -> None:
    configure(engine.file("dev"), {f"hookrelay:{key}": value for key, value in config.items()})


@pytest.fixture(scope="module")
def deployed(engine: Engine) -> Engine:
    engine.enable("dev", "hookrelay")
    configured(engine, START)
    engine.up("dev")
    return engine


def test_an_update_does_what_its_preview_said_change_after_change(deployed: Engine) -> None:
    done: dict[str, dict[str, str]] = {}
    for what, change in CHANGES.items():
        configured(deployed, change)
        previewed, updated = deployed.preview("dev"), deployed.up("dev")
        assert updated.changes, f"{what} changes nothing"
        assert previewed.operations() == updated.operations(), what
        assert previewed.counts == updated.counts, what
        done[what] = {type_of(urn): op for urn, op in updated.operations().items()}
    assert deployed.up("dev").changes == {}
    # a new version of a function is known only when it is there; its alias follows it
    assert done["a function's memory"][FUNCTION] == "update"
    assert done["a function's memory"][ALIAS] == "update"
