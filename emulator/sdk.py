"""What the SDKs of Pulumi's providers say about a resource type: its class, its inputs, what is computed."""

import importlib
import inspect
import sys
import typing
from collections.abc import Iterator
from functools import cache
from threading import RLock
from typing import Any

from pulumi.runtime import rpc

OWN_PARAMETERS = frozenset({"resource_name", "opts", "__props__"})


_IMPORTING = RLock()
"""pulumi_aws imports its modules at first use, and shows a half-made one to a second thread."""


def resource_class(token: str) -> type | None:
    """The SDK's class of a type, or None where no installed SDK has it.

    Args:
        token: `package:module/file:Class`.

    """
    with _IMPORTING:
        return _resource_class(token)


@cache
def _resource_class(token: str) -> type | None:
    package, module, _ = token.split(":")
    try:
        importlib.import_module(f"pulumi_{package}")
    except ImportError:
        return None
    info = getattr(rpc.get_resource_module(package, module, ""), "mod_info", {})
    if token not in info.get("classes", {}):
        return None
    found = getattr(importlib.import_module(info["fqn"]), info["classes"][token])
    return found if isinstance(found, type) else None


def _getters(cls: type) -> Iterator[tuple[str, str, Any]]:
    """Python name, wire name and type of every output."""
    for python_name, member in vars(cls).items():
        getter = member.fget if isinstance(member, property) else None
        wire_name = getattr(getter, "_pulumi_name", None)
        if isinstance(wire_name, str) and getter is not None:
            yield python_name, wire_name, getter.__annotations__.get("return")


@cache
def outputs(token: str) -> dict[str, Any]:
    """Wire name -> type of every output of a type."""
    cls = resource_class(token)
    return {} if cls is None else {wire: _bare(kind) for _, wire, kind in _getters(cls)}


@cache
def computed(token: str) -> dict[str, Any]:
    """Wire name -> type of the outputs that no input gives."""
    cls = resource_class(token)
    if cls is None:
        return {}
    given = set(inspect.signature(cls._internal_init).parameters) - OWN_PARAMETERS  # type: ignore[attr-defined]
    return {wire: _bare(kind) for name, wire, kind in _getters(cls) if name not in given}


@cache
def inputs(token: str) -> frozenset[str]:
    """Wire names of the inputs of a type; none where no installed SDK has it."""
    cls = resource_class(token)
    if cls is None:
        return frozenset()
    given = set(inspect.signature(cls._internal_init).parameters) - OWN_PARAMETERS  # type: ignore[attr-defined]
    return frozenset(wire for name, wire, _ in _getters(cls) if name in given)


def taggable(token: str) -> bool:
    """Whether the provider puts its default tags on resources of this type."""
    return "tagsAll" in outputs(token)


def fields(cls: type) -> dict[str, Any]:
    """Wire name -> type of the members of an output object."""
    return {wire: _bare(kind) for _, wire, kind in _getters(cls)}


def element(kind: Any, home: str) -> tuple[str, Any]:
    """What an output type is made of.

    Args:
        kind: A type as the SDK annotates it.
        home: Module of the class it belongs to, in which forward references are looked up.

    Returns:
        `("list", item type)`, `("map", value type)`, `("object", class)` or `("scalar", type)`.

    """
    kind = _bare(kind)
    origin = typing.get_origin(kind)
    if origin is not None and issubclass(origin, typing.Mapping):
        return "map", typing.get_args(kind)[1]
    if origin is not None and issubclass(origin, typing.Sequence):
        return "list", typing.get_args(kind)[0]
    if isinstance(kind, typing.ForwardRef):
        kind = kind.__forward_arg__
    if isinstance(kind, str):
        found: Any = sys.modules[home]
        for step in kind.split("."):
            found = getattr(found, step)
        kind = found
    if isinstance(kind, type) and kind not in (str, int, float, bool):
        return "object", kind
    return "scalar", kind


def _bare(kind: Any) -> Any:
    """The type without Output and Optional around it."""
    while True:
        arguments = typing.get_args(kind)
        if typing.get_origin(kind) is typing.Union or type(None) in arguments:
            kind = next(argument for argument in arguments if argument is not type(None))
        elif getattr(typing.get_origin(kind), "__name__", "") == "Output":
            kind = arguments[0]
        else:
            return kind
