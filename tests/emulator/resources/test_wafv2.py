"""Web ACLs."""

import json
from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.monitor import DeploymentFailed
from tests.emulator.resources.support import made, network, sent

VISIBLE: Any = {
    "cloudwatch_metrics_enabled": True,
    "metric_name": "acl",
    "sampled_requests_enabled": True,
}


def rules(addresses: Any) -> Any:
    return [
        {
            "name": "common",
            "priority": 1,
            "override_action": {"none": {}},
            "statement": {
                "managed_rule_group_statement": {
                    "vendor_name": "AWS",
                    "name": "AWSManagedRulesCommonRuleSet",
                    "rule_action_overrides": [
                        {"name": "SizeRestrictions_BODY", "action_to_use": {"count": {}}}
                    ],
                }
            },
            "visibility_config": VISIBLE,
        },
        {
            "name": "rate",
            "priority": 2,
            "action": {"block": {"custom_response": {"response_code": 429}}},
            "statement": {"rate_based_statement": {"limit": 2000, "evaluation_window_sec": 300}},
            "visibility_config": VISIBLE,
        },
        {
            "name": "known",
            "priority": 3,
            "action": {"allow": {}},
            "statement": {
                "and_statement": {
                    "statements": [
                        {"ip_set_reference_statement": {"arn": addresses}},
                        {
                            "byte_match_statement": {
                                "search_string": "/health",
                                "positional_constraint": "STARTS_WITH",
                                "field_to_match": {"uri_path": {}},
                                "text_transformations": [{"priority": 0, "type": "NONE"}],
                            }
                        },
                    ]
                }
            },
            "visibility_config": VISIBLE,
        },
    ]


