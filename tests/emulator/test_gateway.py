"""Requests to APIs reach the functions behind them, or are turned away as API Gateway does it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from emulator import gateway, runtime
from emulator.account import Account

from .test_runtime import function, grant

ECHO = """
    def handler(event, context):
        if event.get("path") == "/fails" or event.get("rawPath") == "/fails":
            raise ValueError("no")
        return {"statusCode": 200, "headers": {"X-Seen": "yes"}, "body": __import__("json").dumps(event)}
"""


@pytest.fixture(autouse=True)
def running(account: Account) -> Iterator[None]:
    with runtime.installed(account.account_id):
        yield


def permit(account: Account, name: str, source: str, *, sid: str = "gateway") -> None:
    account.client("lambda").add_permission(
        FunctionName=name,
        StatementId=sid,
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=source,
    )


def execute(account: Account, api: str, rest: str) -> str:
    return f"arn:aws:execute-api:us-east-1:{account.account_id}:{api}/{rest}"


def uri(arn: str) -> str:
    return f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"


def http_api(account: Account, routes: Mapping[str, Mapping[str, Any]], **options: Any) -> tuple[str, str]:
    """An HTTP API whose routes all go to the function `echo`; its id and URL."""
    client = account.client("apigatewayv2")
    arn = function(account, "echo", ECHO)
    api = client.create_api(Name="http", ProtocolType="HTTP", **options)
    integration = client.create_integration(
        ApiId=api["ApiId"], IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    for key, more in routes.items():
        client.create_route(ApiId=api["ApiId"], RouteKey=key, Target=f"integrations/{integration}", **more)
    client.create_stage(ApiId=api["ApiId"], StageName="$default", AutoDeploy=True)
    permit(account, "echo", execute(account, api["ApiId"], "*"))
    return api["ApiId"], f"https://{api['ApiId']}.execute-api.us-east-1.amazonaws.com"


def test_the_most_specific_route_of_an_http_api_wins(account: Account) -> None:
    routes = ["GET /pets/{id}", "ANY /pets/{id}", "GET /pets/first", "ANY /{proxy+}", "$default"]
    _, url = http_api(account, {key: {} for key in routes})
    for method, path, expected in [
        ("GET", "/pets/7", "GET /pets/{id}"),
        ("PUT", "/pets/7", "ANY /pets/{id}"),
        ("GET", "/pets/first", "GET /pets/first"),
        ("GET", "/pets/7/toys", "ANY /{proxy+}"),
        ("GET", "/", "$default"),
    ]:
        answer = gateway.request(account, method, url + path + "?a=1&a=2&b=x")
        event = answer.json()
        assert event["routeKey"] == expected
        assert event["queryStringParameters"] == {"a": "1,2", "b": "x"}
        assert answer.headers["x-seen"] == "yes"
    assert gateway.request(account, "GET", url + "/pets/7").json()["pathParameters"] == {"id": "7"}


def test_an_unknown_route_is_404_and_a_failing_function_500(account: Account) -> None:
    _, url = http_api(account, {"GET /fails": {}})
    assert gateway.request(account, "GET", url + "/nothing").status == 404
    assert gateway.request(account, "GET", url + "/fails").status == 500


def test_without_a_permission_the_function_is_not_called(account: Account) -> None:
    api, url = http_api(account, {"GET /a": {}, "GET /b": {}})
    account.client("lambda").remove_permission(FunctionName="echo", StatementId="gateway")
    permit(account, "echo", execute(account, api, "*/GET/a"))
    assert gateway.request(account, "GET", url + "/a").status == 200
    assert gateway.request(account, "GET", url + "/b").status == 500


@pytest.mark.requirement("SC-12")
def test_cors_of_an_http_api_answers_the_preflight_of_its_origins_only(account: Account) -> None:
    cors = {
        "AllowOrigins": ["https://app.example.com"],
        "AllowMethods": ["POST"],
        "AllowHeaders": ["authorization"],
    }
    _, url = http_api(account, {"POST /execute": {}}, CorsConfiguration=cors)
    preflight = gateway.request(
        account, "OPTIONS", url + "/execute", headers={"Origin": "https://app.example.com"}
    )
    assert (preflight.status, preflight.headers["access-control-allow-methods"]) == (204, "POST")
    answer = gateway.request(account, "POST", url + "/execute", headers={"Origin": "https://app.example.com"})
    assert answer.headers["access-control-allow-origin"] == "https://app.example.com"
    stranger = gateway.request(
        account, "POST", url + "/execute", headers={"Origin": "https://evil.example.com"}
    )
    assert "access-control-allow-origin" not in stranger.headers


def user(account: Account) -> tuple[str, str, Mapping[str, str]]:
    """A user pool with a client and a user who signed in: pool, client and tokens."""
    cognito = account.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="users")["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=flows)
    number = client["UserPoolClient"]["ClientId"]
    cognito.sign_up(ClientId=number, Username="ann", Password="Str0ng-Passw0rd!")
    cognito.admin_confirm_sign_up(UserPoolId=pool, Username="ann")
    given = {"USERNAME": "ann", "PASSWORD": "Str0ng-Passw0rd!"}
    tokens = cognito.initiate_auth(ClientId=number, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)
    return pool, number, tokens["AuthenticationResult"]


@pytest.mark.requirement("SC-12")
def test_a_jwt_authorizer_takes_its_issuers_tokens_and_nobody_elses(account: Account) -> None:
    pool, client, tokens = user(account)
    api, url = http_api(account, {})
    v2 = account.client("apigatewayv2")
    authorizer = v2.create_authorizer(
        ApiId=api,
        Name="jwt",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={
            "Issuer": f"https://cognito-idp.us-east-1.amazonaws.com/{pool}",
            "Audience": [client],
        },
    )["AuthorizerId"]
    target = f"integrations/{v2.get_integrations(ApiId=api)['Items'][0]['IntegrationId']}"
    more = {"AuthorizationType": "JWT", "AuthorizerId": authorizer, "Target": target}
    v2.create_route(ApiId=api, RouteKey="POST /execute", **more)
    good = {"Authorization": f"Bearer {tokens['IdToken']}"}
    answer = gateway.request(account, "POST", url + "/execute", headers=good)
    assert answer.status == 200
    assert answer.json()["requestContext"]["authorizer"]["jwt"]["claims"]["cognito:username"] == "ann"
    assert gateway.request(account, "POST", url + "/execute").status == 401
    head, middle, tail = tokens["IdToken"].split(".")
    forged = {"Authorization": f"Bearer {head}.{middle}.{tail[::-1]}"}
    assert gateway.request(account, "POST", url + "/execute", headers=forged).status == 401
    v2.update_authorizer(
        ApiId=api,
        AuthorizerId=authorizer,
        JwtConfiguration={
            "Issuer": f"https://cognito-idp.us-east-1.amazonaws.com/{pool}",
            "Audience": ["other"],
        },
    )
    assert gateway.request(account, "POST", url + "/execute", headers=good).status == 401


@pytest.mark.requirement("ST-28")
def test_a_stage_whose_limits_are_nothing_answers_429(account: Account) -> None:
    api, url = http_api(account, {"GET /a": {}})
    settings = {"ThrottlingRateLimit": 0.0, "ThrottlingBurstLimit": 0}
    client = account.client("apigatewayv2")
    client.create_stage(ApiId=api, StageName="closed", AutoDeploy=True, DefaultRouteSettings=settings)
    assert gateway.request(account, "GET", url + "/closed/a").status == 429
    assert gateway.request(account, "GET", url + "/a").status == 200


# -- REST


def rest_api(account: Account, **method: Any) -> tuple[str, str, str]:
    """A REST API with ANY /{proxy+} to the function `echo`; its id, URL and the resource's id."""
    client = account.client("apigateway")
    arn = function(account, "echo", ECHO)
    api = client.create_rest_api(name="rest")["id"]
    root = client.get_resources(restApiId=api)["items"][0]["id"]
    resource = client.create_resource(restApiId=api, parentId=root, pathPart="{proxy+}")["id"]
    options = {"authorizationType": "NONE", **method}
    client.put_method(restApiId=api, resourceId=resource, httpMethod="ANY", **options)
    where = {"restApiId": api, "resourceId": resource}
    client.put_integration(
        **where, httpMethod="ANY", type="AWS_PROXY", integrationHttpMethod="POST", uri=uri(arn)
    )
    deployment = client.create_deployment(restApiId=api)["id"]
    client.create_stage(restApiId=api, stageName="prod", deploymentId=deployment)
    permit(account, "echo", execute(account, api, "*/*/*"))
    return api, f"https://{api}.execute-api.us-east-1.amazonaws.com/prod", resource


