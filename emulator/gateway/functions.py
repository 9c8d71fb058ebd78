"""Calling the functions behind APIs and their authorizers, as the functions' policies admit it."""

import re
from typing import TYPE_CHECKING, Any

from emulator.policies.decisions import role_may, service_may
from emulator.runtime import functions
from emulator.runtime.work import settle

from .message import Answered

if TYPE_CHECKING:
    from emulator.account import Account

SERVICE = "apigateway.amazonaws.com"
ACTION = "lambda:InvokeFunction"


def arn_of(uri: str) -> str:
    """The function in an integration's URI: its ARN, or the path form that contains it."""
    found = re.search(r"/functions/(arn:.+?)/invocations", uri)
    return found[1] if found else uri


def call(account: "Account", uri: str, event: Any, *, source: str, role: str = "", failure: int = 502) -> Any:
    """What a function answers to an event.

    Args:
        account: Where it is.
        uri: The integration's or authorizer's URI.
        event: What it is given.
        source: The execute-api ARN in whose name it is called.
        role: The integration's own credentials, in place of the function's policy.
        failure: Status that the client gets where the function fails.

    Raises:
        Answered: the function isn't there, may not be called, or failed.

    """
    arn = arn_of(uri)
    function = functions.find(account.account_id, arn)
    region = arn.split(":")[3]
    may = (
        role_may(account.account_id, role, ACTION, arn, region)
        if role
        else service_may(account.account_id, SERVICE, ACTION, arn, source=source)
    )
    if function is None or not may:
        raise Answered(500, "Internal Server Error")
    outcome = functions.run(function, event)
    settle()
    if outcome.failed:
        raise FunctionFailed(failure, outcome.value)
    return outcome.value


class FunctionFailed(Answered):
    """The function raised; ``error`` has what it said, which the client doesn't see."""

    def __init__(self, status: int, error: Any) -> None:
        super().__init__(status, "Internal server error")
        self.error = error
