"""A production stack for the checks to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from smoke.core import Deployed
from tests.emulated.world import World, world
from tests.support.program import Variant

WORKER = {"artefact": "tests/emulated/delivery", "handler": "worker.handler", "runtime": "python3.13"}


def deployed_by(found: World) -> Deployed:
    return Deployed(outputs=dict(found.outputs), session=found.session())


@pytest.fixture(scope="module")
def production() -> Iterator[World]:
    """As the stack file has it, with indexes and a cluster of the cache."""
    index = {"name": "ByStatus", "partitionKey": {"name": "status"}}
    config: dict[str, Any] = {"tables": {"deliveries": {"indexes": [index]}}}
    with world(Variant(file="prod", config=config)) as found:
        yield found


@pytest.fixture
def deployed(production: World) -> Deployed:
    return deployed_by(production)