@pytest.mark.requirement("HR-41")
def test_a_rest_proxy_gets_payload_one(account: Account) -> None:
    _, url, _ = rest_api(account)
    event = gateway.request(account, "POST", url + "/a/b?x=1&x=2", body="hi").json()
    assert (event["resource"], event["path"], event["httpMethod"], event["body"]) == (
        "/{proxy+}",
        "/a/b",
        "POST",
        "hi",
    )
    assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"]}
    assert event["pathParameters"] == {"proxy": "a/b"}
    assert event["requestContext"]["stage"] == "prod"


def test_a_rest_api_answers_403_for_what_it_does_not_have(account: Account) -> None:
    _, url, _ = rest_api(account)
    answer = gateway.request(account, "GET", url)
    assert (answer.status, answer.json()) == (403, {"message": "Missing Authentication Token"})
    assert gateway.request(account, "GET", url + "/fails").status == 502


@pytest.mark.requirement("TR-9")
def test_gateway_responses_add_their_headers_to_errors(account: Account) -> None:
    api, url, _ = rest_api(account)
    account.client("apigateway").put_gateway_response(
        restApiId=api,
        responseType="DEFAULT_4XX",
        responseParameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"},
    )
    assert gateway.request(account, "GET", url).headers["access-control-allow-origin"] == "*"


