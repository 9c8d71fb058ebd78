"""Firewalls."""

from typing import Any

import pytest

from emulator.account import Account

from . import network, refused

SEEN = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}
MANAGED = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}


def rule(name: str = "common", priority: int = 1, **change: Any) -> dict[str, Any]:
    base = {
        "Name": name,
        "Priority": priority,
        "VisibilityConfig": SEEN,
        "Statement": MANAGED,
        "OverrideAction": {"None": {}},
    }
    return {key: value for key, value in {**base, **change}.items() if value is not None}


def rate(limit: int) -> dict[str, Any]:
    return {
        "Statement": {"RateBasedStatement": {"Limit": limit, "AggregateKeyType": "IP"}},
        "OverrideAction": None,
        "Action": {"Block": {}},
    }


def acl(*rules: dict[str, Any], scope: str = "REGIONAL") -> dict[str, Any]:
    return {
        "Name": "w",
        "Scope": scope,
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": SEEN,
        "Rules": list(rules),
    }


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ([rule("a", 1), rule("b", 1)], "two rules have the priority 1"),
        ([rule("a", 1), rule("a", 2)], "two rules have the name a"),
        ([rule(Action={"Block": {}})], "exactly one of Action and OverrideAction"),
        ([rule(OverrideAction=None, Action={"Block": {}})], "needs OverrideAction"),
        ([rule(**{**rate(100), "Action": None, "OverrideAction": {"None": {}}})], "needs Action"),
        (
            [rule(Statement={"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "CommonRuleSet"}})],
            "no rule group of AWS",
        ),
    ],
)
def test_refused_rules(account: Account, rules: list[dict[str, Any]], reason: str) -> None:
    assert reason in refused(account.client("wafv2").create_web_acl, **acl(*rules))


@pytest.mark.requirement("X-6")
def test_the_scope_of_cloudfront_is_in_us_east_1(account: Account) -> None:
    far, home = account.client("wafv2", "eu-west-1"), account.client("wafv2")
    assert "us-east-1 only" in refused(far.create_web_acl, **acl(rule(), scope="CLOUDFRONT"))
    addresses = {"Name": "s", "Scope": "CLOUDFRONT", "IPAddressVersion": "IPV4", "Addresses": []}
    assert "us-east-1 only" in refused(far.create_ip_set, **addresses)
    home.create_web_acl(**acl(rule(), rule("rate", 2, **rate(2000)), scope="CLOUDFRONT"))
    far.create_web_acl(**acl(rule()))


@pytest.mark.requirement("ST-27", "TR-9")
def test_what_can_have_a_firewall(account: Account) -> None:
    waf = account.client("wafv2")
    regional = waf.create_web_acl(**acl(rule()))["Summary"]["ARN"]
    edge = waf.create_web_acl(**{**acl(rule(), scope="CLOUDFRONT"), "Name": "e"})["Summary"]["ARN"]
    socket = account.client("apigatewayv2").create_api(
        Name="s", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )["ApiId"]
    associate = waf.associate_web_acl
    stage = f"arn:aws:apigateway:us-east-1::/apis/{socket}/stages/prod"
    assert "can't have a web ACL" in refused(associate, WebACLArn=regional, ResourceArn=stage)
    gone = "arn:aws:apigateway:us-east-1::/restapis/none/stages/prod"
    assert "does not exist" in refused(associate, WebACLArn=regional, ResourceArn=gone)
    vpc, subnets = network(account)
    group = account.client("ec2").create_security_group(GroupName="lb", Description="lb", VpcId=vpc)[
        "GroupId"
    ]
    front = account.client("elbv2").create_load_balancer(
        Name="front", Subnets=subnets, SecurityGroups=[group]
    )
    arn = front["LoadBalancers"][0]["LoadBalancerArn"]
    assert "a distribution names it itself" in refused(associate, WebACLArn=edge, ResourceArn=arn)
    associate(WebACLArn=regional, ResourceArn=arn)


@pytest.mark.requirement("ST-44")
def test_log_destinations_have_their_prefix(account: Account) -> None:
    waf = account.client("wafv2")
    arn = waf.create_web_acl(**acl(rule()))["Summary"]["ARN"]
    put = waf.put_logging_configuration

    def to(name: str) -> dict[str, Any]:
        group = f"arn:aws:logs:us-east-1:123456789012:log-group:{name}"
        return {"ResourceArn": arn, "LogDestinationConfigs": [group]}

    assert "does not begin with aws-waf-logs-" in refused(put, LoggingConfiguration=to("/waf"))
    put(LoggingConfiguration=to("aws-waf-logs-app"))
