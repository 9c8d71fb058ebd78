from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.blocks.api_parts import ApiDomain, ErrorAlarm, Throttling
from components.blocks.websocket_api import WebSocketApi
from components.blocks.websocket_args import WebSocketApiArgs
from components.blocks.websocket_stage import WebSocketLogs
from components.environments import ENVIRONMENTS
from components.links import Link
from components.metrics import check
from components.monitoring import Alarm, Widget
from tests.blocks.api_function import INVOKE_ARN, StubFunction
from tests.support.recorder import Recorder, declare

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"
DOMAIN = ApiDomain(domain_name="api.example.com", certificate_arn=CERTIFICATE, zone_id="Z1")
STATEMENT = "execute-api:ManageConnections"


def chat(api: WebSocketApi) -> None:
    """Streamer's routes."""
    api.route("$connect", StubFunction("connect"))
    api.route("$disconnect", StubFunction("disconnect"))
    api.route("$default", StubFunction("router"))
    api.deploy()


def socket(use: Callable[[WebSocketApi], object] = chat, **changes: Any) -> Recorder:
    settings: dict[str, Any] = {
        "environment": ENVIRONMENTS["prod"],
        "region": "us-east-1",
        "stage_name": "prod",
        **changes,
    }
    return declare(lambda: use(WebSocketApi("api", WebSocketApiArgs(**settings))))


@pytest.mark.requirement("ST-23", "ST-24", "SC-14", "SC-15")
def test_each_route_calls_its_function_by_its_alias_and_may_do_so_for_that_route_only() -> None:
    recorded = socket(name="streamer-prod")
    api = recorded.inputs("api-api")
    assert (api["name"], api["protocolType"]) == ("streamer-prod", "WEBSOCKET")
    assert api["routeSelectionExpression"] == "$request.body.action"
    for key, label in (("$connect", "connect"), ("$disconnect", "disconnect"), ("$default", "router")):
        route = recorded.inputs(f"api-{key.removeprefix('$')}")
        integration = recorded.inputs(f"api-{label}-integration")
        assert (route["routeKey"], route["authorizationType"]) == (key, "NONE")
        assert route["target"] == f"integrations/{recorded.state(f'api-{label}-integration')['id']}"
        assert integration["integrationType"] == "AWS_PROXY"
        assert integration["integrationUri"] == INVOKE_ARN.format(label=label)
        assert "payloadFormatVersion" not in integration
        permission = recorded.inputs(f"{label}-from-api-{key.removeprefix('$')}")
        assert permission["sourceArn"] == f"{recorded.state('api-api')['executionArn']}/*/{key}"
        assert permission["principal"] == "apigateway.amazonaws.com"
        assert permission["qualifier"] == "live"


def test_a_function_behind_several_routes_has_one_integration() -> None:
    def use(api: WebSocketApi) -> None:
        handler = StubFunction("handler")
        for key in ("$connect", "$disconnect", "signal", "publishState"):
            api.route(key, handler)
        api.deploy()

    recorded = socket(use)
    assert recorded.count("Integration") == 1
    assert recorded.inputs("api-publishState")["routeKey"] == "publishState"


@pytest.mark.requirement("ST-25")
def test_the_stage_serves_a_deployment_that_waits_for_every_part() -> None:
    def guarded(api: WebSocketApi) -> None:
        guard = api.request_authorizer(
            "guard", StubFunction("guard"), identity_sources=["route.request.header.x-origin-secret"]
        )
        api.route("$connect", StubFunction("connect"), authorizer=guard)
        api.deploy()

    recorded = socket(guarded)
    deployment = recorded.registration("api-deployment")
    needed = {urn.rpartition("::")[2] for urn in deployment.dependencies}
    assert needed == {"api-api", "api-connect", "api-connect-integration", "api-guard"}
    stage = recorded.inputs("api-stage")
    assert (stage["name"], stage["deploymentId"]) == ("prod", recorded.state("api-deployment")["id"])
    assert "autoDeploy" not in stage


@pytest.mark.requirement("ST-25", "ST-27")
def test_whatever_changes_what_is_served_makes_a_new_deployment() -> None:
    def triggers(use: Callable[[WebSocketApi], object] = chat, **changes: Any) -> Any:
        return socket(use, **changes).inputs("api-deployment")["triggers"]

    def other_route(api: WebSocketApi) -> None:
        api.route("$connect", StubFunction("connect"))
        api.route("say", StubFunction("router"))
        api.deploy()

    def other_function(api: WebSocketApi) -> None:
        api.route("$connect", StubFunction("connect", INVOKE_ARN.replace("live", "next")))
        api.route("$disconnect", StubFunction("disconnect"))
        api.route("$default", StubFunction("router"))
        api.deploy()

    now = triggers()
    assert triggers() == now
    assert triggers(throttling=Throttling(rate=1, burst=2)) == now, "throttling is the stage's own"
    different = [
        triggers(other_route),
        triggers(other_function),
        triggers(domain=DOMAIN, disable_execute_api_endpoint=True),
        triggers(route_selection="$request.body.type"),
    ]
    assert all(each != now for each in different)