@pytest.mark.requirement("TR-9")
def test_a_mock_answers_the_preflight(account: Account) -> None:
    api, url, resource = rest_api(account)
    client, header = account.client("apigateway"), "method.response.header.Access-Control-Allow-Origin"
    where = {"restApiId": api, "resourceId": resource, "httpMethod": "OPTIONS"}
    client.put_method(**where, authorizationType="NONE")
    client.put_method_response(**where, statusCode="200", responseParameters={header: True})
    client.put_integration(**where, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    client.put_integration_response(**where, statusCode="200", responseParameters={header: "'*'"})
    answer = gateway.request(account, "OPTIONS", url + "/any")
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "*")


@pytest.mark.requirement("TR-17")
def test_a_cognito_authorizer_lets_signed_in_users_through(account: Account) -> None:
    pool, _, tokens = user(account)
    api, url, resource = rest_api(account)
    client = account.client("apigateway")
    arn = f"arn:aws:cognito-idp:us-east-1:{account.account_id}:userpool/{pool}"
    authorizer = client.create_authorizer(
        restApiId=api,
        name="users",
        type="COGNITO_USER_POOLS",
        providerARNs=[arn],
        identitySource="method.request.header.Authorization",
    )["id"]
    client.delete_method(restApiId=api, resourceId=resource, httpMethod="ANY")
    client.put_method(
        restApiId=api,
        resourceId=resource,
        httpMethod="ANY",
        authorizationType="COGNITO_USER_POOLS",
        authorizerId=authorizer,
    )
    client.put_integration(
        restApiId=api,
        resourceId=resource,
        httpMethod="ANY",
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=uri(f"arn:aws:lambda:us-east-1:{account.account_id}:function:echo"),
    )
    assert gateway.request(account, "GET", url + "/me").status == 401
    good = gateway.request(account, "GET", url + "/me", headers={"Authorization": tokens["IdToken"]})
    assert good.json()["requestContext"]["authorizer"]["claims"]["cognito:username"] == "ann"
    access = gateway.request(account, "GET", url + "/me", headers={"Authorization": tokens["AccessToken"]})
    assert access.status == 401


GUARD = """
    def handler(event, context):
        token = event.get("authorizationToken") or (event.get("queryStringParameters") or {}).get("token")
        if token == "raise":
            raise Exception("Unauthorized")
        effect = "Allow" if token == "good" else "Deny"
        statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": event["methodArn"]}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        return {"principalId": "ann", "policyDocument": document, "context": {"tenant": "t1", "admin": True}}
"""


def test_a_token_authorizer_decides_by_the_policy_it_answers(account: Account) -> None:
    guard = function(account, "guard", GUARD)
    api, url, resource = rest_api(account)
    client = account.client("apigateway")
    authorizer = client.create_authorizer(
        restApiId=api,
        name="guard",
        type="TOKEN",
        authorizerUri=uri(guard),
        identitySource="method.request.header.Authorization",
    )["id"]
    permit(account, "guard", execute(account, api, f"authorizers/{authorizer}"))
    client.delete_method(restApiId=api, resourceId=resource, httpMethod="ANY")
    where = {"restApiId": api, "resourceId": resource, "httpMethod": "ANY"}
    client.put_method(**where, authorizationType="CUSTOM", authorizerId=authorizer)
    echo = uri(f"arn:aws:lambda:us-east-1:{account.account_id}:function:echo")
    client.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=echo)
    answers = {
        token: gateway.request(account, "GET", url + "/x", headers={"Authorization": token})
        for token in ("good", "bad", "raise")
    }
    assert {token: answer.status for token, answer in answers.items()} == {
        "good": 200,
        "bad": 403,
        "raise": 401,
    }
    assert answers["good"].json()["requestContext"]["authorizer"] == {
        "principalId": "ann",
        "tenant": "t1",
        "admin": "true",
    }


