"""One resource's life, step by step, as the engine would have it: create, change, describe, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.account import Account
from emulator.changes import applied, steering
from emulator.registry import Handler, handler
from emulator.renewals import renewed
from emulator.request import Request


class Life:
    """A resource and its state.

    Attributes:
        id: Its id.
        state: Its inputs and outputs so far.
        asked: The operations that its last step called.

    """

    def __init__(self, account: Account, token: str, *, region: str | None = None, **inputs: Any) -> None:
        self.account, self.token, self.region = account, token, region
        self.inputs: dict[str, Any] = inputs
        self.state: dict[str, Any] = {}
        self.asked: list[str] = []
        request = self._request()
        id_, outputs = self._watched(lambda: self.handler.create(request))
        request.finish()
        assert id_, f"{token} has no id"
        self.id = str(id_)
        self.state = {**inputs, **request.generated, **outputs}

    @property
    def handler(self) -> Handler:
        """What the emulator can do with its type."""
        return handler(self.token)

    def change(self, **inputs: Any) -> Mapping[str, Any]:
        """Change inputs in place (None takes one away); the outputs that changed."""
        old, self.inputs = self.inputs, {**self.inputs, **inputs}
        self.inputs = {key: value for key, value in self.inputs.items() if value is not None}
        request = self._request(old)
        keep = request.changed - self.handler.updatable(self.token)
        assert not keep, f"{self.token}: a change of {sorted(keep)} would replace it"

        def update() -> dict[str, Any]:
            said = self.handler.update(request, self.id, old) if self.handler.update else {}
            applied(self.handler.steps, request, self.id)
            return said

        outputs: dict[str, Any] = self._watched(update)
        request.finish(only=request.changed - steering(self.token))
        kept = {key: value for key, value in self.state.items() if key in self.inputs or key not in old}
        before, self.state = self.state, {**kept, **self.inputs, **outputs}
        others = {key for key in outputs if outputs[key] != before.get(key)} - self.inputs.keys() - old.keys()
        unforeseen = others - renewed(self.token, old, self.inputs)
        assert not unforeseen, f"{self.token}: previews would say that {sorted(unforeseen)} stay as they are"
        return outputs

    def described(self) -> Mapping[str, Any] | None:
        """What AWS says about it, or None when it is gone."""
        assert self.handler.describe is not None, f"{self.token} has no reader"
        return self.handler.describe(self._request(), self.id)

    def delete(self) -> None:
        """Delete it."""
        assert self.handler.delete is not None, f"{self.token} has no deletion"
        delete, request = self.handler.delete, self._request()
        self._watched(lambda: delete(request, self.id))

    def _request(self, old: Mapping[str, Any] | None = None) -> Request:
        return Request(
            self.account,
            self.token,
            "it",
            {**self.inputs} if old is not None or not self.state else {**self.state, **self.inputs},
            self.region,
            f"urn:pulumi:dev::test::{self.token}::it",
            state=self.state,
            old=old,
        )

    def _watched(self, step: Any) -> Any:
        before = len(self.account.requests)
        answer = step()
        self.asked = [call.operation for call in self.account.requests[before:]]
        return answer
