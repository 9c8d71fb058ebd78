"""What AWS WAF can stand before, and what a web ACL may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

from components.guards import Problem

Scope = Literal["REGIONAL", "CLOUDFRONT"]
Target = Literal[
    "load-balancer", "rest-api", "graphql-api", "user-pool", "http-api", "websocket-api", "distribution"
]
RuleGroup = Literal["ip-reputation", "core", "known-bad-inputs", "sql-injection", "anonymous-ip"]

RULE_GROUPS: tuple[RuleGroup, ...] = get_args(RuleGroup)

# What AssociateWebACL takes, of the things that this program makes (AWS WAF Developer Guide, "Resources that
# you can protect with AWS WAF"). HTTP and WebSocket APIs are not among them; a distribution names its own.
ASSOCIABLE: frozenset[Target] = frozenset({"load-balancer", "rest-api", "graphql-api", "user-pool"})

# Names and capacities in units (AWS WAF Developer Guide, "AWS Managed Rules rule groups list").
MANAGED: Mapping[RuleGroup, tuple[str, int]] = {
    "ip-reputation": ("AWSManagedRulesAmazonIpReputationList", 25),
    "core": ("AWSManagedRulesCommonRuleSet", 700),
    "known-bad-inputs": ("AWSManagedRulesKnownBadInputsRuleSet", 200),
    "sql-injection": ("AWSManagedRulesSQLiRuleSet", 200),
    "anonymous-ip": ("AWSManagedRulesAnonymousIpList", 50),
}
RATE_RULE_UNITS = 2  # a rate-based statement without scope-down ("Rate-based rule statement")
INCLUDED_UNITS = 1_500  # what the price of a web ACL includes ("Web ACL capacity units")

# RateBasedStatement.Limit of the WAFv2 API.
RATE_LIMITS = range(10, 2_000_000_000 + 1)
RATE_WINDOWS = (60, 120, 300, 600)

LOG_GROUP_PREFIX = "aws-waf-logs-"  # PutLoggingConfiguration refuses any other log group


def capacity_units(groups: Sequence[RuleGroup], *, rate_rule: bool) -> int:
    """Estimated capacity units of a web ACL."""
    return sum(MANAGED[group][1] for group in groups) + (RATE_RULE_UNITS if rate_rule else 0)


def firewall_problems(
    *, groups: Sequence[RuleGroup], counted_rules: Mapping[RuleGroup, Sequence[str]], rate_limit: int | None
) -> Iterator[Problem]:
    """Problems of a web ACL's rules."""
    unknown = [group for group in groups if group not in MANAGED]
    if unknown or len(set(groups)) != len(groups):
        yield Problem(
            field="rule_groups",
            given=list(groups),
            allowed=f"different ones of {', '.join(RULE_GROUPS)}",
            fix="name each rule group once",
        )
        return
    if not groups and rate_limit is None:
        yield Problem(
            field="rule_groups",
            given=[],
            allowed="a rule group or a rate limit: a web ACL without a rule stops nothing",
            fix="leave the firewall out instead",
        )
    stray = sorted(set(counted_rules) - set(groups))
    if stray:
        yield Problem(
            field="counted_rules",
            given=stray,
            allowed="rules of the rule groups in use",
            fix="drop them, or add the rule group",
        )
    if rate_limit is not None and rate_limit not in RATE_LIMITS:
        yield Problem(
            field="rate_limit",
            given=rate_limit,
            allowed=f"{RATE_LIMITS.start} to {RATE_LIMITS.stop - 1} requests in a window (AWS WAF)",
            fix="choose a value in that range",
        )
    units = capacity_units(groups, rate_rule=rate_limit is not None)
    if units > INCLUDED_UNITS:
        yield Problem(
            field="rule_groups",
            given=f"{units} capacity units",
            allowed=f"{INCLUDED_UNITS} units; more is charged by the request (AWS WAF pricing)",
            fix="leave out a rule group",
        )


def attachment_problems(scope: Scope, target: Target) -> Iterator[Problem]:
    """Problems of a web ACL's association with a thing."""
    if scope == "CLOUDFRONT":
        yield Problem(
            field="target",
            given=target,
            allowed="no association: this scope is for distributions, and they name their web ACL themselves",
            fix="give the firewall's ARN to the distribution"
            if target == "distribution"
            else "use scope REGIONAL",
        )
    elif target not in ASSOCIABLE:
        yield Problem(
            field="target",
            given=target,
            allowed=f"one of {', '.join(sorted(ASSOCIABLE))} (AWS WAF)",
            fix="put a distribution with a CLOUDFRONT firewall before it",
        )


def log_group_problems(name: str) -> Iterator[Problem]:
    """Problems of the log group that a web ACL writes to."""
    if not name.startswith(LOG_GROUP_PREFIX):
        yield Problem(
            field="log_group_name",
            given=name,
            allowed=f"a name that begins with {LOG_GROUP_PREFIX} (AWS WAF)",
            fix=f"write {LOG_GROUP_PREFIX}{name.strip('/').replace('/', '-')}",
        )
