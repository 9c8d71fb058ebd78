"""The API as it is deployed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smoke.core import Deployed, expect

HEALTH, AUTH, REST = "/health", "/auth/{proxy+}", "/{proxy+}"
COGNITO = "COGNITO_USER_POOLS"
LOGGED = ("requestId", "xrayTraceId")  # TR-28: they lead to the function's log and the trace


def answers_browsers(deployed: Deployed) -> bool:
    """Whether pages may call the API."""
    return bool(deployed.outputs.get("corsOrigins")) and deployed.outputs.get("apiType") == "rest"


def rest_routes_are_as_stated(deployed: Deployed) -> str:
    """TR-9 and TR-17: each path has its method, and only the users of the pool get past the open ones."""
    found = {
        (path, method): (settings.get("authorizationType"), settings.get("apiKeyRequired", False))
        for path, method, settings in _methods(deployed)
        if method != "OPTIONS"
    }
    needs_key = bool(deployed.outputs.get("usagePlanId"))
    guarded = COGNITO if deployed.outputs.get("userPoolId") else "NONE"
    stated = {(HEALTH, "GET"): ("NONE", False), (REST, "ANY"): (guarded, needs_key)}
    if deployed["authMode"] != "cognito":
        stated[AUTH, "ANY"] = ("NONE", needs_key)
    expect(found == stated, f"methods are {found}")
    if guarded == COGNITO:
        authorizers = deployed.client("apigateway").get_authorizers(restApiId=deployed["apiId"])["items"]
        pools = {arn for each in authorizers for arn in each.get("providerARNs", [])}
        expect(pools == {deployed["userPoolArn"]}, f"tokens are of {', '.join(sorted(pools)) or 'nobody'}")
    _expect_functions(deployed)
    return ", ".join(f"{method} {path}" for path, method in sorted(stated))


def _methods(deployed: Deployed) -> Iterator[tuple[str, str, dict[str, Any]]]:
    client, api = deployed.client("apigateway"), deployed["apiId"]
    for resource in client.get_resources(restApiId=api, limit=500, embed=["methods"])["items"]:
        for method in resource.get("resourceMethods", {}):
            settings = client.get_method(restApiId=api, resourceId=resource["id"], httpMethod=method)
            yield resource["path"], method, settings


def _expect_functions(deployed: Deployed) -> None:
    names, alias = deployed["functionNames"], deployed["functionAlias"]
    for path, method, settings in _methods(deployed):
        if method == "OPTIONS":
            continue
        name = names["auth"] if path == AUTH else names["api"]
        uri = settings["methodIntegration"]["uri"]
        expect(f":function:{name}:{alias}/" in uri, f"{method} {path} goes to {uri}")


def http_routes_are_as_stated(deployed: Deployed) -> str:
    """The same, of an HTTP API."""
    client = deployed.client("apigatewayv2")
    routes = client.get_routes(ApiId=deployed["apiId"])["Items"]
    found = {route["RouteKey"]: route.get("AuthorizationType", "NONE") for route in routes}
    guarded = "JWT" if deployed.outputs.get("userPoolId") else "NONE"
    stated = {f"GET {HEALTH}": "NONE", f"ANY {REST}": guarded}
    if deployed["authMode"] != "cognito":
        stated[f"ANY {AUTH}"] = "NONE"
    if guarded == "JWT":
        stated[f"OPTIONS {REST}"] = "NONE"
    expect(found == stated, f"routes are {found}")
    for route in routes:
        if route.get("AuthorizerId"):
            _expect_issuer(
                deployed, client.get_authorizer(ApiId=deployed["apiId"], AuthorizerId=route["AuthorizerId"])
            )
    return ", ".join(sorted(stated))


def _expect_issuer(deployed: Deployed, authorizer: dict[str, Any]) -> None:
    tokens = authorizer["JwtConfiguration"]
    expect(
        set(tokens["Audience"]) == set(deployed["clientIds"].values()), f"tokens are for {tokens['Audience']}"
    )
    expect(
        tokens["Issuer"].endswith(f"/{deployed['userPoolId']}"), f"tokens are issued by {tokens['Issuer']}"
    )


def stage_is_throttled(deployed: Deployed) -> str:
    """Every method has a rate and a burst; where requests are logged, their ids are."""
    stage = deployed.client("apigateway").get_stage(
        restApiId=deployed["apiId"], stageName=deployed["apiStage"]
    )
    settings = stage.get("methodSettings", {}).get("*/*", {})
    rate, burst = settings.get("throttlingRateLimit", 0), settings.get("throttlingBurstLimit", 0)
    expect(rate > 0 and burst > 0, f"rate {rate}, burst {burst}")
    expect(not settings.get("dataTraceEnabled"), "requests and answers are logged in full")
    logged = stage.get("accessLogSettings", {}).get("format", "")
    missing = [field for field in LOGGED if logged and field not in logged]
    expect(not missing, f"the access log has no {', '.join(missing)}")
    traced = "traced" if stage.get("tracingEnabled") else "not traced"
    return f"{rate:g} a second, {burst} at once, {traced}, {'logged' if logged else 'not logged'}"


def preflights_are_open(deployed: Deployed) -> str:
    """Every path answers OPTIONS by itself, without a token; the gateway's errors have CORS headers."""
    client, api = deployed.client("apigateway"), deployed["apiId"]
    paths = {path for path, _, _ in _methods(deployed)}
    for path in paths:
        options = [s for found, method, s in _methods(deployed) if (found, method) == (path, "OPTIONS")]
        expect(options, f"{path} answers no preflight")
        expect(options[0]["authorizationType"] == "NONE", f"the preflight of {path} needs a token")
        expect(
            options[0]["methodIntegration"]["type"] == "MOCK", f"a function answers the preflight of {path}"
        )
    for kind in ("DEFAULT_4XX", "DEFAULT_5XX"):
        answer = client.get_gateway_response(restApiId=api, responseType=kind)
        header = "gatewayresponse.header.Access-Control-Allow-Origin"
        expect(header in answer.get("responseParameters", {}), f"{kind} answers have no CORS headers")
    return f"{len(paths)} paths, for {', '.join(deployed['corsOrigins'])}"
