"""The back end that makes resources in an emulated account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import order, registry, sdk
from .account import Account
from .backend import Creation, Made, Provider
from .graph import Graph
from .request import Request


class Aws:
    """Turns registrations into API calls.

    Args:
        account: Where to; active.

    """

    def __init__(self, account: Account) -> None:
        self.account = account

    def configure(self, provider: Provider) -> None:
        """Refuse the accounts that the provider must not be used with, as the real one does."""
        allowed, forbidden = provider.allowed_account_ids, provider.forbidden_account_ids
        if (allowed and self.account.account_id not in allowed) or self.account.account_id in forbidden:
            raise PermissionError(f"AWS account ID not allowed: {self.account.account_id}")

    def create(self, creation: Creation) -> Made:
        """Make the resource; in a preview, only see that the emulator could."""
        handler = registry.handler(creation.registration.typ)
        if creation.preview:
            return Made(id="", outputs={})
        request = self._request(creation)
        with self.account.lock, self.account.acting_for(creation.registration.urn):
            id_, outputs = handler.create(request)
        request.finish()
        if not id_ and creation.registration.custom:
            raise ValueError("the emulator's room gave it no id")
        return Made(
            id=str(id_), outputs={**request.generated, **self._tags_all(creation, request), **outputs}
        )

    def read(self, creation: Creation, id_: str) -> Made:
        """Look up an existing resource."""
        typ = creation.registration.typ
        read = registry.handler(typ).read
        if read is None:
            raise NotImplementedError(f"the emulator can't look up an existing {typ}")
        if creation.preview:
            return Made(id=id_, outputs={})
        request = self._request(creation)
        with self.account.lock, self.account.acting_for(creation.registration.urn):
            found = read(request, id_)
        if found is None:
            raise LookupError(f"there is no {typ} with the id {id_}")
        return Made(id=str(found[0]), outputs=found[1])

    def invoke(self, token: str, args: Mapping[str, Any], provider: Provider) -> Mapping[str, Any]:
        """Answer a provider function from the account."""
        answer = registry.provider_function(token)
        region = args.get("region") or provider.region
        request = Request(self.account, token, "", args, region)
        with self.account.lock:
            result = answer(request)
        request.finish()
        return result

    def finish(self, graph: Graph) -> Mapping[str, str]:
        """What AWS refuses unless the program itself says the order."""
        found: dict[str, list[str]] = {}
        for violation in order.check(graph):
            found.setdefault(violation.urn, []).append(str(violation))
        return {urn: "; ".join(reasons) for urn, reasons in found.items()}

    def _request(self, creation: Creation) -> Request:
        registration = creation.registration
        inputs = dict(registration.inputs)
        if sdk.taggable(registration.typ) and (tags := self._merged(creation)):
            inputs["tags"] = tags
        return Request(
            self.account,
            registration.typ,
            registration.name,
            inputs,
            inputs.get("region") or creation.provider.region,
            registration.urn,
            create_child=creation.child,
        )

    @staticmethod
    def _merged(creation: Creation) -> dict[str, str]:
        return {**creation.provider.default_tags, **(creation.registration.inputs.get("tags") or {})}

    def _tags_all(self, creation: Creation, request: Request) -> dict[str, Any]:
        if not sdk.taggable(creation.registration.typ):
            return {}
        return {"tagsAll": self._merged(creation), "region": request.region}
