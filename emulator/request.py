"""One resource (or provider function) on its way to AWS: its inputs, and the API calls made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from .journal import Journal
from .shapes import Unmapped, alternatives, convert, fold
from .wire import reference

if TYPE_CHECKING:
    from .account import Account

SUFFIX_HEX_DIGITS = 7
"""Length of the random part of the names that pulumi-aws generates."""

NEVER_SENT = frozenset({"tagsAll", "region"})
"""Inputs that every resource of pulumi-aws has and no API call takes."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """A resource that an emulated component made.

    Attributes:
        urn: Its URN, under the component's.
        id: Its id.
        outputs: Its inputs and what AWS computed.

    """

    urn: str
    id: str
    outputs: Mapping[str, Any]

    @property
    def reference(self) -> dict[str, Any]:
        """The resource as a value of one of the component's outputs."""
        return reference(self.urn, self.id)


class CreateChild(Protocol):
    """Makes and registers a child; `parent` is a URN, the component itself where it is empty."""

    def __call__(
        self, typ: str, name: str, inputs: Mapping[str, Any], depends_on: Iterable[str], parent: str = ""
    ) -> Child:
        """Make one."""
        ...


class Request:
    """What the program asked for, with an account of which of its inputs were used.

    Attributes:
        cloud: The account it goes to.
        typ: Type token (`aws:sqs/queue:Queue`).
        logical: Logical name.
        inputs: Plain inputs (secrets unwrapped, whole numbers as int), default tags merged in.
        region: Region of the call.
        urn: URN, empty for provider functions.
        sent: Parameters of the last call made by `send`.
        generated: Physical names that `physical` made up.
        state: Outputs of the resource so far (in updates, look-ups and deletions).
        old: Inputs of the resource so far (in updates), default tags merged in.
        salt: Makes generated names differ from those of an earlier resource of the same URN.
        journal: Of the calls that make the resource.

    """

    def __init__(
        self,
        cloud: Account,
        typ: str,
        logical: str,
        inputs: Mapping[str, Any],
        region: str | None = None,
        urn: str = "",
        *,
        create_child: CreateChild | None = None,
        state: Mapping[str, Any] | None = None,
        old: Mapping[str, Any] | None = None,
        salt: str = "",
        journal: Journal | None = None,
    ) -> None:
        self.cloud = cloud
        self.typ = typ
        self.logical = logical
        self.inputs = inputs
        self.region = region or cloud.region
        self.urn = urn
        self.sent: dict[str, Any] = {}
        self.generated: dict[str, str] = {}
        self.state: Mapping[str, Any] = state or {}
        self.salt = salt
        self.journal = journal or Journal()
        self.old: Mapping[str, Any] = old or {}
        self._create_child = create_child
        self._asked: set[str] = set()
        self._left = {key for key, value in inputs.items() if value is not None} - NEVER_SENT

    # -- inputs

    @property
    def tags(self) -> dict[str, str]:
        """The resource's tags over the provider's default tags; empty when there are none."""
        return dict(self.take("tags") or {})

    def take(self, key: str, default: Any = None) -> Any:
        """The value of an input, which then counts as used."""
        self._left.discard(key)
        self._asked.add(key)
        value = self.inputs.get(key)
        return default if value is None else value

    def physical(self, key: str = "name", *, suffix: str = "") -> str:
        """The physical name: as given, or made of prefix or logical name the way pulumi-aws does.

        Args:
            key: The input that would give it.
            suffix: How a generated name has to end (`.fifo`).

        """
        given = self.take(key)
        if given is not None:
            return str(given)
        if self.state.get(key):
            return str(self.state[key])
        prefix = self.take(f"{key}Prefix") or f"{self.logical}-"
        digest = hashlib.sha256(f"{self.urn}{self.salt}".encode()).hexdigest()[:SUFFIX_HEX_DIGITS]
        self.generated[key] = f"{prefix}{digest}{suffix}"
        return self.generated[key]

    @property
    def changed(self) -> frozenset[str]:
        """Inputs that differ from those so far (added and removed ones, too)."""
        keys = {*self.inputs, *self.old} - NEVER_SENT
        return frozenset(key for key in keys if self.inputs.get(key) != self.old.get(key))

    def known(self, key: str) -> Any:
        """A value that says which resource is meant: an input, or else an output so far."""
        value = self.take(key)
        return self.state.get(key) if value is None else value

    def finish(self, only: Iterable[str] | None = None) -> None:
        """Make sure that nothing the program asked for was dropped.

        Args:
            only: The inputs that matter (an update is about what changed, removed inputs included).

        Raises:
            Unmapped: inputs that no call took.

        """
        unused = self._left if only is None else set(only) - self._asked
        if unused:
            left = ", ".join(sorted(unused))
            raise Unmapped(f"{self.typ} {self.logical}: the emulator does not know what to do with {left}")

    # -- calls

    def api(self, service: str, operation: str, /, **params: Any) -> Any:
        """Call an operation with these parameters (None means absent) and return the response."""
        given = {key: value for key, value in params.items() if value is not None}
        client = self.cloud.client(service, self.region)
        name = client.meta.method_to_api_mapping[operation]

        def pretended() -> dict[str, Any]:
            from .hooks import Call  # boto3 is loaded by now, which unit tests need not pay for
            from .ledger import made_up

            model = client.meta.service_model.operation_model(name)
            return made_up(
                Call(
                    account=self.cloud,
                    service=service,
                    operation=name,
                    params=given,
                    region=self.region,
                    model=model,
                )
            )

        with self.cloud.acting_for(self.urn):
            return self.journal.made(service, name, lambda: getattr(client, operation)(**given), pretended)

    def fill(
        self,
        service: str,
        operation: str,
        parameter: str,
        rename: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    ) -> dict[str, Any]:
        """A structure parameter, filled from the unused inputs that match its members."""
        shape = self._input_shape(service, operation).members[parameter]
        return self._matched(shape, dict(rename), self._left, frozenset())

    def send(
        self,
        service: str,
        operation: str,
        /,
        rename: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        only: Iterable[str] | None = None,
        **params: Any,
    ) -> Any:
        """Call an operation with `params` and every unused input that one of its parameters takes.

        Args:
            service: As boto3 spells it.
            operation: As boto3 spells it.
            rename: Input -> parameter, where the names differ by more than case.
            only: Inputs that may be used; all by default.
            **params: Explicit parameters, which win (None means absent).

        """
        candidates = self._left if only is None else self._left & set(only)
        shape = self._input_shape(service, operation)
        self.sent = {**self._matched(shape, dict(rename), candidates, frozenset(params)), **params}
        return self.api(service, operation, **self.sent)

    def made(self, service: str, operation: str, **values: Any) -> dict[str, Any]:
        """Parameters of an operation, made of values that it takes in a form and spelling of its own."""
        return self._filled(self._input_shape(service, operation), values)

    def child(
        self,
        typ: str,
        name: str,
        inputs: Mapping[str, Any],
        *,
        depends_on: Iterable[str] = (),
        parent: str = "",
    ) -> Child:
        """Create and register a resource under this one (which is a remote component).

        Args:
            typ: Its type.
            name: Its logical name.
            inputs: Its inputs, as the provider would have them (camelCase).
            depends_on: URNs of what it needs.
            parent: URN of another child that it is registered under.

        """
        if self._create_child is None:
            raise TypeError(f"{self.typ} {self.logical} can't have children here")
        return self._create_child(typ, name, inputs, depends_on, parent)

    def _input_shape(self, service: str, operation: str) -> Any:
        meta = self.cloud.client(service, self.region).meta
        return meta.service_model.operation_model(meta.method_to_api_mapping[operation]).input_shape

    def _filled(self, shape: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        members = {fold(member): member for member in shape.members}
        out: dict[str, Any] = {}
        for key, value in values.items():
            target = next((members[name] for name in alternatives(fold(key)) if name in members), None)
            if target is None:
                raise Unmapped(f"{self.logical}.{key}: {shape.name} has only {', '.join(shape.members)}")
            out[target] = convert(shape.members[target], value, f"{self.logical}.{key}")
        return out

    def _matched(
        self, shape: Any, rename: Mapping[str, str], candidates: Iterable[str], explicit: frozenset[str]
    ) -> dict[str, Any]:
        members = {fold(member): member for member in shape.members} if shape is not None else {}
        out: dict[str, Any] = {}
        for key in sorted(candidates):
            target = rename.get(key) or members.get(fold(key))
            if target and target not in explicit:
                out[target] = convert(shape.members[target], self.take(key), f"{self.logical}.{key}")
        return out
