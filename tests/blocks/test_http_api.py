from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.blocks.api_parts import ApiDomain, ErrorAlarm, Throttling
from components.blocks.http_api import HttpApi, HttpApiArgs
from components.environments import ENVIRONMENTS
from components.metrics import check
from components.monitoring import Alarm, Widget
from tests.blocks.api_function import INVOKE_ARN, StubFunction
from tests.support.recorder import Recorder, declare

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"
SITE = "https://app.example.com"


def execute(api: HttpApi) -> None:
    """StreamCanvas's route."""
    authorizer = api.jwt_authorizer("users", issuer=ISSUER, audiences=["client-1"])
    api.route("POST", "/execute", StubFunction("executor"), authorizer=authorizer)


def http(use: Callable[[HttpApi], object] = execute, **changes: Any) -> Recorder:
    settings: dict[str, Any] = {"environment": ENVIRONMENTS["prod"], "stage_name": "prod", **changes}
    return declare(lambda: use(HttpApi("api", HttpApiArgs(**settings))))


@pytest.mark.requirement("SC-12")
def test_a_route_with_a_jwt_authorizer_calls_the_function() -> None:
    recorded = http()
    assert recorded.inputs("api-api")["protocolType"] == "HTTP"
    authorizer = recorded.inputs("api-users")
    assert authorizer["authorizerType"] == "JWT"
    assert authorizer["jwtConfiguration"] == {"issuer": ISSUER, "audiences": ["client-1"]}
    route = recorded.inputs("api-execute-post")
    assert route["routeKey"] == "POST /execute"
    assert route["authorizationType"] == "JWT"
    assert route["authorizerId"] == recorded.state("api-users")["id"]
    assert route["target"] == f"integrations/{recorded.state('api-executor-integration')['id']}"
    integration = recorded.inputs("api-executor-integration")
    assert integration["integrationUri"] == INVOKE_ARN.format(label="executor")
    assert integration["payloadFormatVersion"] == "2.0"
    permission = recorded.inputs("executor-from-api-execute-post")
    execution_arn = recorded.state("api-api")["executionArn"]
    assert permission["sourceArn"] == f"{execution_arn}/prod/POST/execute"


def test_an_open_route_has_no_authorizer_and_a_functions_integration_is_made_once() -> None:
    def use(api: HttpApi) -> None:
        webhook = StubFunction("webhook")
        api.route("GET", "/tiktok", webhook)
        api.route("ANY", "/hooks/{source}", webhook)

    recorded = http(use)
    assert recorded.count("aws:apigatewayv2/integration:Integration") == 1
    assert recorded.inputs("api-tiktok-get")["authorizationType"] == "NONE"
    assert "authorizerId" not in recorded.inputs("api-tiktok-get")
    source = recorded.inputs("webhook-from-api-hooks-source-any")["sourceArn"]
    assert source.endswith("/prod/*/hooks/*")


def test_scopes_of_an_authorizer_are_asked_for() -> None:
    def use(api: HttpApi) -> None:
        scoped = api.jwt_authorizer("users", issuer=ISSUER, audiences=["c"], scopes=["run"])
        api.route("POST", "/execute", StubFunction("executor"), authorizer=scoped)

    assert http(use).inputs("api-execute-post")["authorizationScopes"] == ["run"]
    assert "authorizationScopes" not in http().inputs("api-execute-post")


@pytest.mark.requirement("SC-26", "ST-28")
def test_the_stage_is_throttled_by_rate_and_burst() -> None:
    stage = http().inputs("api-stage")
    assert stage["defaultRouteSettings"] == {"throttlingRateLimit": 500, "throttlingBurstLimit": 1000}
    assert stage["autoDeploy"] is True
    other = http(throttling=Throttling(rate=5, burst=10)).inputs("api-stage")["defaultRouteSettings"]
    assert other == {"throttlingRateLimit": 5, "throttlingBurstLimit": 10}


@pytest.mark.requirement("SC-31", "ST-44")
def test_the_access_log_has_correlation_ids_and_never_a_token_or_a_query_string() -> None:
    recorded = http(log_group_name="/aws/apigateway/StreamCanvasHttp")
    log = recorded.inputs("api-stage")["accessLogSettings"]
    assert log["destinationArn"] == recorded.state("api-access-log")["arn"]
    assert {"requestId", "integrationRequestId"} <= json.loads(log["format"]).keys()
    said = log["format"].lower()
    assert not any(
        secret in said for secret in ("querystring", "header", "authorization", "cookie", "claims")
    )
    assert recorded.inputs("api-access-log")["name"] == "/aws/apigateway/StreamCanvasHttp"
    assert recorded.inputs("api-access-log")["retentionInDays"] == 30


