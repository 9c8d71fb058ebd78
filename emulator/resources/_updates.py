"""Changes in place that are told what differs and no more, and tags in the services' own forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from emulator.changes import Step, input_shape, members
from emulator.registry import RESOURCES
from emulator.request import Request
from emulator.resources.parts import Source, found
from emulator.shapes import Unmapped, alternatives, fold

EMPTY: Mapping[str, Any] = {"string": "", "list": [], "map": {}, "boolean": False}
"""How AWS's calls say that something is to be there no more."""

KEPT = object()
"""What AWS makes of an input that is no longer given: it keeps what it has (as the provider does)."""


def modifies(
    token: str,
    call: str,
    *,
    rename: Mapping[str, str] | None = None,
    only: Iterable[str] = (),
    lasting: Iterable[str] = (),
    resets: Mapping[str, Any] | None = None,
    **params: Source,
) -> None:
    """An update operation of a type that is sent the inputs that differ, and those it can't do without.

    Args:
        token: The type.
        call: `service.operation`.
        rename: Input -> parameter, where the names differ by more than case.
        only: The inputs it is for; all that it takes by default.
        lasting: Inputs that replace though it has a parameter of the name.
        resets: Input -> what it goes back to when no longer given; `KEPT` where AWS keeps what it has. An
            empty text or list, or false, by default.
        **params: Which resource is meant, and other parameters: see `Source`.

    """
    service, operation = call.split(".")
    names, keep = rename or {}, frozenset(lasting)

    def run(r: Request, id_: str) -> None:
        taken = step.inputs(r.typ) - keep
        if not taken & r.changed:
            return
        needed = set(input_shape(call).required_members)
        sent: dict[str, Any] = {}
        touched: set[str] = set()
        for key in sorted(taken):
            value, parameter = r.take(key), parameter_of(call, names.get(key, key))
            if key in r.changed:
                touched.add(parameter)
            if parameter in params:
                continue
            if value is None and key in r.changed:
                value = _reset(call, parameter, key, resets or {})
            if value is not None and value is not KEPT and (key in r.changed or parameter in needed):
                sent |= r.made(service, operation, **{parameter: value})
        explicit = {name: found(r, id_, source) for name, source in params.items()}
        whole = {name: value for name, value in {**sent, **explicit}.items() if value is not None}
        if touched & whole.keys():
            r.api(service, operation, **whole)

    step = Step(call=call, rename=names, only=frozenset(only), run=run)
    _add(token, step, keep)


def parameter_of(call: str, name: str) -> str:
    """The parameter of a call that an input is.

    Raises:
        Unmapped: there is none.

    """
    taken = members(call)
    for spelling in alternatives(fold(name)):
        if spelling in taken:
            return taken[spelling]
    raise Unmapped(f"{call} has no parameter for {name}")


def kind_of(call: str, parameter: str) -> str:
    """The type of a parameter, by botocore's name (`list`, `boolean`)."""
    return str(input_shape(call).members[parameter].type_name)


def _reset(call: str, parameter: str, key: str, resets: Mapping[str, Any]) -> Any:
    if key in resets:
        return resets[key]
    kind = kind_of(call, parameter)
    if kind not in EMPTY:
        raise Unmapped(f"{call}: the emulator doesn't know what {key} goes back to")
    return EMPTY[kind]


def tags_by(token: str, call: str, run: Callable[[Request, str, Mapping[str, str], list[str]], None]) -> None:
    """Tags that change in a form that `parts.tagging` doesn't know.

    Args:
        token: The type.
        call: The operation that sets them.
        run: Makes the calls, of request, id, new tags, and keys of those that go.

    """

    def change(r: Request, id_: str) -> None:
        new, old = r.take("tags") or {}, r.old.get("tags") or {}
        fresh = {key: value for key, value in new.items() if old.get(key) != value}
        run(r, id_, fresh, sorted(old.keys() - new.keys()))

    _add(token, Step(call=call, extra=frozenset({"tags"}), only=frozenset({"tags"}), run=change))


def _add(token: str, step: Step, lasting: frozenset[str] = frozenset()) -> None:
    handler = RESOURCES[token]
    RESOURCES[token] = dataclasses.replace(
        handler, steps=(*handler.steps, step), lasting=handler.lasting | lasting
    )