# -- WebSocket

CHAT = """
    import boto3, json, os
    def handler(event, context):
        about = event["requestContext"]
        table = boto3.resource("dynamodb").Table("connections")
        if about["routeKey"] == "$connect":
            if (event["queryStringParameters"] or {}).get("token") == "refused":
                return {"statusCode": 403}
            who = about.get("authorizer", {}).get("principalId", "")
            table.put_item(Item={"id": about["connectionId"], "who": who})
        elif about["routeKey"] == "$disconnect":
            table.delete_item(Key={"id": about["connectionId"]})
        else:
            client = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["CALLBACK"])
            for item in table.scan()["Items"]:
                try:
                    client.post_to_connection(ConnectionId=item["id"], Data=event["body"].encode())
                except client.exceptions.GoneException:
                    table.delete_item(Key={"id": item["id"]})
        return {"statusCode": 200}
"""


def chat(account: Account, *, posts: str = "*") -> tuple[str, str, str]:
    """A WebSocket API whose function posts each message to every connection.

    Its id, its URL, its callback URL.
    """
    account.client("dynamodb").create_table(
        TableName="connections",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client = account.client("apigatewayv2")
    api = client.create_api(
        Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )["ApiId"]
    callback = f"https://{api}.execute-api.us-east-1.amazonaws.com/prod"
    table = f"arn:aws:dynamodb:us-east-1:{account.account_id}:table/connections"
    rights = ["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"]
    arn = function(
        account,
        "chat",
        CHAT,
        {"Effect": "Allow", "Action": rights, "Resource": table},
        {
            "Effect": "Allow",
            "Action": "execute-api:ManageConnections",
            "Resource": execute(account, api, f"prod/POST/@connections/{posts}"),
        },
        Environment={"Variables": {"CALLBACK": callback}},
    )
    integration = client.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri(arn))
    for key in ("$connect", "$disconnect", "say"):
        client.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{integration['IntegrationId']}")
    client.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)
    permit(account, "chat", execute(account, api, "*"))
    return api, callback.replace("https", "wss"), callback


def connected(account: Account) -> int:
    return int(account.client("dynamodb").scan(TableName="connections")["Count"])


@pytest.mark.requirement("ST-24")
def test_what_one_client_says_reaches_the_others_until_they_hang_up(account: Account) -> None:
    _, url, _ = chat(account)
    with account.enforcing_iam():
        ann, bob = gateway.connect(account, url), gateway.connect(account, url)
        assert connected(account) == 2
        ann.send({"action": "say", "text": "hello"})
        assert [json.loads(one)["text"] for one in bob.received] == ["hello"]
        bob.close()
        assert connected(account) == 1
        ann.send({"action": "say", "text": "alone"})
    assert len(ann.received) == 2
    assert len(bob.received) == 1
    with pytest.raises(ConnectionError):
        bob.send("late")


def test_a_message_without_a_route_is_forbidden(account: Account) -> None:
    _, url, _ = chat(account)
    client = gateway.connect(account, url)
    client.send({"action": "unknown"})
    client.send("no json")
    assert [json.loads(one)["message"] for one in client.received] == ["Forbidden", "Forbidden"]


def test_the_function_behind_connect_may_refuse(account: Account) -> None:
    _, url, _ = chat(account)
    with pytest.raises(gateway.Refused) as refused:
        gateway.connect(account, url + "?token=refused")
    assert refused.value.status == 403


@pytest.mark.requirement("ST-37")
def test_a_role_without_manage_connections_posts_nothing(account: Account) -> None:
    _, url, _ = chat(account, posts="none")
    with account.enforcing_iam():
        client = gateway.connect(account, url)
        client.send({"action": "say", "text": "hello"})
    assert [json.loads(one)["message"] for one in client.received] == ["Internal server error"]


def test_posting_to_a_closed_connection_is_gone(account: Account) -> None:
    _, _, callback = chat(account)
    client = account.session().client("apigatewaymanagementapi", endpoint_url=callback)
    with pytest.raises(client.exceptions.GoneException):
        client.post_to_connection(ConnectionId="nobody", Data=b"x")


