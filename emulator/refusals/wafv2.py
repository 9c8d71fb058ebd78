"""WAF.

https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .core import Params, refuses
from .facts import HOME, found

if TYPE_CHECKING:
    from emulator.account import Account

RATE = (10, 2_000_000_000)
CAPACITY = 5000
ASSOCIABLE = (
    r"arn:aws[\w-]*:elasticloadbalancing:[^:]+:\d+:loadbalancer/app/.+",
    r"arn:aws[\w-]*:apigateway:[^:]+::/restapis/[^/]+/stages/.+",
    r"arn:aws[\w-]*:appsync:[^:]+:\d+:apis/.+",
    r"arn:aws[\w-]*:cognito-idp:[^:]+:\d+:userpool/.+",
    r"arn:aws[\w-]*:apprunner:[^:]+:\d+:service/.+",
    r"arn:aws[\w-]*:ec2:[^:]+:\d+:verified-access-instance/.+",
    r"arn:aws[\w-]*:amplify:[^:]+:\d+:apps/.+",
)
"""What a web ACL of the scope REGIONAL can be associated with; HTTP and WebSocket APIs are not among it."""


def _scope(params: Params, region: str) -> Iterator[str]:
    if params.get("Scope") == "CLOUDFRONT" and region != HOME:
        yield f"the scope CLOUDFRONT exists in {HOME} only, not in {region}"


@refuses("wafv2", "CreateWebACL", "UpdateWebACL", "CreateRuleGroup")
def acl(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Scopes, priorities, and actions that don't fit their rules."""
    yield from _scope(params, region)
    rules = params.get("Rules") or []
    for key in ("Priority", "Name"):
        values = [rule[key] for rule in rules]
        for duplicate in sorted({value for value in values if values.count(value) > 1}):
            yield f"two rules have the {key.lower()} {duplicate}"
    for rule in rules:
        yield from (f"rule {rule['Name']} {reason}" for reason in _rule(rule))


_GROUPS = ("ManagedRuleGroupStatement", "RuleGroupReferenceStatement")


def _rule(rule: Mapping[str, Any]) -> Iterator[str]:
    statement = rule.get("Statement", {})
    group = any(key in statement for key in _GROUPS)
    if ("OverrideAction" in rule) == ("Action" in rule):
        yield "needs exactly one of Action and OverrideAction"
    elif group != ("OverrideAction" in rule):
        yield f"needs {'OverrideAction, it is a rule group' if group else 'Action, it is no rule group'}"
    if len(statement) != 1:
        yield f"needs exactly one statement, not {len(statement)}"
    limit = statement.get("RateBasedStatement", {}).get("Limit")
    if limit is not None and not RATE[0] <= limit <= RATE[1]:
        yield f"has a rate limit of {limit}, not between {RATE[0]} and {RATE[1]}"
    managed = statement.get("ManagedRuleGroupStatement", {})
    if managed.get("VendorName") == "AWS" and not managed.get("Name", "").startswith("AWSManagedRules"):
        yield f"refers to {managed.get('Name')!r}, which is no rule group of AWS"


@refuses("wafv2", "CreateIPSet", "CreateRegexPatternSet")
def sets(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """The scope of sets."""
    yield from _scope(params, region)


@refuses("wafv2", "AssociateWebACL")
def association(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Resources that can't have a web ACL, or that don't exist, and web ACLs of the other scope."""
    target, acl_arn = params["ResourceArn"], params["WebACLArn"]
    if ":global/webacl/" in acl_arn:
        yield f"{acl_arn} is of the scope CLOUDFRONT: a distribution names it itself"
    elif acl_arn.split(":")[3] != region:
        yield f"{acl_arn} is not in {region}"
    if not any(re.fullmatch(form, target) for form in ASSOCIABLE):
        yield f"{target} can't have a web ACL"
    elif not _exists(target, account, region):
        yield f"{target} does not exist"


def _exists(target: str, account: "Account", region: str) -> bool:
    if ":loadbalancer/app/" in target:
        answer = found(account, region, "elbv2", "describe_load_balancers", LoadBalancerArns=[target])
    elif "/restapis/" in target:
        _, _, api, _, stage = target.split(":", 5)[5].split("/", 4)
        answer = found(account, region, "apigateway", "get_stage", restApiId=api, stageName=stage)
    else:
        return True
    return answer is not None


@refuses("wafv2", "PutLoggingConfiguration")
def logging(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Destinations whose names don't begin as they must.

    https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html
    """
    for arn in params["LoggingConfiguration"]["LogDestinationConfigs"]:
        name = re.split(r"log-group:|:::|deliverystream/", arn)[-1]
        if not name.startswith("aws-waf-logs-"):
            yield f"the log destination {name} does not begin with aws-waf-logs-"
