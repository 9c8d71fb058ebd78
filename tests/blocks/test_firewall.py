from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.blocks.firewall import Firewall, FirewallArgs
from components.environments import ENVIRONMENTS
from components.metrics import check
from components.monitoring import Alarm, Widget
from tests.support.recorder import Recorder, declare

LOAD_BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/x/1"


def firewall(use: Callable[[Firewall], object] = lambda _: None, **changes: Any) -> Recorder:
    settings: dict[str, Any] = {
        "environment": ENVIRONMENTS["prod"],
        "scope": "REGIONAL",
        "region": "eu-west-1",
        **changes,
    }
    return declare(lambda: use(Firewall("waf", FirewallArgs(**settings))))


def rules(**changes: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = firewall(**changes).inputs("waf-acl")["rules"]
    return sorted(found, key=lambda rule: int(rule["priority"]))


@pytest.mark.requirement("HR-46")
def test_by_default_the_rate_and_three_managed_groups_block() -> None:
    rate, *managed = rules()
    assert rate["statement"]["rateBasedStatement"] == {
        "limit": 2000,
        "aggregateKeyType": "IP",
        "evaluationWindowSec": 300,
    }
    assert rate["action"] == {"block": {}}
    assert [each["statement"]["managedRuleGroupStatement"]["name"] for each in managed] == [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
    ]
    assert all(each["overrideAction"] == {"none": {}} for each in managed)
    assert [each["priority"] for each in (rate, *managed)] == [0, 1, 2, 3]
    assert firewall().inputs("waf-acl")["defaultAction"] == {"allow": {}}


def test_in_count_mode_nothing_blocks() -> None:
    rate, *managed = rules(count_only=True)
    assert rate["action"] == {"count": {}}
    assert all(each["overrideAction"] == {"count": {}} for each in managed)


def test_without_a_rate_limit_there_are_managed_groups_only() -> None:
    (only,) = rules(rate_limit=None, rule_groups=["sql-injection"])
    assert only["priority"] == 0
    assert only["statement"]["managedRuleGroupStatement"]["name"] == "AWSManagedRulesSQLiRuleSet"


def test_single_rules_of_a_group_can_be_counted() -> None:
    counted = rules(counted_rules={"core": ["SizeRestrictions_BODY"]})[2]
    assert counted["statement"]["managedRuleGroupStatement"]["ruleActionOverrides"] == [
        {"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}
    ]


@pytest.mark.requirement("X-6")
@pytest.mark.parametrize(("scope", "region"), [("CLOUDFRONT", "us-east-1"), ("REGIONAL", "eu-west-1")])
def test_a_firewall_for_distributions_is_in_us_east_1_with_its_log(scope: str, region: str) -> None:
    recorded = firewall(scope=scope)
    assert recorded.inputs("waf-acl")["scope"] == scope
    for part in ("waf-acl", "waf-logs", "waf-logging"):
        assert recorded.inputs(part)["region"] == region


@pytest.mark.requirement("ST-44")
def test_its_log_hides_credentials_and_query_strings() -> None:
    recorded = firewall(log_group_name="aws-waf-logs-streamer-prod")
    logging = recorded.inputs("waf-logging")
    assert logging["redactedFields"] == [
        {"singleHeader": {"name": "authorization"}},
        {"singleHeader": {"name": "cookie"}},
        {"singleHeader": {"name": "x-origin-secret"}},
        {"queryString": {}},
    ]
    assert logging["logDestinationConfigs"] == [recorded.state("waf-logs")["arn"]]
    assert recorded.inputs("waf-logs")["name"] == "aws-waf-logs-streamer-prod"
    assert recorded.inputs("waf-logs")["retentionInDays"] == 30


def test_a_generated_log_group_has_the_prefix_that_aws_waf_asks_for() -> None:
    logs = firewall().inputs("waf-logs")
    assert logs["namePrefix"] == "aws-waf-logs-"
    assert "name" not in logs


@pytest.mark.requirement("HR-46")
def test_it_is_put_before_a_load_balancer() -> None:
    recorded = firewall(lambda made: made.attach("balancer", "load-balancer", LOAD_BALANCER))
    association = recorded.inputs("waf-balancer")
    assert association["resourceArn"] == LOAD_BALANCER
    assert association["webAclArn"] == recorded.state("waf-acl")["arn"]


@pytest.mark.requirement("ST-27")
@pytest.mark.parametrize("target", ["websocket-api", "http-api"])
def test_it_cannot_be_put_before_an_api_without_stages_of_rest(target: Any) -> None:
    with pytest.raises(ValueError, match="distribution with a CLOUDFRONT firewall"):
        firewall(lambda made: made.attach("api", target, "arn:aws:apigateway:eu-west-1::/apis/x/stages/prod"))


@pytest.mark.parametrize(
    ("scope", "dimensions"),
    [
        ("REGIONAL", {"WebACL": "trinity-prod", "Rule": "ALL", "Region": "eu-west-1"}),
        ("CLOUDFRONT", {"WebACL": "trinity-prod", "Rule": "ALL"}),
    ],
)
def test_alarms_and_graphs_are_on_the_metric_name_of_the_web_acl(
    scope: str, dimensions: dict[str, str]
) -> None:
    seen: list[Alarm | Widget] = []
    recorded = firewall(
        lambda made: seen.extend([*made.alarms(blocked_above=50), *made.widgets()]),
        scope=scope,
        name="trinity-prod",
    )
    alarm, widget = seen
    assert isinstance(alarm, Alarm)
    assert isinstance(widget, Widget)
    assert alarm.metric is not None
    assert alarm.threshold == 50
    for metric in (alarm.metric, *widget.metrics):
        assert dict(metric.dimensions) == dimensions
        assert list(check(metric)) == []
    assert recorded.inputs("waf-acl")["visibilityConfig"]["metricName"] == "trinity-prod"


def test_a_log_group_without_the_prefix_and_rules_beyond_the_api_are_refused() -> None:
    with pytest.raises(ValueError, match="aws-waf-logs-"):
        firewall(log_group_name="/waf/streamer")
    with pytest.raises(ValueError, match="rate_limit"):
        firewall(rate_limit=1)