@pytest.mark.requirement("ST-25")
def test_production_keeps_earlier_deployments_to_go_back_to() -> None:
    assert socket().registration("api-deployment").retain_on_delete is True
    assert socket(environment=ENVIRONMENTS["dev"]).registration("api-deployment").retain_on_delete is None


@pytest.mark.requirement("ST-28", "SC-26")
def test_the_stage_is_throttled_by_rate_and_burst_and_single_routes_by_theirs() -> None:
    stage = socket().inputs("api-stage")
    assert stage["defaultRouteSettings"] == {"throttlingRateLimit": 500, "throttlingBurstLimit": 1000}
    assert "routeSettings" not in stage
    one = socket(route_throttling={"$connect": Throttling(rate=5, burst=10)}).inputs("api-stage")
    assert one["routeSettings"] == [
        {"routeKey": "$connect", "throttlingRateLimit": 5, "throttlingBurstLimit": 10}
    ]


@pytest.mark.requirement("ST-30", "ST-44")
def test_logs_are_of_access_without_tokens_and_of_errors_without_messages() -> None:
    recorded = socket(logs=WebSocketLogs(group_name="/apigateway/streamer-prod"))
    stage = recorded.inputs("api-stage")
    log = stage["accessLogSettings"]
    assert log["destinationArn"] == recorded.state("api-access-log")["arn"]
    assert {"connectionId", "routeKey", "status", "integrationRequestId"} <= json.loads(log["format"]).keys()
    assert not any(
        secret in log["format"].lower() for secret in ("querystring", "header", "authorization", "claims")
    )
    assert stage["defaultRouteSettings"]["loggingLevel"] == "ERROR"
    assert stage["defaultRouteSettings"]["dataTraceEnabled"] is False
    groups = {name: recorded.inputs(f"api-{name}-log") for name in ("access", "execution")}
    assert groups["access"]["name"] == "/apigateway/streamer-prod"
    assert groups["execution"]["name"] == f"/aws/apigateway/{recorded.state('api-api')['id']}/prod"
    assert {each["retentionInDays"] for each in groups.values()} == {30}
    assert "api-execution-log" in {
        urn.rpartition("::")[2] for urn in recorded.registration("api-stage").dependencies
    }


@pytest.mark.requirement("ST-30")
def test_no_logs_are_asked_for_while_the_account_may_have_no_role_for_them() -> None:
    recorded = socket()
    assert "accessLogSettings" not in recorded.inputs("api-stage")
    assert "loggingLevel" not in recorded.inputs("api-stage")["defaultRouteSettings"]
    assert recorded.count("LogGroup") == 0


@pytest.mark.requirement("ST-26")
def test_a_domain_leads_to_the_stage_by_its_root_and_by_the_stages_name() -> None:
    recorded = socket(domain=DOMAIN, mapping_keys=["", "prod"])
    configuration = recorded.inputs("api-domain")["domainNameConfiguration"]
    assert configuration["securityPolicy"] == "TLS_1_2"
    assert configuration["endpointType"] == "REGIONAL"
    assert "apiMappingKey" not in recorded.inputs("api-mapping")
    assert recorded.inputs("api-mapping-prod")["apiMappingKey"] == "prod"
    assert {recorded.inputs(each)["stage"] for each in ("api-mapping", "api-mapping-prod")} == {"prod"}
    assert recorded.inputs("api-records-a")["name"] == "api.example.com"


@pytest.mark.requirement("ST-14", "ST-26")
@pytest.mark.parametrize(
    ("changes", "url", "callback"),
    [
        ({}, "wss://{host}/prod", "https://{host}/prod"),
        ({"domain": DOMAIN}, "wss://api.example.com", "https://{host}/prod"),
        (
            {"domain": DOMAIN, "disable_execute_api_endpoint": True, "mapping_keys": ["", "prod"]},
            "wss://api.example.com",
            "https://api.example.com/prod",
        ),
        (
            {"domain": DOMAIN, "disable_execute_api_endpoint": True},
            "wss://api.example.com",
            "https://api.example.com",
        ),
    ],
)
def test_clients_and_functions_get_the_urls_that_answer(
    changes: dict[str, Any], url: str, callback: str
) -> None:
    seen: list[str] = []

    def use(api: WebSocketApi) -> None:
        chat(api)
        pulumi.Output.all(api.url, api.callback_url).apply(seen.extend)

    host = f"{socket(use, **changes).state('api-api')['id']}.execute-api.us-east-1.amazonaws.com"
    assert seen == [url.format(host=host), callback.format(host=host)]


