"""HTTP and WebSocket APIs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.api_deployments import deployments

from .apigateway import logs_role
from .core import Params, refuses
from .elbv2 import certificate_problems
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

HTTP_TIMEOUT_MS = (50, 30_000)
SOCKET_TIMEOUT_MS = (50, 29_000)
_HTTP_ROUTE = re.compile(r"\$default|(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) /\S*")
MOST_AUTHORIZERS = 10


def _protocol(api: str, account: "Account", region: str) -> str:
    answer = found(account, region, "apigatewayv2", "get_api", ApiId=api)
    return str(answer["ProtocolType"]) if answer else ""


@refuses("apigatewayv2", "CreateApi")
def api(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """WebSocket APIs without a selection expression or with CORS."""
    socket = params["ProtocolType"] == "WEBSOCKET"
    if socket and not params.get("RouteSelectionExpression"):
        yield f"API {params['Name']}: a WebSocket API needs a RouteSelectionExpression"
    if socket and params.get("CorsConfiguration"):
        yield f"API {params['Name']}: CORS is for HTTP APIs only"
    if not socket and params.get("RouteSelectionExpression") not in (
        None,
        "${request.method} ${request.path}",
    ):
        yield f"API {params['Name']}: an HTTP API has a fixed RouteSelectionExpression"
    cors = params.get("CorsConfiguration") or {}
    if cors.get("AllowCredentials") and "*" in (cors.get("AllowOrigins") or ()):
        yield f"API {params['Name']}: AllowCredentials and the origin * exclude each other"


@refuses("apigatewayv2", "CreateIntegration")
def integration(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Functions by the wrong kind of ARN, or that don't exist, and timeouts beyond the service's."""
    socket = _protocol(params["ApiId"], account, region) == "WEBSOCKET"
    kind, uri = params["IntegrationType"], params.get("IntegrationUri", "")
    if kind == "AWS_PROXY" and not params.get("IntegrationSubtype"):
        if socket and not uri.startswith("arn:aws:apigateway:"):
            yield f"{uri!r}: a WebSocket API needs the function's invoke ARN (arn:aws:apigateway:…)"
        function = (
            uri.partition("/functions/")[2].partition("/invocations")[0] if "/functions/" in uri else uri
        )
        if not function.startswith("arn:aws:lambda:"):
            yield f"{uri!r} is no function"
        elif found(account, region, "lambda", "get_function_configuration", FunctionName=function) is None:
            yield f"the function {function} does not exist"
    low, high = SOCKET_TIMEOUT_MS if socket else HTTP_TIMEOUT_MS
    if not low <= params.get("TimeoutInMillis", high) <= high:
        yield f"TimeoutInMillis is between {low} and {high}, not {params['TimeoutInMillis']}"
    if socket and params.get("PayloadFormatVersion", "1.0") != "1.0":
        yield "a WebSocket API has the payload format 1.0 only"
    if not socket and kind in ("AWS_PROXY", "HTTP_PROXY") and "PayloadFormatVersion" not in params:
        yield "an HTTP API's integration needs a PayloadFormatVersion"


