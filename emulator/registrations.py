"""The SDK's requests as the emulator's own records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from . import wire
from .backend import Provider
from .graph import Registration

ROOT_TYPE = "pulumi:pulumi:Stack"

HOOK_MOMENTS = (
    "before_create",
    "after_create",
    "before_update",
    "after_update",
    "before_delete",
    "after_delete",
    "on_error",
)


def urn_of(stack: str, project: str, parent: str, typ: str, name: str) -> str:
    """A URN as the engine makes it: the types of all ancestors but the stack, then the name."""
    chain = parent.split("::")[2] if parent else ""
    qualified = f"{chain}${typ}" if chain and chain != ROOT_TYPE else typ
    return f"urn:pulumi:{stack}::{project}::{qualified}::{name}"


def registration_of(urn: str, request: Any, raw: Mapping[str, Any], *, import_id: str = "") -> Registration:
    """The record of a request to register or read a resource.

    Args:
        urn: Its URN.
        request: RegisterResourceRequest or ReadResourceRequest.
        raw: Its inputs, secrets and unknowns marked.
        import_id: Id of the existing thing, where it is read.

    """
    common: dict[str, Any] = {
        "urn": urn,
        "typ": request.type,
        "name": request.name,
        "parent": request.parent,
        "inputs": wire.plain(dict(raw)),
        "secrets": frozenset(key for key, value in raw.items() if wire.contains_secret(value)),
        "dependencies": tuple(sorted(request.dependencies)),
        "provider": request.provider.rpartition("::")[0],
        "version": request.version,
    }
    if import_id:
        return Registration(**common, import_id=import_id)
    hooks = {moment: tuple(getattr(request.hooks, moment)) for moment in HOOK_MOMENTS}
    return Registration(
        **common,
        property_dependencies={
            key: tuple(sorted(needs.urns))
            for key, needs in request.propertyDependencies.items()
            if needs.urns
        },
        custom=request.custom,
        remote=request.remote,
        providers={package: ref.rpartition("::")[0] for package, ref in request.providers.items()},
        protect=request.protect if request.HasField("protect") else None,
        aliases=tuple(map(_alias, request.aliases)),
        retain_on_delete=request.retainOnDelete if request.HasField("retainOnDelete") else None,
        ignore_changes=tuple(request.ignoreChanges),
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        hooks={moment: names for moment, names in hooks.items() if names},
        import_id=request.importId,
    )


def _alias(alias: Any) -> dict[str, str]:
    if alias.urn:
        return {"urn": alias.urn}
    spec = alias.spec
    named = {"name": spec.name, "type": spec.type, "stack": spec.stack, "project": spec.project}
    parent = "none" if spec.noParent else spec.parentUrn
    return {key: value for key, value in {**named, "parent": parent}.items() if value}


def provider_of(registration: Registration) -> Provider:
    """What a provider's registration says; arguments that are not strings arrive as JSON text."""
    inputs = registration.inputs

    def parsed(key: str) -> Any:
        value = inputs.get(key)
        return json.loads(value) if isinstance(value, str) else value

    return Provider(
        urn=registration.urn,
        region=inputs.get("region"),
        default_tags=(parsed("defaultTags") or {}).get("tags") or {},
        allowed_account_ids=tuple(parsed("allowedAccountIds") or ()),
        forbidden_account_ids=tuple(parsed("forbiddenAccountIds") or ()),
    )
