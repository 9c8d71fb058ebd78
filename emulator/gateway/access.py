"""What the answers of Lambda authorizers mean."""

from collections.abc import Mapping
from typing import Any

from emulator.policies import Decision, evaluate

from .message import Answered

EXPLICIT = "User is not authorized to access this resource with an explicit deny"
IMPLICIT = "User is not authorized to access this resource"


def by_policy(answer: Any, resource: str) -> dict[str, Any]:
    """The context that an authorizer hands on, if the policy it answered with allows this resource.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html

    Raises:
        Answered: it denies, or is no answer of an authorizer.

    """
    if not isinstance(answer, Mapping) or not answer.get("principalId") or "policyDocument" not in answer:
        raise Answered(500, "Internal server error")
    context = dict(answer.get("context") or {})
    if any(not isinstance(value, str | int | float | bool) for value in context.values()):
        raise Answered(500, "Internal server error")
    decision = evaluate([answer["policyDocument"]], "execute-api:Invoke", resource)
    if decision is Decision.DENY:
        raise Answered(403, EXPLICIT, key="Message")
    if decision is Decision.SILENT:
        raise Answered(403, IMPLICIT, key="Message")
    return {
        "principalId": str(answer["principalId"]),
        **{name: _text(value) for name, value in context.items()},
    }


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
