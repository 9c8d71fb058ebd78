"""What others changed: AWS's description of a resource, mapped back to its inputs."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping
from typing import Any

from . import sdk
from .changes import TAGS
from .shapes import alternatives, fold, text

_ABSENT = object()


def located(key: str, description: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    """The value of an input in a description, or a marker for none.

    Args:
        key: The input.
        description: What AWS says.
        names: Input -> dotted place in the description, where more than the case differs.

    """
    if key in names:
        value: Any = description
        for step in names[key].split("."):
            if not isinstance(value, Mapping) or step not in value:
                return _ABSENT
            value = value[step]
        return value
    members = {fold(member): member for member in description}
    found = next((members[name] for name in alternatives(fold(key)) if name in members), None)
    return _ABSENT if found is None else description[found]


def drifted(
    inputs: Mapping[str, Any],
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    names: Mapping[str, str],
) -> dict[str, Any]:
    """Inputs whose described value is another than before, with the value they have now.

    Args:
        inputs: The resource's inputs, which say what matters.
        before: Its description when it was last made or changed.
        now: Its description.
        names: As for `located`.

    """
    changed: dict[str, Any] = {}
    for key, told in inputs.items():
        old, new = located(key, before, names), located(key, now, names)
        if old != new:
            changed[key] = None if new is _ABSENT else as_input(told, new)
    return {key: value for key, value in changed.items() if value != inputs[key]}


def as_input(told: Any, value: Any) -> Any:
    """A described value in the form in which the program gave it."""
    if isinstance(told, bool) or isinstance(value, bool):
        return value if isinstance(value, bool) else value == "true"
    if isinstance(told, int) and isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    if isinstance(told, str):
        return json.dumps(value) if isinstance(value, (dict, list)) else text(value)
    if isinstance(told, dict):
        return _mapping(told, value)
    if isinstance(told, list):
        items = value.get("Items", []) if isinstance(value, Mapping) else value
        same = len(items) == len(told)
        return [as_input(told[place] if same else None, item) for place, item in enumerate(items)]
    return spelled(value)


def _mapping(told: Mapping[str, Any], value: Any) -> Any:
    pairs = as_pairs(value)
    if pairs is not None:
        return pairs
    if not isinstance(value, Mapping):
        return spelled(value)
    if told.keys() & value.keys():  # the keys are the program's own
        return dict(value)
    members = {fold(member): item for member, item in value.items()}
    return {key: as_input(item, members[fold(key)]) for key, item in told.items() if fold(key) in members}


def as_pairs(value: Any) -> dict[str, str] | None:
    """A list of AWS's keys and values as a map, or None if it is none."""
    if not isinstance(value, list) or not value:
        return None
    for key, content in (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue")):
        if all(isinstance(item, Mapping) and set(item) == {key, content} for item in value):
            return {item[key]: item[content] for item in value}
    return None


def spelled(value: Any) -> Any:
    """A described value with names in Pulumi's spelling (`AttributeName` is `attributeName`)."""
    if isinstance(value, Mapping):
        return {key[:1].lower() + key[1:]: spelled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [spelled(item) for item in value]
    return value


def imported(token: str, description: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Inputs of the type `token` that a description tells; what is empty there is not given."""
    kinds = sdk.outputs(token)
    found: dict[str, Any] = {}
    for key in sorted(sdk.inputs(token)):
        value = located(key, description, names)
        if value is _ABSENT or value in ("", None, [], {}):
            continue
        found[key] = (as_pairs(value) or spelled(value)) if key == TAGS else _typed(kinds.get(key), value)
    return found


def _typed(kind: Any, value: Any) -> Any:
    """A described scalar (SQS knows only text) as the type the SDK says; a block that is a list, as one."""
    if kind is bool:
        return as_input(True, value)
    if kind is int:
        return as_input(0, value)
    if kind is str:
        return as_input("", value)
    if typing.get_origin(kind) is not None and issubclass(typing.get_origin(kind), typing.Sequence):
        return spelled(value if isinstance(value, list) else [value])
    pairs = as_pairs(value)
    return spelled(value) if pairs is None else pairs