@pytest.mark.requirement("HR-46")
def test_an_acl_has_its_rules_and_protects_a_load_balancer(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        addresses = aws.wafv2.IpSet(
            "known", name="known", scope="REGIONAL", ip_address_version="IPV4", addresses=["192.0.2.0/24"]
        )
        acl = aws.wafv2.WebAcl(
            "acl",
            name="regional",
            scope="REGIONAL",
            default_action={"allow": {}},
            rules=rules(addresses.arn),
            visibility_config=VISIBLE,
            association_config={
                "request_bodies": [{"api_gateway": {"default_size_inspection_limit": "KB_64"}}]
            },
            custom_response_bodies=[{"key": "slow", "content": "slow down", "content_type": "TEXT_PLAIN"}],
        )
        balancer = aws.lb.LoadBalancer("front", subnets=there.subnets, security_groups=[there.group])
        aws.wafv2.WebAclAssociation("front", web_acl_arn=acl.arn, resource_arn=balancer.arn)
        return {"id": acl.id, "arn": acl.arn, "balancer": balancer.arn, "set": addresses.arn}

    outputs = made(account, declare).outputs
    waf = account.client("wafv2")
    found = waf.get_web_acl(Name="regional", Scope="REGIONAL", Id=outputs["id"])["WebACL"]
    common, rate, known = found["Rules"]
    assert common["OverrideAction"] == {"None": {}}
    assert rate["Statement"]["RateBasedStatement"]["AggregateKeyType"] == "IP"
    assert rate["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429
    refers, matches = known["Statement"]["AndStatement"]["Statements"]
    assert refers["IPSetReferenceStatement"]["ARN"] == outputs["set"]
    assert matches["ByteMatchStatement"]["FieldToMatch"] == {"UriPath": {}}
    protects = waf.get_web_acl_for_resource(ResourceArn=outputs["balancer"])["WebACL"]
    assert protects["ARN"] == outputs["arn"]
    (asked,) = sent(account, "CreateWebACL")
    assert asked["AssociationConfig"] == {
        "RequestBody": {"API_GATEWAY": {"DefaultSizeInspectionLimit": "KB_64"}}
    }
    assert asked["CustomResponseBodies"] == {"slow": {"Content": "slow down", "ContentType": "TEXT_PLAIN"}}


def test_an_acl_may_be_given_as_raw_json(account: Account) -> None:
    raw = {
        "Name": "search",
        "Priority": 1,
        "Action": {"Block": {}},
        "Statement": {
            "ByteMatchStatement": {
                "SearchString": "L2FkbWlu",
                "FieldToMatch": {"UriPath": {}},
                "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
                "PositionalConstraint": "STARTS_WITH",
            }
        },
        "VisibilityConfig": {
            "SampledRequestsEnabled": True,
            "CloudWatchMetricsEnabled": True,
            "MetricName": "search",
        },
    }

    def declare() -> dict[str, Any]:
        aws.wafv2.WebAcl(
            "acl",
            name="raw",
            scope="REGIONAL",
            default_action={"allow": {}},
            visibility_config=VISIBLE,
            rule_json=json.dumps([raw]),
        )
        return {}

    made(account, declare)
    (asked,) = sent(account, "CreateWebACL")
    assert asked["Rules"][0]["Statement"]["ByteMatchStatement"]["SearchString"] == b"/admin"


def test_an_acl_for_cloudfront_exists_in_one_region_only(account: Account) -> None:
    def declare() -> dict[str, Any]:
        aws.wafv2.WebAcl(
            "acl",
            name="edge",
            scope="CLOUDFRONT",
            region="eu-west-1",
            default_action={"allow": {}},
            visibility_config=VISIBLE,
        )
        return {}

    with pytest.raises(DeploymentFailed, match="CLOUDFRONT exists only in us-east-1"):
        made(account, declare)


@pytest.mark.requirement("HR-46")
def test_an_acl_logs_what_it_blocks_without_the_secrets(account: Account) -> None:
    def declare() -> dict[str, Any]:
        acl = aws.wafv2.WebAcl(
            "acl", name="logged", scope="REGIONAL", default_action={"allow": {}}, visibility_config=VISIBLE
        )
        group = aws.cloudwatch.LogGroup("logs", name="aws-waf-logs-hookrelay")
        aws.wafv2.WebAclLoggingConfiguration(
            "logs",
            resource_arn=acl.arn,
            log_destination_configs=[group.arn],
            redacted_fields=[{"single_header": {"name": "authorization"}}],
            logging_filter={
                "default_behavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [{"action_condition": {"action": "BLOCK"}}],
                    }
                ],
            },
        )
        return {"acl": acl.arn, "group": group.arn}

    outputs = made(account, declare).outputs
    answer = account.client("wafv2").get_logging_configuration(ResourceArn=outputs["acl"])
    found = answer["LoggingConfiguration"]
    assert found["LogDestinationConfigs"] == [outputs["group"]]
    assert found["RedactedFields"] == [{"SingleHeader": {"Name": "authorization"}}]
    assert found["LoggingFilter"]["DefaultBehavior"] == "DROP"


def test_sets_and_groups_of_rules_are_made(account: Account) -> None:
    def declare() -> dict[str, Any]:
        patterns = aws.wafv2.RegexPatternSet(
            "patterns",
            name="patterns",
            scope="REGIONAL",
            regular_expressions=[{"regex_string": "^/admin"}],
        )
        group = aws.wafv2.RuleGroup(
            "group", name="group", scope="REGIONAL", capacity=10, visibility_config=VISIBLE
        )
        return {"patterns": patterns.id, "group": group.id}

    outputs = made(account, declare).outputs
    waf = account.client("wafv2")
    found = waf.get_regex_pattern_set(Name="patterns", Scope="REGIONAL", Id=outputs["patterns"])
    assert found["RegexPatternSet"]["RegularExpressionList"] == [{"RegexString": "^/admin"}]
    group = waf.get_rule_group(Name="group", Scope="REGIONAL", Id=outputs["group"])["RuleGroup"]
    assert group["Capacity"] == 10
