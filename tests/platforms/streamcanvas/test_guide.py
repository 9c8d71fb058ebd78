"""Production has the guide's names and figures."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.walk import ALARM
from tests.platforms.streamcanvas.variants import VARIANTS
from tests.support.physical import names_of
from tests.support.program import declared, outputs_of
from tests.support.recorder import Recorder

GUIDE = {
    "aws:dynamodb/table:Table": {"StreamSessions", "SessionStates", "WebSocketConnections"},
    "aws:lambda/function:Function": {"StreamCanvas-WebSocketHandler", "StreamCanvas-CodeExecutor"},
    "aws:iam/role:Role": {"StreamCanvasLambdaRole"},
    "aws:apigatewayv2/api:Api": {"StreamCanvasWebSocket", "StreamCanvasHttp"},
    "aws:cognito/userPool:UserPool": {"StreamCanvasUsers"},
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"StreamCanvas-Lambda-Errors"},
}
# SC-17, in the guide's order, without its two keys.
VARIABLES = [
    "NEXT_PUBLIC_AWS_REGION",
    "NEXT_PUBLIC_COGNITO_USER_POOL_ID",
    "NEXT_PUBLIC_COGNITO_CLIENT_ID",
    "NEXT_PUBLIC_API_GATEWAY_WS_URL",
    "NEXT_PUBLIC_API_GATEWAY_HTTP_URL",
    "DYNAMODB_SESSIONS_TABLE",
    "DYNAMODB_STATES_TABLE",
    "NEXT_PUBLIC_APP_URL",
]


@pytest.fixture(scope="module")
def prod() -> Recorder:
    return declared(VARIANTS["prod"])


def alarm(recorded: Recorder, name: str) -> dict[str, Any]:
    (found,) = [item.inputs for item in recorded.of_type(ALARM) if item.inputs["name"] == name]
    return dict(found)


@pytest.mark.requirement("ENV-8", "SC-2", "SC-3", "SC-4", "SC-5", "SC-6", "SC-7", "SC-10", "SC-11", "SC-14")
@pytest.mark.parametrize(("name", "suffix"), [("prod", ""), ("staging", "-staging"), ("dev", "-dev")])
def test_names_are_the_guides_with_the_environment_behind_them(name: str, suffix: str) -> None:
    names = names_of(declared(VARIANTS[name]))
    for typ, literals in GUIDE.items():
        assert {f"{literal}{suffix}" for literal in literals} <= set(names[typ]), typ


@pytest.mark.requirement("X-9")
def test_a_stack_of_another_name_has_it_in_all_of_its_own() -> None:
    names = names_of(declared(VARIANTS["alice"]))
    for typ in GUIDE:
        assert all("alice" in name for name in names[typ]), typ


@pytest.mark.requirement("SC-3", "SC-4", "SC-5")
def test_tables_have_the_guides_keys(prod: Recorder) -> None:
    keys = {
        item.inputs["name"]: (item.inputs["hashKey"], item.inputs.get("rangeKey"))
        for item in prod.of_type("aws:dynamodb/table:Table")
    }
    assert keys == {
        "StreamSessions": ("sessionId", None),
        "SessionStates": ("sessionId", "timestamp"),
        "WebSocketConnections": ("connectionId", None),
    }
    sessions = prod.inputs("streamcanvas-sessions-table")
    assert [index["name"] for index in sessions["globalSecondaryIndexes"]] == ["HostIdIndex"]
    assert sessions["globalSecondaryIndexes"][0]["projectionType"] == "ALL"
    assert sessions["billingMode"] == "PAY_PER_REQUEST"
    types = {each["name"]: each["type"] for each in prod.inputs("streamcanvas-states-table")["attributes"]}
    assert types == {"sessionId": "S", "timestamp": "N"}


@pytest.mark.requirement("SC-10", "SC-11")
@pytest.mark.parametrize(
    ("name", "timeout", "memory"), [("handler", 30, 256), ("executor", 10, 512)], ids=["handler", "executor"]
)
def test_functions_have_the_guides_figures_on_a_runtime_that_lives(
    prod: Recorder, name: str, timeout: int, memory: int
) -> None:
    inputs = prod.inputs(f"streamcanvas-{name}-function")
    assert (inputs["timeout"], inputs["memorySize"]) == (timeout, memory)
    assert (inputs["runtime"], inputs["handler"]) == ("nodejs24.x", "index.handler")


@pytest.mark.requirement("SC-10", "SC-5")
def test_the_handler_is_told_of_its_tables_and_of_nothing_that_lambda_reserves(prod: Recorder) -> None:
    told = prod.inputs("streamcanvas-handler-function")["environment"]["variables"]
    assert {key: told[key] for key in ("CONNECTIONS_TABLE", "SESSIONS_TABLE", "STATES_TABLE")} == {
        "CONNECTIONS_TABLE": "WebSocketConnections",
        "SESSIONS_TABLE": "StreamSessions",
        "STATES_TABLE": "SessionStates",
    }
    assert told["CONNECTIONS_INDEX"] == "SessionIdIndex"
    assert "AWS_REGION" not in told


@pytest.mark.requirement("SC-2", "SC-5")
def test_the_handler_may_use_its_tables_and_its_stages_connections_and_no_more(prod: Recorder) -> None:
    statements = {each["Sid"]: each for each in prod.statements("StreamCanvasLambdaRole")}
    actions = {action for each in statements.values() for action in each["Action"]}
    assert {action for action in actions if action.startswith("dynamodb:")} == {
        f"dynamodb:{name}"
        for name in (
            *("GetItem", "BatchGetItem", "Query"),
            *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"),
        )
    }
    connections = statements["ManageConnections"]
    assert connections["Action"] == ["execute-api:ManageConnections"]
    assert all("/prod/" in each and each.endswith("/@connections/*") for each in connections["Resource"])
    tables = [
        resource for each in statements.values() for resource in each["Resource"] if ":dynamodb:" in resource
    ]
    assert {resource.split("/")[1] for resource in tables} == GUIDE["aws:dynamodb/table:Table"]


@pytest.mark.requirement("SC-5")
def test_without_the_index_a_broadcast_has_to_scan() -> None:
    found = declared(VARIANTS["everything"])
    assert "globalSecondaryIndexes" not in found.inputs("streamcanvas-connections-table")
    scans = [each for each in found.statements("StreamCanvasLambdaRole") if "dynamodb:Scan" in each["Action"]]
    (connections,) = scans
    assert all("WebSocketConnections" in resource for resource in connections["Resource"])


@pytest.mark.requirement("SC-4", "SC-5")
def test_items_expire_where_they_are_told_to() -> None:
    def expiry(name: str, table: str) -> object:
        return declared(VARIANTS[name]).inputs(f"streamcanvas-{table}-table").get("ttl")

    on = {"attributeName": "expiresAt", "enabled": True}
    assert (expiry("prod", "states"), expiry("prod", "connections")) == (on, on)
    assert expiry("prod", "sessions") is None
    assert expiry("everything", "states") is None
    assert expiry("everything", "connections") == {"attributeName": "until", "enabled": True}


@pytest.mark.requirement("SC-14", "SC-15", "SC-26")
def test_the_websocket_api_is_the_guides(prod: Recorder) -> None:
    api = prod.inputs("streamcanvas-websocket-api")
    assert api["routeSelectionExpression"] == "$request.body.action"
    keys = {item.inputs["routeKey"] for item in prod.of_type("aws:apigatewayv2/route:Route")}
    assert keys == {"$connect", "$disconnect", "signal", "publishState", "POST /execute"}
    integration = prod.inputs("streamcanvas-websocket-streamcanvas-handler-integration")
    assert ":apigateway:us-east-1:lambda:path/" in integration["integrationUri"]
    assert "StreamCanvas-WebSocketHandler:live/invocations" in integration["integrationUri"]
    stage = prod.inputs("streamcanvas-websocket-stage")
    assert stage["name"] == "prod"
    assert stage["defaultRouteSettings"]["throttlingRateLimit"] == 500
    assert stage["defaultRouteSettings"]["throttlingBurstLimit"] == 1000


@pytest.mark.requirement("SC-14")
def test_unknown_actions_reach_the_handler_where_that_is_wanted() -> None:
    routes = declared(VARIANTS["everything"]).of_type("aws:apigatewayv2/route:Route")
    assert "$default" in {item.inputs["routeKey"] for item in routes}
    assert "$default" in outputs_of(VARIANTS["everything"])["wsRoutes"]


@pytest.mark.requirement("SC-14")
def test_each_route_may_call_the_handler_and_nothing_else_may(prod: Recorder) -> None:
    sources = {
        item.inputs["sourceArn"].rpartition("/")[2]
        for item in prod.of_type("aws:lambda/permission:Permission")
        if item.inputs["function"] == "StreamCanvas-WebSocketHandler"
    }
    assert sources == {"$connect", "$disconnect", "signal", "publishState"}
    accounts = {
        item.inputs["sourceArn"].split(":")[4] for item in prod.of_type("aws:lambda/permission:Permission")
    }
    assert accounts == {"123456789012"}


@pytest.mark.requirement("SC-16", "SC-21")
@pytest.mark.parametrize(
    ("name", "guarded"), [("dev", False), ("staging", True), ("prod", True), ("open", False)]
)
def test_connecting_needs_a_token_of_the_pool_but_in_development(name: str, guarded: bool) -> None:
    found = declared(VARIANTS[name])
    assert found.inputs("streamcanvas-websocket-connect")["authorizationType"] == (
        "CUSTOM" if guarded else "NONE"
    )
    if not guarded:
        assert any("Anybody may connect" in note for note in outputs_of(VARIANTS[name])["notes"])
        return
    authorizer = found.inputs("streamcanvas-websocket-token")
    assert authorizer["authorizerType"] == "REQUEST"
    assert authorizer["identitySources"] == ["route.request.querystring.token"]
    told = found.inputs("streamcanvas-authorizer-function")["environment"]["variables"]
    outputs = outputs_of(VARIANTS[name])
    assert told == {
        "ISSUER": outputs["issuer"],
        "CLIENT_IDS": outputs["clientId"],
        "ORIGINS": outputs["appUrl"],
    }


@pytest.mark.requirement("SC-16", "SC-12")
def test_a_developers_machine_is_an_origin_in_development_only() -> None:
    told = declared(VARIANTS["guarded-dev"]).inputs("streamcanvas-authorizer-function")["environment"]
    assert told["variables"]["ORIGINS"].endswith(",http://localhost:3000")
    assert outputs_of(VARIANTS["dev"])["origins"][1:] == ["http://localhost:3000"]
    assert outputs_of(VARIANTS["staging"])["origins"] == ["https://streamcanvas-staging.example.com"]


@pytest.mark.requirement("SC-12", "SC-13")
def test_execute_is_an_api_of_its_own_for_the_pools_tokens_and_the_applications_origin(
    prod: Recorder,
) -> None:
    outputs = outputs_of(VARIANTS["prod"])
    assert outputs["httpApiId"] != outputs["wsApiId"]
    assert outputs["httpUrl"].endswith("/prod")
    jwt = prod.inputs("streamcanvas-http-users")
    assert jwt["authorizerType"] == "JWT"
    assert jwt["jwtConfiguration"] == {"issuer": outputs["issuer"], "audiences": [outputs["clientId"]]}
    cors = prod.inputs("streamcanvas-http-api")["corsConfiguration"]
    assert cors["allowOrigins"] == ["https://streamcanvas.example.com"]
    assert cors["allowMethods"] == ["POST", "OPTIONS"]
    assert prod.inputs("streamcanvas-http-execute-post")["authorizationType"] == "JWT"


@pytest.mark.requirement("SC-7", "SC-8", "SC-9")
def test_users_and_client_are_the_guides(prod: Recorder) -> None:
    pool, client = prod.inputs("streamcanvas-users-pool"), prod.inputs("streamcanvas-users-app")
    assert pool["usernameAttributes"] == pool["autoVerifiedAttributes"] == ["email"]
    policy = {key: value for key, value in pool["passwordPolicy"].items() if key.startswith(("min", "req"))}
    assert policy == {
        "minimumLength": 8,
        "requireUppercase": True,
        "requireLowercase": True,
        "requireNumbers": True,
        "requireSymbols": True,
    }
    assert (pool["deletionProtection"], pool["mfaConfiguration"]) == ("ACTIVE", "OPTIONAL")
    assert client["name"] == "StreamCanvasApp"
    assert client["explicitAuthFlows"] == ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    assert declared(VARIANTS["dev"]).inputs("streamcanvas-users-pool")["mfaConfiguration"] == "OFF"


@pytest.mark.requirement("SC-8", "SC-9", "SC-36")
def test_what_users_can_have_besides() -> None:
    found = declared(VARIANTS["everything"])
    pool, client = found.inputs("streamcanvas-users-pool"), found.inputs("streamcanvas-users-app")
    assert pool["emailConfiguration"]["emailSendingAccount"] == "DEVELOPER"
    assert pool["userPoolAddOns"] == {"advancedSecurityMode": "ENFORCED"}
    assert {schema["name"] for schema in pool["schemas"]} == {"plan", "seats"}
    assert client["refreshTokenRotation"] == {"feature": "ENABLED", "retryGracePeriodSeconds": 10}


@pytest.mark.requirement("ENV-9", "SC-22")
def test_the_guides_alarm_is_over_the_platforms_functions(prod: Recorder) -> None:
    inputs = alarm(prod, "StreamCanvas-Lambda-Errors")
    assert (inputs["threshold"], inputs["evaluationPeriods"]) == (5, 1)
    assert inputs["comparisonOperator"] == "GreaterThanThreshold"
    assert inputs["alarmDescription"].startswith("Alert on Lambda errors")
    metrics = [each["metric"] for each in inputs["metricQueries"] if "metric" in each]
    assert {metric["dimensions"]["FunctionName"] for metric in metrics} == {
        "StreamCanvas-WebSocketHandler",
        "StreamCanvas-CodeExecutor",
        "StreamCanvas-TokenAuthorizer",
    }
    assert {(metric["metricName"], metric["stat"], metric["period"]) for metric in metrics} == {
        ("Errors", "Sum", 300)
    }


@pytest.mark.requirement("ENV-9", "SC-22", "SC-35")
@pytest.mark.parametrize(
    ("name", "metric", "threshold"),
    [
        ("WebSocketHandlerErrors", "Errors", 5),
        ("CodeExecutorErrors", "Errors", 5),
        ("Http5XX", "5xx", 0),
        ("WebSocketIntegrationErrors", "IntegrationError", 0),
        ("WebSocketExecutionErrors", "ExecutionError", 0),
        ("SessionsReadThrottles", "ReadThrottleEvents", 0),
        ("WebSocketHandlerDuration", "Duration", 24_000),
        ("CodeExecutorDuration", "Duration", 8_000),
        ("CodeExecutorThrottles", "Throttles", 0),
    ],
)
def test_alarms_are_the_guides(prod: Recorder, name: str, metric: str, threshold: float) -> None:
    inputs = alarm(prod, f"StreamCanvas-{name}")
    assert (inputs["metricName"], inputs["threshold"], inputs["period"]) == (metric, threshold, 300)


@pytest.mark.requirement("SC-23", "SC-35")
def test_the_dashboard_shows_what_the_guide_asks_for(prod: Recorder) -> None:
    body = json.loads(prod.one("aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"])
    drawn = {
        metric[1]
        for widget in body["widgets"]
        if widget["type"] == "metric"
        for metric in widget["properties"]["metrics"]
    }
    assert drawn >= {
        *("Invocations", "Errors", "ConcurrentExecutions", "Throttles", "Duration"),
        *("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"),
        *("ConnectCount", "MessageCount"),
        *("SignUpSuccesses", "SignInSuccesses", "TokenRefreshSuccesses"),
    }


@pytest.mark.requirement("SC-17", "SC-ops")
def test_the_front_ends_environment_has_real_values_and_no_key() -> None:
    outputs = outputs_of(VARIANTS["prod"])
    told = dict(line.split("=", 1) for line in outputs["frontendEnv"].splitlines())
    assert list(told) == VARIABLES
    assert told["NEXT_PUBLIC_API_GATEWAY_WS_URL"] == outputs["wsUrl"]
    assert outputs["wsUrl"].startswith("wss://")
    assert told["NEXT_PUBLIC_API_GATEWAY_HTTP_URL"] == outputs["httpUrl"]
    assert told["DYNAMODB_SESSIONS_TABLE"] == "StreamSessions"


@pytest.mark.requirement("SC-24", "SC-25", "SC-26", "SC-28", "SC-29", "SC-31")
def test_what_an_operator_can_choose_of_tables_and_functions() -> None:
    found = declared(VARIANTS["everything"])
    handler = found.inputs("streamcanvas-handler-function")
    assert handler["reservedConcurrentExecutions"] == 20
    assert len(handler["layers"]) == 1
    assert handler["vpcConfig"]["subnetIds"]
    assert found.inputs("streamcanvas-executor-function")["reservedConcurrentExecutions"] == 5
    assert found.inputs("streamcanvas-http-stage")["defaultRouteSettings"] == {
        "throttlingRateLimit": 5,
        "throttlingBurstLimit": 10,
    }
    assert found.inputs("streamcanvas-sessions-table")["billingMode"] == "PROVISIONED"
    assert found.count("aws:appautoscaling/target:Target") == 4  # reads and writes of table and index
    assert found.inputs("streamcanvas-websocket-stage")["accessLogSettings"]
    assert found.inputs("streamcanvas-http-stage")["accessLogSettings"]


@pytest.mark.requirement("SC-37", "SC-10", "SC-11")
def test_memory_is_a_setting_of_each_function() -> None:
    found = declared(VARIANTS["guarded-dev"])
    assert found.inputs("streamcanvas-handler-function")["memorySize"] == 512
    assert found.inputs("streamcanvas-executor-function")["memorySize"] == 1024


@pytest.mark.requirement("SC-1")
def test_the_guides_services_are_all_there(prod: Recorder) -> None:
    services = {item.typ.split(":")[1].split("/")[0] for item in prod.graph if item.typ.startswith("aws:")}
    assert services >= {"cognito", "dynamodb", "lambda", "apigatewayv2", "amplify"}


@pytest.mark.requirement("SC-30", "X-14")
@pytest.mark.parametrize(("name", "limit"), [("dev", "8"), ("staging", "20"), ("prod", "25")])
def test_cost_is_watched(name: str, limit: str) -> None:
    budget = declared(VARIANTS[name]).one("aws:budgets/budget:Budget").inputs
    assert float(budget["limitAmount"]) == float(limit)
    assert declared(VARIANTS["open"]).count("aws:budgets/budget:Budget") == 0


@pytest.mark.requirement("SC-31", "X-15", "SC-33")
def test_production_is_backed_up() -> None:
    tables = declared(VARIANTS["prod"]).of_type("aws:dynamodb/table:Table")
    assert all(item.inputs["tags"] == {"Backup": "daily"} for item in tables)


@pytest.mark.requirement("SC-32", "SC-ops", "SC-34")
def test_every_way_back_is_a_command(prod: Recorder) -> None:
    commands = outputs_of(VARIANTS["prod"])["commands"]
    assert "update-alias --name live" in commands["rollBackHandler"]
    assert "update-stage --stage-name prod --deployment-id" in commands["rollBackApi"]
    assert "restore-table-to-point-in-time" in commands["restoreTable"]
    assert "start-job --job-type RELEASE" in commands["redeployFrontend"]
    assert prod.registration("streamcanvas-websocket-deployment").retain_on_delete
