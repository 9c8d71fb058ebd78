"""The back end that makes resources in an emulated account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import order, registry
from .account import Account
from .backend import Creation, Made, Provider
from .graph import Graph
from .lifecycle import Lifecycle, PartlyMadeError, Thing

EVERYTHING = "*"
"""As a path of `ignoreChanges`."""


class Aws:
    """Turns registrations into API calls.

    Args:
        account: Where to; active.

    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.lifecycle = Lifecycle(account)

    def configure(self, provider: Provider) -> None:
        """Refuse the accounts that the provider must not be used with, as the real one does."""
        self.lifecycle.configure(provider)

    def create(self, creation: Creation) -> Made:
        """Make the resource; in a preview, only see that the emulator could."""
        registration = creation.registration
        handler = registry.handler(registration.typ)
        if creation.preview:
            return Made(id="", outputs={})
        try:
            made = self.lifecycle.create(_thing(creation), registration.inputs, creation.child)
        except PartlyMadeError as partly:  # there is no next run that could take it up
            raise partly.reason from None
        if not made.id and registration.custom:
            raise ValueError(f"the emulator's room gave it no id ({handler.create.__name__})")
        return made

    def read(self, creation: Creation, id_: str) -> Made:
        """Look up an existing resource."""
        registration = creation.registration
        typ = registration.typ
        handler = registry.handler(typ)
        if handler.read is None and handler.describe is None:
            raise NotImplementedError(f"the emulator can't look up an existing {typ}")
        if creation.preview:
            return Made(id=id_, outputs={})
        ignored = set(registration.ignore_changes)  # what is imported keeps its own
        inputs = {key: value for key, value in registration.inputs.items() if not ignored & {key, EVERYTHING}}
        found = self.lifecycle.read(_thing(creation), id_, {}, inputs)
        if found is None:
            raise LookupError(f"there is no {typ} with the id {id_}")
        return Made(id=found.id, outputs=found.outputs)

    def invoke(self, token: str, args: Mapping[str, Any], provider: Provider) -> Mapping[str, Any]:
        """Answer a provider function from the account."""
        return self.lifecycle.invoke(token, args, provider)

    def finish(self, graph: Graph) -> Mapping[str, str]:
        """What AWS refuses unless the program itself says the order."""
        found: dict[str, list[str]] = {}
        for violation in order.check(graph):
            found.setdefault(violation.urn, []).append(str(violation))
        return {urn: "; ".join(reasons) for urn, reasons in found.items()}


def _thing(creation: Creation) -> Thing:
    registration = creation.registration
    return Thing(
        typ=registration.typ, name=registration.name, urn=registration.urn, provider=creation.provider
    )
