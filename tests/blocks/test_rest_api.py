from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.blocks.api_parts import ApiDomain, ErrorAlarm, Throttling
from components.blocks.rest_api import RestApi
from components.metrics import check
from components.monitoring import Alarm, Widget
from tests.blocks.api_function import INVOKE_ARN, StubFunction
from tests.blocks.rest_program import POOL, SITE, rest, website

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"


def triggers(use: Callable[[RestApi], object] = website, **changes: Any) -> dict[str, str]:
    found: dict[str, str] = rest(use, **changes).inputs("api-deployment")["triggers"]
    return found


@pytest.mark.requirement("HR-41")
def test_any_on_the_root_and_below_are_proxied_to_the_function() -> None:
    recorded = rest()
    assert recorded.names("Method") == ["api-proxy-any", "api-root-any"]
    assert recorded.inputs("api-proxy")["pathPart"] == "{proxy+}"
    assert recorded.inputs("api-root-any")["resourceId"] == recorded.state("api-api")["rootResourceId"]
    assert recorded.inputs("api-proxy-any")["resourceId"] == recorded.state("api-proxy")["id"]
    for key in ("root", "proxy"):
        assert recorded.inputs(f"api-{key}-any")["httpMethod"] == "ANY"
        assert recorded.inputs(f"api-{key}-any")["authorization"] == "NONE"
        integration = recorded.inputs(f"api-{key}-any-integration")
        assert integration["type"] == "AWS_PROXY"
        assert integration["integrationHttpMethod"] == "POST"
        assert integration["uri"] == INVOKE_ARN.format(label="app")


def test_each_route_may_call_the_function_and_nothing_else_may() -> None:
    recorded = rest(website_and_users)
    prefix = recorded.state("api-api")["executionArn"]
    sources = {
        item.name: item.inputs["sourceArn"].removeprefix(prefix) for item in recorded.of_type("Permission")
    }
    assert sources == {
        "app-from-api-root-any": "/*/*/",
        "app-from-api-proxy-any": "/*/*/*",
        "users-from-api-users-id-get": "/*/GET/users/*",
        "users-from-api-users-id-delete": "/*/DELETE/users/*",
    }
    assert all(
        item.inputs["principal"] == "apigateway.amazonaws.com" for item in recorded.of_type("Permission")
    )


def website_and_users(api: RestApi) -> None:
    app, users = StubFunction("app"), StubFunction("users")
    api.route("/", app)
    api.route("/{proxy+}", app)
    api.route("/users/{id}", users, methods=("GET", "DELETE"))
    api.deploy()


def test_the_parts_of_a_path_are_made_once() -> None:
    def use(api: RestApi) -> None:
        users = StubFunction("users")
        api.route("/users/{id}", users, methods=("GET",))
        api.route("/users", users, methods=("GET",))
        api.route("/users/{id}/orders", users, methods=("GET",))
        api.deploy()

    recorded = rest(use)
    assert recorded.names("Resource") == ["api-users", "api-users-id", "api-users-id-orders"]
    assert recorded.inputs("api-users-id-orders")["parentId"] == recorded.state("api-users-id")["id"]


@pytest.mark.requirement("TR-16", "TR-17")
def test_a_cognito_authorizer_guards_one_route_and_leaves_the_others_open() -> None:
    def use(api: RestApi) -> None:
        authorizer = api.cognito_authorizer("users", [POOL], scopes=["movies/read"])
        api.route("/health", StubFunction("health"), methods=("GET",))
        api.route("/{proxy+}", StubFunction("movies"), authorizer=authorizer)
        api.deploy()

    recorded = rest(use)
    assert recorded.inputs("api-users")["providerArns"] == [POOL]
    assert recorded.inputs("api-users")["type"] == "COGNITO_USER_POOLS"
    guarded = recorded.inputs("api-proxy-any")
    assert guarded["authorization"] == "COGNITO_USER_POOLS"
    assert guarded["authorizerId"] == recorded.state("api-users")["id"]
    assert guarded["authorizationScopes"] == ["movies/read"]
    assert recorded.inputs("api-health-get")["authorization"] == "NONE"
    assert "authorizerId" not in recorded.inputs("api-health-get")


