"""What the rooms of this package share beside `_common`: policies, other regions, later lives."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from emulator.changes import Step, members
from emulator.registry import RESOURCES, Created, Describe, dig
from emulator.request import Request
from emulator.shapes import alternatives, fold

GONE = re.compile(r"NotFound|NoSuch|Non[Ee]xist|DoesNotExist|NotExist|^404$")
"""In the codes by which AWS says that a thing is not there (each service has its own)."""

Source = str | Callable[[Request, str], Any]
"""Where a parameter's value is: `"id"`, the name of an input or output, or a function of request and id."""

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
    return (
        r
        if region in (None, r.region)
        else Request(r.cloud, r.typ, r.logical, {}, region, r.urn, journal=r.journal)
    )


def later(
    token: str,
    *,
    read: Read | None = None,
    update: Update | None = None,
    delete: Delete | None = None,
    updates: str | Iterable[str] = (),
    rename: Mapping[str, str] | None = None,
    lasting: Iterable[str] = (),
    changing: Iterable[str] = (),
) -> None:
    """Say what becomes of resources of a type after their creation; may be said in several parts.

    Args:
        token: The type.
        read: Answers id and outputs of an existing one, or None when it is gone.
        update: Changes one in place.
        delete: Removes one.
        updates: The operations that `update` calls (`service.operation`, or `service.operation.Parameter` for
            what is inside a structure): what they take can change, everything else replaces.
        rename: Input -> parameter of those operations, where the names differ by more than case.
        lasting: Inputs that replace though those operations have a parameter of the name; `a.b` where only a
            nested value does.
        changing: Inputs that can change though no parameter has the name; say why.

    """
    handler = RESOURCES[token]
    calls = (updates,) if isinstance(updates, str) else updates
    RESOURCES[token] = dataclasses.replace(
        handler,
        read=read or handler.read,
        update=update or handler.update,
        delete=delete or handler.delete,
        steps=(*handler.steps, *(Step(call=call, rename=rename or {}) for call in calls)),
        lasting=handler.lasting | frozenset(lasting),
        changing=handler.changing | frozenset(changing),
    )


