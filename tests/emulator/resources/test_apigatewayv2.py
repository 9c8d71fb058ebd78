"""HTTP and WebSocket APIs."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import function, made, network, role, sent

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:app"
INVOKE = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"


def test_a_websocket_api_has_routes_an_authorizer_and_a_wss_address(account: Account) -> None:
    writer = role(account, "apigw", "apigateway.amazonaws.com", "logs:*")
    function(account, "app")

    def declare() -> dict[str, Any]:
        settings = aws.apigateway.Account("account", cloudwatch_role_arn=writer)
        api = aws.apigatewayv2.Api(
            "chat",
            name="chat",
            protocol_type="WEBSOCKET",
            route_selection_expression="$request.body.action",
        )
        integration = aws.apigatewayv2.Integration(
            "app",
            api_id=api.id,
            integration_type="AWS_PROXY",
            integration_uri=INVOKE,
            integration_method="POST",
            timeout_milliseconds=10000,
        )
        authorizer = aws.apigatewayv2.Authorizer(
            "token",
            api_id=api.id,
            name="token",
            authorizer_type="REQUEST",
            authorizer_uri=INVOKE,
            identity_sources=["route.request.querystring.token"],
        )
        target = integration.id.apply(lambda id_: f"integrations/{id_}")
        connect = aws.apigatewayv2.Route(
            "connect",
            api_id=api.id,
            route_key="$connect",
            target=target,
            authorization_type="CUSTOM",
            authorizer_id=authorizer.id,
            request_parameters=[
                {"request_parameter_key": "route.request.querystring.token", "required": True}
            ],
        )
        default = aws.apigatewayv2.Route("default", api_id=api.id, route_key="$default", target=target)
        aws.apigatewayv2.RouteResponse(
            "default", api_id=api.id, route_id=default.id, route_response_key="$default"
        )
        deployment = aws.apigatewayv2.Deployment(
            "deployment",
            api_id=api.id,
            triggers={"routes": "2"},
            opts=pulumi.ResourceOptions(depends_on=[connect, default]),
        )
        group = aws.cloudwatch.LogGroup("access", name="/chat/access")
        stage = aws.apigatewayv2.Stage(
            "prod",
            api_id=api.id,
            name="prod",
            deployment_id=deployment.id,
            access_log_settings={"destination_arn": group.arn, "format": "$context.requestId"},
            default_route_settings={
                "logging_level": "INFO",
                "throttling_burst_limit": 100,
                "throttling_rate_limit": 50,
            },
            route_settings=[
                {"route_key": "$connect", "throttling_burst_limit": 10, "throttling_rate_limit": 5}
            ],
            opts=pulumi.ResourceOptions(depends_on=[settings]),
        )
        return {
            "id": api.id,
            "endpoint": api.api_endpoint,
            "url": stage.invoke_url,
            "execution": stage.execution_arn,
            "authorizer": authorizer.id,
            "integration": integration.id,
        }

    outputs = made(account, declare).outputs
    gateway = account.client("apigatewayv2")
    routes = {route["RouteKey"]: route for route in gateway.get_routes(ApiId=outputs["id"])["Items"]}
    assert set(routes) == {"$connect", "$default"}
    assert routes["$connect"]["AuthorizerId"] == outputs["authorizer"]
    assert routes["$default"]["Target"] == f"integrations/{outputs['integration']}"
    integration = gateway.get_integration(ApiId=outputs["id"], IntegrationId=outputs["integration"])
    assert integration["TimeoutInMillis"] == 10000
    (stage,) = gateway.get_stages(ApiId=outputs["id"])["Items"]
    assert stage["DefaultRouteSettings"]["LoggingLevel"] == "INFO"
    assert stage["RouteSettings"]["$connect"]["ThrottlingBurstLimit"] == 10
    host = f"{outputs['id']}.execute-api.us-east-1.amazonaws.com"
    assert outputs["endpoint"] == f"wss://{host}"
    assert outputs["url"] == f"wss://{host}/prod"
    assert outputs["execution"] == f"arn:aws:execute-api:us-east-1:123456789012:{outputs['id']}/prod"
    (asked,) = [params for params in sent(account, "CreateRoute") if params["RouteKey"] == "$connect"]
    assert asked["RequestParameters"] == {"route.request.querystring.token": {"Required": True}}
    (deployment,) = gateway.get_deployments(ApiId=outputs["id"])["Items"]
    assert deployment["DeploymentStatus"] == "DEPLOYED"
    assert stage["DeploymentId"] == deployment["DeploymentId"]


def test_an_http_api_is_served_at_its_root_and_checks_tokens(account: Account) -> None:
    function(account, "app")

    def declare() -> dict[str, Any]:
        api = aws.apigatewayv2.Api(
            "http",
            name="http",
            protocol_type="HTTP",
            cors_configuration={
                "allow_origins": ["https://example.com"],
                "allow_methods": ["GET"],
                "max_age": 300,
            },
        )
        integration = aws.apigatewayv2.Integration(
            "app",
            api_id=api.id,
            integration_type="AWS_PROXY",
            integration_uri=FUNCTION,
            payload_format_version="2.0",
            response_parameters=[{"status_code": "500", "mappings": {"overwrite:statuscode": "503"}}],
        )
        authorizer = aws.apigatewayv2.Authorizer(
            "jwt",
            api_id=api.id,
            name="jwt",
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration={
                "audiences": ["client"],
                "issuer": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc",
            },
        )
        aws.apigatewayv2.Route(
            "items",
            api_id=api.id,
            route_key="GET /items",
            target=integration.id.apply(lambda id_: f"integrations/{id_}"),
            authorization_type="JWT",
            authorizer_id=authorizer.id,
        )
        stage = aws.apigatewayv2.Stage("default", api_id=api.id, name="$default", auto_deploy=True)
        return {"id": api.id, "url": stage.invoke_url, "authorizer": authorizer.id}

    outputs = made(account, declare).outputs
    gateway = account.client("apigatewayv2")
    assert outputs["url"] == f"https://{outputs['id']}.execute-api.us-east-1.amazonaws.com/"
    cors = gateway.get_api(ApiId=outputs["id"])["CorsConfiguration"]
    assert (cors["AllowOrigins"], cors["MaxAge"]) == (["https://example.com"], 300)
    found = gateway.get_authorizer(ApiId=outputs["id"], AuthorizerId=outputs["authorizer"])
    assert found["JwtConfiguration"]["Audience"] == ["client"]
    (asked,) = sent(account, "CreateIntegration")
    assert asked["ResponseParameters"] == {"500": {"overwrite:statuscode": "503"}}


@pytest.mark.requirement("HR-39")
def test_a_domain_tells_where_its_record_points(account: Account) -> None:
    certificate = account.client("acm").request_certificate(
        DomainName="ws.example.com", ValidationMethod="DNS"
    )

    def declare() -> dict[str, Any]:
        api = aws.apigatewayv2.Api("http", name="http", protocol_type="HTTP")
        stage = aws.apigatewayv2.Stage("default", api_id=api.id, name="$default", auto_deploy=True)
        domain = aws.apigatewayv2.DomainName(
            "domain",
            domain_name="ws.example.com",
            domain_name_configuration={
                "certificate_arn": certificate["CertificateArn"],
                "endpoint_type": "REGIONAL",
                "security_policy": "TLS_1_2",
            },
        )
        aws.apigatewayv2.ApiMapping("root", api_id=api.id, domain_name=domain.id, stage=stage.id)
        configuration = domain.domain_name_configuration
        return {
            "api": api.id,
            "target": configuration.target_domain_name,
            "zone": configuration.hosted_zone_id,
        }

    outputs = made(account, declare).outputs
    assert outputs["target"].endswith(".execute-api.us-east-1.amazonaws.com")
    assert outputs["zone"] == "Z1UJRXOUMOOFQ8"
    (mapping,) = account.client("apigatewayv2").get_api_mappings(DomainName="ws.example.com")["Items"]
    assert (mapping["ApiId"], mapping["Stage"]) == (outputs["api"], "$default")


def test_an_api_reaches_private_hosts_through_a_link_and_is_read_from_a_document(account: Account) -> None:
    there = network(account)
    integration = {
        "type": "http_proxy",
        "httpMethod": "GET",
        "uri": "https://example.com/health",
        "payloadFormatVersion": "1.0",
    }
    document = {
        "openapi": "3.0.1",
        "info": {"title": "api", "version": "1"},
        "paths": {"/health": {"get": {"x-amazon-apigateway-integration": integration}}},
    }

    def declare() -> dict[str, Any]:
        link = aws.apigatewayv2.VpcLink(
            "link", name="link", security_group_ids=[there.group], subnet_ids=there.subnets
        )
        api = aws.apigatewayv2.Api("api", name="api", protocol_type="HTTP", body=json.dumps(document))
        return {"link": link.id, "api": api.id}

    outputs = made(account, declare).outputs
    gateway = account.client("apigatewayv2")
    assert gateway.get_vpc_link(VpcLinkId=outputs["link"])["SubnetIds"] == there.subnets
    assert [route["RouteKey"] for route in gateway.get_routes(ApiId=outputs["api"])["Items"]] == [
        "GET /health"
    ]
