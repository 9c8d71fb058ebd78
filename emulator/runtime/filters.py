"""Event filter patterns of event source mappings.

The grammar is EventBridge's: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
"""

import ipaddress
import json
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.policies.patterns import like


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether an event has everything that a pattern asks for."""
    for key, wanted in pattern.items():
        if key == "$or":
            if not any(matches(branch, event) for branch in wanted):
                return False
        elif isinstance(wanted, Mapping):
            inner = event.get(key)
            if not isinstance(inner, Mapping) and not _only_absence(wanted):
                return False
            if not matches(wanted, inner if isinstance(inner, Mapping) else {}):
                return False
        elif not any(_accepts(rule, event, key) for rule in wanted):
            return False
    return True


def _only_absence(pattern: Mapping[str, Any]) -> bool:
    return all(isinstance(rules, list) and {"exists": False} in rules for rules in pattern.values())


def _accepts(rule: object, event: Mapping[str, Any], key: str) -> bool:
    if isinstance(rule, Mapping) and "exists" in rule:
        return (key in event and not isinstance(event[key], Mapping)) is bool(rule["exists"])
    if key not in event:
        return False
    values = event[key] if isinstance(event[key], list) else [event[key]]
    return any(_fits(rule, value) for value in values)


def _fits(rule: object, value: object) -> bool:
    if not isinstance(rule, Mapping):
        return type(rule) is type(value) and rule == value if isinstance(rule, bool) else rule == value
    (kind, wanted), *_ = rule.items()
    text = value if isinstance(value, str) else ""
    if kind == "numeric":
        return isinstance(value, int | float) and not isinstance(value, bool) and _in_range(wanted, value)
    if kind == "anything-but":
        if isinstance(wanted, Mapping):
            return not _fits(wanted, value)
        return value not in (wanted if isinstance(wanted, list) else [wanted])
    tests = {
        "prefix": lambda: isinstance(value, str) and text.startswith(str(wanted)),
        "suffix": lambda: isinstance(value, str) and text.endswith(str(wanted)),
        "equals-ignore-case": lambda: isinstance(value, str) and text.lower() == str(wanted).lower(),
        "wildcard": lambda: isinstance(value, str) and like(str(wanted), text),
        "cidr": lambda: ipaddress.ip_address(text) in ipaddress.ip_network(str(wanted)),
    }
    if kind not in tests:
        raise ValueError(f"unknown filter rule {kind!r}")
    return tests[kind]()


_COMPARE = {
    "=": lambda value, limit: value == limit,
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
}


def _in_range(bounds: Sequence[Any], value: float) -> bool:
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    return all(_COMPARE[sign](value, limit) for sign, limit in pairs)


def wanted(
    criteria: Mapping[str, Any] | None, record: Mapping[str, Any], data_key: str | None = None
) -> bool:
    """Whether a record passes the filters of a mapping: any is enough, none at all lets everything pass.

    ``data_key`` is the part of the record that holds JSON as text (``body`` of a queue's message): a pattern
    that looks inside it never fits text that is no JSON, and one that doesn't look inside is not bothered.
    """
    filters = (criteria or {}).get("Filters") or []
    if not filters:
        return True
    for entry in filters:
        pattern, seen = json.loads(entry["Pattern"]), dict(record)
        if data_key and isinstance(pattern.get(data_key), Mapping):
            try:
                seen[data_key] = json.loads(record[data_key])
            except ValueError:
                continue
        if matches(pattern, seen):
            return True
    return False
