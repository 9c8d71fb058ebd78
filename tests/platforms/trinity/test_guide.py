"""The figures and names of Trinity's guide, as the program declares them."""

from __future__ import annotations

from typing import Any

import pytest

from components.blocks.api_cache import CALLER_HEADERS
from tests.platforms.trinity.stacks import STACKS
from tests.support.physical import names_of
from tests.support.program import declared
from tests.support.recorder import Recorder

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
OPEN = {("/health", "GET"), ("/auth/{proxy+}", "ANY")}


def of(name: str) -> Recorder:
    return declared(STACKS[name])


@pytest.mark.requirement("ENV-8", "TR-5", "TR-8", "TR-9", "TR-12", "TR-14", "TR-15", "TR-16")
def test_production_has_the_guides_names() -> None:
    names = {name for each in names_of(of("prod")).values() for name in each}
    assert {
        "trinity-users-prod",
        "trinity-auth-prod",
        "trinity-api-prod",
        "trinity-graphql-prod",
        "trinity-user-pool-prod",
        "/trinity/prod/jwt-secret",
        "/trinity/prod/tmdb-api-key",
        "/aws/lambda/trinity-auth-prod",
        "trinity-prod",
    } <= names
    assert "trinity-users-dev" in names_of(of("dev"))["aws:dynamodb/table:Table"]


@pytest.mark.requirement("TR-5", "TR-6", "TR-24")
def test_the_users_table_is_the_guides_with_an_index_by_email() -> None:
    table = of("dev").inputs("trinity-users-table")
    assert (table["hashKey"], table["billingMode"]) == ("id", "PAY_PER_REQUEST")
    assert table["pointInTimeRecovery"]["enabled"] is True
    assert table["serverSideEncryption"] == {"enabled": True}  # AWS's own key in KMS
    (index,) = table["globalSecondaryIndexes"]
    assert index["name"] == "EmailIndex"
    assert [key["attributeName"] for key in index["keySchemas"]] == ["email"]
    assert not any("dax" in item.typ for item in of("everything").graph)


@pytest.mark.requirement("TR-7", "TR-30")
def test_a_restored_table_stands_beside_the_first_and_is_the_one_in_use() -> None:
    before, after = of("prod"), of("everything")
    first = after.inputs("trinity-users-table")
    assert first["name"] == before.inputs("trinity-users-table")["name"]
    assert "restoreSourceName" not in first
    restored = after.inputs("trinity-users-2026-11-20-table")
    assert restored["name"] == "trinity-users-prod-2026-11-20"
    assert restored["restoreBackupArn"].endswith("backup/01234567890123-abcdef01")
    for function in ("trinity-auth-function", "trinity-api-function"):
        assert after.inputs(function)["environment"]["variables"]["USERS_TABLE_NAME"] == restored["name"]
    assert after.exports["trinity"]["usersTable"] == restored["name"]
    assert set(after.exports["trinity"]["usersTables"]) == {"first", "2026-11-20"}
    source = before.inputs("trinity-users-table")
    assert {key: first[key] for key in source} == source, "the first table changes in nothing"


@pytest.mark.requirement("TR-8", "TR-12")
def test_functions_know_where_secrets_are_and_not_what_they_are() -> None:
    recorded = of("prod")
    auth = recorded.inputs("trinity-auth-function")
    api = recorded.inputs("trinity-api-function")
    assert (auth["runtime"], auth["handler"]) == ("nodejs24.x", "auth.handler")
    jwt = recorded.state("trinity-jwt-secret-parameter")["arn"]
    assert auth["environment"]["variables"]["JWT_SECRET_PARAM"] == jwt
    assert "TMDB_API_KEY_PARAM" not in auth["environment"]["variables"]
    assert "JWT_SECRET_PARAM" not in api["environment"]["variables"]
    assert "JWT_SECRET_PARAM" in of("custom").inputs("trinity-api-function")["environment"]["variables"] or (
        "JWT_SECRET_SECRET_ARN" in of("custom").inputs("trinity-api-function")["environment"]["variables"]
    )
    assert {each.inputs["type"] for each in recorded.of_type("aws:ssm/parameter:Parameter")} == {
        "SecureString"
    }
    assert of("custom").count("aws:ssm/parameter:Parameter") == 0
    secrets = of("custom").of_type("aws:secretsmanager/secret:Secret")
    assert {each.inputs["name"] for each in secrets} == {"trinity/dev/jwt_secret", "trinity/dev/tmdb_api_key"}


