from collections.abc import Callable
from typing import Any

import pulumi_aws as aws
import pytest

from components.blocks.load_balancer import AccessLogs, LoadBalancer, LoadBalancerArgs, OriginHeader
from components.blocks.load_balancer_target import HealthCheck, LoadBalancerTargetArgs
from components.environments import ENVIRONMENTS, EnvironmentName
from components.metrics import check
from tests.support.recorder import Recorder, declare

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"
SUBNETS = ["subnet-11111111", "subnet-22222222"]


def args(environment: EnvironmentName = "prod", **changed: Any) -> LoadBalancerArgs:
    settings: dict[str, Any] = {
        "environment": ENVIRONMENTS[environment],
        "vpc_id": "vpc-1",
        "subnet_ids": SUBNETS,
        "certificate_arn": CERTIFICATE,
    }
    return LoadBalancerArgs(**settings | changed)


def balancer(then: Callable[[LoadBalancer], object] = lambda made: None, **changed: Any) -> Recorder:
    return declare(
        lambda: then(LoadBalancer("web", args(**changed))),
        answers={"aws:ec2/getManagedPrefixList:getManagedPrefixList": {"id": "pl-cloudfront"}},
    )


def target(**changed: Any) -> LoadBalancerTargetArgs:
    return LoadBalancerTargetArgs(**{"port": 3000, "priority": 10} | changed)


def rules(recorded: Recorder, direction: str) -> set[tuple[int, str | None]]:
    return {
        (rule.inputs["fromPort"], rule.inputs.get("cidrIpv4") or rule.inputs.get("prefixListId"))
        for rule in recorded.of_type(f"SecurityGroup{direction}Rule")
    }


