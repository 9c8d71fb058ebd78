"""The WebSocket API, its domain and its firewall."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from smoke.core import Deployed, expect

ROUTES = {"$connect": "connect", "$disconnect": "disconnect", "$default": "router"}
ORIGIN_HEADER = "x-origin-secret"


def routes_lead(deployed: Deployed) -> str:
    """Each route calls the live alias of its function, which lets this route of this API call it."""
    gateway, api = deployed.client("apigatewayv2"), deployed["apiId"]
    found = {route["RouteKey"]: route for route in gateway.get_routes(ApiId=api)["Items"]}
    expect(set(found) == set(ROUTES), f"routes {sorted(found)}")
    for key, function in ROUTES.items():
        id_ = found[key]["Target"].removeprefix("integrations/")
        integration = gateway.get_integration(ApiId=api, IntegrationId=id_)
        alias = _alias(deployed, function)
        expect(f"/functions/{alias}/invocations" in integration["IntegrationUri"], f"{key} calls elsewhere")
        _expect_callable_by(deployed, function, api, {f"*/{key}"})
    return f"{len(found)} routes"


def _alias(deployed: Deployed, function: str) -> str:
    name, alias = deployed["functions"][function], deployed["functionAlias"]
    return str(deployed.client("lambda").get_alias(FunctionName=name, Name=alias)["AliasArn"])


def _expect_callable_by(deployed: Deployed, function: str, api: str, paths: set[str]) -> None:
    """The alias' policy lets API Gateway call for these paths of this API, and nobody else at all."""
    answer = deployed.client("lambda").get_policy(
        FunctionName=deployed["functions"][function], Qualifier=deployed["functionAlias"]
    )
    statements = json.loads(answer["Policy"])["Statement"]
    callers = {each["Principal"].get("Service") for each in statements}
    expect(callers == {"apigateway.amazonaws.com"}, f"{function} can be called by {callers}")
    sources = {_source(each).partition(f":{api}/")[2] for each in statements}
    expect(sources == paths, f"{function} can be called for {sorted(sources)}")


def _source(statement: Mapping[str, Any]) -> str:
    conditions = statement["Condition"]
    return str(next(iter(conditions.values()))["AWS:SourceArn"])


def stage_is_throttled(deployed: Deployed) -> str:
    """The stage has a deployment, and both halves of its throttling."""
    gateway, api = deployed.client("apigatewayv2"), deployed["apiId"]
    stage = gateway.get_stage(ApiId=api, StageName=deployed["apiStage"])
    made = {each["DeploymentId"] for each in gateway.get_deployments(ApiId=api)["Items"]}
    expect(stage.get("DeploymentId") in made, f"the stage serves {stage.get('DeploymentId')}")
    settings = stage["DefaultRouteSettings"]
    rate, burst = settings.get("ThrottlingRateLimit"), settings.get("ThrottlingBurstLimit")
    expect(rate and burst, f"rate {rate} and burst {burst}: everybody gets 429")
    expect(not settings.get("DataTraceEnabled"), "messages and tokens are logged")
    form = (stage.get("AccessLogSettings") or {}).get("Format", "")
    expect("querystring" not in form.lower() and "header" not in form.lower(), "tokens are logged")
    return f"{rate:g}/s, {burst} at once"


def domain_is_mapped(deployed: Deployed) -> str:
    """The domain's root and the stage's name both lead to the stage."""
    gateway, domain = deployed.client("apigatewayv2"), deployed["apiDomain"]
    items = gateway.get_api_mappings(DomainName=domain)["Items"]
    keys = {each.get("ApiMappingKey") or "" for each in items}
    expect(keys == {"", deployed["apiStage"]}, f"{domain} maps {sorted(keys)}")
    targets = {(each["ApiId"], each["Stage"]) for each in items}
    expect(targets == {(deployed["apiId"], deployed["apiStage"])}, f"{domain} leads to {targets}")
    callback = str(deployed["callbackUrl"])
    expect(callback.startswith("https://"), f"callbacks go to {callback}")
    return f"{domain}, {', '.join(sorted(key or '/' for key in keys))}"


def firewall_cannot_be_passed_by(deployed: Deployed) -> str:
    """CloudFront has the web ACL and a secret; the API wants that secret and answers by no other name."""
    config = deployed.client("cloudfront").get_distribution_config(Id=deployed["cdnId"])["DistributionConfig"]
    expect(config.get("WebACLId") == deployed["webAclArn"], f"attached is {config.get('WebACLId')}")
    origin = config["Origins"]["Items"][0]
    expect(origin["DomainName"] == deployed["apiDomain"], f"the origin is {origin['DomainName']}")
    headers = [each["HeaderName"] for each in origin.get("CustomHeaders", {}).get("Items", [])]
    expect(headers == [ORIGIN_HEADER], f"the origin gets the headers {headers}")
    gateway, api = deployed.client("apigatewayv2"), deployed["apiId"]
    expect(gateway.get_api(ApiId=api)["DisableExecuteApiEndpoint"], "the execute-api host still answers")
    expect(deployed["apiDomain"] in deployed["callbackUrl"], "callbacks go to a host that is switched off")
    connect = next(r for r in gateway.get_routes(ApiId=api)["Items"] if r["RouteKey"] == "$connect")
    expect(connect.get("AuthorizationType") == "CUSTOM", "$connect asks nobody")
    authorizer = gateway.get_authorizer(ApiId=api, AuthorizerId=connect["AuthorizerId"])
    asked = authorizer["IdentitySource"]
    expect(asked == [f"route.request.header.{ORIGIN_HEADER}"], f"$connect asks for {asked}")
    return str(deployed["webAclArn"].rsplit("/", 2)[-2])
