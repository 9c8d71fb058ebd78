"""An AWS WAF web ACL, its log, and what it stands before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.blocks.firewall_rules import FirewallRules, rules
from components.environments import Environment
from components.guards import refuse
from components.guards.firewalls import (
    LOG_GROUP_PREFIX,
    RuleGroup,
    Scope,
    Target,
    attachment_problems,
    firewall_problems,
    log_group_problems,
)
from components.metrics import GLOBAL_REGION
from components.monitoring import Alarm, Metric, Widget

# Requests of one address in five minutes: AWS WAF's own choice in its rate-limiting examples, and far above
# what a person or a partner's webhooks send.
RATE_LIMIT = 2_000
DEFAULT_GROUPS: tuple[RuleGroup, ...] = ("ip-reputation", "core", "known-bad-inputs")

# What must not be readable in logs: credentials, and query strings, which carry tokens (ST-44).
REDACTED_HEADERS = ("authorization", "cookie", "x-origin-secret")


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """Settings of a firewall.

    Attributes:
        environment: Where it runs; how long logs are kept.
        scope: `CLOUDFRONT` for distributions (it is in us-east-1 then), `REGIONAL` for the rest.
        region: The platform's region.
        name: Physical name, or None to have one generated.
        log_group_name: Physical name of its log group (`aws-waf-logs-…`), or None to have one generated.
        rule_groups: AWS's managed rule groups, in the order in which they look at a request.
        counted_rules: Rules of those groups that only count, e.g. `SizeRestrictions_BODY` of `core` where
            bodies above 8 KB are welcome.
        rate_limit: Requests of one address in five minutes (10 to 2,000,000,000); None for no limit.
        count_only: Whether all rules only count: to watch a new firewall before it blocks.

    """

    environment: Environment
    scope: Scope
    region: str
    name: str | None = None
    log_group_name: str | None = None
    rule_groups: Sequence[RuleGroup] = DEFAULT_GROUPS
    counted_rules: Mapping[RuleGroup, Sequence[str]] = field(default_factory=dict)
    rate_limit: int | None = RATE_LIMIT
    count_only: bool = False

    def __post_init__(self) -> None:
        """Refuse rules that AWS WAF refuses, or charges extra for."""
        refuse(
            "Firewall",
            firewall_problems(
                groups=self.rule_groups, counted_rules=self.counted_rules, rate_limit=self.rate_limit
            ),
        )
        if self.log_group_name is not None:
            refuse("Firewall", log_group_problems(self.log_group_name))


class Firewall(pulumi.ComponentResource):
    """A web ACL that logs what it does; `attach` puts it before a thing.

    Attributes:
        arn: ARN of the web ACL; what a distribution takes as `web_acl_arn`.
        log_group_name: Name of its log group.

    """

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Firewall", name, None, opts)
        self._name = name
        self._args = args
        self._region = GLOBAL_REGION if args.scope == "CLOUDFRONT" else args.region
        # CloudWatch knows a web ACL by its metric name, so that has to be as unique as the ACL's own.
        self._metric_name = args.name if args.name is not None else name

        web_acl = self._web_acl()
        log_group = self._log_group()
        self._log(web_acl, log_group)

        self.arn: pulumi.Output[str] = web_acl.arn
        self.log_group_name: pulumi.Output[str] = log_group.name
        self.register_outputs({"arn": self.arn, "log_group_name": self.log_group_name})

    def attach(self, key: str, target: Target, resource_arn: pulumi.Input[str]) -> None:
        """Put the firewall before a load balancer, a REST stage, a GraphQL API or a user pool.

        Args:
            key: What it is, within the platform; part of the logical name.
            target: What kind of thing it is.
            resource_arn: Its ARN (of a REST API: the stage's).

        Raises:
            ValueError: AWS WAF can't stand before such a thing.

        """
        refuse("Firewall.attach", attachment_problems(self._args.scope, target))
        aws.wafv2.WebAclAssociation(
            f"{self._name}-{key}",
            resource_arn=resource_arn,
            web_acl_arn=self.arn,
            region=self._region,
            # a thing has one firewall: the end of the old association would be that of the new one as well
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def _web_acl(self) -> aws.wafv2.WebAcl:
        return aws.wafv2.WebAcl(
            f"{self._name}-acl",
            name=self._args.name,
            scope=self._args.scope,
            default_action=aws.wafv2.WebAclDefaultActionArgs(allow=aws.wafv2.WebAclDefaultActionAllowArgs()),
            rules=rules(
                FirewallRules(
                    groups=self._args.rule_groups,
                    counted_rules=self._args.counted_rules,
                    rate_limit=self._args.rate_limit,
                    count_only=self._args.count_only,
                )
            ),
            visibility_config=aws.wafv2.WebAclVisibilityConfigArgs(
                cloudwatch_metrics_enabled=True,
                metric_name=self._metric_name,
                # Samples show whole requests, headers and query strings included: the log has what is needed.
                sampled_requests_enabled=False,
            ),
            region=self._region,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{self._name}-logs",
            name=self._args.log_group_name,
            name_prefix=LOG_GROUP_PREFIX if self._args.log_group_name is None else None,
            retention_in_days=self._args.environment.log_retention_days,
            region=self._region,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _log(self, web_acl: aws.wafv2.WebAcl, log_group: aws.cloudwatch.LogGroup) -> None:
        redacted = aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgs
        aws.wafv2.WebAclLoggingConfiguration(
            f"{self._name}-logging",
            resource_arn=web_acl.arn,
            log_destination_configs=[log_group.arn],
            redacted_fields=[
                *(
                    redacted(
                        single_header=aws.wafv2.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(
                            name=header
                        )
                    )
                    for header in REDACTED_HEADERS
                ),
                redacted(
                    # The SDK's argument classes without arguments have an unannotated constructor.
                    query_string=aws.wafv2.WebAclLoggingConfigurationRedactedFieldQueryStringArgs()  # type: ignore[no-untyped-call]
                ),
            ],
            region=self._region,
            # a web ACL has one configuration: deleting the old one after would delete the new one
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def alarms(self, *, blocked_above: float = RATE_LIMIT, title: str = "BlockedRequests") -> list[Alarm]:
        """An alarm on many blocked requests: an attack, or a rule that blocks the platform's own clients.

        Args:
            blocked_above: Requests blocked in five minutes; by default what one address may send.
            title: CamelCase part of the alarm's name, where a platform has two firewalls.

        """
        return [
            Alarm(
                key=f"{self._name}-blocked",
                title=title,
                description="The firewall blocks many requests: an attack, or a rule that stops real clients",
                metric=self._metric("BlockedRequests"),
                threshold=blocked_above,
            )
        ]

    def widgets(self) -> list[Widget]:
        """Requests allowed, blocked and counted."""
        return [
            Widget(
                title=f"Firewall {self._name}: requests",
                metrics=[
                    self._metric(each) for each in ("AllowedRequests", "BlockedRequests", "CountedRequests")
                ],
            )
        ]

    def _metric(self, name: str) -> Metric:
        place = {} if self._args.scope == "CLOUDFRONT" else {"Region": self._region}
        return Metric(
            namespace="AWS/WAFV2",
            name=name,
            dimensions={"WebACL": self._metric_name, "Rule": "ALL", **place},
            statistic="Sum",
        )