@pytest.mark.requirement("SC-12")
def test_a_claim_of_the_token_can_become_a_header_of_the_functions_call() -> None:
    tenant = {"integration.request.header.X-Amz-Tenant-Id": "context.authorizer.claims.sub"}

    def use(api: RestApi) -> None:
        authorizer = api.cognito_authorizer("users", [POOL])
        executor = StubFunction("executor")
        api.route("/execute", executor, methods=("POST",), authorizer=authorizer, request_parameters=tenant)
        api.deploy()

    recorded = rest(use)
    assert recorded.inputs("api-execute-post-integration")["requestParameters"] == tenant
    assert "authorizationScopes" not in recorded.inputs("api-execute-post")
    assert "requestParameters" not in rest().inputs("api-root-any-integration")


@pytest.mark.requirement("ST-28", "TR-9")
def test_the_stage_is_throttled_by_rate_and_burst() -> None:
    settings = rest().inputs("api-settings")
    assert settings["methodPath"] == "*/*"
    assert settings["settings"]["throttlingRateLimit"] == 500
    assert settings["settings"]["throttlingBurstLimit"] == 1000
    assert settings["settings"]["dataTraceEnabled"] is False
    other = rest(throttling=Throttling(rate=50, burst=100)).inputs("api-settings")["settings"]
    assert (other["throttlingRateLimit"], other["throttlingBurstLimit"]) == (50, 100)


@pytest.mark.requirement("ST-44", "TR-28")
def test_the_access_log_has_correlation_ids_and_never_a_token_or_a_query_string() -> None:
    recorded = rest(log_group_name="/aws/apigateway/hookrelay-prod")
    log = recorded.inputs("api-stage")["accessLogSettings"]
    assert log["destinationArn"] == recorded.state("api-access-log")["arn"]
    fields = json.loads(log["format"])
    assert {"requestId", "xrayTraceId", "integrationRequestId", "status"} <= fields.keys()
    said = log["format"].lower()
    assert not any(
        secret in said for secret in ("querystring", "header", "authorization", "cookie", "claims")
    )
    group = recorded.inputs("api-access-log")
    assert group["name"] == "/aws/apigateway/hookrelay-prod"
    assert group["retentionInDays"] == 30


def test_the_access_log_can_be_left_out() -> None:
    recorded = rest(access_logs=False)
    assert "accessLogSettings" not in recorded.inputs("api-stage")
    assert recorded.count("LogGroup") == 0


@pytest.mark.parametrize("tracing", [True, False])
def test_tracing_is_an_option(tracing: bool) -> None:
    assert rest(tracing=tracing).inputs("api-stage")["xrayTracingEnabled"] is tracing


def test_the_api_is_regional_and_takes_tls_1_2_and_up() -> None:
    inputs = rest(name="hookrelay-prod", description="HookRelay").inputs("api-api")
    assert inputs["name"] == "hookrelay-prod"
    assert inputs["description"] == "HookRelay"
    assert inputs["endpointConfiguration"] == {"types": "REGIONAL"}
    assert inputs["securityPolicy"] == "SecurityPolicy_TLS13_1_2_2021_06"
    assert inputs["endpointAccessMode"] == "BASIC"
    assert "binaryMediaTypes" not in inputs
    assert rest(binary_media_types=["*/*"]).inputs("api-api")["binaryMediaTypes"] == ["*/*"]


def test_a_deployment_waits_for_all_that_it_is_a_snapshot_of() -> None:
    def use(api: RestApi) -> None:
        authorizer = api.cognito_authorizer("users", [POOL])
        api.route("/", StubFunction("app"), authorizer=authorizer)
        api.deploy()

    assert rest(use, cors_origins=[SITE]).needs("api-deployment") >= {
        "api-users",
        "api-root-any",
        "api-root-any-integration",
        "api-root-options",
        "api-root-options-integration",
        "api-root-options-response",
        "api-root-options-answer",
        "api-default-4xx",
        "api-default-5xx",
    }


def test_a_deployment_is_made_again_when_a_route_changes_and_not_otherwise() -> None:
    def other_methods(api: RestApi) -> None:
        app = StubFunction("app")
        api.route("/", app, methods=("GET",))
        api.route("/{proxy+}", app)
        api.deploy()

    def other_function(api: RestApi) -> None:
        api.route("/", StubFunction("app", INVOKE_ARN.replace("live", "next")))
        api.route("/{proxy+}", StubFunction("app2"))
        api.deploy()

    assert triggers() == triggers()
    assert triggers(other_methods)["shape"] != triggers()["shape"]
    assert triggers(other_function)["root-any"] != triggers()["root-any"]
    assert triggers(cors_origins=[SITE])["shape"] != triggers()["shape"]
    assert triggers(binary_media_types=["*/*"])["shape"] != triggers()["shape"]
    domain = ApiDomain(domain_name="api.example.com", certificate_arn=CERTIFICATE)
    closed = triggers(domain=domain, disable_execute_api_endpoint=True)
    assert closed["shape"] != triggers(domain=domain)["shape"]