@pytest.mark.requirement("TR-10", "TR-11", "TR-13")
@pytest.mark.parametrize("function", ["auth", "api"])
def test_each_function_has_a_role_of_its_own_with_the_guides_three_actions(function: str) -> None:
    recorded = of("dev")
    table = recorded.state("trinity-users-table")["arn"]
    said = recorded.statements(f"trinity-{function}-role")
    grants = {
        (action, resource) for each in said for action in each["Action"] for resource in each["Resource"]
    }
    assert {grant for grant in grants if grant[0].startswith("dynamodb:")} == {
        ("dynamodb:GetItem", table),
        ("dynamodb:PutItem", table),
        ("dynamodb:UpdateItem", table),
        ("dynamodb:Query", f"{table}/index/EmailIndex"),
    }
    (metrics,) = [each for each in said if each["Action"] == ["cloudwatch:PutMetricData"]]
    assert metrics["Condition"] == {"StringEquals": {"cloudwatch:namespace": "Trinity/Application"}}
    assert recorded.inputs(f"trinity-{function}-role-policy")["name"] == "DynamoDBAccess"
    assert recorded.count("aws:iam/rolePolicyAttachment:RolePolicyAttachment") == 0


def methods(recorded: Recorder) -> dict[tuple[str, str], dict[str, Any]]:
    """Path and method -> the method."""
    paths = {"": "/"}
    for resource in recorded.of_type("aws:apigateway/resource:Resource"):
        above = paths.get(resource.inputs["parentId"], "")
        paths[recorded.deployment.state_of(resource.urn)["id"]] = f"{above}/{resource.inputs['pathPart']}"
    return {
        (paths[method.inputs["resourceId"]], method.inputs["httpMethod"]): dict(method.inputs)
        for method in recorded.of_type("aws:apigateway/method:Method")
    }


@pytest.mark.requirement("TR-1", "TR-9", "TR-17")
@pytest.mark.parametrize(
    ("name", "guarded", "auth"),
    [
        ("prod", "COGNITO_USER_POOLS", True),
        ("cognito", "COGNITO_USER_POOLS", False),
        ("custom", "NONE", True),
    ],
)
def test_health_and_sign_in_are_open_and_the_pools_users_get_the_rest(
    name: str, guarded: str, auth: bool
) -> None:
    found = methods(of(name))
    assert of(name).inputs("trinity-api-api")["description"] == "Trinity Backend API"
    called = {key: method for key, method in found.items() if key[1] != "OPTIONS"}
    assert called.keys() == {*(OPEN if auth else {("/health", "GET")}), ("/{proxy+}", "ANY")}
    assert {called[key]["authorization"] for key in called.keys() & OPEN} == {"NONE"}
    assert called["/{proxy+}", "ANY"]["authorization"] == guarded
    assert all(method["authorization"] == "NONE" for key, method in found.items() if key[1] == "OPTIONS")


@pytest.mark.requirement("TR-1")
def test_an_http_api_has_the_same_routes_and_an_open_preflight() -> None:
    recorded = of("http")
    routes = {
        each.inputs["routeKey"]: each.inputs["authorizationType"]
        for each in recorded.of_type("aws:apigatewayv2/route:Route")
    }
    assert routes == {
        "GET /health": "NONE",
        "ANY /auth/{proxy+}": "NONE",
        "ANY /{proxy+}": "JWT",
        "OPTIONS /{proxy+}": "NONE",
    }
    tokens = recorded.inputs("trinity-api-users")["jwtConfiguration"]
    assert len(tokens["audiences"]) == 2
    assert recorded.count("aws:wafv2/webAclAssociation:WebAclAssociation") == 0


