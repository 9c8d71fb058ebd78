"""Which function emulates which resource type or provider function."""

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .changes import Step, steering
from .request import Request

Created = tuple[str, dict[str, Any]]
"""A resource's id and the outputs that AWS computes; its inputs are echoed by the engine."""

Create = Callable[[Request], Created]
Function = Callable[[Request], dict[str, Any]]
Path = str | Callable[[Request, Mapping[str, Any]], Any]
"""Where a value is: a parameter's name, a dotted path in the response, a function of request and response."""


Describe = Callable[[Request, str], Mapping[str, Any] | None]
"""What AWS says about a resource (as one flat structure), or None when it is gone."""


@dataclass(frozen=True, kw_only=True)
class Handler:
    """What the emulator can do with resources of one type.

    Attributes:
        create: Makes the resource.
        read: Answers id and outputs of an existing one, or None when it is gone.
        update: Changes one in place; the request has the new inputs.
        delete: Removes one.
        describe: What AWS says about one, or None when it is gone.
        described: Input -> where `describe` has it, where the names differ by more than case.
        steps: Update operations, each for the inputs it takes (tags included).
        lasting: Inputs whose change replaces the resource, though an update operation has a parameter of the
            name (it says which resource is meant); dotted where only a nested value is.
        changing: Inputs that can change though no update operation has a parameter of the name.

    """

    create: Create
    read: Callable[[Request, str], Created | None] | None = None
    update: Callable[[Request, str, Mapping[str, Any]], dict[str, Any]] | None = None
    delete: Callable[[Request, str], None] | None = None
    describe: Describe | None = None
    described: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    lasting: frozenset[str] = frozenset()
    changing: frozenset[str] = frozenset()

    def updatable(self, token: str) -> frozenset[str]:
        """Inputs of the type `token` that change in place; a change of any other replaces the resource."""
        taken = {key for step in self.steps for key in step.inputs(token)}
        return frozenset((taken | self.changing) - self.lasting) | steering(token)


class UnregisteredTypeError(LookupError):
    """No room of the emulator knows this type or function."""


RESOURCES: dict[str, Handler] = {}
FUNCTIONS: dict[str, Function] = {}


def resource(token: str) -> Callable[[Create], Create]:
    """Register a function that creates resources of the type `token`.

    Raises:
        ValueError: the type has a handler already.

    """

    def register(create: Create) -> Create:
        if token in RESOURCES:
            raise ValueError(f"{token} is emulated twice")
        RESOURCES[token] = Handler(create=create)
        return create

    return register


def function(token: str) -> Callable[[Function], Function]:
    """Register a function that answers the provider function `token`.

    Raises:
        ValueError: the function has a handler already.

    """

    def register(answer: Function) -> Function:
        if token in FUNCTIONS:
            raise ValueError(f"{token} is emulated twice")
        FUNCTIONS[token] = answer
        return answer

    return register


def simple(
    token: str,
    call: str,
    *,
    id: Path,  # noqa: A002 - the word that Pulumi has for it
    rename: Mapping[str, str] | None = None,
    outputs: Mapping[str, Path] | None = None,
    name: str | None = None,
    ignore: Iterable[str] = (),
    wrap: str | None = None,
    **fixed: Any,
) -> Create:
    """Register a type that one API call creates.

    Args:
        token: The type.
        call: `service.operation`, as boto3 spells them (`sqs.create_queue`).
        id: Where the resource's id is.
        rename: Input -> parameter, where the names differ by more than case.
        outputs: Output -> where its value is.
        name: The parameter that takes the physical name.
        ignore: Inputs that steer Pulumi and never reach AWS.
        wrap: The one structure parameter that holds the inputs.
        **fixed: Other parameters, as values or as functions of the request.

    """
    service, operation = call.split(".")
    ignored = tuple(ignore)

    def create(r: Request) -> Created:
        params = {key: value(r) if callable(value) else value for key, value in fixed.items()}
        for key in ignored:
            r.take(key)
        if name:
            params[name] = r.physical()
        if wrap:
            params[wrap] = {**params.get(wrap, {}), **r.fill(service, operation, wrap, rename or {})}
        response = r.send(service, operation, rename or {}, **params)

        def found(path: Path) -> Any:
            if callable(path):
                return path(r, response)
            return r.sent[path] if path in r.sent else dig(response, path)

        return found(id), {key: found(path) for key, path in (outputs or {}).items()}

    return resource(token)(create)


def dig(value: Any, path: str) -> Any:
    """The value at a dotted path; digits index lists.

    Raises:
        KeyError: the path leads nowhere; the message has the whole of it.

    """
    found = value
    for step in path.split("."):
        try:
            found = found[int(step)] if step.isdigit() else found[step]
        except (KeyError, IndexError, TypeError) as missing:
            raise KeyError(f"{path}: the response has no {step}") from missing
    return found


def handler(token: str) -> Handler:
    """The handler of a type.

    Raises:
        UnregisteredTypeError: there is none.

    """
    load_rooms()
    if token not in RESOURCES:
        raise UnregisteredTypeError(
            f"the emulator has no room for resources of type {token}: add one to emulator/resources/"
        )
    return RESOURCES[token]


def provider_function(token: str) -> Function:
    """The handler of a provider function.

    Raises:
        UnregisteredTypeError: there is none.

    """
    load_rooms()
    if token not in FUNCTIONS:
        raise UnregisteredTypeError(f"the emulator does not answer {token}: add it to emulator/invokes.py")
    return FUNCTIONS[token]


def load_rooms() -> None:
    """Import every room, so that its types are registered; cheap when done already."""
    for package in ("emulator.resources", "emulator.invokes"):
        importlib.import_module(package)
