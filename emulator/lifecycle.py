"""The life of a resource in an emulated account, whoever asks: made, looked up, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import registry, sdk
from .account import Account
from .backend import Made, Provider
from .changes import applied, steering
from .drift import drifted, imported
from .journal import Journal
from .request import CreateChild, Request
from .wire import write_only

COMPONENTS = "awsx:"
"""Of packages whose resources are components: their children are made one by one."""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Which resource is meant.

    Attributes:
        typ: Type token.
        name: Logical name.
        urn: URN.
        provider: Whose it is.

    """

    typ: str
    name: str
    urn: str
    provider: Provider = field(default_factory=Provider)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A resource as it was found.

    Attributes:
        id: Its id.
        outputs: All its outputs.
        inputs: Inputs that would make it so.

    """

    id: str
    outputs: Mapping[str, Any]
    inputs: Mapping[str, Any]


class PartlyMadeError(Exception):
    """A resource was begun, and its creation broke off: an update takes it up.

    Attributes:
        id: Its id.
        outputs: Its outputs, as far as they are known.
        reason: Why it broke off.

    """

    def __init__(self, id_: str, outputs: Mapping[str, Any], reason: Exception) -> None:
        super().__init__(str(reason))
        self.id = id_
        self.outputs = outputs
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A creation that broke off.

    Attributes:
        journal: What was done.
        salt: Of its generated names.

    """

    journal: Journal
    salt: str


