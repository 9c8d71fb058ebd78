"""HTTP and WebSocket APIs."""

from typing import Any

import pytest

from emulator.account import Account

from . import allow, certificate, function, refused, role

SOCKET = {"Name": "s", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
LOGS = allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "*")


def uri(arn: str) -> str:
    return f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"


@pytest.fixture
def socket(account: Account) -> str:
    number: str = account.client("apigatewayv2").create_api(**SOCKET)["ApiId"]
    return number


@pytest.fixture
def http(account: Account) -> str:
    number: str = account.client("apigatewayv2").create_api(Name="h", ProtocolType="HTTP")["ApiId"]
    return number


@pytest.mark.requirement("ST-23", "SC-21")
@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"Name": "s", "ProtocolType": "WEBSOCKET"}, "needs a RouteSelectionExpression"),
        ({**SOCKET, "CorsConfiguration": {"AllowOrigins": ["*"]}}, "CORS is for HTTP APIs only"),
        ({**SOCKET, "ProtocolType": "HTTP"}, "fixed RouteSelectionExpression"),
        (
            {
                "Name": "h",
                "ProtocolType": "HTTP",
                "CorsConfiguration": {"AllowOrigins": ["*"], "AllowCredentials": True},
            },
            "exclude each other",
        ),
    ],
)
def test_refused_apis(account: Account, params: dict[str, Any], reason: str) -> None:
    assert reason in refused(account.client("apigatewayv2").create_api, **params)


@pytest.mark.requirement("SC-15", "SC-10")
def test_integrations(account: Account, socket: str, http: str) -> None:
    create, arn = account.client("apigatewayv2").create_integration, function(account)
    proxy = {"IntegrationType": "AWS_PROXY"}
    assert "needs the function's invoke ARN" in refused(create, ApiId=socket, **proxy, IntegrationUri=arn)
    assert "does not exist" in refused(create, ApiId=socket, **proxy, IntegrationUri=uri(arn + "-gone"))
    assert "between 50 and 29000" in refused(
        create, ApiId=socket, **proxy, IntegrationUri=uri(arn), TimeoutInMillis=30000
    )
    assert "needs a PayloadFormatVersion" in refused(create, ApiId=http, **proxy, IntegrationUri=arn)
    assert "is no function" in refused(
        create, ApiId=http, **proxy, IntegrationUri="x", PayloadFormatVersion="2.0"
    )
    create(ApiId=socket, **proxy, IntegrationUri=uri(arn), TimeoutInMillis=29000)
    create(ApiId=http, **proxy, IntegrationUri=arn, PayloadFormatVersion="2.0", TimeoutInMillis=30000)


@pytest.mark.requirement("ST-24", "SC-14")
def test_routes(account: Account, socket: str, http: str) -> None:
    client = account.client("apigatewayv2")
    create = client.create_route
    assert "no integration of API" in refused(
        create, ApiId=socket, RouteKey="$connect", Target="integrations/none"
    )
    assert "only $connect can have an authorizer" in refused(
        create, ApiId=socket, RouteKey="say", AuthorizationType="AWS_IAM"
    )
    assert "no JWT authorizers" in refused(
        create, ApiId=socket, RouteKey="$connect", AuthorizationType="JWT", AuthorizerId="a"
    )
    assert "there is no authorizer" in refused(
        create, ApiId=http, RouteKey="GET /", AuthorizationType="JWT", AuthorizerId="a"
    )
    assert "AuthorizerId goes with" in refused(create, ApiId=http, RouteKey="GET /", AuthorizationType="JWT")
    assert "no route of an HTTP API" in refused(create, ApiId=http, RouteKey="execute")
    create(ApiId=socket, RouteKey="$connect")
    assert "already has a route $connect" in refused(create, ApiId=socket, RouteKey="$connect")
    create(ApiId=http, RouteKey="POST /execute")


@pytest.mark.requirement("SC-16", "ST-26")
def test_authorizers(account: Account, socket: str, http: str) -> None:
    create, arn = account.client("apigatewayv2").create_authorizer, function(account)
    jwt: dict[str, Any] = {
        "Name": "j",
        "AuthorizerType": "JWT",
        "IdentitySource": ["$request.header.Authorization"],
    }
    good = {"Issuer": "https://issuer.example.com", "Audience": ["a"]}
    assert "no JWT authorizers" in refused(create, ApiId=socket, **jwt, JwtConfiguration=good)
    assert "https issuer" in refused(
        create, ApiId=http, **jwt, JwtConfiguration={"Issuer": "issuer", "Audience": ["a"]}
    )
    create(ApiId=http, **jwt, JwtConfiguration=good)
    request: dict[str, Any] = {
        "Name": "r",
        "AuthorizerType": "REQUEST",
        "IdentitySource": ["route.request.querystring.token"],
    }
    assert "invoke ARN" in refused(create, ApiId=socket, **request, AuthorizerUri=arn)
    wrong = {**request, "IdentitySource": ["$request.querystring.token"], "AuthorizerUri": uri(arn)}
    assert "does not begin with route.request." not in refused(
        create, ApiId=http, **{**request, "AuthorizerUri": uri(arn)}
    )
    assert "does not begin with route.request." in refused(create, ApiId=socket, **wrong)
    create(ApiId=socket, **request, AuthorizerUri=uri(arn))


