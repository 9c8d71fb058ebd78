"""What the rooms of this package share beside `_common`: policies, other regions, later lives."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

from emulator.registry import RESOURCES, Created
from emulator.request import Request

Read = Callable[[Request, str], Created | None]
Update = Callable[[Request, str, Mapping[str, Any]], dict[str, Any]]
Delete = Callable[[Request, str], None]


def document(policy: str | Mapping[str, Any] | None) -> str | None:
    """A policy as AWS wants it, JSON text: Pulumi accepts either the text or a typed document."""
    if policy is None or isinstance(policy, str):
        return policy
    return json.dumps(policy)


def within(r: Request, region: str | None) -> Request:
    """The same resource's calls, made in another region; it has no inputs of its own."""
    return r if region in (None, r.region) else Request(r.cloud, r.typ, r.logical, {}, region, r.urn)


def later(
    token: str, *, read: Read | None = None, update: Update | None = None, delete: Delete | None = None
) -> None:
    """Say what becomes of resources of a type after their creation."""
    handler = RESOURCES[token]
    RESOURCES[token] = dataclasses.replace(
        handler,
        read=read or handler.read,
        update=update or handler.update,
        delete=delete or handler.delete,
    )


def again(*tokens: str) -> None:
    """Types whose creating calls also change them (AWS's Put operations): an update is a creation."""

    def update(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
        return RESOURCES[r.typ].create(r)[1]

    for token in tokens:
        later(token, update=update)


def forgotten(*tokens: str) -> None:
    """Types of which nothing is left to delete in AWS."""
    for token in tokens:
        later(token, delete=lambda _r, _id: None)


def removal(token: str, call: str, **params: str | Callable[[Request, str], Any]) -> None:
    """A type that one call deletes.

    Args:
        token: The type.
        call: `service.operation`, as boto3 spells them.
        **params: Its parameters: the name of an input, `"id"`, or a function of request and id.

    """
    service, operation = call.split(".")

    def delete(r: Request, id_: str) -> None:
        def value(source: str | Callable[[Request, str], Any]) -> Any:
            if callable(source):
                return source(r, id_)
            return id_ if source == "id" else r.take(source)

        r.api(service, operation, **{name: value(source) for name, source in params.items()})

    later(token, delete=delete)
