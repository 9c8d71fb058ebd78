"""Order under the real engine: judged from the state, which has what the provider is never told.

The engine gives a provider inputs and no dependencies: whether two resources came in the right order by
declaration or by luck shows only in the state that it keeps. It has parents, providers, dependencies and what
each input came from, so the rules of `emulator.order` read it like the graph of a run in process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator import wire
from emulator.graph import Graph, Registration
from emulator.order import check
from emulator.registrations import ROOT_TYPE
from emulator.registry import RESOURCES, load_rooms


class NoStateError(ValueError):
    """What was given is not the state of a stack."""


def graph_of(deployment: object) -> Graph:
    """The graph that a state tells of.

    Args:
        deployment: What `pulumi stack export` writes, or its `deployment`; secrets shown or not. What waits
            for its deletion, and what was only looked up, is left out.

    Raises:
        NoStateError: it is something else.

    """
    load_rooms()
    state: dict[str, Any] = deployment if isinstance(deployment, dict) else {}
    state = state.get("deployment", state)
    if "manifest" not in state:
        raise NoStateError("this is not what `pulumi stack export` writes")
    return Graph(
        _registration(resource)
        for resource in state.get("resources") or ()
        if resource["type"] != ROOT_TYPE and not resource.get("delete") and not resource.get("external")
    )


def judged(deployment: object) -> dict[str, str]:
    """What a program leaves to luck: URN -> what it would have to wait for, and why.

    What another package's component (awsx) makes is in an order of that package's own, which no program can
    change (awsx 3 makes a NAT gateway without waiting for the internet gateway).

    Args:
        deployment: As for `graph_of`.

    """
    graph = graph_of(deployment)
    found: dict[str, list[str]] = {}
    for violation in check(graph):
        if not any(above.remote for above in graph.ancestors(violation.urn)):
            found.setdefault(violation.urn, []).append(str(violation))
    return {urn: "; ".join(reasons) for urn, reasons in found.items()}


def _registration(resource: Mapping[str, Any]) -> Registration:
    sources, typ = resource.get("propertyDependencies") or {}, resource["type"]
    custom = bool(resource.get("custom"))
    return Registration(
        urn=resource["urn"],
        typ=typ,
        name=resource["urn"].rpartition("::")[2],
        parent=resource.get("parent", ""),
        inputs=_shown(resource.get("inputs") or {}),
        dependencies=tuple(sorted(resource.get("dependencies") or ())),
        property_dependencies={key: tuple(sorted(urns)) for key, urns in sources.items() if urns},
        custom=custom,
        remote=not custom and typ in RESOURCES,
        protect=resource.get("protect"),
        provider=resource.get("provider", "").rpartition("::")[0],
        retain_on_delete=resource.get("retainOnDelete"),
        ignore_changes=tuple(resource.get("ignoreChanges") or ()),
    )


def _shown(value: Any) -> Any:
    """A value of the state; a secret that is not shown is nothing that a rule could match."""
    if isinstance(value, Mapping):
        if value.get(wire.SIGNATURE) == wire.SECRET:
            return _shown(json.loads(value["plaintext"])) if "plaintext" in value else None
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return wire.plain(value)