@pytest.mark.requirement("ST-37", "SC-17")
def test_functions_may_use_the_connections_of_this_stage_only() -> None:
    links: list[Link] = []
    resources: list[str] = []

    def use(api: WebSocketApi) -> None:
        chat(api)
        links.append(api.callbacks("WEBSOCKET_ENDPOINT"))
        pulumi.Output.all(*links[0].statements[0].resources).apply(resources.extend)

    recorded = socket(use)
    execution_arn = recorded.state("api-api")["executionArn"]
    (statement,) = links[0].statements
    assert list(statement.actions) == [STATEMENT]
    assert links[0].environment.keys() == {"WEBSOCKET_ENDPOINT"}
    assert resources == [f"{execution_arn}/prod/{verb}/@connections/*" for verb in ("POST", "GET", "DELETE")]


@pytest.mark.requirement("ST-26", "SC-16")
def test_an_authorizer_decides_on_connect_and_may_be_called_as_such() -> None:
    def use(api: WebSocketApi) -> None:
        guard = api.request_authorizer(
            "token", StubFunction("guard"), identity_sources=["route.request.querystring.Authorization"]
        )
        api.route("$connect", StubFunction("connect"), authorizer=guard)
        api.deploy()

    recorded = socket(use)
    authorizer, id_ = recorded.inputs("api-token"), recorded.state("api-token")["id"]
    assert authorizer["authorizerType"] == "REQUEST"
    assert authorizer["authorizerUri"] == INVOKE_ARN.format(label="guard")
    assert authorizer["identitySources"] == ["route.request.querystring.Authorization"]
    route = recorded.inputs("api-connect")
    assert (route["authorizationType"], route["authorizerId"]) == ("CUSTOM", id_)
    source = recorded.inputs("guard-from-api-token")["sourceArn"]
    assert source == f"{recorded.state('api-api')['executionArn']}/authorizers/{id_}"


@pytest.mark.requirement("ST-32", "ST-34", "SC-22")
def test_alarms_and_graphs_use_the_metrics_of_websocket_apis() -> None:
    alarms: list[Alarm] = []
    widgets: list[Widget] = []

    def use(api: WebSocketApi) -> None:
        chat(api)
        errors = ErrorAlarm(title="Errors", statistic="Sum", above=0)
        alarms.extend(api.alarms(integration_errors=errors, execution_errors=errors))
        widgets.extend(api.widgets())

    socket(use)
    watched = {alarm.metric.name: alarm for alarm in alarms if alarm.metric is not None}
    assert watched.keys() == {"IntegrationError", "ExecutionError", "ConnectCount"}
    assert watched["ConnectCount"].threshold == 500 * 60 * 0.8, "80 % of 500 new connections a second"
    metrics = [each.metric for each in watched.values()]
    metrics += [metric for widget in widgets for metric in widget.metrics]
    for metric in metrics:
        assert metric is not None
        assert list(check(metric)) == []
        assert metric.dimensions.keys() == {"ApiId", "Stage"}
    assert {"MessageCount", "ClientError", "IntegrationLatency"} <= {
        metric.name for metric in metrics if metric is not None
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stage_name": "$default"}, "stage_name"),
        ({"throttling": Throttling(rate=10, burst=0)}, "throttling.burst"),
        ({"route_throttling": {"$connect": Throttling(rate=0, burst=1)}}, r"\$connect.rate"),
        ({"route_throttling": {"say": Throttling(rate=1, burst=1)}}, "route_throttling"),
        ({"mapping_keys": ["a b"]}, "mapping_keys"),
        ({"mapping_keys": []}, "mapping_keys"),
        ({"mapping_keys": ["", ""]}, "mapping_keys"),
        ({"disable_execute_api_endpoint": True}, "without domain"),
        ({"domain": ApiDomain(domain_name="wss://a.example.com", certificate_arn=CERTIFICATE)}, "domain"),
    ],
)
@pytest.mark.requirement("ST-2", "ST-28")
def test_what_api_gateway_refuses_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        socket(**change)


def test_routes_come_before_the_deployment_and_the_authorizer_stands_on_connect() -> None:
    def late(api: WebSocketApi) -> None:
        chat(api)
        api.route("say", StubFunction("say"))

    def misplaced(api: WebSocketApi) -> None:
        guard = api.request_authorizer(
            "guard", StubFunction("guard"), identity_sources=["route.request.header.x"]
        )
        api.route("say", StubFunction("say"), authorizer=guard)

    def senseless(api: WebSocketApi) -> None:
        api.request_authorizer("guard", StubFunction("guard"), identity_sources=["$request.header.x"])

    for use, said in (
        (late, "after deploy"),
        (misplaced, r"only on \$connect"),
        (senseless, "identity_sources"),
        (lambda api: api.route("$message", StubFunction("x")), "route_key"),
        (lambda api: api.deploy(), "after the routes"),
    ):
        with pytest.raises(ValueError, match=said):
            socket(use)
