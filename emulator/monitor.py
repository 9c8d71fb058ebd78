"""The engine's part for a program that runs in this process: it registers what the program declares.

It refuses what the real engine refuses, answers a failed resource as failed instead of stopping at it (so
that one run tells everything that is wrong), and leaves the making of resources to a back end.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import provider_pb2, resource_pb2
from pulumi.runtime.sync_await import _ensure_event_loop, _sync_await

from . import wire
from .backend import Backend, Creation, Made, Provider
from .graph import Graph, Registration
from .registrations import ROOT_TYPE, provider_of, registration_of, urn_of
from .request import Child, CreateChild

PROVIDER_TYPES = "pulumi:providers:"
GET_RESOURCE = "pulumi:pulumi:getResource"

Progress = Callable[[str, Registration, str], None]
"""Told of each resource: `"creating"`, `"created"`, `"failed"` or `"skipped"`, with a reason."""


class DeploymentFailed(Exception):
    """What went wrong, resource by resource; the program itself ran to its end where it could.

    Attributes:
        failures: URN -> reason.
        skipped: URNs of what was not tried, because something it needs failed.

    """

    def __init__(self, failures: Mapping[str, str], skipped: Iterable[str] = ()) -> None:
        self.failures = dict(failures)
        self.skipped = list(skipped)
        lines = [f"{short(urn)}: {reason}" for urn, reason in self.failures.items()]
        if self.skipped:
            lines.append(f"not tried, because they need what failed: {', '.join(map(short, self.skipped))}")
        super().__init__("\n".join(lines))


def short(urn: str) -> str:
    """A URN without stack and project, for messages."""
    return "::".join(urn.split("::")[2:]) or urn


class Monitor(mocks.MockMonitor):
    """The resource monitor of one run.

    Args:
        backend: Where resources are made.
        preview: Whether it is a preview: nothing is made, and what AWS computes is unknown.
        project: Name of the project.
        stack: Name of the stack.
        disabled_providers: Packages whose default provider must not be used (`*` for all).
        on_progress: Told of each resource.

    Attributes:
        graph: All registrations, in order.
        made: URN -> id and outputs of what was made.
        failures: URN -> reason.
        skipped: URNs of what needs something that failed.
        exports: The stack's outputs, secrets in their envelopes.
        component_outputs: URN of a component -> what it registered as its outputs.
        invokes: (function, arguments) of every call of a provider function.
        timings: URN -> seconds that the back end took.

    """

    def __init__(
        self,
        backend: Backend,
        *,
        preview: bool = False,
        project: str = "platforms",
        stack: str = "dev",
        disabled_providers: Iterable[str] = (),
        on_progress: Progress | None = None,
    ) -> None:
        super().__init__(mocks=None)  # type: ignore[arg-type]  # every method that would use them is ours
        self.backend = backend
        self.preview = preview
        self.project = project
        self.stack = stack
        self.graph = Graph()
        self.made: dict[str, Made] = {}
        self.failures: dict[str, str] = {}
        self.skipped: list[str] = []
        self.exports: dict[str, Any] = {}
        self.component_outputs: dict[str, dict[str, Any]] = {}
        self.invokes: list[tuple[str, dict[str, Any]]] = []
        self.timings: dict[str, float] = {}
        self._disabled = frozenset(disabled_providers)
        self._providers: dict[str, Provider] = {}
        self._tell = on_progress or (lambda _event, _registration, _reason: None)

    # -- resources

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's spelling
        """Register a resource, and make it unless something it needs is missing."""
        _give_thread_a_loop()
        if request.type == ROOT_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=self._root())
        urn = urn_of(self.stack, self.project, request.parent, request.type, request.name)
        raw = rpc.deserialize_properties(request.object, keep_unknowns=True)
        registration = registration_of(urn, request, raw)
        secret_outputs = {*registration.secrets, *request.additionalSecretOutputs}
        if registration.urn in self.graph:
            duplicate = f"duplicate URN {urn}: two resources have the same type, parent and name"
            return self._failed(registration, duplicate)
        self.graph.add(registration)
        self._tell("creating", registration, "")
        if self._lacks_something(registration, raw):
            self.skipped.append(urn)
            self._tell("skipped", registration, "")
            return resource_pb2.RegisterResourceResponse(urn=urn, result=resource_pb2.Result.FAIL)
        if reason := self._refusal(registration) or self._never_known(raw):
            return self._failed(registration, reason)
        try:
            made = self._make(registration, import_id=request.importId)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to this resource and is reported
            return self._failed(registration, wire.masked(explained(error), raw))
        self._tell("created", registration, "")
        state = {
            key: wire.secret(value) if key in secret_outputs else value
            for key, value in self._state(urn).items()
        }
        return resource_pb2.RegisterResourceResponse(urn=urn, id=made.id, object=_struct(state))

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        """Look up an existing resource (`X.get`)."""
        _give_thread_a_loop()
        urn = urn_of(self.stack, self.project, request.parent, request.type, request.name)
        raw = rpc.deserialize_properties(request.properties, keep_unknowns=True)
        registration = registration_of(urn, request, raw, import_id=request.id)
        try:
            self._found(registration)
        except Exception as error:
            self.failures[urn] = explained(error)
            raise
        return resource_pb2.ReadResourceResponse(urn=urn, properties=_struct(self._state(urn)))

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        """Take the outputs of a component, or the stack's exports."""
        _give_thread_a_loop()
        outputs = rpc.deserialize_properties(request.outputs, keep_unknowns=True)
        if request.urn == self._root():
            self.exports = outputs
        elif request.urn in self.component_outputs:
            self.failures[request.urn] = "register_outputs was called twice"
        else:
            self.component_outputs[request.urn] = outputs
        return empty_pb2.Empty()

    # -- provider functions

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        """Answer a provider function; a reason against it is reported as the engine does."""
        _give_thread_a_loop()
        args = wire.plain(rpc.deserialize_properties(request.args))
        try:
            result = self._invoked(request, args)
        except Exception as error:  # noqa: BLE001 - reported by the SDK with the function's name
            failure = provider_pb2.CheckFailure(property="", reason=explained(error))
            return resource_pb2.ResourceInvokeResponse(failures=[failure])
        return resource_pb2.ResourceInvokeResponse(**{"return": _struct(dict(result))})

    def _invoked(self, request: Any, args: dict[str, Any]) -> Mapping[str, Any]:
        if request.tok == GET_RESOURCE:
            urn = args["urn"]
            if urn not in self.made:
                raise LookupError(f"unknown resource {urn}")
            return {"urn": urn, "id": self.made[urn].id, "state": self._state(urn)}
        self.invokes.append((request.tok, args))
        provider = request.provider.rpartition("::")[0]
        if not provider and (refused := self._default_provider_refused(request.tok)):
            raise ValueError(refused)
        return self.backend.invoke(request.tok, args, self._providers.get(provider, Provider()))

    # -- what the engine refuses

    def _refusal(self, registration: Registration) -> str:
        if (
            registration.parent
            and registration.parent not in self.graph
            and registration.parent != self._root()
        ):
            return f"unknown parent {registration.parent}"
        for need in registration.dependencies:
            if need not in self.graph:
                return f"unknown dependency {need}"
        if registration.custom or registration.remote:
            if registration.typ.startswith(PROVIDER_TYPES):
                return ""
            if not registration.provider and not registration.remote:
                return self._default_provider_refused(registration.typ)
            if registration.provider and registration.provider not in self.graph:
                return f"unknown provider {registration.provider}"
        return ""

    def _default_provider_refused(self, token: str) -> str:
        package = token.split(":", maxsplit=1)[0]
        if package in self._disabled or "*" in self._disabled:
            return f"Default provider for '{package}' disabled. '{token}' must use an explicit provider."
        return ""

    def _never_known(self, raw: Mapping[str, Any]) -> str:
        unknown = [] if self.preview else sorted(key for key in raw if wire.contains_unknown(raw[key]))
        return f"no value was ever produced for {', '.join(unknown)}" if unknown else ""

    def _lacks_something(self, registration: Registration, raw: Mapping[str, Any]) -> bool:
        """Whether something it needs failed (the values are unknown then)."""
        gone = {*self.failures, *self.skipped}
        needs = {
            registration.parent,
            registration.provider,
            *registration.providers.values(),
            *registration.dependencies,
        }
        return bool(gone & needs) or (bool(gone) and not self.preview and wire.contains_unknown(raw))

    def _failed(self, registration: Registration, reason: str) -> Any:
        self.failures[registration.urn] = reason
        self._tell("failed", registration, reason)
        return resource_pb2.RegisterResourceResponse(urn=registration.urn, result=resource_pb2.Result.FAIL)

    # -- making

    def _make(self, registration: Registration, *, import_id: str = "") -> Made:
        started = time.perf_counter()
        if registration.typ.startswith(PROVIDER_TYPES):
            provider = provider_of(registration)
            self.backend.configure(provider)
            self._providers[registration.urn] = provider
            made = Made(id=registration.name, outputs={})
        elif registration.component and not registration.remote:
            made = Made(id="", outputs={})
        else:
            creation = Creation(
                registration=registration,
                provider=self._provider_of(registration),
                preview=self.preview,
                child=self._child_of(registration),
            )
            made = self.backend.read(creation, import_id) if import_id else self.backend.create(creation)
        self.timings[registration.urn] = time.perf_counter() - started
        self.made[registration.urn] = made
        return made

    def _provider_of(self, registration: Registration) -> Provider:
        """Whose resource it is; for a component of another package, whose its AWS resources are."""
        urn = registration.providers.get("aws", "") if registration.remote else registration.provider
        return self._providers.get(urn, Provider())

    def _found(self, registration: Registration) -> None:
        self.graph.add(registration)
        if refused := self._refusal(registration):
            raise ValueError(refused)
        self._make(registration, import_id=registration.import_id)

    def _child_of(self, component: Registration) -> CreateChild:
        def create(
            typ: str, name: str, inputs: Mapping[str, Any], depends_on: Iterable[str], parent: str = ""
        ) -> Child:
            above = parent or component.urn
            registration = Registration(
                urn=urn_of(self.stack, self.project, above, typ, name),
                typ=typ,
                name=name,
                parent=above,
                inputs=inputs,
                dependencies=tuple(depends_on),
                provider=component.providers.get(typ.partition(":")[0], ""),
                protect=component.protect,
            )
            self.graph.add(registration)
            if refused := self._refusal(registration):
                raise ValueError(f"{short(registration.urn)}: {refused}")
            made = self._make(registration)
            return Child(urn=registration.urn, id=made.id, outputs=self._state(registration.urn))

        return create

    def _state(self, urn: str) -> dict[str, Any]:
        """Outputs of a resource; a component has only those it says, and write-only inputs are nobody's."""
        registration, made = self.graph[urn], self.made[urn]
        if registration.component:
            return dict(made.outputs)
        kept = {key: value for key, value in registration.inputs.items() if not wire.write_only(key)}
        return {**kept, **made.outputs}

    def _root(self) -> str:
        return urn_of(self.stack, self.project, "", ROOT_TYPE, f"{self.project}-{self.stack}")

    def raise_failures(self) -> None:
        """Raise one exception for everything that failed.

        Raises:
            DeploymentFailed: something did.

        """
        if self.failures:
            raise DeploymentFailed(self.failures, self.skipped)


def explained(error: Exception) -> str:
    """The reason an exception gives; the kind is added where the message alone says little."""
    text = str(error)
    if isinstance(error, (KeyError, TypeError, AttributeError, IndexError, NotImplementedError)) or not text:
        return f"{type(error).__name__}: {text}"
    return text


def disabled_providers(config: Mapping[str, str]) -> list[str]:
    """Packages that `pulumi:disable-default-providers` names."""
    return list(json.loads(config.get("pulumi:disable-default-providers") or "[]"))


def _give_thread_a_loop() -> None:
    """The SDK's (de)serialisation wants an event loop on the executor's thread."""
    _ensure_event_loop()  # type: ignore[no-untyped-call]


def _struct(value: dict[str, Any]) -> Any:
    return _sync_await(rpc.serialize_properties(value, {}))