@pytest.mark.requirement("TR-19", "X-21")
def test_a_domain_leads_to_the_stage() -> None:
    domain = ApiDomain(domain_name="api.example.com", certificate_arn=CERTIFICATE, zone_id="Z1")
    recorded = rest(domain=domain)
    inputs = recorded.inputs("api-domain")
    assert inputs["regionalCertificateArn"] == CERTIFICATE
    assert inputs["securityPolicy"] == "TLS_1_2"
    assert recorded.inputs("api-mapping")["stageName"] == "prod"
    alias = recorded.inputs("api-records-a")["aliases"][0]
    assert alias["name"] == recorded.state("api-domain")["regionalDomainName"]
    given = rest(domain=ApiDomain(domain_name="api.example.com", certificate_arn=CERTIFICATE))
    assert given.count("Record") == 0


def test_urls_are_known_before_the_routes_so_that_functions_can_have_them() -> None:
    seen: dict[str, Any] = {}

    def use(api: RestApi) -> None:
        pulumi.Output.all(api.host, api.url).apply(lambda pair: seen.update(host=pair[0], url=pair[1]))
        seen["origin_path"] = api.origin_path
        website(api)

    recorded = rest(use)
    host = f"{recorded.state('api-api')['id']}.execute-api.us-east-1.amazonaws.com"
    assert seen == {"host": host, "url": f"https://{host}/prod", "origin_path": "/prod"}
    rest(use, domain=ApiDomain(domain_name="api.example.com", certificate_arn=CERTIFICATE))
    assert seen["url"] == "https://api.example.com"


@pytest.mark.requirement("HR-44", "TR-14")
def test_alarms_count_errors_or_take_their_share_of_the_stages_requests() -> None:
    seen: list[Alarm | Widget] = []

    def use(api: RestApi) -> None:
        seen.extend(
            api.alarms(
                client_errors=ErrorAlarm(title="HighErrorRate", statistic="Sum", above=10),
                server_errors=ErrorAlarm(title="ServerErrors", statistic="Average", above=0.01),
                latency_p95_ms=1000,
            )
        )
        seen.extend(api.widgets())
        website(api)

    recorded = rest(use)
    client, server, latency = (each for each in seen if isinstance(each, Alarm))
    assert client.metric is not None
    assert server.metric is not None
    assert latency.metric is not None
    assert (client.title, client.metric.name, client.metric.statistic, client.threshold) == (
        "HighErrorRate",
        "4XXError",
        "Sum",
        10,
    )
    assert (server.metric.name, server.metric.statistic, server.threshold) == ("5XXError", "Average", 0.01)
    assert (latency.metric.name, latency.metric.statistic, latency.threshold) == ("Latency", "p95", 1000)
    graphs = [metric for each in seen if isinstance(each, Widget) for metric in each.metrics]
    for metric in (client.metric, server.metric, latency.metric, *graphs):
        assert list(check(metric)) == []
        assert metric.dimensions["Stage"] == "prod"
    assert recorded.count("Stage") == 1


def test_routes_come_before_the_one_deployment() -> None:
    def late(api: RestApi) -> None:
        website(api)
        api.route("/late", StubFunction("late"))

    def twice(api: RestApi) -> None:
        website(api)
        api.deploy()

    for use, said in ((late, "after deploy"), (twice, "once"), (RestApi.deploy, "after the routes")):
        with pytest.raises(ValueError, match=said):
            rest(use)
    with pytest.raises(ValueError, match=r"call deploy\(\) first"):
        rest(lambda api: api.stage_arn)


@pytest.mark.parametrize(
    "change",
    [
        {"stage_name": "a/b"},
        {"throttling": Throttling(rate=0, burst=10)},
        {"disable_execute_api_endpoint": True},
        {"domain": ApiDomain(domain_name="https://x.example.com", certificate_arn=CERTIFICATE)},
    ],
)
def test_what_api_gateway_refuses_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="RestApi: "):
        rest(**change)
