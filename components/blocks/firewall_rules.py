"""The rules of a web ACL: AWS's managed groups, and a limit on what one address may send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi_aws as aws

from components.guards.firewalls import MANAGED, RuleGroup

RATE_WINDOW_SECONDS = 300  # AWS WAF's default window of a rate-based statement
_RATE_RULE = "rate-limit"


@dataclass(frozen=True, kw_only=True)
class FirewallRules:
    """What a web ACL looks for.

    Attributes:
        groups: Managed rule groups, in order.
        counted_rules: Rules of them that only count.
        rate_limit: Requests of one address in five minutes, or None.
        count_only: Whether all rules only count.

    """

    groups: Sequence[RuleGroup]
    counted_rules: Mapping[RuleGroup, Sequence[str]]
    rate_limit: int | None
    count_only: bool


def rules(wanted: FirewallRules) -> list[aws.wafv2.WebAclRuleArgs]:
    """The rules, by priority: the rate first, because it is the cheapest to look at."""
    limits = [] if wanted.rate_limit is None else [_rate_rule(wanted.rate_limit, wanted.count_only)]
    first = len(limits)
    return limits + [
        _managed_rule(priority, group, wanted) for priority, group in enumerate(wanted.groups, start=first)
    ]


def _rate_rule(limit: int, count_only: bool) -> aws.wafv2.WebAclRuleArgs:
    action = (
        aws.wafv2.WebAclRuleActionArgs(count=aws.wafv2.WebAclRuleActionCountArgs())
        if count_only
        else aws.wafv2.WebAclRuleActionArgs(block=aws.wafv2.WebAclRuleActionBlockArgs())
    )
    return aws.wafv2.WebAclRuleArgs(
        name=_RATE_RULE,
        priority=0,
        action=action,
        statement=aws.wafv2.WebAclRuleStatementArgs(
            rate_based_statement=aws.wafv2.WebAclRuleStatementRateBasedStatementArgs(
                limit=limit, aggregate_key_type="IP", evaluation_window_sec=RATE_WINDOW_SECONDS
            )
        ),
        visibility_config=_visible(_RATE_RULE),
    )


def _managed_rule(priority: int, group: RuleGroup, wanted: FirewallRules) -> aws.wafv2.WebAclRuleArgs:
    # A group's rules have actions of their own: `none` leaves them, `count` overrides them all.
    # (The SDK's argument classes without arguments have an unannotated constructor.)
    override = (
        aws.wafv2.WebAclRuleOverrideActionArgs(
            count=aws.wafv2.WebAclRuleOverrideActionCountArgs()  # type: ignore[no-untyped-call]
        )
        if wanted.count_only
        else aws.wafv2.WebAclRuleOverrideActionArgs(
            none=aws.wafv2.WebAclRuleOverrideActionNoneArgs()  # type: ignore[no-untyped-call]
        )
    )
    statement = aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgs(
        vendor_name="AWS",
        name=MANAGED[group][0],
        rule_action_overrides=[_counted(rule) for rule in wanted.counted_rules.get(group, ())],
    )
    return aws.wafv2.WebAclRuleArgs(
        name=group,
        priority=priority,
        override_action=override,
        statement=aws.wafv2.WebAclRuleStatementArgs(managed_rule_group_statement=statement),
        visibility_config=_visible(group),
    )


def _counted(rule: str) -> aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs:
    use = aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseArgs(
        count=aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseCountArgs()
    )
    return aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs(
        name=rule, action_to_use=use
    )


def _visible(rule: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgs:
    return aws.wafv2.WebAclRuleVisibilityConfigArgs(
        cloudwatch_metrics_enabled=True, metric_name=rule, sampled_requests_enabled=False
    )
