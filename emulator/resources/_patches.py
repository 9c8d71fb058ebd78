"""REST APIs change by patches: operations on the paths of a thing's own JSON (RFC 6902)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator import sdk
from emulator.request import Request
from emulator.resources.parts import Source, found, later, tagging

EMPTY: Mapping[type, str] = {bool: "false", int: "0", str: ""}
"""What a value goes back to, by its type."""


def patch(path: str, value: object, operation: str = "replace") -> dict[str, str]:
    """One patch operation, with the value as the text that the API wants."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return {"op": operation, "path": path, "value": text}


def escaped(key: str) -> str:
    """A key as a step of a patch's path (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def map_changes(path: str, wanted: Mapping[str, Any], held: Mapping[str, Any]) -> list[dict[str, str]]:
    """Patches that turn one map into the other."""
    changed = [key for key in wanted if wanted[key] != held.get(key)]
    gone = [{"op": "remove", "path": f"{path}/{escaped(key)}"} for key in held if key not in wanted]
    return [*(patch(f"{path}/{escaped(key)}", wanted[key], "add") for key in changed), *gone]


def list_changes(path: str, wanted: list[str], held: list[str]) -> list[dict[str, str]]:
    """Patches that turn one list into the other: each item is a value of its own."""
    fresh = [patch(path, item, "add") for item in wanted if item not in held]
    return [*fresh, *(patch(path, item, "remove") for item in held if item not in wanted)]


def value_changes(
    r: Request, paths: Mapping[str, str], resets: Mapping[str, Any] | None = None
) -> list[dict[str, str]]:
    """Patches for the values that differ; what is no longer given goes back to what it was."""
    kinds = sdk.outputs(r.typ)
    changes = []
    for key, path in paths.items():
        if key in r.changed:
            value = r.take(key)
            if value is None:
                value = (resets or {}).get(key, EMPTY.get(kinds.get(key, str), ""))
            changes.append(patch(path, value))
    return changes


def patches(
    token: str,
    call: str,
    values: Mapping[str, str],
    *,
    maps: Mapping[str, str] | None = None,
    lists: Mapping[str, str] | None = None,
    resets: Mapping[str, Any] | None = None,
    **whose: Source,
) -> None:
    """A type that one patch call changes in place.

    Args:
        token: The type.
        call: `service.operation`.
        values: Input -> path of its value.
        maps: Input -> path under which its entries are.
        lists: Input -> path that its items are added to.
        resets: Input -> what it goes back to when no longer given, if not nothing.
        **whose: Which one is meant: see `parts.Source`.

    """
    service, operation = call.split(".")

    def update(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
        changes = value_changes(r, values, resets)
        for key, path in (maps or {}).items():
            if key in r.changed:
                changes += map_changes(path, r.take(key, {}), r.old.get(key) or {})
        for key, path in (lists or {}).items():
            if key in r.changed:
                changes += list_changes(path, r.take(key, []), r.old.get(key) or [])
        if changes:
            explicit = {name: found(r, id_, source) for name, source in whose.items()}
            r.api(service, operation, patchOperations=changes, **explicit)
        return {}

    # The model of a patch names no paths.
    later(token, update=update, changing=[*values, *(maps or {}), *(lists or {})])


def rest_tagging(token: str) -> None:
    """Tags of a type of REST APIs."""
    tagging(token, "apigateway.tag_resource", "apigateway.untag_resource", resourceArn="arn")
