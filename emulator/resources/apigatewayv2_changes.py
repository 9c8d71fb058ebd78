"""What becomes of HTTP and WebSocket APIs, of all their parts and names."""

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources._updates import KEPT, modifies
from emulator.resources.apigatewayv2 import blocks
from emulator.resources.parts import later, reader, removal, tagging

lacks(
    "apigatewayv2",
    "DeleteAccessLogSettings",
    "DeleteRouteSettings",
)

API = "aws:apigatewayv2/api:Api"
STAGE = "aws:apigatewayv2/stage:Stage"
INTEGRATION = "aws:apigatewayv2/integration:Integration"
ROUTE = "aws:apigatewayv2/route:Route"
AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer"
MODEL = "aws:apigatewayv2/model:Model"
DEPLOYMENT = "aws:apigatewayv2/deployment:Deployment"
DOMAIN = "aws:apigatewayv2/domainName:DomainName"
MAPPING = "aws:apigatewayv2/apiMapping:ApiMapping"
LINK = "aws:apigatewayv2/vpcLink:VpcLink"
INTEGRATION_RESPONSE = "aws:apigatewayv2/integrationResponse:IntegrationResponse"
ROUTE_RESPONSE = "aws:apigatewayv2/routeResponse:RouteResponse"
IN_API: dict[str, Any] = {"ApiId": "apiId"}


