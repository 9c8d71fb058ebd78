"""Listeners, rules and certificates."""

from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made, network, sent

POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"


def certificate(account: Account, name: str) -> str:
    return str(
        account.client("acm").request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"]
    )


def front(account: Account) -> tuple[aws.lb.LoadBalancer, aws.lb.TargetGroup]:
    there = network(account)
    balancer = aws.lb.LoadBalancer("front", subnets=there.subnets, security_groups=[there.group])
    group = aws.lb.TargetGroup("app", port=3000, protocol="HTTP", target_type="ip", vpc_id=there.vpc)
    return balancer, group


@pytest.mark.requirement("HR-39")
def test_http_is_sent_to_https_which_has_its_certificates(account: Account) -> None:
    first, second = certificate(account, "a.example.com"), certificate(account, "b.example.com")

    def declare() -> dict[str, Any]:
        balancer, group = front(account)
        https = aws.lb.Listener(
            "https",
            load_balancer_arn=balancer.arn,
            port=443,
            protocol="HTTPS",
            ssl_policy=POLICY,
            certificate_arn=first,
            default_actions=[{"type": "forward", "target_group_arn": group.arn}],
            routing_http_response_server_enabled=False,
            routing_http_response_strict_transport_security_header_value="max-age=31536000",
        )
        http = aws.lb.Listener(
            "http",
            load_balancer_arn=balancer.arn,
            port=80,
            protocol="HTTP",
            default_actions=[
                {
                    "type": "redirect",
                    "redirect": {"port": "443", "protocol": "HTTPS", "status_code": "HTTP_301"},
                }
            ],
        )
        aws.lb.ListenerCertificate("second", listener_arn=https.arn, certificate_arn=second)
        return {"https": https.arn, "http": http.arn, "group": group.arn}

    outputs = made(account, declare).outputs
    elb = account.client("elbv2")
    (https,) = elb.describe_listeners(ListenerArns=[outputs["https"]])["Listeners"]
    assert https["SslPolicy"] == POLICY
    assert https["DefaultActions"][0]["TargetGroupArn"] == outputs["group"]
    held = {
        item["CertificateArn"]
        for item in elb.describe_listener_certificates(ListenerArn=outputs["https"])["Certificates"]
    }
    assert {first, second} <= held
    (http,) = elb.describe_listeners(ListenerArns=[outputs["http"]])["Listeners"]
    redirect = http["DefaultActions"][0]["RedirectConfig"]
    assert (redirect["Protocol"], redirect["Port"], redirect["StatusCode"]) == ("HTTPS", "443", "HTTP_301")
    (headers,) = sent(account, "ModifyListenerAttributes")
    assert {"Key": "routing.http.response.server.enabled", "Value": "false"} in headers["Attributes"]


def test_every_kind_of_condition_reaches_the_rule(account: Account) -> None:
    def declare() -> dict[str, Any]:
        balancer, group = front(account)
        listener = aws.lb.Listener(
            "http",
            load_balancer_arn=balancer.arn,
            port=80,
            protocol="HTTP",
            default_actions=[
                {
                    "type": "fixed-response",
                    "fixed_response": {
                        "content_type": "text/plain",
                        "message_body": "no",
                        "status_code": "404",
                    },
                }
            ],
        )
        forward: Any = [{"type": "forward", "target_group_arn": group.arn}]
        one = aws.lb.ListenerRule(
            "one",
            listener_arn=listener.arn,
            priority=10,
            actions=forward,
            conditions=[
                {"path_pattern": {"values": ["/api/*"]}},
                {"host_header": {"values": ["api.example.com"]}},
                {"http_request_method": {"values": ["GET"]}},
            ],
        )
        other = aws.lb.ListenerRule(
            "other",
            listener_arn=listener.arn,
            priority=20,
            actions=forward,
            conditions=[
                {"http_header": {"http_header_name": "X-Origin", "values": ["secret"]}},
                {"query_strings": [{"key": "v", "value": "2"}]},
                {"source_ip": {"values": ["10.0.0.0/8"]}},
            ],
        )
        return {"one": one.arn, "other": other.arn, "listener": listener.arn}

    outputs = made(account, declare).outputs
    rules = account.client("elbv2").describe_rules(ListenerArn=outputs["listener"])["Rules"]
    fields = {rule["Priority"]: {condition["Field"] for condition in rule["Conditions"]} for rule in rules}
    assert fields["10"] == {"path-pattern", "host-header", "http-request-method"}
    assert fields["20"] == {"http-header", "query-string", "source-ip"}


def test_a_rule_without_a_priority_gets_the_next_free_one(account: Account) -> None:
    def declare() -> dict[str, Any]:
        balancer, group = front(account)
        listener = aws.lb.Listener(
            "http",
            load_balancer_arn=balancer.arn,
            port=80,
            protocol="HTTP",
            default_actions=[
                {
                    "type": "forward",
                    "forward": {
                        "target_groups": [{"arn": group.arn, "weight": 1}],
                        "stickiness": {"enabled": True, "duration": 60},
                    },
                }
            ],
        )
        rule = aws.lb.ListenerRule(
            "rule",
            listener_arn=listener.arn,
            actions=[{"type": "forward", "target_group_arn": group.arn}],
            conditions=[{"path_pattern": {"values": ["/api/*"]}}],
        )
        return {"priority": rule.priority}

    assert made(account, declare).outputs["priority"] == 1
    (asked,) = sent(account, "CreateListener")
    assert asked["DefaultActions"][0]["ForwardConfig"]["TargetGroupStickinessConfig"] == {
        "Enabled": True,
        "DurationSeconds": 60,
    }
