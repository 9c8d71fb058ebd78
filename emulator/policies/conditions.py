"""Condition blocks of policy documents.

The operators are those of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
with the qualifiers ``IfExists``, ``ForAllValues:`` and ``ForAnyValue:`` and the operator ``Null``.
"""

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from .patterns import arn_like, expand, like, listed

Context = Mapping[str, str | Sequence[str]]
"""What is known about a request: condition keys in lower case, each with one value or several."""


def _moment(text: str) -> datetime:
    """A date of a policy or a request: ISO 8601, or seconds since 1970."""
    if text.replace(".", "", 1).isdigit():
        return datetime.fromtimestamp(float(text), tz=UTC)
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _within(network: str, address: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda wanted, got: wanted == got,
    "StringEqualsIgnoreCase": lambda wanted, got: wanted.lower() == got.lower(),
    "StringLike": like,
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "Bool": lambda wanted, got: wanted.lower() == got.lower(),
    "BinaryEquals": lambda wanted, got: wanted == got,
    "NumericEquals": lambda wanted, got: float(got) == float(wanted),
    "NumericLessThan": lambda wanted, got: float(got) < float(wanted),
    "NumericLessThanEquals": lambda wanted, got: float(got) <= float(wanted),
    "NumericGreaterThan": lambda wanted, got: float(got) > float(wanted),
    "NumericGreaterThanEquals": lambda wanted, got: float(got) >= float(wanted),
    "DateEquals": lambda wanted, got: _moment(got) == _moment(wanted),
    "DateLessThan": lambda wanted, got: _moment(got) < _moment(wanted),
    "DateLessThanEquals": lambda wanted, got: _moment(got) <= _moment(wanted),
    "DateGreaterThan": lambda wanted, got: _moment(got) > _moment(wanted),
    "DateGreaterThanEquals": lambda wanted, got: _moment(got) >= _moment(wanted),
    "IpAddress": _within,
}

_NEGATIONS = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
}

_WITH_VARIABLES = ("String", "Arn")
"""Policy variables are understood by the string and ARN operators only."""

QUALIFIERS = ("", "ForAllValues", "ForAnyValue")


def known(operator: str) -> bool:
    """Whether AWS has a condition operator of this name, qualifiers included."""
    qualifier, _, base = operator.rpartition(":")
    if base == "Null":
        return not qualifier
    base = base.removesuffix("IfExists")
    return qualifier in QUALIFIERS and (base in _TESTS or base in _NEGATIONS)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _accepts(base: str, wanted: Sequence[str], got: str) -> bool:
    """Whether one value of the request satisfies the operator; a value of the wrong kind never does."""
    test = _TESTS[_NEGATIONS.get(base, base)]

    def tried(pattern: str) -> bool:
        try:
            return test(pattern, got)
        except ValueError:
            return False

    return any(map(tried, wanted)) != (base in _NEGATIONS)


def holds(operator: str, key: str, expected: object, context: Context, *, variables: bool) -> bool:
    """Whether one condition is met: an operator with its qualifiers, a context key, the accepted values.

    ``variables`` says whether the document's version knows policy variables.
    Raises ValueError for an operator that AWS doesn't have.
    """
    qualifier, _, base = operator.rpartition(":")
    if not known(operator):
        raise ValueError(f"unknown condition operator {operator!r}")
    actual = context.get(key.lower())
    wanted = [_text(value) for value in listed(expected)]
    if base == "Null":
        return (actual is None) == (wanted[0] == "true")
    optional, base = base.endswith("IfExists"), base.removesuffix("IfExists")
    if actual is None or actual == []:
        return optional or qualifier == "ForAllValues" or (base in _NEGATIONS and qualifier != "ForAnyValue")
    if variables and base.startswith(_WITH_VARIABLES):
        found = [expand(value, context) for value in wanted]
        wanted = [value for value in found if value is not None]
        if not wanted:
            return False
    values = [actual] if isinstance(actual, str) else list(actual)
    results = [_accepts(base, wanted, value) for value in values]
    if qualifier == "ForAllValues" or (base in _NEGATIONS and not qualifier):
        return all(results)
    return any(results)
