"""What a change of inputs means: nothing, an update in place, or another resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.runtime.proto import provider_pb2

from emulator import registry, sdk, wire
from emulator.lifecycle import Thing

from .values import comparable, unknown

NAMES = frozenset(
    {
        "bucket",
        "clusterIdentifier",
        "dashboardName",
        "family",
        "functionName",
        "identifier",
        "name",
        "replicationGroupId",
        "roleName",
        "tableName",
    }
)
"""Inputs by which the owner names the real thing: a replacement of that name must wait for its deletion."""

ALIKE = frozenset({"tagsAll"})
"""Inputs that the provider makes itself."""


@dataclass(frozen=True, kw_only=True)
class Differences:
    """What changed.

    Attributes:
        changed: Inputs that were added, removed or changed, with `+`, `-` or `~`.
        replaces: Those that make another resource of it.
        delete_first: Whether a replacement can't stand beside the old one.

    """

    changed: Mapping[str, str]
    replaces: frozenset[str]
    delete_first: bool

    def answer(self) -> provider_pb2.DiffResponse:
        """For the engine."""
        kinds = {
            "+": provider_pb2.PropertyDiff.ADD,
            "-": provider_pb2.PropertyDiff.DELETE,
            "~": provider_pb2.PropertyDiff.UPDATE,
        }
        replacing = {
            "+": provider_pb2.PropertyDiff.ADD_REPLACE,
            "-": provider_pb2.PropertyDiff.DELETE_REPLACE,
            "~": provider_pb2.PropertyDiff.UPDATE_REPLACE,
        }
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_SOME
            if self.changed
            else provider_pb2.DiffResponse.DIFF_NONE,
            diffs=sorted(self.changed),
            replaces=sorted(self.replaces),
            deleteBeforeReplace=bool(self.replaces) and self.delete_first,
            hasDetailedDiff=True,
            detailedDiff={
                key: provider_pb2.PropertyDiff(
                    kind=(replacing if key in self.replaces else kinds)[mark], inputDiff=True
                )
                for key, mark in self.changed.items()
            },
        )


def differences(
    thing: Thing,
    state: Mapping[str, Any],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    region: str,
) -> Differences:
    """Compare.

    Args:
        thing: Which resource.
        state: Its outputs, marked.
        old: Its inputs so far, marked.
        new: Its inputs from now on, marked.
        region: Where it would be made now.

    """
    before, after = comparable(dict(old)), comparable(dict(new))
    changed = {
        key: "+" if key not in before else "-" if key not in after else "~"
        for key in sorted({*before, *after} - ALIKE)
        if not wire.write_only(key) and before.get(key) != after.get(key)
    }
    if sdk.taggable(thing.typ):
        # a removed tag of the provider is a change, too; its own tags were compared above
        wanted = {**thing.provider.default_tags, **(after.get("tags") or {})}
        if not unknown(wanted) and comparable(state.get("tagsAll", {})) != wanted:
            changed.setdefault("tagsAll", "~")
        if state.get("region") and region != state["region"]:
            changed["region"] = "~"
    handler = registry.handler(thing.typ)
    can_change = handler.updatable(thing.typ) | {"tags", "tagsAll"} - handler.lasting
    replaces = {key for key in changed if key not in can_change}
    for path in handler.lasting:
        key = path.split(".")[0]
        if key in changed and "." in path and _nested(before, path) != _nested(after, path):
            replaces.add(key)
    named = any(key in after and before.get(key) == after[key] for key in NAMES)
    return Differences(changed=changed, replaces=frozenset(replaces), delete_first=named)


def _nested(value: Any, path: str) -> list[Any]:
    """All values at a dotted path, through lists."""
    return list(_found(value, path.split(".")))


def _found(value: Any, steps: list[str]) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _found(item, steps)
    elif not steps:
        yield value
    elif isinstance(value, Mapping) and steps[0] in value:
        yield from _found(value[steps[0]], steps[1:])
