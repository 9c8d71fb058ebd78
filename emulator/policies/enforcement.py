"""Holding the sessions of roles to their policies: each call is decided before it is sent.

moto can do this too, but asks about the resource ``*`` for all but four services and ignores conditions, so
that a least-privilege policy is denied what AWS allows (its ``core/responses.py``). So the decision is made
on the client's side, where the parameters are still those that the application gave.
"""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from .calls import Call, needs
from .decisions import permits
from .identity import caller
from .state import AccountState

_CODES = {"s3": "AccessDenied", "sns": "AuthorizationError", "sqs": "AccessDenied", "sts": "AccessDenied"}
"""What services that predate AccessDeniedException answer."""


def refusal(operation: str, service: str, session: str, action: str, resource: str) -> ClientError:
    """The error that AWS gives a caller who may not."""
    code = _CODES.get(service, "AccessDeniedException")
    message = f"User: {session} is not authorized to perform: {action} on resource: {resource}"
    return ClientError(
        {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": 403},
        },
        operation,
    )


def authorize(
    account: str,
    access_key: str,
    service: str,
    operation: str,
    params: Mapping[str, Any],
    *,
    region: str,
    url: str = "",
) -> None:
    """Refuse a call that its caller may not make.

    Args:
        account: The account's id.
        access_key: Of the credentials that sign the call.
        service: botocore's name of the service.
        operation: AWS's name of the operation.
        params: As the application gave them.
        region: Where the call goes.
        url: The whole URL; needed for calls to WebSocket connections.

    Raises:
        ClientError: access denied, as AWS words it.
        Unmapped: nobody has said which permissions this call needs.

    """
    who = caller(account, access_key)
    if who is None:
        return
    state = AccountState(account)
    call = Call(
        service=service,
        operation=operation,
        params=params,
        region=region,
        account=account,
        state=state,
        url=url,
    )
    secure = "false" if url.startswith("http:") else "true"
    for need in needs(call):
        if not permits(state, who, need, region, {"aws:SecureTransport": secure}):
            raise refusal(operation, service, who.session, need.action, need.resource)