@refuses("apigatewayv2", "CreateRoute")
def route(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Keys that are taken or no keys, integrations that aren't there, authorizers where none can be."""
    api_id, key = params["ApiId"], params["RouteKey"]
    protocol = _protocol(api_id, account, region)
    client = account.client("apigatewayv2", region)
    if protocol and any(one["RouteKey"] == key for one in client.get_routes(ApiId=api_id)["Items"]):
        yield f"API {api_id} already has a route {key}"
    if protocol == "HTTP" and not _HTTP_ROUTE.fullmatch(key):
        yield f"{key!r} is no route of an HTTP API: a method and a path, or $default"
    target = params.get("Target", "")
    if target:
        where = {"ApiId": api_id, "IntegrationId": target.removeprefix("integrations/")}
        if not target.startswith("integrations/") or (
            found(account, region, "apigatewayv2", "get_integration", **where) is None
        ):
            yield f"route {key}: the target {target!r} is no integration of API {api_id}"
    kind = params.get("AuthorizationType", "NONE")
    if protocol == "WEBSOCKET" and kind != "NONE" and key != "$connect":
        yield f"route {key}: only $connect can have an authorizer"
    if protocol == "WEBSOCKET" and kind == "JWT":
        yield f"route {key}: a WebSocket API has no JWT authorizers"
    if (kind in ("JWT", "CUSTOM")) != bool(params.get("AuthorizerId")):
        yield f"route {key}: AuthorizerId goes with the types JWT and CUSTOM, and only with them"
    if params.get("AuthorizerId"):
        where = {"ApiId": api_id, "AuthorizerId": params["AuthorizerId"]}
        if found(account, region, "apigatewayv2", "get_authorizer", **where) is None:
            yield f"route {key}: there is no authorizer {params['AuthorizerId']}"


@refuses("apigatewayv2", "CreateAuthorizer")
def authorizer(params: Params, account: "Account", region: str) -> Iterator[str]:
    """JWT for WebSocket APIs, and what each kind needs."""
    name, kind = params["Name"], params["AuthorizerType"]
    socket = _protocol(params["ApiId"], account, region) == "WEBSOCKET"
    if socket and kind == "JWT":
        yield f"authorizer {name}: a WebSocket API has no JWT authorizers"
    if kind == "JWT":
        jwt = params.get("JwtConfiguration") or {}
        if not jwt.get("Issuer", "").startswith("https://") or not jwt.get("Audience"):
            yield f"authorizer {name}: JWT needs an https issuer and an audience"
        if not params.get("IdentitySource"):
            yield f"authorizer {name}: JWT needs an identity source"
    elif not params.get("AuthorizerUri", "").startswith("arn:aws:apigateway:"):
        yield f"authorizer {name}: REQUEST needs the invoke ARN of its function as AuthorizerUri"
    if not socket and kind == "REQUEST" and "AuthorizerPayloadFormatVersion" not in params:
        yield f"authorizer {name}: an HTTP API's REQUEST authorizer needs AuthorizerPayloadFormatVersion"
    prefix = "route.request." if socket else "$request."
    for source in params.get("IdentitySource") or ():
        if not source.startswith((prefix, "$context.", "$stageVariables.", "context.", "stageVariables.")):
            yield f"authorizer {name}: the identity source {source!r} does not begin with {prefix}"


@refuses("apigatewayv2", "CreateStage", "UpdateStage")
def stage(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Throttling with one half missing, logs without the account's role, settings of the other protocol."""
    name = f"stage {params['StageName']}"
    protocol = _protocol(params["ApiId"], account, region)
    settings = params.get("DefaultRouteSettings") or {}
    for key, one in (("default", settings), *(params.get("RouteSettings") or {}).items()):
        given = {
            half for half in ("ThrottlingRateLimit", "ThrottlingBurstLimit") if one.get(half) is not None
        }
        if one and len(given) != 2:  # noqa: PLR2004 - rate and burst
            yield (
                f"{name}: the {key} route settings need both ThrottlingRateLimit and "
                f"ThrottlingBurstLimit: one that "
                "is left out becomes 0, and every request is answered with 429"
            )
        if protocol == "HTTP" and (one.get("LoggingLevel", "OFF") != "OFF" or one.get("DataTraceEnabled")):
            yield f"{name}: execution logs are for WebSocket APIs only"
    if protocol == "WEBSOCKET":
        level = settings.get("LoggingLevel", "OFF")
        access = (params.get("AccessLogSettings") or {}).get("DestinationArn")
        if (level != "OFF" or access) and not logs_role(account, region):
            yield f"{name}: CloudWatch Logs role ARN must be set in account settings to enable logging"
        if not re.fullmatch(r"[\w-]+", params["StageName"]):
            yield f"{name}: a WebSocket API's stage has letters, digits, hyphens and underscores only"


@refuses("apigatewayv2", "CreateStage", "UpdateStage")
def stage_parts(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Deployments and routes that aren't there."""
    name, api_id = f"stage {params['StageName']}", params["ApiId"]
    wanted = params.get("DeploymentId")
    if wanted and wanted not in deployments(account.account_id, region, api_id):
        yield f"{name}: API {api_id} has no deployment {wanted}"
    if params.get("RouteSettings"):
        routes = account.client("apigatewayv2", region).get_routes(ApiId=api_id)["Items"]
        for key in sorted(params["RouteSettings"].keys() - {one["RouteKey"] for one in routes}):
            yield f"{name}: Unable to find Route by key {key} within the provided RouteSettings"


@refuses("apigatewayv2", "CreateDeployment")
def deployment(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Nothing to deploy, and a stage that isn't there."""
    api_id, client = params["ApiId"], account.client("apigatewayv2", region)
    if not client.get_routes(ApiId=api_id)["Items"]:
        yield f"API {api_id}: at least one route is required before it can be deployed"
    if "StageName" in params:
        where = {"ApiId": api_id, "StageName": params["StageName"]}
        if found(account, region, "apigatewayv2", "get_stage", **where) is None:
            yield f"API {api_id} has no stage {params['StageName']}"


@refuses("apigatewayv2", "DeleteDeployment")
def served_deployment(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A deployment that a stage serves."""
    client = account.client("apigatewayv2", region)
    for one in client.get_stages(ApiId=params["ApiId"])["Items"]:
        if one.get("DeploymentId") == params["DeploymentId"]:
            yield f"active stages pointing to this deployment must be moved or deleted: {one['StageName']}"


@refuses("apigatewayv2", "CreateDomainName")
def domain(params: Params, account: "Account", region: str) -> Iterator[str]:
    """URLs in place of host names, and certificates that are missing or of another region."""
    name = params["DomainName"]
    if "/" in name or ":" in name:
        yield f"{name!r} is no domain name: a bare host is needed"
    configurations = params.get("DomainNameConfigurations") or []
    if not configurations:
        yield f"domain {name}: DomainNameConfigurations are needed"
    for configuration in configurations:
        if not configuration.get("CertificateArn"):
            yield f"domain {name}: a certificate is needed"
        else:
            yield from certificate_problems(configuration["CertificateArn"], account, region)
        if configuration.get("EndpointType", "REGIONAL") != "REGIONAL":
            yield f"domain {name}: an HTTP or WebSocket API's domain is REGIONAL"
        if configuration.get("SecurityPolicy", "TLS_1_2") != "TLS_1_2":
            yield f"domain {name}: the security policy is TLS_1_2"


@refuses("apigatewayv2", "CreateApiMapping")
def mapping(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Stages that aren't there, and keys that are taken."""
    where = {"ApiId": params["ApiId"], "StageName": params["Stage"]}
    if found(account, region, "apigatewayv2", "get_stage", **where) is None:
        yield f"domain {params['DomainName']}: API {params['ApiId']} has no stage {params['Stage']}"
    present = found(account, region, "apigatewayv2", "get_api_mappings", DomainName=params["DomainName"])
    key = params.get("ApiMappingKey") or ""
    if any((one.get("ApiMappingKey") or "") == key for one in (present or {}).get("Items", ())):
        yield f"domain {params['DomainName']} already has a mapping for {key!r}"