@pytest.mark.requirement("SC-16")
def test_an_authorizer_on_connect_wants_its_token(account: Account) -> None:
    api, url, _ = chat(account)
    guard = function(account, "guard", GUARD)
    v2 = account.client("apigatewayv2")
    authorizer = v2.create_authorizer(
        ApiId=api,
        Name="guard",
        AuthorizerType="REQUEST",
        AuthorizerUri=uri(guard),
        IdentitySource=["route.request.querystring.token"],
    )["AuthorizerId"]
    permit(account, "guard", execute(account, api, f"authorizers/{authorizer}"))
    connect = next(one for one in v2.get_routes(ApiId=api)["Items"] if one["RouteKey"] == "$connect")
    v2.update_route(
        ApiId=api, RouteId=connect["RouteId"], AuthorizationType="CUSTOM", AuthorizerId=authorizer
    )
    gateway.connect(account, url + "?token=good")
    items = account.client("dynamodb").scan(TableName="connections")["Items"]
    assert [item["who"]["S"] for item in items] == ["ann"]
    for query, status in (("", 401), ("?token=bad", 403)):
        with pytest.raises(gateway.Refused) as refused:
            gateway.connect(account, url + query)
        assert refused.value.status == status


@pytest.mark.requirement("ST-14", "ST-26")
def test_a_custom_domain_serves_both_url_forms_and_the_callback(account: Account) -> None:
    api, url, _ = chat(account)
    certificate = account.client("acm").request_certificate(DomainName="api.example.com")["CertificateArn"]
    v2 = account.client("apigatewayv2")
    v2.create_domain_name(
        DomainName="api.example.com",
        DomainNameConfigurations=[{"CertificateArn": certificate, "EndpointType": "REGIONAL"}],
    )
    v2.create_api_mapping(DomainName="api.example.com", ApiId=api, Stage="prod", ApiMappingKey="prod")
    v2.update_api(ApiId=api, DisableExecuteApiEndpoint=True)
    variables = {"Variables": {"CALLBACK": "https://api.example.com/prod"}}
    account.client("lambda").update_function_configuration(FunctionName="chat", Environment=variables)
    with pytest.raises(gateway.Refused):
        gateway.connect(account, url)
    with account.enforcing_iam():
        client = gateway.connect(account, "wss://api.example.com/prod?Authorization=t")
        client.send({"action": "say", "text": "hello"})
    assert [json.loads(one)["text"] for one in client.received] == ["hello"]
    with pytest.raises(LookupError, match="no API answers"):
        gateway.connect(account, "wss://other.example.com")


@pytest.mark.requirement("ST-14", "ST-25", "ST-27")
def test_a_stage_serves_its_deployment_until_it_is_given_the_next(account: Account) -> None:
    api, url, callback = chat(account)
    v2 = account.client("apigatewayv2")
    first = v2.create_deployment(ApiId=api)["DeploymentId"]
    v2.update_stage(ApiId=api, StageName="prod", AutoDeploy=False, DeploymentId=first)
    v2.update_api(ApiId=api, DisableExecuteApiEndpoint=True)
    say = next(one for one in v2.get_routes(ApiId=api)["Items"] if one["RouteKey"] == "say")
    v2.delete_route(ApiId=api, RouteId=say["RouteId"])
    client = gateway.connect(account, url)
    client.send({"action": "say", "text": "hello"})
    assert [json.loads(one)["text"] for one in client.received] == ["hello"]

    second = v2.create_deployment(ApiId=api)["DeploymentId"]
    v2.update_stage(ApiId=api, StageName="prod", DeploymentId=second)
    with pytest.raises(gateway.Refused):
        gateway.connect(account, url)
    posts = account.session().client("apigatewaymanagementapi", endpoint_url=callback)
    with pytest.raises(posts.exceptions.ForbiddenException):
        posts.post_to_connection(ConnectionId=client.id, Data=b"x")


def test_a_disabled_execute_api_host_is_closed(account: Account) -> None:
    api, url = http_api(account, {"GET /a": {}})
    account.client("apigatewayv2").update_api(ApiId=api, DisableExecuteApiEndpoint=True)
    assert gateway.request(account, "GET", url + "/a").status == 404


def test_iam_authorization_asks_the_signers_policies(account: Account) -> None:
    api, url = http_api(account, {"GET /a": {"AuthorizationType": "AWS_IAM"}})
    signer = f"arn:aws:iam::{account.account_id}:role/echo-role"
    assert gateway.request(account, "GET", url + "/a").status == 403
    assert gateway.request(account, "GET", url + "/a", signer=signer).status == 403
    may = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": execute(account, api, "*/GET/a")}
    grant(account, "echo-role", may)
    assert gateway.request(account, "GET", url + "/a", signer=signer).status == 200
