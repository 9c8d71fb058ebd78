"""The WebSocket API and the API that runs code."""

from __future__ import annotations

import json
from typing import Any

from smoke.core import Deployed, expect

TOKEN_SOURCE = "route.request.querystring.token"  # noqa: S105 - where the token is (SC-16)
EXECUTE = "POST /execute"  # SC-12


def allowed_sources(deployed: Deployed, function: str) -> set[str]:
    """The resources in whose name something may call the live alias of a function.

    Every statement is for API Gateway and one resource; anything else is a finding.
    """
    policy = deployed.client("lambda").get_policy(FunctionName=function, Qualifier=deployed["functionAlias"])
    found = set()
    for statement in json.loads(policy["Policy"])["Statement"]:
        who = statement["Principal"]
        expect(who == {"Service": "apigateway.amazonaws.com"}, f"{function} may be called by {who}")
        condition = statement.get("Condition", {})
        source = condition.get("ArnLike", condition.get("ArnEquals", {})).get("AWS:SourceArn")
        expect(source, f"{function} may be called by any API")
        found.add(str(source))
    return found


def leads_to_live(deployed: Deployed, uri: str, function: str) -> bool:
    """Whether an integration calls the live alias of a function."""
    return f":function:{function}:{deployed['functionAlias']}/invocations" in uri


def _routes(deployed: Deployed, api_id: str) -> dict[str, dict[str, Any]]:
    items = deployed.client("apigatewayv2").get_routes(ApiId=api_id)["Items"]
    return {route["RouteKey"]: route for route in items}


def _source(deployed: Deployed, rest: str) -> str:
    account = deployed["userPoolArn"].split(":")[4]
    return f"arn:aws:execute-api:{deployed.region}:{account}:{rest}"


def routes_lead_to_live(deployed: Deployed) -> str:
    """Exactly the stated routes, each to the handler's alias, which has exactly their permissions."""
    api, api_id, handler = (
        deployed.client("apigatewayv2"),
        deployed["wsApiId"],
        deployed["handlerFunctionName"],
    )
    routes = _routes(deployed, api_id)
    expect(routes.keys() == set(deployed["wsRoutes"]), f"the routes are {', '.join(sorted(routes))}")
    for key, route in routes.items():
        integration = api.get_integration(
            ApiId=api_id, IntegrationId=route["Target"].removeprefix("integrations/")
        )
        uri = integration["IntegrationUri"]
        expect(leads_to_live(deployed, uri, handler), f"route {key} leads to {uri}")
    wanted = {_source(deployed, f"{api_id}/*/{key}") for key in routes}
    found = allowed_sources(deployed, handler)
    expect(found == wanted, f"permissions for {', '.join(sorted(found ^ wanted))} are wrong")
    stage = api.get_stage(ApiId=api_id, StageName=deployed["stage"])
    expect(stage.get("DeploymentId"), "the stage serves nothing")
    limits = stage["DefaultRouteSettings"]
    expect(limits.get("ThrottlingRateLimit") and limits.get("ThrottlingBurstLimit"), "no throttling")
    return f"{', '.join(sorted(routes))} at {deployed['stage']}"


def connections_need_a_token(deployed: Deployed) -> str:
    """`$connect` asks the authorizer, which only this API may call; other routes ask nobody."""
    api, api_id = deployed.client("apigatewayv2"), deployed["wsApiId"]
    routes, function = _routes(deployed, api_id), deployed["authorizerFunctionName"]
    connect = routes["$connect"]
    expect(connect.get("AuthorizationType") == "CUSTOM", "anybody may connect")
    authorizer = api.get_authorizer(ApiId=api_id, AuthorizerId=connect["AuthorizerId"])
    expect(authorizer["IdentitySource"] == [TOKEN_SOURCE], f"the token is at {authorizer['IdentitySource']}")
    uri = authorizer["AuthorizerUri"]
    expect(leads_to_live(deployed, uri, function), f"the authorizer is {uri}")
    wanted = {_source(deployed, f"{api_id}/authorizers/{authorizer['AuthorizerId']}")}
    found = allowed_sources(deployed, function)
    expect(found == wanted, f"the authorizer may be called for {', '.join(sorted(found))}")
    return str(authorizer["Name"])


def execute_asks_for_a_token(deployed: Deployed) -> str:
    """`POST /execute` is the API's only route and takes tokens of the pool's client only."""
    api, api_id = deployed.client("apigatewayv2"), deployed["httpApiId"]
    routes = _routes(deployed, api_id)
    expect(routes.keys() == {EXECUTE}, f"the routes are {', '.join(sorted(routes))}")
    route = routes[EXECUTE]
    expect(route.get("AuthorizationType") == "JWT", "anybody may run code")
    jwt = api.get_authorizer(ApiId=api_id, AuthorizerId=route["AuthorizerId"])["JwtConfiguration"]
    expect(jwt["Issuer"] == deployed["issuer"], f"the issuer is {jwt['Issuer']}")
    expect(jwt["Audience"] == [deployed["clientId"]], f"the audience is {jwt['Audience']}")
    return f"{EXECUTE} for {deployed['clientId']}"


def origins_are_ours(deployed: Deployed) -> str:
    """CORS lets in the application's origin (and a developer's machine, in development) and no other."""
    found = deployed.client("apigatewayv2").get_api(ApiId=deployed["httpApiId"])
    allowed = found.get("CorsConfiguration", {}).get("AllowOrigins", [])
    expect(set(allowed) == set(deployed["origins"]), f"allowed are {', '.join(allowed)}")
    expect(deployed["appUrl"] in allowed, "the application may not call")
    return ", ".join(allowed)
