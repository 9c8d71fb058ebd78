"""HTTP and WebSocket APIs."""

from typing import Any

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.apigateway import REGIONAL_ZONES, arn, execution_arn


@resource("aws:apigatewayv2/api:Api")
def api(r: Request) -> Created:
    """An HTTP or WebSocket API, from settings or from an OpenAPI document."""
    name, body, fail = r.physical(), r.take("body"), r.take("failOnWarnings", False)
    made = r.send("apigatewayv2", "create_api", Name=name)
    id_ = made["ApiId"]
    if body:
        r.api("apigatewayv2", "reimport_api", ApiId=id_, Body=body, FailOnWarnings=fail)
    scheme = "wss" if made["ProtocolType"] == "WEBSOCKET" else "https"
    return id_, {
        "arn": arn(r, f"/apis/{id_}"),
        "name": name,
        "apiEndpoint": f"{scheme}://{id_}.execute-api.{r.region}.amazonaws.com",
        "executionArn": execution_arn(r, id_),
    }


@resource("aws:apigatewayv2/integration:Integration")
def integration(r: Request) -> Created:
    """What a route calls."""
    overrides = {item["statusCode"]: item["mappings"] for item in r.take("responseParameters", [])}
    rename = {"timeoutMilliseconds": "TimeoutInMillis"}
    more = present(ResponseParameters=overrides or None)
    made = r.send("apigatewayv2", "create_integration", rename=rename, **more)
    expression = made.get("IntegrationResponseSelectionExpression", "")
    return made["IntegrationId"], {"integrationResponseSelectionExpression": expression}


simple(
    "aws:apigatewayv2/integrationResponse:IntegrationResponse",
    "apigatewayv2.create_integration_response",
    id="IntegrationResponseId",
)


@resource("aws:apigatewayv2/route:Route")
def route(r: Request) -> Created:
    """A route."""
    needed = {i["requestParameterKey"]: {"Required": i["required"]} for i in r.take("requestParameters", [])}
    made = r.send("apigatewayv2", "create_route", **present(RequestParameters=needed or None))
    return made["RouteId"], {}


simple(
    "aws:apigatewayv2/routeResponse:RouteResponse", "apigatewayv2.create_route_response", id="RouteResponseId"
)
simple(
    "aws:apigatewayv2/model:Model",
    "apigatewayv2.create_model",
    name="Name",
    id="ModelId",
    outputs={"name": "Name"},
)


@resource("aws:apigatewayv2/authorizer:Authorizer")
def authorizer(r: Request) -> Created:
    """A JWT or Lambda authorizer; a Lambda one may do without an identity source."""
    name = r.physical()
    token = built(r, "apigatewayv2", "create_authorizer", "JwtConfiguration", r.take("jwtConfiguration"))
    made = r.send(
        "apigatewayv2",
        "create_authorizer",
        Name=name,
        IdentitySource=r.take("identitySources", []),
        **present(JwtConfiguration=token),
    )
    return made["AuthorizerId"], {"name": name}


@resource("aws:apigatewayv2/deployment:Deployment")
def deployment(r: Request) -> Created:
    """A snapshot of an API; its triggers only say when to take another."""
    r.take("triggers")
    made = r.send("apigatewayv2", "create_deployment")
    return made["DeploymentId"], {"autoDeployed": False}


def _log_settings(r: Request) -> dict[str, Any] | None:
    """Access logs; API Gateway wants a log group's ARN without the trailing `:*`."""
    given = r.take("accessLogSettings")
    if not given:
        return None
    return {"DestinationArn": str(given["destinationArn"]).removesuffix(":*"), "Format": given["format"]}


@resource("aws:apigatewayv2/stage:Stage")
def stage(r: Request) -> Created:
    """A stage; `$default` is served at the API's root."""
    name, api_id = r.physical(), r.inputs["apiId"]
    r.send("apigatewayv2", "create_stage", StageName=name, **blocks(r))
    protocol = r.api("apigatewayv2", "get_api", ApiId=api_id)["ProtocolType"]
    scheme = "wss" if protocol == "WEBSOCKET" else "https"
    path = "" if name == "$default" else name
    return name, {
        "arn": arn(r, f"/apis/{api_id}/stages/{name}"),
        "name": name,
        "executionArn": f"{execution_arn(r, api_id)}/{name}",
        "invokeUrl": f"{scheme}://{api_id}.execute-api.{r.region}.amazonaws.com/{path}",
    }


@resource("aws:apigatewayv2/domainName:DomainName")
def domain_name(r: Request) -> Created:
    """A custom domain; the record that points at it needs its target name and zone."""
    given = dict(r.take("domainNameConfiguration"))
    computed = ("hostedZoneId", "targetDomainName")
    asked = {key: value for key, value in given.items() if key not in computed}
    path = "DomainNameConfigurations"
    whole = built(r, "apigatewayv2", "create_domain_name", path, [asked])
    made = r.send("apigatewayv2", "create_domain_name", DomainNameConfigurations=whole)
    found = (made.get("DomainNameConfigurations") or [{}])[0]
    name = made["DomainName"]
    target = (
        found.get("ApiGatewayDomainName") or f"d-{name.split('.')[0]}.execute-api.{r.region}.amazonaws.com"
    )
    return name, {
        "arn": arn(r, f"/domainnames/{name}"),
        "apiMappingSelectionExpression": made.get("ApiMappingSelectionExpression", "$request.basepath"),
        "domainNameConfiguration": {
            **given,
            "targetDomainName": target,
            "hostedZoneId": found.get("HostedZoneId") or REGIONAL_ZONES.get(r.region, ""),
        },
    }


simple("aws:apigatewayv2/apiMapping:ApiMapping", "apigatewayv2.create_api_mapping", id="ApiMappingId")
simple(
    "aws:apigatewayv2/vpcLink:VpcLink",
    "apigatewayv2.create_vpc_link",
    name="Name",
    id="VpcLinkId",
    outputs={"name": "Name", "arn": lambda r, x: arn(r, f"/vpclinks/{x['VpcLinkId']}")},
)


def blocks(r: Request) -> dict[str, Any]:
    """The blocks of a stage that the API nests otherwise."""
    per_route: dict[str, Any] = {}
    for item in r.take("routeSettings", []):
        settings = {key: value for key, value in item.items() if key != "routeKey"}
        per_route |= built(r, "apigatewayv2", "create_stage", "RouteSettings", {item["routeKey"]: settings})
    return present(RouteSettings=per_route or None, AccessLogSettings=_log_settings(r))
