"""What requests become for functions, and what authorizers and throttling read of them."""

from collections.abc import Callable, Mapping
from typing import Any

from .message import Answered, Request


def request_value(request: Request) -> Callable[[str], str]:
    """A function from an identity source to its value in a request."""

    def value(source: str) -> str:
        parts = source.removeprefix("$").removeprefix("route.").removeprefix("method.").split(".")
        kind, name = parts[1] if len(parts) > 1 else "", ".".join(parts[2:])
        if kind == "header":
            return request.headers.get(name.lower(), "")
        if kind == "querystring":
            return request.parameters.get(name, "")
        return ""

    return value


def throttled(stage: Mapping[str, Any], route: str) -> None:
    """Refuse everything at a stage whose limit is nothing.

    Raises:
        Answered: 429.

    """
    settings = (stage.get("RouteSettings") or {}).get(route) or stage.get("DefaultRouteSettings") or {}
    if 0 in (settings.get("ThrottlingRateLimit", 1), settings.get("ThrottlingBurstLimit", 1)):
        raise Answered(429, "Too Many Requests")


def rest_event(
    request: Request, resource: str, variables: Mapping[str, str], stage_variables: Mapping[str, str] | None
) -> dict[str, Any]:
    """The event of payload 1.0.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    body, encoded = request.encoded
    return {
        "resource": resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": dict(request.headers) or None,
        "multiValueHeaders": {key: [value] for key, value in request.headers.items()} or None,
        "queryStringParameters": {key: values[-1] for key, values in request.lists.items()} or None,
        "multiValueQueryStringParameters": request.lists or None,
        "pathParameters": dict(variables) or None,
        "stageVariables": dict(stage_variables) if stage_variables else None,
        "body": body,
        "isBase64Encoded": encoded,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": request.method,
            "path": request.path,
            "domainName": request.host,
            "identity": {"sourceIp": request.source_ip, "userAgent": request.headers.get("user-agent")},
            "requestId": request.request_id,
            "requestTime": request.time,
            "requestTimeEpoch": int(request.moment * 1000),
            "protocol": "HTTP/1.1",
        },
    }