@pytest.mark.requirement("TR-2", "TR-9", "TR-3")
def test_any_page_may_call_development_and_only_listed_ones_production() -> None:
    dev = of("dev").inputs("trinity-api-default-4xx")["responseParameters"]
    assert dev["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
    prod = of("prod").inputs("trinity-api-default-5xx")["responseParameters"]
    assert prod["gatewayresponse.header.Access-Control-Allow-Origin"] == "'https://trinity.example.com'"
    assert of("prod").exports["trinity"]["apiUrl"] == "https://api.trinity.example.com"
    assert of("staging").exports["trinity"]["apiUrl"] == "https://api-staging.trinity.example.com"


@pytest.mark.requirement("TR-9", "TR-28")
def test_the_stage_is_throttled_traced_and_logs_ids() -> None:
    settings = of("prod").inputs("trinity-api-settings")["settings"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (500, 1000)
    assert of("prod").inputs("trinity-api-stage")["xrayTracingEnabled"] is True
    log = of("everything").inputs("trinity-api-stage")["accessLogSettings"]["format"]
    assert "$context.requestId" in log
    assert "$context.xrayTraceId" in log
    assert of("prod").inputs("trinity-api-function")["loggingConfig"]["logFormat"] == "JSON"


@pytest.mark.requirement("TR-1")
def test_a_usage_plan_makes_callers_send_a_key_but_not_to_the_health_check() -> None:
    found = methods(of("everything"))
    keyed = {key for key, method in found.items() if method.get("apiKeyRequired")}
    assert keyed == {("/auth/{proxy+}", "ANY"), ("/{proxy+}", "ANY")}
    plan = of("everything").inputs("trinity-callers-plan")
    assert plan["quotaSettings"] == {"limit": 1000, "period": "MONTH"}
    assert plan["throttleSettings"] == {"rateLimit": 50, "burstLimit": 100}
    assert "value" not in of("everything").inputs("trinity-callers-key"), "AWS draws it, and keeps it"
    assert "--include-value" in of("everything").exports["trinity"]["commands"]["apiKey"]
    assert not any(method.get("apiKeyRequired") for method in methods(of("prod")).values())


@pytest.mark.requirement("TR-19")
def test_only_one_owns_the_domain() -> None:
    api, cdn = of("prod"), of("cdn")
    assert api.inputs("trinity-api-domain")["domainName"] == "api.trinity.example.com"
    assert api.inputs("trinity-api-mapping")["stageName"] == "prod"
    assert "aliases" not in api.inputs("trinity-cdn-distribution")
    assert cdn.inputs("trinity-cdn-distribution")["aliases"] == ["api.trinity.example.com"]
    assert cdn.count("aws:apigateway/domainName:DomainName") == 0
    assert cdn.exports["trinity"]["apiUrl"] == api.exports["trinity"]["apiUrl"]


@pytest.mark.requirement("TR-18")
@pytest.mark.parametrize("name", ["cdn", "http-behind-cdn"])
def test_no_answer_for_one_caller_can_be_kept_for_another(name: str) -> None:
    """What is kept is kept by everything that the API is told of its caller; nothing else is kept at all."""
    recorded = of(name)
    distribution = recorded.inputs("trinity-cdn-distribution")
    default = distribution["defaultCacheBehavior"]
    assert (default["targetOriginId"], default["cachePolicyId"]) == ("api", CACHING_DISABLED)
    assert default["originRequestPolicyId"] == ALL_BUT_HOST
    kept = [each for each in distribution["orderedCacheBehaviors"] if each["targetOriginId"] == "api"]
    assert {each["pathPattern"] for each in kept} >= {"/movies/*"}
    policy = recorded.registration("trinity-api-cache")
    for behavior in kept:
        assert behavior["cachePolicyId"] == recorded.state("trinity-api-cache")["id"]
        assert "originRequestPolicyId" not in behavior, "the API would see what is not in the key"
        assert set(behavior["allowedMethods"]) == {"GET", "HEAD", "OPTIONS"}
    key = policy.inputs["parametersInCacheKeyAndForwardedToOrigin"]
    assert "Authorization" in key["headersConfig"]["headers"]["items"]
    assert set(key["headersConfig"]["headers"]["items"]) == set(CALLER_HEADERS)
    assert key["queryStringsConfig"] == {"queryStringBehavior": "all"}
    assert key["cookiesConfig"] == {"cookieBehavior": "none"}
    assert policy.inputs["minTtl"] == 0, "no-store must be heeded"


@pytest.mark.requirement("TR-18", "TR-25")
def test_assets_are_tiered_and_read_by_the_distribution_alone() -> None:
    recorded = of("prod")
    rules = recorded.inputs("trinity-assets-lifecycle")["rules"]
    moves = [move for rule in rules for move in rule.get("transitions") or []]
    assert moves == [{"storageClass": "INTELLIGENT_TIERING", "days": 0}]
    readers = [
        each
        for each in recorded.statements("trinity-assets-policy")
        if each["Effect"] == "Allow" and "s3:GetObject" in each["Action"]
    ]
    arn = recorded.state("trinity-cdn-distribution")["arn"]
    assert [each["Condition"] for each in readers] == [{"StringEquals": {"AWS:SourceArn": arn}}]
    assert of("cognito").count("aws:cloudfront/distribution:Distribution") == 0


@pytest.mark.requirement("TR-1", "TR-15")
@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("prod", {"api", "user-pool", "graphql"}),
        ("cdn", {"user-pool", "graphql"}),
        ("cognito", {"api", "user-pool", "graphql"}),
        ("dev", set()),
    ],
)
def test_firewalls_stand_before_all_that_callers_come_to(name: str, before: set[str]) -> None:
    recorded = of(name)
    attached = recorded.names("WebAclAssociation")
    assert attached == sorted(f"trinity-firewall-{each}" for each in before)
    has_edge = "webAclId" in (recorded.inputs("trinity-cdn-distribution") if name != "cognito" else {})
    assert has_edge == (name == "cdn")