def _update_api(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """CORS that is no longer given is deleted; a document is imported again."""
    body, fail = r.take("body"), r.take("failOnWarnings", False)
    if "corsConfiguration" in r.changed and not r.inputs.get("corsConfiguration"):
        r.take("corsConfiguration")
        r.api("apigatewayv2", "delete_cors_configuration", ApiId=id_)
    elif "corsConfiguration" in r.changed:
        r.send("apigatewayv2", "update_api", only={"corsConfiguration"}, ApiId=id_)
    if r.changed & {"body", "failOnWarnings"} and body:
        r.api("apigatewayv2", "reimport_api", ApiId=id_, Body=body, FailOnWarnings=fail)
    return {}


def _update_stage(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Logs, and settings of routes: each of those that go is a call of its own."""
    held = {item["routeKey"] for item in r.old.get("routeSettings") or []}
    kept = {item["routeKey"] for item in r.inputs.get("routeSettings") or []}
    where = {"ApiId": r.known("apiId"), "StageName": id_}
    nested = blocks(r)
    names = {"routeSettings": "RouteSettings", "accessLogSettings": "AccessLogSettings"}
    change = {api: nested[api] for key, api in names.items() if key in r.changed and api in nested}
    if change:
        r.api("apigatewayv2", "update_stage", **where, **change)
    for key in sorted(held - kept):
        r.api("apigatewayv2", "delete_route_settings", **where, RouteKey=key)
    if "accessLogSettings" in r.changed and not r.inputs.get("accessLogSettings"):
        r.api("apigatewayv2", "delete_access_log_settings", **where)
    return {}


def _overrides(r: Request) -> dict[str, Any]:
    return {item["statusCode"]: item["mappings"] for item in r.take("responseParameters", [])}


def _update_integration(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Overrides of answers, by status code."""
    if "responseParameters" in r.changed:
        where = {"ApiId": r.known("apiId"), "IntegrationId": id_}
        gone: dict[str, Any] = {item["statusCode"]: {} for item in r.old.get("responseParameters") or []}
        r.api("apigatewayv2", "update_integration", **where, ResponseParameters={**gone, **_overrides(r)})
    return {}


def _update_route(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """What a route wants of requests; what it no longer wants is deleted one by one."""
    where = {"ApiId": r.known("apiId"), "RouteId": id_}
    wanted = {i["requestParameterKey"]: {"Required": i["required"]} for i in r.take("requestParameters", [])}
    held = {item["requestParameterKey"] for item in r.old.get("requestParameters") or []}
    if "requestParameters" in r.changed and wanted:
        r.api("apigatewayv2", "update_route", **where, RequestParameters=wanted)
    for key in sorted(held - wanted.keys()):
        r.api("apigatewayv2", "delete_route_request_parameter", **where, RequestParameterKey=key)
    return {}


def _update_domain(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate and what goes with it."""
    if "domainNameConfiguration" in r.changed:
        given = dict(r.take("domainNameConfiguration"))
        asked = {k: v for k, v in given.items() if k not in ("hostedZoneId", "targetDomainName")}
        path = "DomainNameConfigurations"
        whole = built(r, "apigatewayv2", "update_domain_name", path, [asked])
        r.api("apigatewayv2", "update_domain_name", DomainName=id_, DomainNameConfigurations=whole)
        before = dict(r.state.get("domainNameConfiguration") or {})
        known = {key: before.get(key) for key in ("hostedZoneId", "targetDomainName")}
        return {"domainNameConfiguration": {**given, **present(**known)}}
    return {}


later(
    API,
    update=_update_api,
    updates="apigatewayv2.update_api",
    lasting=["credentialsArn", "routeKey", "target"],
    # A document is imported by a call that has no other settings.
    changing=["body", "failOnWarnings"],
)
modifies(
    API,
    "apigatewayv2.update_api",
    only=[
        "apiKeySelectionExpression",
        "description",
        "disableExecuteApiEndpoint",
        "ipAddressType",
        "name",
        "routeSelectionExpression",
        "version",
    ],
    resets={
        "apiKeySelectionExpression": "$request.header.x-api-key",
        "ipAddressType": "ipv4",
        "name": KEPT,
        "routeSelectionExpression": "$request.method $request.path",
    },
    ApiId="id",
)
later(STAGE, update=_update_stage, updates="apigatewayv2.update_stage", lasting=["apiId"])
modifies(
    STAGE,
    "apigatewayv2.update_stage",
    only=[
        "autoDeploy",
        "clientCertificateId",
        "defaultRouteSettings",
        "deploymentId",
        "description",
        "stageVariables",
    ],
    resets={"defaultRouteSettings": {}, "deploymentId": KEPT},
    **IN_API,
    StageName="id",
)
later(INTEGRATION, update=_update_integration)
modifies(
    INTEGRATION,
    "apigatewayv2.update_integration",
    rename={"timeoutMilliseconds": "TimeoutInMillis"},
    lasting=["apiId", "integrationSubtype", "integrationType"],
    resets={"timeoutMilliseconds": KEPT, "tlsConfig": {}},
    ResponseParameters=lambda _r, _id: None,  # has a form of its own
    **IN_API,
    IntegrationId="id",
)
later(ROUTE, update=_update_route)
modifies(
    ROUTE,
    "apigatewayv2.update_route",
    lasting=["apiId"],
    resets={"authorizationType": "NONE"},
    RequestParameters=lambda _r, _id: None,  # has a form of its own
    **IN_API,
    RouteId="id",
)
modifies(
    AUTHORIZER,
    "apigatewayv2.update_authorizer",
    rename={"identitySources": "IdentitySource"},
    lasting=["apiId"],
    resets={"authorizerResultTtlInSeconds": 0, "jwtConfiguration": KEPT},
    **IN_API,
    AuthorizerId="id",
)
modifies(MODEL, "apigatewayv2.update_model", lasting=["apiId"], **IN_API, ModelId="id")
modifies(DEPLOYMENT, "apigatewayv2.update_deployment", lasting=["apiId"], **IN_API, DeploymentId="id")
later(DOMAIN, update=_update_domain, updates="apigatewayv2.update_domain_name", lasting=["domainName"])
modifies(
    DOMAIN,
    "apigatewayv2.update_domain_name",
    only=["mutualTlsAuthentication", "routingMode"],
    resets={"mutualTlsAuthentication": {"truststoreUri": ""}, "routingMode": "API_MAPPING_ONLY"},
    DomainName="id",
)
modifies(
    MAPPING,
    "apigatewayv2.update_api_mapping",
    lasting=["apiId", "domainName"],
    **IN_API,
    ApiMappingId="id",
    DomainName="domainName",
)
modifies(LINK, "apigatewayv2.update_vpc_link", resets={"name": KEPT}, VpcLinkId="id")
modifies(
    INTEGRATION_RESPONSE,
    "apigatewayv2.update_integration_response",
    lasting=["apiId", "integrationId"],
    **IN_API,
    IntegrationId="integrationId",
    IntegrationResponseId="id",
)
modifies(
    ROUTE_RESPONSE,
    "apigatewayv2.update_route_response",
    lasting=["apiId", "routeId"],
    **IN_API,
    RouteId="routeId",
    RouteResponseId="id",
)
for _token in (API, STAGE, DOMAIN, LINK):
    tagging(_token, "apigatewayv2.tag_resource", "apigatewayv2.untag_resource", ResourceArn="arn")

WHERE: dict[str, tuple[str, dict[str, Any]]] = {
    API: ("api", {"ApiId": "id"}),
    STAGE: ("stage", {**IN_API, "StageName": "id"}),
    INTEGRATION: ("integration", {**IN_API, "IntegrationId": "id"}),
    ROUTE: ("route", {**IN_API, "RouteId": "id"}),
    AUTHORIZER: ("authorizer", {**IN_API, "AuthorizerId": "id"}),
    DEPLOYMENT: ("deployment", {**IN_API, "DeploymentId": "id"}),
    MODEL: ("model", {**IN_API, "ModelId": "id"}),
    DOMAIN: ("domain_name", {"DomainName": "id"}),
    MAPPING: ("api_mapping", {"ApiMappingId": "id", "DomainName": "domainName"}),
    LINK: ("vpc_link", {"VpcLinkId": "id"}),
    INTEGRATION_RESPONSE: (
        "integration_response",
        {**IN_API, "IntegrationId": "integrationId", "IntegrationResponseId": "id"},
    ),
    ROUTE_RESPONSE: ("route_response", {**IN_API, "RouteId": "routeId", "RouteResponseId": "id"}),
}
"""What operations call a thing, and what says which one is meant."""

NAMES = {
    STAGE: {"name": "StageName"},
    INTEGRATION: {"timeoutMilliseconds": "TimeoutInMillis"},
    AUTHORIZER: {"identitySources": "IdentitySource"},
    DOMAIN: {"domainNameConfiguration": "DomainNameConfigurations"},
}
for _token, (_noun, _whose) in WHERE.items():
    removal(_token, f"apigatewayv2.delete_{_noun}", **_whose)
    reader(_token, f"apigatewayv2.get_{_noun}", names=NAMES.get(_token), **_whose)
