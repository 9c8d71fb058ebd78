"""CORS of a REST API: preflights answered by the gateway, and its own errors readable by browsers."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

_METHODS = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"
# What browsers ask for besides the safelisted headers, and AWS's own clients' headers.
_HEADERS = "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key,X-Requested-With"
_MAX_AGE_SECONDS = 600  # Chromium's and Safari's own limits are 7,200 and 600
_PREFLIGHT_STATUS = "204"
_ORIGIN = "Access-Control-Allow-Origin"
_ERRORS = ("DEFAULT_4XX", "DEFAULT_5XX")


def add_gateway_responses(
    name: str, api: aws.apigateway.RestApi, origins: Sequence[str], *, parent: pulumi.Resource
) -> list[pulumi.Resource]:
    """Give the gateway's own errors (401, 403, 429, 5xx) CORS headers, so that a browser shows them.

    With several origins the caller's is repeated: these answers hold nothing but their status, and a header
    that depends on a list can't be written here.
    """
    if not origins:
        return []
    allowed = f"'{origins[0]}'" if len(origins) == 1 else "method.request.header.Origin"
    return [
        aws.apigateway.Response(
            f"{name}-{kind.lower().replace('_', '-')}",
            rest_api_id=api.id,
            response_type=kind,
            response_parameters={
                f"gatewayresponse.header.{_ORIGIN}": allowed,
                "gatewayresponse.header.Access-Control-Allow-Headers": f"'{_HEADERS}'",
                "gatewayresponse.header.Vary": "'Origin'",
            },
            opts=pulumi.ResourceOptions(parent=parent),
        )
        for kind in _ERRORS
    ]


def add_preflight(
    name: str,
    api: aws.apigateway.RestApi,
    resource_id: pulumi.Input[str],
    origins: Sequence[str],
    *,
    parent: pulumi.Resource,
) -> list[pulumi.Resource]:
    """An open OPTIONS method that answers by itself, allowing the listed origins and no other."""
    child = pulumi.ResourceOptions(parent=parent)
    method = aws.apigateway.Method(
        f"{name}-options",
        rest_api=api.id,
        resource_id=resource_id,
        http_method="OPTIONS",
        authorization="NONE",  # a preflight carries no credentials (the Fetch standard)
        opts=child,
    )
    integration = aws.apigateway.Integration(
        f"{name}-options-integration",
        rest_api=api.id,
        resource_id=resource_id,
        http_method=method.http_method,
        type="MOCK",
        # Where the API passes everything on as bytes, the template below could not be read otherwise.
        content_handling="CONVERT_TO_TEXT",
        request_templates={"application/json": json.dumps({"statusCode": int(_PREFLIGHT_STATUS)})},
        opts=child,
    )
    headers = {
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": _HEADERS,
        "Access-Control-Max-Age": str(_MAX_AGE_SECONDS),
        "Vary": "Origin",
    }
    declared = aws.apigateway.MethodResponse(
        f"{name}-options-response",
        rest_api=api.id,
        resource_id=resource_id,
        http_method=method.http_method,
        status_code=_PREFLIGHT_STATUS,
        response_parameters={f"method.response.header.{header}": False for header in headers},
        opts=child,
    )
    answer = aws.apigateway.IntegrationResponse(
        f"{name}-options-answer",
        rest_api=api.id,
        resource_id=resource_id,
        http_method=method.http_method,
        status_code=declared.status_code,
        response_parameters={
            f"method.response.header.{header}": f"'{value}'" for header, value in headers.items()
        },
        response_templates={"application/json": _origin_template(origins)},
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[integration]),
    )
    return [method, integration, declared, answer]


def _origin_template(origins: Sequence[str]) -> str:
    """A mapping template (VTL) that allows the caller's origin if it is listed."""
    override = f"$context.responseOverride.header.{_ORIGIN}"
    if list(origins) == ["*"]:
        return f'#set({override} = "*")'
    listed = " || ".join(f'$origin == "{origin}"' for origin in origins)
    return "\n".join(
        [
            '#set($origin = $input.params().header.get("Origin"))',
            '#if(!$origin)#set($origin = $input.params().header.get("origin"))#end',
            f"#if({listed})#set({override} = $origin)#end",
        ]
    )
