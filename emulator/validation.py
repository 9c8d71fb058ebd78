"""Requests held against AWS's published models, more strictly than the SDK does.

botocore checks types, required and unknown members and minima. Its models also know maxima, enumerations and
patterns, which only AWS would check.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from numbers import Real
from typing import Any

import regex
from botocore.exceptions import ParamValidationError

from .hooks import Call

SURROGATES = (r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
"""Java's spelling of all characters beyond the basic plane, and Python's."""

ACCEPTED = frozenset({("s3", "BucketCannedACL", "log-delivery-write")})
"""(service, shape, value) that AWS documents and its model lacks:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl"""

LOOSER = {("cognito-idp", "DomainType"): r"[a-z0-9](?:[a-z0-9\-.]{0,61}[a-z0-9])?"}
"""(service, shape) -> the pattern that holds, where the model refuses what AWS shows (a domain of one's own):
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html"""

SHOWN = 60
"""Characters of a value that a message quotes."""


def check(call: Call) -> None:
    """Refuse a request that AWS's model refuses.

    Raises:
        ParamValidationError: with every reason.

    """
    shape = call.model.input_shape
    if not call.account.validate or shape is None:
        return
    found = list(violations(shape, call.params, call.operation, call.service))
    if found:
        raise ParamValidationError(report="\n".join(found))


def violations(shape: Any, value: Any, path: str, service: str) -> Iterator[str]:
    """What is wrong with a value of a shape; a secret shape's value is never quoted."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, Mapping):
        for key in value.keys() & shape.members.keys():
            yield from violations(shape.members[key], value[key], f"{path}.{key}", service)
    elif kind == "list" and isinstance(value, (list, tuple)):
        yield from _bounds(shape, len(value), f"{path} has {len(value)} items")
        for index, item in enumerate(value):
            yield from violations(shape.member, item, f"{path}[{index}]", service)
    elif kind == "map" and isinstance(value, Mapping):
        yield from _bounds(shape, len(value), f"{path} has {len(value)} entries")
        for key, item in value.items():
            yield from violations(shape.key, key, f"{path} key", service)
            yield from violations(shape.value, item, f"{path}.{key}", service)
    elif kind == "string" and isinstance(value, str):
        if (service, shape.name, value) not in ACCEPTED:
            yield from _string(shape, value, path, service)
    elif isinstance(value, Real) and kind in {"integer", "long", "float", "double"}:
        yield from _bounds(shape, float(value), f"{path}: {value}")


def _bounds(shape: Any, size: float, what: str) -> Iterator[str]:
    limits = shape.metadata
    if "max" in limits and size > float(limits["max"]):
        yield f"{what}, above the maximum of {limits['max']}"
    if "min" in limits and size < float(limits["min"]):
        yield f"{what}, below the minimum of {limits['min']}"


def _string(shape: Any, value: str, path: str, service: str) -> Iterator[str]:
    facts = shape.metadata
    quoted = "the secret given" if facts.get("sensitive") else repr(value[:SHOWN])
    if facts.get("enum") and value not in facts["enum"]:
        yield f"{path}: {quoted} is not one of {', '.join(facts['enum'])}"
    yield from _bounds(shape, len(value), f"{path}: {quoted} has {len(value)} characters")
    pattern = LOOSER.get((service, shape.name)) or facts.get("pattern")
    if pattern and not _compiled(pattern).fullmatch(value):
        yield f"{path}: {quoted} does not match {pattern}"


@cache
def _compiled(pattern: str) -> "regex.Pattern[str] | re.Pattern[str]":
    return regex.compile(pattern.replace(*SURROGATES), regex.V0)