@pytest.mark.requirement("SC-12", "SC-21")
def test_browsers_may_call_from_the_listed_origins_only() -> None:
    cors = http(cors_origins=[SITE], cors_methods=["POST"]).inputs("api-api")["corsConfiguration"]
    assert cors["allowOrigins"] == [SITE]
    assert cors["allowMethods"] == ["POST"]
    assert "allowCredentials" not in cors
    assert "corsConfiguration" not in http().inputs("api-api")


def test_any_origin_is_refused_in_production_and_allowed_in_development() -> None:
    with pytest.raises(ValueError, match="cors_origins"):
        http(cors_origins=["*"])
    dev = http(cors_origins=["*"], environment=ENVIRONMENTS["dev"])
    assert dev.inputs("api-api")["corsConfiguration"]["allowOrigins"] == ["*"]


@pytest.mark.requirement("X-21")
def test_a_domain_leads_to_the_stage() -> None:
    domain = ApiDomain(domain_name="run.example.com", certificate_arn=CERTIFICATE, zone_id="Z1")
    recorded = http(domain=domain, disable_execute_api_endpoint=True)
    configuration = recorded.inputs("api-domain")["domainNameConfiguration"]
    assert configuration["securityPolicy"] == "TLS_1_2"
    assert configuration["certificateArn"] == CERTIFICATE
    assert recorded.inputs("api-mapping")["stage"] == "prod"
    alias = recorded.inputs("api-records-a")["aliases"][0]
    made = recorded.state("api-domain")["domainNameConfiguration"]
    assert (alias["name"], alias["zoneId"]) == (made["targetDomainName"], made["hostedZoneId"])
    assert recorded.inputs("api-api")["disableExecuteApiEndpoint"] is True
    given = http(domain=ApiDomain(domain_name="run.example.com", certificate_arn=CERTIFICATE))
    assert given.count("Record") == 0
    assert given.inputs("api-api")["disableExecuteApiEndpoint"] is False


def test_the_default_stage_is_not_in_the_url() -> None:
    urls: list[str] = []

    def use(api: HttpApi) -> None:
        pulumi.Output.all(api.url).apply(urls.extend)

    endpoint = http(use).state("api-api")["apiEndpoint"]
    http(use, stage_name="$default")
    http(use, domain=ApiDomain(domain_name="run.example.com", certificate_arn=CERTIFICATE))
    assert urls == [f"{endpoint}/prod", endpoint, "https://run.example.com"]


@pytest.mark.requirement("SC-22")
def test_alarms_and_graphs_use_the_metrics_of_http_apis() -> None:
    seen: list[Alarm | Widget] = []

    def use(api: HttpApi) -> None:
        errors = ErrorAlarm(title="HttpErrors", statistic="Sum", above=0)
        seen.extend(api.alarms(client_errors=errors, server_errors=errors, latency_p95_ms=2000))
        seen.extend(api.widgets())

    recorded = http(use)
    metrics = [
        metric
        for each in seen
        for metric in ([each.metric] if isinstance(each, Alarm) else each.metrics)
        if metric is not None
    ]
    assert {"4xx", "5xx", "Latency", "Count", "IntegrationLatency"} == {each.name for each in metrics}
    for metric in metrics:
        assert list(check(metric)) == []
        assert metric.dimensions.keys() == {"ApiId", "Stage"}
    assert recorded.count("Stage") == 1


def test_an_authorizer_names_its_audience_and_an_https_issuer() -> None:
    for settings in ({"issuer": ISSUER, "audiences": []}, {"issuer": "http://x", "audiences": ["a"]}):
        with pytest.raises(ValueError, match=r"audiences|issuer"):
            http(lambda api, given=settings: api.jwt_authorizer("users", **given))  # type: ignore[misc]


@pytest.mark.parametrize(
    "change",
    [
        {"stage_name": "a/b"},
        {"throttling": Throttling(rate=10, burst=0)},
        {"disable_execute_api_endpoint": True},
        {"domain": ApiDomain(domain_name="wss://x.example.com", certificate_arn=CERTIFICATE)},
    ],
)
def test_what_api_gateway_refuses_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="HttpApi: "):
        http(**change)