class Lifecycle:
    """Turns what is asked about resources into API calls.

    Inputs and outputs are plain: secrets unwrapped, whole numbers as int. Calls are made one at a time.

    Args:
        account: Where to; active.

    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self._described: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._made: dict[str, int] = {}
        self._begun: dict[tuple[str, str], Begun] = {}

    def configure(self, provider: Provider) -> None:
        """Refuse the accounts that the provider must not be used with, as the real one does.

        Raises:
            PermissionError: this account is one of them.

        """
        allowed, forbidden = provider.allowed_account_ids, provider.forbidden_account_ids
        if (allowed and self.account.account_id not in allowed) or self.account.account_id in forbidden:
            raise PermissionError(f"AWS account ID not allowed: {self.account.account_id}")

    def create(self, thing: Thing, inputs: Mapping[str, Any], child: CreateChild | None = None) -> Made:
        """Make a resource; the outputs are those that differ from, or come on top of, its inputs.

        Raises:
            PartlyMadeError: AWS refused one of its later calls.
            Exception: AWS (or the emulator) refused it.

        """
        salt = self._salt(thing.urn)
        request = self._request(thing, inputs, child=child, salt=salt)
        with self.account.lock, self.account.acting_for(thing.urn):
            try:
                id_, outputs = registry.handler(thing.typ).create(request)
            except Exception as error:
                self._begin(thing, inputs, Begun(journal=request.journal, salt=salt), error)
                raise
            request.finish()
        self._made[thing.urn] = self._made.get(thing.urn, 0) + 1
        return Made(id=str(id_), outputs=self._outputs(thing, request, outputs))

    def _outputs(self, thing: Thing, request: Request, outputs: Mapping[str, Any]) -> dict[str, Any]:
        return {**request.generated, **self._provided(thing, request), **outputs}

    def _begin(self, thing: Thing, inputs: Mapping[str, Any], begun: Begun, error: Exception) -> None:
        """Take down what was done of a creation, if anything was.

        Raises:
            PartlyMadeError: something was.

        """
        if not begun.journal.done or thing.typ.startswith(COMPONENTS):
            return
        pretended = Journal(begun.journal.done, pretend=True)
        request = self._request(thing, inputs, salt=begun.salt, journal=pretended)
        try:
            id_, outputs = registry.handler(thing.typ).create(request)
        except Exception:  # noqa: BLE001 - it can't be named, so it is as if the answer had been lost
            return
        self._begun[thing.urn, str(id_)] = begun
        self._made[thing.urn] = self._made.get(thing.urn, 0) + 1
        raise PartlyMadeError(str(id_), self._outputs(thing, request, outputs), error) from error

    def _completed(self, thing: Thing, id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Make the rest of what was begun; nothing where nothing was."""
        begun = self._begun.get((thing.urn, id_))
        if begun is None:
            return {}
        journal = Journal(begun.journal.done)
        request = self._request(thing, inputs, salt=begun.salt, journal=journal)
        try:
            _, outputs = registry.handler(thing.typ).create(request)
        finally:
            self._begun[thing.urn, id_] = Begun(journal=journal, salt=begun.salt)
        del self._begun[thing.urn, id_]
        return self._outputs(thing, request, outputs)

    def update(
        self,
        thing: Thing,
        id_: str,
        state: Mapping[str, Any],
        old: Mapping[str, Any],
        new: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Change a resource in place; all its outputs afterwards.

        Args:
            thing: Which.
            id_: Its id.
            state: Its outputs so far.
            old: Its inputs so far.
            new: Its inputs from now on.

        Raises:
            Exception: AWS (or the emulator) refused it; earlier calls may have changed something.

        """
        handler = registry.handler(thing.typ)
        with self.account.lock, self.account.acting_for(thing.urn):
            state = {**state, **self._completed(thing, id_, new)}
            request = self._request(thing, new, state=state, old=self._tagged(thing, old))
            outputs = handler.update(request, id_, {**state, **request.old}) if handler.update else {}
            applied(handler.steps, request, id_)
            request.finish(request.changed - steering(thing.typ))
            self.remember(thing, id_, {**state, **outputs}, new)
        kept = {key: value for key, value in state.items() if key in new or key not in old}
        given = {key: value for key, value in new.items() if not write_only(key)}
        return {**kept, **given, **self._provided(thing, request), **outputs}

    def read(
        self, thing: Thing, id_: str, state: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> Found | None:
        """Look at a resource as it is now; None when it is gone.

        What differs from the last time it was changed or looked at goes into inputs and outputs, as far as
        the inputs say anything of it. With neither inputs nor state (an import), AWS's description is all
        there is to know.

        Raises:
            NotImplementedError: an import of a type that nothing describes.

        """
        handler = registry.handler(thing.typ)
        request = self._request(thing, {**state, **inputs}, state=state, tags=False)
        with self.account.lock, self.account.acting_for(thing.urn):
            found = handler.read(request, id_) if handler.read else None
            now = handler.describe(request, id_) if handler.describe else None
        if (handler.read and found is None) or (handler.describe and now is None):
            self._described.pop((thing.urn, id_), None)
            return None
        id_, outputs = found or (id_, {})
        if not state:
            if found is None and now is None:
                raise NotImplementedError(f"the emulator can't look up an existing {thing.typ}")
            inputs = {**imported(thing.typ, now or {}, handler.described), **inputs}
            known = {key: value for key, value in outputs.items() if key in sdk.inputs(thing.typ)}
            inputs = self._own_tags(thing, {**known, **inputs})
            self._described[thing.urn, id_] = now or {}
            provided = {"tagsAll": self.merged_tags(thing, inputs), "region": request.region}
            extra = provided if sdk.taggable(thing.typ) else {}
            return Found(id=id_, outputs={**inputs, **extra, **outputs}, inputs=inputs)
        before = self._described.get((thing.urn, id_))
        changed = drifted(inputs, before, now, handler.described) if before is not None and now else {}
        return Found(id=id_, outputs={**state, **changed}, inputs={**inputs, **changed})

    def delete(self, thing: Thing, id_: str, state: Mapping[str, Any], old: Mapping[str, Any]) -> None:
        """Remove a resource and what belongs to it; one that is gone already counts as removed.

        Raises:
            NotImplementedError: the emulator can't remove things of this type.
            Exception: AWS refused it.

        """
        handler = registry.handler(thing.typ)
        if handler.delete is None:
            raise NotImplementedError(f"the emulator can't delete a {thing.typ}")
        request = self._request(thing, {**state, **old}, state=state, tags=False)
        with self.account.lock, self.account.acting_for(thing.urn):
            handler.delete(request, id_)
        self._described.pop((thing.urn, id_), None)
        self._begun.pop((thing.urn, id_), None)

    def invoke(self, token: str, args: Mapping[str, Any], provider: Provider) -> Mapping[str, Any]:
        """Answer a provider function."""
        answer = registry.provider_function(token)
        request = Request(self.account, token, "", args, args.get("region") or provider.region)
        with self.account.lock:
            result = answer(request)
        request.finish()
        return result

    def remember(self, thing: Thing, id_: str, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> None:
        """Take down how AWS describes the resource now, to know later what others have changed."""
        handler = registry.handler(thing.typ)
        if handler.describe is None:
            return
        request = self._request(thing, {**state, **inputs}, state=state, tags=False)
        with self.account.lock, self.account.acting_for(thing.urn):
            now = handler.describe(request, id_)
        if now is None:
            raise LookupError(f"AWS doesn't find the {thing.typ} {id_} that was just made or changed")
        self._described[thing.urn, id_] = now

    def merged_tags(self, thing: Thing, inputs: Mapping[str, Any]) -> dict[str, str]:
        """The resource's tags over the provider's."""
        if not sdk.taggable(thing.typ):
            return {}
        return {**thing.provider.default_tags, **(inputs.get("tags") or {})}

    def _own_tags(self, thing: Thing, inputs: dict[str, Any]) -> dict[str, Any]:
        """Inputs of something that was found, without the tags that come from its provider."""
        own = {
            key: value
            for key, value in (inputs.get("tags") or {}).items()
            if thing.provider.default_tags.get(key) != value
        }
        rest = {key: value for key, value in inputs.items() if key != "tags"}
        return {**rest, "tags": own} if own else rest

    def _tagged(self, thing: Thing, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        tags = self.merged_tags(thing, inputs)
        return {**inputs, "tags": tags} if tags else inputs

    def _request(
        self,
        thing: Thing,
        inputs: Mapping[str, Any],
        *,
        state: Mapping[str, Any] | None = None,
        old: Mapping[str, Any] | None = None,
        child: CreateChild | None = None,
        tags: bool = True,
        salt: str = "",
        journal: Journal | None = None,
    ) -> Request:
        return Request(
            self.account,
            thing.typ,
            thing.name,
            self._tagged(thing, inputs) if tags else inputs,
            inputs.get("region") or thing.provider.region,
            thing.urn,
            create_child=child,
            state=state,
            old=old,
            salt=salt,
            journal=journal,
        )

    def _provided(self, thing: Thing, request: Request) -> dict[str, Any]:
        """Outputs that pulumi-aws gives every resource that can have tags."""
        if not sdk.taggable(thing.typ):
            return {}
        return {"tagsAll": dict(request.inputs.get("tags") or {}), "region": request.region}

    def _salt(self, urn: str) -> str:
        """Nothing for the first of a URN, so that both front ends make up the same names."""
        count = self._made.get(urn, 0)
        return str(count) if count else ""