@pytest.mark.requirement("ENV-9", "TR-14")
def test_alarms_have_the_stated_figures() -> None:
    alarms = {each.inputs["name"]: each.inputs for each in of("prod").of_type("MetricAlarm")}
    assert alarms["Trinity-Api5XX"]["threshold"] == 0.01
    assert alarms["Trinity-Api4XX"]["threshold"] == 0.05
    assert alarms["Trinity-ApiLatency"]["threshold"] == 1000
    assert alarms["Trinity-ApiLatency"]["extendedStatistic"] == "p95"
    assert alarms["Trinity-FunctionAuthErrorRate"]["threshold"] == 1
    assert alarms["Trinity-FunctionApiDuration"]["threshold"] == pytest.approx(0.8 * 29_000)
    assert {
        "Trinity-GraphqlApi5XX",
        "Trinity-GraphqlApiLatency",
        "Trinity-UsersReadThrottles",
    } <= alarms.keys()
    assert all(each["alarmActions"] and each["okActions"] for each in alarms.values())


@pytest.mark.requirement("TR-16", "TR-2")
def test_the_pool_has_a_client_for_telephones_and_one_for_pages() -> None:
    recorded = of("cognito")
    clients = recorded.of_type("aws:cognito/userPoolClient:UserPoolClient")
    assert {each.name for each in clients} == {"trinity-user-pool-mobile", "trinity-user-pool-web"}
    for client in clients:
        assert client.inputs["generateSecret"] is False
        assert set(client.inputs["explicitAuthFlows"]) == {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
        assert client.inputs["allowedOauthFlows"] == ["code"]
        assert client.inputs["callbackUrls"] == ["https://trinity.company.dev/"]
    assert recorded.inputs("trinity-user-pool-domain")["domain"] == "trinity-movies"
    assert of("custom").count("aws:cognito/userPool:UserPool") == 0


@pytest.mark.requirement("TR-15")
@pytest.mark.parametrize(("name", "shown"), [("prod", "DISABLED"), ("staging", "ENABLED")])
def test_graphql_is_for_the_pools_users_and_production_hides_its_schema(name: str, shown: str) -> None:
    api = of(name).inputs("trinity-graphql-api")
    assert api["authenticationType"] == "AMAZON_COGNITO_USER_POOLS"
    assert api["introspectionConfig"] == shown
    assert of("custom").count("aws:appsync/graphQLApi:GraphQLApi") == 0


@pytest.mark.requirement("TR-22", "TR-23", "TR-29")
def test_updates_leave_the_alias_to_codedeploy_where_versions_are_rolled_out() -> None:
    prod, dev = of("prod"), of("dev")
    assert prod.registration("trinity-api-alias").ignore_changes == ("functionVersion", "routingConfig")
    assert not dev.registration("trinity-api-alias").ignore_changes
    assert dev.count("aws:codedeploy/deploymentGroup:DeploymentGroup") == 0
    group = prod.inputs("trinity-rollouts-api")
    assert group["deploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert set(group["alarmConfiguration"]["alarms"]) == {
        "Trinity-FunctionApiErrorRate",
        "Trinity-FunctionApiDuration",
        "Trinity-Api5XX",
        "Trinity-ApiLatency",
    }
    assert "automation rollout --stack prod " in prod.exports["trinity"]["commands"]["apiRollout"]
    assert "update-alias" in prod.exports["trinity"]["commands"]["apiBack"]
    warm = of("everything").inputs("trinity-api-provisioned-scaling")
    assert (warm["minCapacity"], warm["maxCapacity"]) == (1, 3)
    assert of("everything").exports["trinity"]["rollouts"]["api"]["hook"] == "trinity-hook-prod"


@pytest.mark.requirement("TR-26")
def test_costs_are_watched() -> None:
    budget = of("prod").inputs("trinity-budget-budget")
    assert (budget["limitAmount"], budget["limitUnit"]) == ("100.00", "USD")


@pytest.mark.requirement("TR-27")
def test_functions_run_in_a_network_where_that_is_wanted() -> None:
    assert "vpcConfig" not in of("prod").inputs("trinity-api-function")
    recorded = of("custom")
    subnets = recorded.inputs("trinity-api-function")["vpcConfig"]["subnetIds"]
    assert len(subnets) == 2
    ports = {
        each.inputs["fromPort"]
        for each in recorded.of_type("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
        if each.name.startswith("trinity-api-access")
    }
    assert ports == {443}


@pytest.mark.requirement("TR-31")
def test_the_health_page_is_asked_from_outside_where_that_is_wanted() -> None:
    recorded = of("everything")
    check = recorded.inputs("trinity-health-check")
    assert (check["type"], check["fqdn"], check["resourcePath"]) == (
        "HTTPS",
        "api.trinity.example.com",
        "/health",
    )
    canary = recorded.inputs("trinity-canary-canary")
    assert canary["runConfig"]["environmentVariables"]["URL"] == "https://api.trinity.example.com/health"
    assert canary["schedule"]["expression"] == "rate(5 minutes)"
    assert recorded.exports["trinity"]["healthUrl"] == "https://api.trinity.example.com/health"
    assert of("prod").count("aws:synthetics/canary:Canary") == 0
    alarms = {each.inputs["name"] for each in recorded.of_type("MetricAlarm")}
    assert {"Trinity-Unhealthy", "Trinity-CanaryFailed"} <= alarms


@pytest.mark.requirement("TR-33", "X-11")
def test_production_encrypts_users_and_secrets_with_a_rotated_key_of_its_own() -> None:
    recorded = of("prod")
    key = recorded.state("trinity-key-key")["arn"]
    assert recorded.inputs("trinity-key-key")["enableKeyRotation"] is True
    assert recorded.inputs("trinity-users-table")["serverSideEncryption"]["kmsKeyArn"] == key
    assert recorded.inputs("trinity-jwt-secret-parameter")["keyId"] == key


@pytest.mark.requirement("TR-ops", "TR-32")
def test_an_operator_gets_the_guides_commands_with_the_real_names() -> None:
    outputs = of("prod").exports["trinity"]
    assert {
        "apiUrl",
        "graphqlUrl",
        "userPoolId",
        "clientIds",
        "usersTable",
        "functionNames",
        "cdnDomain",
    } <= (outputs.keys())
    commands = outputs["commands"]
    assert commands["authLogs"].startswith("aws logs tail /aws/lambda/trinity-auth-prod --follow")
    assert commands["authFunction"].startswith("aws lambda get-function --function-name trinity-auth-prod")
    assert "--source-table-name trinity-users-prod" in commands["restore"]