@pytest.mark.requirement("ST-28", "ST-30", "SC-26")
def test_stages(account: Account, socket: str, http: str) -> None:
    client = account.client("apigatewayv2")
    create = client.create_stage
    both = {"ThrottlingRateLimit": 500.0, "ThrottlingBurstLimit": 1000}
    half = {"ThrottlingRateLimit": 500.0}
    assert "becomes 0" in refused(create, ApiId=http, StageName="prod", DefaultRouteSettings=half)
    settings = {"POST /execute": {"ThrottlingBurstLimit": 1}}
    assert "becomes 0" in refused(create, ApiId=http, StageName="prod", RouteSettings=settings)
    logged = {**both, "LoggingLevel": "ERROR"}
    assert "WebSocket APIs only" in refused(create, ApiId=http, StageName="prod", DefaultRouteSettings=logged)
    assert "account settings" in refused(create, ApiId=socket, StageName="prod", DefaultRouteSettings=logged)
    access = {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:/api", "Format": "{}"}
    assert "account settings" in refused(create, ApiId=socket, StageName="prod", AccessLogSettings=access)
    assert "letters, digits" in refused(create, ApiId=socket, StageName="$default")
    create(ApiId=http, StageName="$default", DefaultRouteSettings=both, AccessLogSettings=access)
    arn = role(account, "apigateway", LOGS, name="logs")
    change = [{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}]
    account.client("apigateway").update_account(patchOperations=change)
    create(ApiId=socket, StageName="prod", DefaultRouteSettings=logged, AccessLogSettings=access)


@pytest.mark.requirement("ST-2", "ST-26")
def test_domains_and_mappings(account: Account, socket: str) -> None:
    client = account.client("apigatewayv2")
    create = client.create_domain_name

    def domain(arn: str, name: str = "api.example.com", **change: Any) -> dict[str, Any]:
        one = {"CertificateArn": arn, "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2", **change}
        return {"DomainName": name, "DomainNameConfigurations": [one]}

    here, far = certificate(account), certificate(account, region="eu-west-1")
    assert "a bare host is needed" in refused(create, **domain(here, "wss://api.example.com"))
    assert "not in us-east-1" in refused(create, **domain(far))
    assert "is REGIONAL" in refused(create, **domain(here, EndpointType="EDGE"))
    assert "TLS_1_2" in refused(create, **domain(here, SecurityPolicy="TLS_1_0"))
    create(**domain(here))
    add = client.create_api_mapping
    base = {"DomainName": "api.example.com", "ApiId": socket, "Stage": "prod"}
    assert "has no stage prod" in refused(add, **base)
    client.create_stage(ApiId=socket, StageName="prod")
    add(**base, ApiMappingKey="prod")
    assert "already has a mapping" in refused(add, **base, ApiMappingKey="prod")
    add(**base)


@pytest.mark.requirement("ST-25", "ST-28")
def test_deployments(account: Account, socket: str) -> None:
    client = account.client("apigatewayv2")
    assert "at least one route" in refused(client.create_deployment, ApiId=socket)
    assert "no deployment abc" in refused(
        client.create_stage, ApiId=socket, StageName="prod", DeploymentId="abc"
    )
    client.create_route(ApiId=socket, RouteKey="$connect")
    assert "has no stage prod" in refused(client.create_deployment, ApiId=socket, StageName="prod")
    made = client.create_deployment(ApiId=socket)["DeploymentId"]
    both = {"ThrottlingRateLimit": 5.0, "ThrottlingBurstLimit": 10}
    where = {"ApiId": socket, "StageName": "prod", "DeploymentId": made}
    assert "Unable to find Route by key say" in refused(
        client.create_stage, **where, RouteSettings={"say": both}
    )
    client.create_stage(**where, RouteSettings={"$connect": both})
    gone = {"ApiId": socket, "DeploymentId": made}
    assert "active stages" in refused(client.delete_deployment, **gone)
    later = client.create_deployment(ApiId=socket)["DeploymentId"]
    client.update_stage(ApiId=socket, StageName="prod", DeploymentId=later)
    client.delete_deployment(**gone)
    assert [each["DeploymentId"] for each in client.get_deployments(ApiId=socket)["Items"]] == [later]