def again(
    *tokens: str,
    updates: str | Iterable[str] = (),
    rename: Mapping[str, str] | None = None,
    lasting: Iterable[str] = (),
    changing: Iterable[str] = (),
) -> None:
    """Types whose creating calls also change them (AWS's Put operations): an update is a creation."""

    def update(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
        return RESOURCES[r.typ].create(r)[1]

    for token in tokens:
        later(token, update=update, updates=updates, rename=rename, lasting=lasting, changing=changing)


def found(r: Request, id_: str, source: Source) -> Any:
    """The value of a parameter that says which resource is meant."""
    if callable(source):
        return source(r, id_)
    return id_ if source == "id" else r.known(source)


def changes(
    token: str,
    call: str,
    *,
    rename: Mapping[str, str] | None = None,
    only: Iterable[str] = (),
    lasting: Iterable[str] = (),
    **params: Source,
) -> None:
    """An update operation of a type that is made of the inputs as they are; may be said for several.

    It is called when an input that it takes changed, with all of them.

    Args:
        token: The type.
        call: `service.operation`.
        rename: Input -> parameter, where the names differ by more than case.
        only: The inputs it is for; all that it takes by default.
        lasting: Inputs that replace though it has a parameter of the name.
        **params: Which resource is meant, and other parameters: see `Source`.

    """
    service, operation = call.split(".")
    wanted = frozenset(only)

    def run(r: Request, id_: str) -> None:
        explicit = {name: found(r, id_, source) for name, source in params.items()}
        taken = step.inputs(r.typ) - frozenset(lasting)
        r.send(service, operation, rename or {}, only=taken, **explicit)
        for key in taken:  # those that were taken away, too
            r.take(key)

    step = Step(call=call, rename=rename or {}, only=wanted, run=run)
    handler = RESOURCES[token]
    RESOURCES[token] = dataclasses.replace(
        handler, steps=(*handler.steps, step), lasting=handler.lasting | frozenset(lasting)
    )


def tagging(token: str, tag: str, untag: str, **params: Source) -> None:
    """The operations by which tags of a type's resources change.

    Args:
        token: The type.
        tag: `service.operation` that sets tags; as a map or a list of pairs, as its model says.
        untag: `service.operation` that takes tags away by their keys.
        **params: Which resource is meant, for both: see `Source`.

    """

    def run(r: Request, id_: str) -> None:
        explicit = {name: found(r, id_, source) for name, source in params.items()}
        new, old = r.take("tags") or {}, r.old.get("tags") or {}
        gone = sorted(old.keys() - new.keys())
        if gone:
            service, operation = untag.split(".")
            keys = _parameter(untag, "tagKeys", "tagKeyList", "tags")
            r.api(service, operation, **explicit, **{keys: gone})
        fresh = {key: value for key, value in new.items() if old.get(key) != value}
        if fresh:
            service, operation = tag.split(".")
            r.api(service, operation, **explicit, **r.made(service, operation, tags=fresh))

    step = Step(call=tag, extra=frozenset({"tags"}), only=frozenset({"tags"}), run=run)
    handler = RESOURCES[token]
    RESOURCES[token] = dataclasses.replace(handler, steps=(*handler.steps, step))


def _parameter(call: str, *names: str) -> str:
    """The first of these parameters that a call has."""
    taken = members(call)
    for name in names:
        for spelling in alternatives(fold(name)):
            if spelling in taken:
                return taken[spelling]
    raise ValueError(f"{call} has none of {', '.join(names)}")


def reader(
    token: str,
    call: str,
    path: str | Callable[[Any, Request, str], Any] = "",
    *,
    names: Mapping[str, str] | None = None,
    **params: Source,
) -> None:
    """How AWS describes resources of a type; may be said for several calls, whose answers are put together.

    Args:
        token: The type.
        call: `service.operation`, as boto3 spells them.
        path: Where the description is in the answer (dotted, digits index lists), or a function of answer,
            request and id. Nothing there means that the resource is gone.
        names: Input -> name in the description, where they differ by more than case; dotted inside of it.
        **params: Which resource is meant: see `Source`.

    """
    service, operation = call.split(".")
    handler = RESOURCES[token]
    before = handler.describe

    def describe(r: Request, id_: str) -> Mapping[str, Any] | None:
        earlier = before(r, id_) if before else {}
        if earlier is None:
            return None
        explicit = {name: found(r, id_, source) for name, source in params.items()}
        said = answered(lambda: r.api(service, operation, **explicit))
        if said is not None and callable(path):
            said = path(said, r, id_)
        elif said is not None and path:
            try:
                said = dig(said, str(path))
            except KeyError:
                said = None
        if not said:
            return None
        return {**earlier, **{key: value for key, value in said.items() if key != "ResponseMetadata"}}

    later_described(token, describe, names)


def later_described(token: str, describe: Describe, names: Mapping[str, str] | None = None) -> None:
    """Say how resources of a type are described, where one line of `reader` can't."""
    handler = RESOURCES[token]
    RESOURCES[token] = dataclasses.replace(
        handler, describe=describe, described={**handler.described, **(names or {})}
    )


def answered(call: Callable[[], Any]) -> Any:
    """The answer of a call, or None where AWS says that the thing is not there."""
    try:
        return call()
    except ClientError as error:
        if GONE.search(error.response["Error"]["Code"]):
            return None
        raise


def forgotten(*tokens: str) -> None:
    """Types of which nothing is left to delete in AWS."""
    for token in tokens:
        later(token, delete=lambda _r, _id: None)


def removal(token: str, call: str, **params: Source) -> None:
    """A type that one call deletes; a thing that is gone already counts as deleted.

    Args:
        token: The type.
        call: `service.operation`, as boto3 spells them.
        **params: Its parameters: see `Source`.

    """
    service, operation = call.split(".")

    def delete(r: Request, id_: str) -> None:
        explicit = {name: found(r, id_, source) for name, source in params.items()}
        answered(lambda: r.api(service, operation, **explicit))

    later(token, delete=delete)
