"""Pulumi's ResourceProvider protocol over an account: one server for `aws`, `awsx`, `random` and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from emulator import registry, wire
from emulator.account import Account
from emulator.lifecycle import Lifecycle, PartlyMadeError, Thing
from emulator.monitor import explained
from emulator.renewals import completed, renewed

from . import values
from .begun import BegunError, begun_of
from .component import construct
from .differences import differences
from .instances import Instance, Instances, provider_of

VERSION = "9999.0.0"
"""At least the SDK's, or the engine warns at each load."""

PROVIDER_TYPE = "pulumi:providers:"


Interference = Callable[[str, str, str], None]
"""Told of each call that has an effect: `before` or `after` it, the call's name, the URN; may raise."""


class LostError(Exception):
    """The connection breaks here: the engine gets no answer (for tests of what happens then)."""


def told(method: Callable[..., Any]) -> Callable[..., Any]:
    """An exception becomes the call's error: its reason, as the engine shows it, without secrets."""

    @wraps(method)
    def answer(self: Service, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except LostError as lost:
            context.abort(grpc.StatusCode.UNAVAILABLE, str(lost))
        except BegunError as begun:
            context.abort_with_status(begun.status(_secrets_of(request)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the user is told
            context.abort(grpc.StatusCode.UNKNOWN, wire.masked(explained(error), _secrets_of(request)))

    return answer


def effective(method: Callable[..., Any]) -> Callable[..., Any]:
    """A call that changes something, unless it is a preview's; tests may interfere."""

    @wraps(method)
    def answer(self: Service, request: Any, context: grpc.ServicerContext) -> Any:
        if getattr(request, "preview", False):
            return method(self, request, context)
        self.interfere("before", method.__name__, request.urn)
        response = method(self, request, context)
        self.interfere("after", method.__name__, request.urn)
        return response

    return answer


def _secrets_of(request: Any) -> dict[str, Any]:
    """Everything that a request says, for the masking of messages."""
    said: dict[str, Any] = {}
    for field in ("properties", "news", "olds", "inputs", "old_inputs", "args"):
        if any(found.name == field for found in request.DESCRIPTOR.fields):
            said[field] = values.marked(getattr(request, field))
    return said


class Service(provider_pb2_grpc.ResourceProviderServicer):
    """The server's part.

    Args:
        account: Where everything is made; active.

    Attributes:
        interfere: Told of each call that has an effect.

    """

    def __init__(self, account: Account) -> None:
        self.interfere: Interference = lambda _moment, _method, _urn: None
        self.lifecycle = Lifecycle(account)
        self.instances = Instances()

    # -- the plugin

    def Attach(self, _request: Any, _context: Any) -> Any:  # noqa: N802 - gRPC's names
        """The engine has found this server by PULUMI_DEBUG_PROVIDERS."""
        return empty_pb2.Empty()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Agree on how values are sent."""
        self.instances.greeted(context.peer(), request.program_directory or request.root_directory)
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, accept_resources=True, accept_outputs=False
        )

    def GetPluginInfo(self, _request: Any, _context: Any) -> Any:  # noqa: N802
        """Which version this is."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def Cancel(self, _request: Any, _context: Any) -> Any:  # noqa: N802
        """Calls are short: those under way may end."""
        return empty_pb2.Empty()

    # -- configuration

    def CheckConfig(self, request: Any, _context: Any) -> Any:  # noqa: N802
        """Take what the program gives."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, _context: Any) -> Any:  # noqa: N802
        """A provider is never replaced; its resources are compared one by one."""
        before, after = values.marked(request.old_inputs), values.marked(request.news)
        changed = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
        some = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some, diffs=changed)

    @told
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Take note of an instance; refuse accounts that it must not be used with."""
        arguments = values.plain(values.marked(request.args), self._instance(context).root)
        provider = provider_of(request.urn, arguments)
        self.lifecycle.configure(provider)
        self.instances.configured(context.peer(), provider)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, acceptResources=True, acceptOutputs=False
        )

    # -- resources

    @told
    def Check(self, request: Any, _context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Refuse types that have no room; inputs stay as they are."""
        registry.handler(_type_of(request.urn))
        return provider_pb2.CheckResponse(inputs=request.news)

    @told
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Compare inputs with inputs."""
        instance, thing = self._meant(request, context)
        new = values.marked(request.news)
        region = new.get("region") or instance.provider.region or self.lifecycle.account.region
        return differences(
            thing, values.marked(request.olds), values.marked(request.old_inputs), new, region
        ).answer()

    @told
    @effective
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Make a resource; in a preview, only say what is known of it."""
        instance, thing = self._meant(request, context)
        inputs = values.marked(request.properties)
        if request.preview:
            known = values.echoed(inputs, self._foreseen(thing, inputs), instance.root)
            known |= completed(thing.typ, inputs, {}, {})
            return provider_pb2.CreateResponse(properties=values.struct(known))
        given = values.plain(inputs, instance.root)
        try:
            made = self.lifecycle.create(thing, given)
        except PartlyMadeError as partly:
            known = values.echoed(inputs, partly.outputs, instance.root)
            raise begun_of(partly, request.properties, values.struct(known)) from None
        if not made.id:
            raise ValueError("the emulator's room gave it no id")
        self.lifecycle.remember(thing, made.id, {**given, **made.outputs}, given)
        outputs = values.echoed(inputs, made.outputs, instance.root)
        return provider_pb2.CreateResponse(id=made.id, properties=values.struct(outputs))

    @told
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Look at a resource as it is now: for a refresh, an import, or a program that only looks it up."""
        instance, thing = self._meant(request, context)
        state, inputs = values.marked(request.properties), values.marked(request.inputs)
        found = self.lifecycle.read(
            thing, request.id, values.plain(state, instance.root), values.plain(inputs, instance.root)
        )
        if found is None:
            return provider_pb2.ReadResponse()
        secret_state = {key: value for key, value in state.items() if key not in inputs}
        outputs = values.echoed({**secret_state, **inputs}, found.outputs, instance.root)
        return provider_pb2.ReadResponse(
            id=found.id,
            properties=values.struct(outputs),
            inputs=values.struct(_remarked(inputs, found.inputs, instance)),
        )

    @told
    @effective
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Change a resource in place; in a preview, only say what is known of it then."""
        instance, thing = self._meant(request, context)
        state, old = values.marked(request.olds), values.marked(request.old_inputs)
        new = values.marked(request.news)
        if request.preview:
            kept = {key: value for key, value in state.items() if key in new or key not in old}
            others = renewed(thing.typ, values.comparable(old), values.comparable(new))
            kept |= dict.fromkeys(others & kept.keys(), wire.UNKNOWN)
            known = values.echoed(new, self._foreseen(thing, new), instance.root)
            known |= completed(thing.typ, new, old, state)
            return provider_pb2.UpdateResponse(properties=values.struct({**kept, **known}))
        outputs = self.lifecycle.update(
            thing, request.id, *(values.plain(each, instance.root) for each in (state, old, new))
        )
        gone = [key for key in old if key not in new]
        marks = {key: value for key, value in state.items() if key not in gone}
        told = values.echoed({**marks, **new}, outputs, instance.root)
        return provider_pb2.UpdateResponse(
            properties=values.struct({key: value for key, value in told.items() if key in outputs})
        )

    @told
    @effective
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Remove a resource."""
        instance, thing = self._meant(request, context)
        state, old = values.marked(request.properties), values.marked(request.old_inputs)
        self.lifecycle.delete(
            thing, request.id, values.plain(state, instance.root), values.plain(old, instance.root)
        )
        return empty_pb2.Empty()

    # -- functions and components

    @told
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Answer a provider function."""
        instance = self._instance(context)
        arguments = values.plain(values.marked(request.args), instance.root)
        result = self.lifecycle.invoke(request.tok, arguments, instance.provider)
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(values.struct(result))
        return response

    @told
    def Construct(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Make a component of ours, with its children, through the engine."""
        return construct(self.lifecycle, request, self._instance(context))

    # -- common

    def _instance(self, context: grpc.ServicerContext) -> Instance:
        return self.instances.of(context.peer())

    def _meant(self, request: Any, context: grpc.ServicerContext) -> tuple[Instance, Thing]:
        instance = self._instance(context)
        name = request.urn.rpartition("::")[2]
        return instance, Thing(
            typ=_type_of(request.urn), name=name, urn=request.urn, provider=instance.provider
        )

    def _foreseen(self, thing: Thing, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Outputs that a preview knows already: what the provider itself puts together."""
        tags = self.lifecycle.merged_tags(thing, inputs)
        return {"tagsAll": tags} if tags and not values.unknown(tags) else {}


def _type_of(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def _remarked(inputs: Mapping[str, Any], found: Mapping[str, Any], instance: Instance) -> dict[str, Any]:
    """Inputs as they are now, with the envelopes they had; write-only ones stay inputs."""
    kept = values.echoed(inputs, found, instance.root)
    return {**kept, **{key: value for key, value in inputs.items() if wire.write_only(key)}}
