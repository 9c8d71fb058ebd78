"""Components of other packages (`awsx:ec2:Vpc`): their children are registered with the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc

from emulator import registry, wire
from emulator.lifecycle import Lifecycle
from emulator.request import Child, Request

from . import values
from .instances import Instance

LARGEST_MESSAGE = 400 * 1024 * 1024
"""What Pulumi's own servers and clients allow (bytes)."""


class _Unknowing(defaultdict[str, Any]):
    """Outputs in a preview: what is not there is not known yet."""

    def __missing__(self, key: str) -> str:
        return wire.UNKNOWN


def construct(lifecycle: Lifecycle, request: Any, instance: Instance) -> Any:
    """Register the component and its children, and answer its outputs.

    Args:
        lifecycle: Whose account the component may look at.
        request: The engine's.
        instance: The instance of the component's own package.

    Raises:
        Exception: the engine or the component's room refused it.

    """
    with grpc.insecure_channel(
        request.monitorEndpoint,
        options=[
            ("grpc.max_receive_message_length", LARGEST_MESSAGE),
            ("grpc.max_send_message_length", LARGEST_MESSAGE),
        ],
    ) as channel:
        monitor = resource_pb2_grpc.ResourceMonitorStub(channel)
        component = monitor.RegisterResource(_component(request))
        inputs = values.plain(values.marked(request.inputs), instance.root)
        room = Request(
            lifecycle.account,
            request.type,
            request.name,
            inputs,
            inputs.get("region") or instance.provider.region,
            component.urn,
            create_child=_Children(monitor, request, component.urn),
        )
        _, outputs = registry.handler(request.type).create(room)
        room.finish()
        state = values.struct(outputs)
        monitor.RegisterResourceOutputs(
            resource_pb2.RegisterResourceOutputsRequest(urn=component.urn, outputs=state)
        )
    return provider_pb2.ConstructResponse(urn=component.urn, state=state)


def _component(request: Any) -> Any:
    """The registration of the component itself, with the options the program gave it."""
    registration = resource_pb2.RegisterResourceRequest(
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=False,
        dependencies=list(request.dependencies),
        providers=dict(request.providers),
        aliases=list(request.aliases),
        additionalSecretOutputs=list(request.additionalSecretOutputs),
        ignoreChanges=list(request.ignoreChanges),
        replaceOnChanges=list(request.replaceOnChanges),
        deletedWith=request.deletedWith,
        acceptSecrets=True,
        acceptResources=True,
    )
    if request.HasField("protect"):
        registration.protect = request.protect
    if request.HasField("retainOnDelete"):
        registration.retainOnDelete = request.retainOnDelete
    if request.HasField("deleteBeforeReplace"):
        registration.deleteBeforeReplace = request.deleteBeforeReplace
        registration.deleteBeforeReplaceDefined = True
    return registration


class ChildFailedError(Exception):
    """A child of the component could not be made; the message names it."""


class _Children:
    """Makes children of a component by asking the engine for them (see `emulator.request.CreateChild`)."""

    def __init__(self, monitor: Any, request: Any, component: str) -> None:
        self._monitor = monitor
        self._request = request
        self._component = component

    def __call__(
        self, typ: str, name: str, inputs: Mapping[str, Any], depends_on: Iterable[str], parent: str = ""
    ) -> Child:
        package = typ.split(":", maxsplit=1)[0]
        registration = resource_pb2.RegisterResourceRequest(
            type=typ,
            name=name,
            parent=parent or self._component,
            custom=True,
            object=values.struct(inputs),
            provider=self._request.providers.get(package, ""),
            dependencies=list(depends_on),
            acceptSecrets=True,
            acceptResources=True,
        )
        if self._request.HasField("protect"):
            registration.protect = self._request.protect
        try:
            made = self._monitor.RegisterResource(registration)
        except grpc.RpcError as error:  # the engine has told why
            raise ChildFailedError(f"{typ} {name}: {error.details()}") from None
        outputs = values.marked(made.object)
        if not self._request.dryRun:
            return Child(urn=made.urn, id=made.id, outputs=outputs)
        return Child(urn=made.urn, id=made.id or wire.UNKNOWN, outputs=_Unknowing(None, outputs))