@pytest.mark.requirement("HR-39", "TC-17", "TC-19")
def test_viewers_get_tls_by_the_recommended_policy_and_a_404_where_no_rule_leads() -> None:
    recorded = balancer()
    listener = recorded.inputs("web-https")
    assert (listener["port"], listener["protocol"]) == (443, "HTTPS")
    assert listener["certificateArn"] == CERTIFICATE
    assert listener["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    [action] = listener["defaultActions"]
    assert (action["type"], action["fixedResponse"]["statusCode"]) == ("fixed-response", "404")


@pytest.mark.requirement("HR-39", "TC-19")
def test_plain_http_is_sent_to_https_for_good() -> None:
    [action] = balancer().inputs("web-redirect")["defaultActions"]
    assert action["redirect"] == {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}


@pytest.mark.requirement("TC-5")
def test_viewers_come_in_by_80_and_443_and_nothing_goes_out_before_there_is_a_target() -> None:
    recorded = balancer(security_group_prefix="tiktok-commerce-alb-")
    assert rules(recorded, "Ingress") == {(80, "0.0.0.0/0"), (443, "0.0.0.0/0")}
    assert rules(recorded, "Egress") == set()
    assert recorded.inputs("web-access-group")["namePrefix"] == "tiktok-commerce-alb-"


@pytest.mark.requirement("TC-5")
def test_cloudfront_alone_comes_in_by_one_port_and_finds_no_redirect() -> None:
    recorded = balancer(viewers="cloudfront")
    assert rules(recorded, "Ingress") == {(443, "pl-cloudfront")}
    assert recorded.names("aws:lb/listener:Listener") == ["web-https"]
    assert recorded.invokes == [
        (
            "aws:ec2/getManagedPrefixList:getManagedPrefixList",
            {"name": "com.amazonaws.global.cloudfront.origin-facing"},
        )
    ]


@pytest.mark.requirement("X-21")
def test_without_a_certificate_it_is_internal_and_lets_only_cloudfront_in() -> None:
    recorded = balancer(certificate_arn=None, internal=True, viewers="cloudfront")
    assert recorded.inputs("web-alb")["internal"] is True
    listener = recorded.one("aws:lb/listener:Listener").inputs
    assert (listener["port"], listener["protocol"]) == (80, "HTTP")
    assert "sslPolicy" not in listener
    assert rules(recorded, "Ingress") == {(80, "pl-cloudfront")}


@pytest.mark.requirement("X-21")
@pytest.mark.parametrize("internal", [True, False])
def test_plain_http_towards_viewers_is_refused(internal: bool) -> None:
    with pytest.raises(ValueError, match=r"certificate_arn|viewers"):
        args(certificate_arn=None, internal=internal)


@pytest.mark.requirement("TC-17")
@pytest.mark.parametrize(("environment", "protected"), [("prod", True), ("staging", False), ("dev", False)])
def test_only_production_protects_it_from_deletion(environment: EnvironmentName, protected: bool) -> None:
    inputs = balancer(environment=environment).inputs("web-alb")
    assert inputs["enableDeletionProtection"] is protected
    assert inputs["dropInvalidHeaderFields"] is True


def test_access_logs_wait_for_the_policy_of_their_bucket() -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("logs")
        policy = aws.s3.BucketPolicy("logs-policy", bucket=bucket.bucket, policy="{}")
        LoadBalancer("web", args(access_logs=AccessLogs(bucket=bucket.bucket, prefix="alb", after=[policy])))

    recorded = declare(program)
    logs = recorded.inputs("web-alb")["accessLogs"]
    assert (logs["enabled"], logs["prefix"]) == (True, "alb")
    assert "logs-policy" in recorded.needs("web-alb")


@pytest.mark.requirement("TC-18")
def test_a_target_is_checked_as_the_guide_says() -> None:
    group = balancer(
        lambda made: made.add_target("app", target(name="tiktok-commerce-ingestion-api"))
    ).inputs("web-app-targets")
    assert (group["name"], group["port"], group["protocol"], group["targetType"]) == (
        "tiktok-commerce-ingestion-api",
        3000,
        "HTTP",
        "ip",
    )
    check_ = group["healthCheck"]
    assert (check_["path"], check_["matcher"], check_["interval"], check_["timeout"]) == (
        "/health",
        "200",
        30,
        5,
    )
    assert (check_["healthyThreshold"], check_["unhealthyThreshold"]) == (2, 2)


def test_rules_lead_to_targets_by_path_host_and_priority() -> None:
    def then(made: LoadBalancer) -> None:
        made.add_target("api", target(priority=10, paths=["/api/*"], hosts=["api.example.com"]))
        made.add_target("app", target(priority=20))

    recorded = balancer(then)
    api, app = recorded.inputs("web-api-rule"), recorded.inputs("web-app-rule")
    assert (api["priority"], app["priority"]) == (10, 20)
    assert api["conditions"] == [
        {"pathPattern": {"values": ["/api/*"]}},
        {"hostHeader": {"values": ["api.example.com"]}},
    ]
    assert app["conditions"] == [{"pathPattern": {"values": ["/*"]}}]
    assert app["actions"] == [{"type": "forward", "targetGroupArn": recorded.state("web-app-targets")["arn"]}]


def test_two_targets_of_one_priority_are_refused() -> None:
    def then(made: LoadBalancer) -> None:
        made.add_target("api", target())
        made.add_target("app", target())

    with pytest.raises(ValueError, match="api has 10"):
        balancer(then)


@pytest.mark.requirement("TC-29")
def test_every_rule_demands_the_secret_header_of_the_distribution() -> None:
    recorded = balancer(
        lambda made: made.add_target("app", target()),
        origin_header=OriginHeader(name="X-Origin", value="hush"),
    )
    assert {"httpHeader": {"httpHeaderName": "X-Origin", "values": ["hush"]}} in recorded.inputs(
        "web-app-rule"
    )["conditions"]
    assert "conditions" in recorded.registration("web-app-rule").secrets


def test_a_second_target_group_gets_no_requests_until_ecs_moves_them() -> None:
    recorded = balancer(lambda made: made.add_target("app", target(alternate=True)))
    rule = recorded.registration("web-app-rule")
    [action] = rule.inputs["actions"]
    weights = {item["arn"]: item["weight"] for item in action["forward"]["targetGroups"]}
    assert weights == {
        recorded.state("web-app-targets")["arn"]: 100,
        recorded.state("web-app-alternate")["arn"]: 0,
    }
    assert "actions" in rule.ignore_changes


def test_a_target_that_doesnt_shift_requests_keeps_its_rule_as_declared() -> None:
    recorded = balancer(lambda made: made.add_target("app", target()))
    assert not recorded.registration("web-app-rule").ignore_changes
    assert recorded.count("aws:lb/targetGroup:TargetGroup") == 1


@pytest.mark.requirement("TC-5", "TC-6", "HR-46")
def test_the_way_from_the_load_balancer_is_to_one_service_on_one_port() -> None:
    recorded = balancer(lambda made: made.add_target("app", target()).open_to("app", "sg-app"))
    own = recorded.state("web-access-group")["id"]
    out = recorded.one("SecurityGroupEgressRule").inputs
    assert (out["securityGroupId"], out["referencedSecurityGroupId"], out["fromPort"]) == (
        own,
        "sg-app",
        3000,
    )
    into = recorded.inputs("web-access-into-app")
    assert (into["securityGroupId"], into["referencedSecurityGroupId"], into["toPort"]) == (
        "sg-app",
        own,
        3000,
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"priority": 0}, "priority"),
        ({"name": "x" * 33}, "name"),
        ({"health": HealthCheck(path="up")}, "path"),
    ],
)
def test_targets_that_elb_refuses_are_refused(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        target(**changed)


@pytest.mark.requirement("HR-44", "HR-45")
def test_alarms_have_metrics_that_exist_with_their_full_dimensions() -> None:
    made: dict[str, Any] = {}

    def then(balancer: LoadBalancer) -> None:
        app = balancer.add_target("app", target())
        made["alarms"] = [
            *balancer.alarms(errors_4xx_above=10),
            *app.alarms(title="App", errors_4xx_above=10, response_seconds_above=1),
        ]
        made["widgets"] = [*balancer.widgets(), *app.widgets()]

    balancer(then)
    by_key = {alarm.key: alarm for alarm in made["alarms"]}
    assert set(by_key) == {"web-5xx", "web-4xx"} | {
        f"web-app-{what}" for what in ("5xx", "unhealthy", "4xx", "latency")
    }
    metrics = [alarm.metric for alarm in made["alarms"]]
    metrics += [metric for widget in made["widgets"] for metric in widget.metrics]
    assert [problem for metric in metrics for problem in check(metric)] == []
    guide = by_key["web-app-4xx"]
    assert (guide.threshold, guide.metric.statistic, guide.metric.period) == (10, "Sum", 300)
    assert set(guide.metric.dimensions) == {"LoadBalancer", "TargetGroup"}
    assert by_key["web-app-latency"].metric.statistic == "p95"


def test_alarms_without_a_figure_are_left_out() -> None:
    made: dict[str, Any] = {}

    def then(balancer: LoadBalancer) -> None:
        made["alarms"] = [
            *balancer.alarms(),
            *balancer.add_target("app", target()).alarms(title="App"),
        ]

    balancer(then)
    assert {alarm.key for alarm in made["alarms"]} == {"web-5xx", "web-app-5xx", "web-app-unhealthy"}
