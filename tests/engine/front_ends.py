"""One program, two front ends: what the engine keeps of a stack, and what a run in process registers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from emulator import wire
from emulator.deploy import Deployment
from emulator.graph import Graph, Registration
from emulator.provider.judging import graph_of
from emulator.provider.values import ARCHIVE, ASSET
from tests.emulated.world import deployed_to, running_account
from tests.support.program import Variant

from .replay import differing, found_in

SHORTEST = 6
"""Characters of an id that AWS draws (API Gateway's deployments)."""

_HASHED = re.compile("[0-9a-f]{64}")

ENGINES_OWN = "pulumi:providers:"
"""Types of which the engine keeps more than the program gives (versions, default providers)."""


@dataclass(frozen=True, kw_only=True)
class Both:
    """A stack under both front ends.

    Attributes:
        state: What the engine keeps.
        engine: Its graph.
        in_process: The other's.
        drawn: What AWS drew under the engine -> what it drew under the other.

    """

    state: Mapping[str, Any]
    engine: Graph
    in_process: Graph
    drawn: Mapping[str, str]

    def pairs(self) -> Iterator[tuple[Registration, Registration]]:
        """Every resource of the program, as both have it."""
        for urn, registration in self.in_process.registrations.items():
            if not registration.typ.startswith(ENGINES_OWN):
                yield self.engine[urn], registration


def compared(stack: str, state: Mapping[str, Any], there: Mapping[str, str]) -> Both:
    """Deploy a stack in process, beside what the engine keeps of it.

    Args:
        stack: A committed stack.
        state: What the engine keeps.
        there: Name -> id of what the program found in the engine's account.

    """
    with running_account() as account:
        here = found_in(account)
        deployment = deployed_to(account, Variant(file=stack, platform=""))
    drawn = {id_: here[name] for name, id_ in there.items()}
    fingerprints = _fingerprints(deployment)
    for resource in state["resources"]:
        if not resource["type"].startswith(("aws:", "random:")):
            continue
        given = resource["inputs"]
        told = {key: value for key, value in resource["outputs"].items() if key not in given}
        before, after = {"id": resource["id"], **told}, deployment.state_of(resource["urn"])
        names = {value for value in given.values() if isinstance(value, str)}
        drawn |= {
            old: new for old, new in differing(before, after) if len(old) >= SHORTEST and old not in names
        }
        said = differing(given, deployment.graph[resource["urn"]].inputs)
        drawn |= {old: new for old, new in said if new in fingerprints and _HASHED.fullmatch(old)}
    return Both(state=state, engine=graph_of(state), in_process=deployment.graph, drawn=drawn)


def _fingerprints(deployment: Deployment) -> set[str]:
    """What secrets that were drawn look like to who must not know them."""
    drawn = [one for one in deployment.graph if one.typ == "random:index/randomPassword:RandomPassword"]
    return {sha256(str(deployment.state_of(one.urn)["result"]).encode()).hexdigest() for one in drawn}


def as_text(value: Any) -> str:
    """A value as text; JSON text as what it says, a file as a file."""
    return json.dumps(_filed(value), sort_keys=True, default=lambda _: "a file")


def _filed(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _filed(item) for key, item in value.items()}
        return "a file" if value.get(wire.SIGNATURE) in (ASSET, ARCHIVE) else kept
    if isinstance(value, str) and value.startswith(("{", "[")):
        with suppress(ValueError):
            return _filed(json.loads(value))
    return [_filed(item) for item in value] if isinstance(value, list) else value
