"""JSON documents whose leaves may be Outputs: policies, dashboards, container definitions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pulumi

Part = object
"""A leaf, an Output, or a mapping or sequence of parts."""


def json_text(document: Part) -> pulumi.Output[str]:
    """The document as JSON, as soon as every Output in it is known.

    `Output.json_dumps` makes an Output of every node it meets; a dashboard has thousands of them. This one
    makes two, whatever the size: one for all Outputs of the document, one for the text.
    """
    found: dict[int, pulumi.Output[object]] = {}
    _collect(document, found)
    if not found:
        return pulumi.Output.from_input(json.dumps(document))
    return pulumi.Output.all(*found.values()).apply(
        lambda known: json.dumps(_filled(document, dict(zip(found, known, strict=True))))
    )


def _collect(part: Part, found: dict[int, pulumi.Output[object]]) -> None:
    """Each Output of a part, once, by its identity: a table's ARN may stand in twenty statements."""
    if isinstance(part, pulumi.Output):
        found[id(part)] = part
    elif isinstance(part, Mapping):
        for value in part.values():
            _collect(value, found)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for value in part:
            _collect(value, found)


def _filled(part: Part, known: Mapping[int, object]) -> Part:
    if isinstance(part, pulumi.Output):
        return known[id(part)]
    if isinstance(part, Mapping):
        return {key: _filled(value, known) for key, value in part.items()}
    if isinstance(part, Sequence) and not isinstance(part, str):
        return [_filled(value, known) for value in part]
    return part
