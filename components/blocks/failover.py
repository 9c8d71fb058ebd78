"""A DNS name that follows the healthy one of two origins."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.blocks.health_check import health, route53_check, unhealthy
from components.guards import refuse
from components.guards.dns import domain_problems
from components.monitoring import Alarm, Widget

QUERY_KEY = "health-check"  # of the token
TOKEN_LENGTH = 32
RECORD_TTL_SECONDS = 60  # Route 53's advice for records with a health check: 60 s or less


@dataclass(frozen=True, kw_only=True)
class Admission:
    """The listener rule that lets the health check in, by a token in the query string.

    Attributes:
        listener_arn: The listener that demands a header of everybody else.
        target_group_arn: What answers.
        priority: A priority of its own on that listener; lower ones are asked first.
    """

    listener_arn: pulumi.Input[str]
    target_group_arn: pulumi.Input[str]
    priority: int


@dataclass(frozen=True, kw_only=True)
class FailoverArgs:
    """Settings of a failover pair.

    Attributes:
        zone_id: The zone that the domain is in.
        domain_name: The name that CloudFront has as its origin, e.g. `origin.example.com`; not a zone's apex.
        primary_host: DNS name of the origin in this region; the health check asks it.
        secondary_host: DNS name of the origin that stands in; the secondary region's, or a standby page's.
        health_path: Path that answers 2xx or 3xx while the primary works.
        admission: Lets the health check, which can send no header, past a load balancer that demands one.
        https: Whether the check speaks TLS (it doesn't verify the certificate's name).

    """

    zone_id: pulumi.Input[str]
    domain_name: str
    primary_host: pulumi.Input[str]
    secondary_host: str
    health_path: str
    admission: Admission | None = None
    https: bool = True

    def __post_init__(self) -> None:
        """Refuse what is no host name, and a path that Route 53 refuses."""
        refuse("Failover", domain_problems(self.domain_name))
        refuse("Failover", domain_problems(self.secondary_host, field="secondary_host"))
        if not self.health_path.startswith("/"):
            raise ValueError(f"Failover: health_path {self.health_path!r}; begin with /")


class Failover(pulumi.ComponentResource):
    """A health check on the primary, and PRIMARY and SECONDARY records that answer by it.

    The records are CNAMEs, and not aliases, so that the secondary can be any host and needs no zone id.

    Attributes:
        health_check_id: Id of the health check.
        domain_name: The name to use as the origin.

    """

    def __init__(self, name: str, args: FailoverArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Failover", name, None, opts)
        self._name = name
        self._args = args
        self.domain_name = args.domain_name
        self.health_check_id: pulumi.Output[str] = route53_check(
            f"{name}-primary-health",
            host=args.primary_host,
            path=self._health_path(),
            https=args.https,
            parent=self,
        )
        self._record("PRIMARY", args.primary_host, health_check_id=self.health_check_id)
        # No health check on the secondary: when both fail, Route 53 answers with the primary all the same.
        self._record("SECONDARY", args.secondary_host)
        self.register_outputs({"domain_name": self.domain_name, "health_check_id": self.health_check_id})

    def _health_path(self) -> pulumi.Input[str]:
        admission = self._args.admission
        if admission is None:
            return self._args.health_path
        token = random.RandomPassword(
            f"{self._name}-token",
            length=TOKEN_LENGTH,
            special=False,
            opts=pulumi.ResourceOptions(parent=self),
        ).result
        aws.lb.ListenerRule(
            f"{self._name}-admission",
            listener_arn=admission.listener_arn,
            priority=admission.priority,
            conditions=[
                aws.lb.ListenerRuleConditionArgs(
                    path_pattern=aws.lb.ListenerRuleConditionPathPatternArgs(values=[self._args.health_path])
                ),
                aws.lb.ListenerRuleConditionArgs(
                    query_strings=[aws.lb.ListenerRuleConditionQueryStringArgs(key=QUERY_KEY, value=token)]
                ),
            ],
            actions=[
                aws.lb.ListenerRuleActionArgs(type="forward", target_group_arn=admission.target_group_arn)
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        return pulumi.Output.secret(pulumi.Output.concat(self._args.health_path, f"?{QUERY_KEY}=", token))

    def _record(
        self, role: str, host: pulumi.Input[str], health_check_id: pulumi.Input[str] | None = None
    ) -> None:
        aws.route53.Record(
            f"{self._name}-{role.lower()}",
            zone_id=self._args.zone_id,
            name=self._args.domain_name,
            type="CNAME",
            ttl=RECORD_TTL_SECONDS,
            records=[host],
            set_identifier=role.lower(),
            failover_routing_policies=[aws.route53.RecordFailoverRoutingPolicyArgs(type=role)],
            health_check_id=health_check_id,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def alarms(self) -> list[Alarm]:
        """An alarm while the primary is unhealthy, which is while the secondary answers (in us-east-1)."""
        return [
            unhealthy(
                key=f"{self._name}-primary-unhealthy",
                title="PrimaryUnhealthy",
                description="The primary origin fails its health check: DNS answers with the secondary",
                health_check_id=self.health_check_id,
            )
        ]

    def widgets(self) -> list[Widget]:
        """The primary's health: 1 or 0."""
        return [
            Widget(title=f"Failover {self._name}: primary healthy", metrics=[health(self.health_check_id)])
        ]
