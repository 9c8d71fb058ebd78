"""Small readings that several services' rules share."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from emulator.account import Account

HOME = "us-east-1"
"""Where the global services keep their certificates, firewalls and metrics."""


def number(value: object) -> float | None:
    """A number given as text or number; None for anything else."""
    try:
        return float(str(value))
    except ValueError:
        return None


def within(name: str, value: object, low: float, high: float, unit: str = "") -> Iterator[str]:
    """The complaint about a value outside its range; absent values are fine."""
    if value is None:
        return
    found = number(value)
    if found is None or not low <= found <= high:
        yield f"{name} must be between {low:g} and {high:g}{' ' + unit if unit else ''}, not {value}"


def parsed(name: str, text: object) -> tuple[Any, list[str]]:
    """A JSON value and the complaint, if it isn't JSON."""
    try:
        return json.loads(str(text)), []
    except ValueError as error:
        return None, [f"{name} is not JSON: {error}"]


def found(
    account: "Account", region: str, service: str, operation: str, **params: Any
) -> Mapping[str, Any] | None:
    """The answer of a describing call; None where the thing isn't there."""
    try:
        answer: Mapping[str, Any] = getattr(account.client(service, region), operation)(**params)
    except ClientError:
        return None
    return answer


def name_of(arn_or_url: str) -> str:
    """The last part of an ARN or URL."""
    return arn_or_url.rsplit(":", 1)[-1].rsplit("/", 1)[-1]


@cache
def regions() -> frozenset[str]:
    """The regions of the standard partition that botocore knows."""
    import botocore.session

    session = botocore.session.get_session()
    return frozenset(session.get_available_regions("ec2"))
