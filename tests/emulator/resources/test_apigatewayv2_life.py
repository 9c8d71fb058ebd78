"""HTTP and WebSocket APIs change in place, are described, and go."""

from typing import Any

import pytest

from emulator.account import Account

from .life import Life
from .support import function, network

API = "aws:apigatewayv2/api:Api"
STAGE = "aws:apigatewayv2/stage:Stage"
INTEGRATION = "aws:apigatewayv2/integration:Integration"
ROUTE = "aws:apigatewayv2/route:Route"
AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer"
DOMAIN = "aws:apigatewayv2/domainName:DomainName"
DEPLOYMENT = "aws:apigatewayv2/deployment:Deployment"
MAPPING = "aws:apigatewayv2/apiMapping:ApiMapping"
LINK = "aws:apigatewayv2/vpcLink:VpcLink"


def said(life: Life) -> dict[str, Any]:
    described = life.described()
    assert described is not None
    return dict(described)


@pytest.fixture
def api(account: Account) -> Life:
    cors = {"allowOrigins": ["*"]}
    return Life(account, API, name="a", protocolType="HTTP", corsConfiguration=cors, tags={"a": "1"})


@pytest.fixture
def stage(account: Account, api: Life) -> Life:
    return Life(account, STAGE, apiId=api.id, name="$default", autoDeploy=True, tags={"a": "1"})


def test_an_api_is_told_what_differs_and_no_more(account: Account, api: Life) -> None:
    api.change(description="d", tags={"b": "2"})
    (sent,) = [call.params for call in account.requests if call.operation == "UpdateApi"]
    assert sent == {"ApiId": api.id, "Description": "d"}
    assert (said(api)["Description"], said(api)["Tags"]) == ("d", {"b": "2"})
    api.change(corsConfiguration={"allowOrigins": ["https://example.com"]})
    assert said(api)["CorsConfiguration"]["AllowOrigins"] == ["https://example.com"]
    api.change(corsConfiguration=None)
    assert api.asked == ["DeleteCorsConfiguration"]
    assert "CorsConfiguration" not in said(api)
    assert not api.handler.updatable(API) & {"protocolType", "target", "routeKey", "credentialsArn"}
    api.delete()
    assert api.described() is None
    api.delete()


def test_a_stage_changes_in_place(account: Account, stage: Life) -> None:
    stage.change(
        stageVariables={"a": "1"},
        defaultRouteSettings={"throttlingBurstLimit": 5, "throttlingRateLimit": 2},
        tags={"b": "2"},
    )
    found = said(stage)
    assert found["StageVariables"] == {"a": "1"}
    assert found["DefaultRouteSettings"]["ThrottlingBurstLimit"] == 5
    assert (found["AutoDeploy"], found["Tags"]) == (True, {"b": "2"})
    assert not stage.handler.updatable(STAGE) & {"apiId", "name"}
    stage.delete()
    assert stage.described() is None
    stage.delete()


def test_routes_and_what_they_call_change_in_place(account: Account, api: Life, stage: Life) -> None:
    target = function(account, "f")
    integration = Life(
        account,
        INTEGRATION,
        apiId=api.id,
        integrationType="AWS_PROXY",
        integrationUri=target,
        payloadFormatVersion="2.0",
    )
    integration.change(timeoutMilliseconds=5000)
    assert said(integration)["TimeoutInMillis"] == 5000
    assert not integration.handler.updatable(INTEGRATION) & {"integrationType", "apiId"}
    route = Life(account, ROUTE, apiId=api.id, routeKey="GET /a", target=f"integrations/{integration.id}")
    route.change(routeKey="GET /b", authorizationType="AWS_IAM")
    assert (said(route)["RouteKey"], said(route)["AuthorizationType"]) == ("GET /b", "AWS_IAM")
    route.change(authorizationType=None)
    assert said(route)["AuthorizationType"] == "NONE"
    authorizer = Life(
        account,
        AUTHORIZER,
        apiId=api.id,
        name="jwt",
        authorizerType="JWT",
        identitySources=["$request.header.Authorization"],
        jwtConfiguration={"audiences": ["a"], "issuer": "https://issuer.example.com"},
    )
    authorizer.change(jwtConfiguration={"audiences": ["b"], "issuer": "https://issuer.example.com"})
    assert said(authorizer)["JwtConfiguration"]["Audience"] == ["b"]
    for each in (route, authorizer, integration):
        each.delete()
        assert each.described() is None
        each.delete()


def test_names_and_ways_into_a_network_change_and_go(account: Account, api: Life, stage: Life) -> None:
    acm = account.client("acm")
    old, new = (
        acm.request_certificate(DomainName=f"{name}.example.com")["CertificateArn"] for name in ("api", "b")
    )
    own = {"certificateArn": old, "endpointType": "REGIONAL", "securityPolicy": "TLS_1_2"}
    domain = Life(account, DOMAIN, domainName="api.example.com", domainNameConfiguration=own, tags={"a": "1"})
    outputs = domain.change(domainNameConfiguration={**own, "certificateArn": new}, tags={"a": "2"})
    assert outputs["domainNameConfiguration"]["targetDomainName"]
    assert said(domain)["DomainNameConfigurations"][0]["CertificateArn"] == new
    mapping = Life(account, MAPPING, apiId=api.id, domainName="api.example.com", stage=stage.id)
    mapping.change(apiMappingKey="v1")
    assert said(mapping)["ApiMappingKey"] == "v1"
    there = network(account)
    link = Life(account, LINK, name="l", subnetIds=there.subnets, securityGroupIds=[there.group])
    link.change(name="m")
    assert said(link)["Name"] == "m"
    assert not link.handler.updatable(LINK) & {"subnetIds", "securityGroupIds"}
    for each in (mapping, domain, link):
        each.delete()
        assert each.described() is None
        each.delete()


def test_a_deployment_is_described_and_goes(account: Account) -> None:
    socket = Life(
        account, API, name="s", protocolType="WEBSOCKET", routeSelectionExpression="$request.body.action"
    )
    Life(account, ROUTE, apiId=socket.id, routeKey="$connect")
    made = Life(account, DEPLOYMENT, apiId=socket.id, triggers={"shape": "1"})
    made.change(description="first")
    assert said(made)["Description"] == "first"
    assert not made.handler.updatable(DEPLOYMENT) & {"apiId", "triggers"}
    made.delete()
    assert made.described() is None
    made.delete()
