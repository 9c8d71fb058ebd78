"""What happens to every boto3 call while an account is active, whoever's session makes it.

botocore copies its built-in handlers into each session it makes, so the two dispatchers below must be among
them before any session exists: importing this module puts them there. They do nothing without an account.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore import handlers

if TYPE_CHECKING:
    from .account import Account


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call on its way.

    Attributes:
        account: Where it goes.
        service: botocore's name of the service (`sqs`).
        operation: AWS's name of the operation (`CreateQueue`).
        params: The parameters, as the caller gave them.
        region: Region of the client.
        model: botocore's operation model.
        access_key: Whose credentials sign it; empty before they are known, and for unsigned calls.
        url: Where it is sent; empty before that is known.

    """

    account: Account
    service: str
    operation: str
    params: Mapping[str, Any]
    region: str
    model: Any
    access_key: str = ""
    url: str = ""


Check = Callable[[Call], None]
"""Raises what boto3 would raise, if the call must not be made."""

Answer = Callable[[Call], Mapping[str, Any] | None]
"""A parsed response in place of moto's, or None to let moto answer."""


class Hooks:
    """The account that is active, and what its calls go through, in this order.

    Attributes:
        checks: Before the request is built: validation, refusals, records.
        guards: With the signer known: IAM.
        answers: In place of moto.

    """

    def __init__(self) -> None:
        self.active: Account | None = None
        self.checks: list[Check] = []
        self.guards: list[Check] = []
        self.answers: list[Answer] = []


HOOKS = Hooks()

_PARAMS = "emulator_params"  # key in botocore's request context, which travels with one call


class _Answered:
    """The little of an HTTP response that botocore looks at."""

    status_code = 200
    headers: Mapping[str, str] = {}


def activate(account: Account) -> None:
    """Let the account see the calls.

    Raises:
        RuntimeError: another account is active: moto's back ends belong to the process.

    """
    if HOOKS.active is not None:
        raise RuntimeError("another emulated account is active in this process; leave it first")
    HOOKS.active = account


def deactivate(account: Account) -> None:
    """Let calls pass unseen again."""
    if HOOKS.active is account:
        HOOKS.active = None


def _before_parameter_build(params: Any, model: Any, context: dict[str, Any], **_: object) -> None:
    account = HOOKS.active
    if account is None:
        return
    context[_PARAMS] = params
    call = Call(
        account=account,
        service=model.service_model.service_name,
        operation=model.name,
        params=params,
        region=context.get("client_region") or account.region,
        model=model,
    )
    for check in HOOKS.checks:
        check(call)


def _before_call(
    params: Mapping[str, Any], model: Any, request_signer: Any, context: dict[str, Any], **_: object
) -> tuple[_Answered, dict[str, Any]] | None:
    account = HOOKS.active
    if account is None:
        return None
    credentials = getattr(request_signer, "_credentials", None)
    call = Call(
        account=account,
        service=model.service_model.service_name,
        operation=model.name,
        params=context.get(_PARAMS, {}),
        region=context.get("client_region") or account.region,
        model=model,
        access_key=getattr(credentials, "access_key", "") or "",
        url=str(params.get("url", "")),
    )
    for guard in HOOKS.guards:
        guard(call)
    for answer in HOOKS.answers:
        parsed = answer(call)
        if parsed is not None:
            return _Answered(), {**parsed, "ResponseMetadata": {"HTTPStatusCode": 200}}
    return None


handlers.BUILTIN_HANDLERS.extend(
    [("before-parameter-build", _before_parameter_build), ("before-call", _before_call)]
)
