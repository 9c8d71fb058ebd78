"""Aliases that send a share of their calls to a second version.

https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
"""

from typing import Any

from moto.awslambda.models import LambdaAlias, LambdaBackend
from moto.awslambda.responses import LambdaResponse

_CALLS = "_emulated_calls"
_find = LambdaBackend.get_function
_invoke = LambdaResponse.invoke


def version_of(backend: Any, name: str, qualifier: str | None) -> str | None:
    """The qualifier of the next invocation: a version in place of an alias that splits its calls.

    Lambda draws lots; here every so-many-th call goes to the second version, so that ten calls at 10 % are
    nine and one.
    """
    alias = _alias(backend, name, qualifier)
    weights = ((alias.routing_config or {}) if alias else {}).get("AdditionalVersionWeights") or {}
    if alias is None or not weights:
        return qualifier
    ((second, share),) = weights.items()
    calls = alias.__dict__.get(_CALLS, 0) + 1
    alias.__dict__[_CALLS] = calls
    goes_over = int(calls * share + _ROUNDING) > int((calls - 1) * share + _ROUNDING)
    return second if goes_over else str(alias.function_version)


_ROUNDING = 1e-9  # 10 * 0.1 is a whole call


def split(arn: str) -> tuple[str, str | None]:
    """A function's name (or ARN) without its qualifier, and the qualifier."""
    head, mark, rest = arn.rpartition(":function:")
    name, _, qualifier = rest.partition(":")
    return head + mark + name, qualifier or None


def _alias(backend: Any, name: str, qualifier: str | None) -> LambdaAlias | None:
    if qualifier is None or qualifier == "$LATEST" or qualifier.isdigit():
        return None
    try:
        return backend.get_alias(qualifier, name)
    except Exception:  # noqa: BLE001 - moto raises a class of its own; whoever calls will say it is missing
        return None


def invoke(
    backend: Any, function_name: str, qualifier: str | None, body: Any, headers: Any, response_headers: Any
) -> Any:
    """`LambdaBackend.invoke`, through aliases that split their calls; it says which version ran."""
    name, within = split(function_name)
    function = _find(backend, name, version_of(backend, name, within or qualifier))
    response_headers["x-amz-executed-version"] = str(function.version)
    payload = function.invoke(body, headers, response_headers)
    response_headers["Content-Length"] = str(len(payload))
    return payload


def invoked(response: Any) -> Any:
    """`LambdaResponse.invoke`, which looks for the qualifier under a name that nobody sends."""
    if "Qualifier" in response.querystring:
        response.querystring["qualifier"] = response.querystring["Qualifier"]
    return _invoke(response)
