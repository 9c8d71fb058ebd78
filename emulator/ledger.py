"""Operations that moto lacks: validated like any other, recorded, answered from the shape of the response."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .hooks import Call

ID_DIGITS = 12
"""Length of invented ids; most of AWS's own are between 10 and 17 characters."""

REASON = "moto doesn't implement the operation"

_LACKING: dict[tuple[str, str], str] = {}
_ANSWERS: dict[tuple[str, str], Mapping[str, Any]] = {}


def lacks(
    service: str, *operations: str, reason: str = REASON, answer: Mapping[str, Any] | None = None
) -> None:
    """Declare operations that are validated and recorded only.

    Args:
        service: botocore's name of the service (`xray`).
        *operations: AWS's names of the operations (`CreateGroup`).
        reason: Why, for the report.
        answer: Members of the response that the general answer would get wrong.

    """
    for operation in operations:
        _LACKING[(service, operation)] = reason
        if answer is not None:
            _ANSWERS[(service, operation)] = answer


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One recorded request.

    Attributes:
        service: botocore's name of the service.
        operation: AWS's name of the operation.
        params: The validated parameters.
        region: Where it would have gone.
        urn: The resource it was for, if any.
        reason: Why it was only recorded.

    """

    service: str
    operation: str
    params: Mapping[str, Any]
    region: str
    urn: str
    reason: str


class Ledger:
    """What was asked of operations that nobody implements, in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def of(self, service: str, operation: str) -> list[Mapping[str, Any]]:
        """Parameters of every request of one operation."""
        return [
            entry.params for entry in self.entries if (entry.service, entry.operation) == (service, operation)
        ]


def lacking(service: str, operation: str) -> bool:
    """Whether an operation is validated and recorded only."""
    return (service, operation) in _LACKING


def answer(call: Call) -> Mapping[str, Any] | None:
    """Record a request that moto would refuse as not implemented, and answer it."""
    key = (call.service, call.operation)
    if key not in _LACKING:
        return None
    account = call.account
    account.ledger.entries.append(
        Entry(
            service=call.service,
            operation=call.operation,
            params=dict(call.params),
            region=call.region,
            urn=account.actor,
            reason=_LACKING[key],
        )
    )
    return {**made_up(call), **_ANSWERS.get(key, {})}


def made_up(call: Call) -> dict[str, Any]:
    """An answer of the shape of the response."""
    shape = call.model.output_shape
    return _structure(shape, call.params, call) if shape is not None else {}


def _structure(shape: Any, sought: Mapping[str, Any], call: Call) -> dict[str, Any]:
    """A response: what the request said under the same name; ARNs and ids made up; nothing else."""
    out: dict[str, Any] = {}
    for name, member in shape.members.items():
        said = next((value for key, value in _named(sought) if _fold(key) == _fold(name)), None)
        if member.type_name == "structure":
            inside = {**sought, **said} if isinstance(said, Mapping) else sought
            out[name] = _structure(member, inside, call)
        elif said is not None and _fits(member.type_name, said):
            out[name] = said
        elif member.type_name == "string" and (value := _made_up(name, call)) is not None:
            out[name] = value
    return out


def _named(params: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Members of the request, outer ones first."""
    yield from params.items()
    for value in params.values():
        if isinstance(value, Mapping):
            yield from _named(value)


def _fits(kind: str, value: object) -> bool:
    expected = {"list": (list, tuple), "map": Mapping, "string": str, "boolean": bool}.get(kind)
    return expected is None or isinstance(value, expected)  # type: ignore[arg-type]


def _made_up(name: str, call: Call) -> str | None:
    told = repr((call.service, call.operation, call.region, sorted(call.params.items(), key=str)))
    digest = hashlib.sha256(told.encode()).hexdigest()[:ID_DIGITS]
    folded = _fold(name)
    if folded.endswith("arn"):
        kind = folded.removesuffix("arn") or _fold(call.operation.removeprefix("Create"))
        return f"arn:aws:{call.service}:{call.region}:{call.account.account_id}:{kind}/{digest}"
    return digest if folded.endswith(("id", "uuid", "etag")) else None


def _fold(name: str) -> str:
    return name.replace("_", "").lower()
