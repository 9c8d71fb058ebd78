"""A security group that starts closed in both directions and is opened rule by rule, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.guards import refuse
from components.guards.security_groups import description_problems, rule_problems
from components.links import Flow
from components.placement import Placement

HTTPS = 443
ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class SecurityGroupArgs:
    """Settings of a security group.

    Attributes:
        vpc_id: The network it belongs to.
        description: What it is for (EC2's characters, at most 255); a change replaces the group.
        name_prefix: How its physical name begins; one is generated without it.

    """

    vpc_id: pulumi.Input[str]
    description: str
    name_prefix: str | None = None

    def __post_init__(self) -> None:
        """Refuse a description that EC2 refuses."""
        refuse("SecurityGroup", description_problems(self.description))


class SecurityGroup(pulumi.ComponentResource):
    """A group without inline rules: every rule is a resource of its own, so that any block can add one.

    A group made through EC2's API allows all egress at first; the provider takes that rule away.

    Attributes:
        id: The group's id.

    """

    def __init__(
        self, name: str, args: SecurityGroupArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:SecurityGroup", name, None, opts)
        self._name = name
        group = aws.ec2.SecurityGroup(
            f"{name}-group",
            description=args.description,
            name_prefix=args.name_prefix,
            vpc_id=args.vpc_id,
            # rules of other groups may refer to this one when it goes
            revoke_rules_on_delete=True,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.id: pulumi.Output[str] = group.id
        self.register_outputs({"id": self.id})

    def allow_from(
        self,
        source: str,
        *,
        port: int,
        description: str,
        to_port: int | None = None,
        security_group_id: pulumi.Input[str] | None = None,
        cidr: str | None = None,
        prefix_list_id: pulumi.Input[str] | None = None,
    ) -> pulumi.Resource:
        """Let TCP in from exactly one group, block or prefix list.

        Args:
            source: Short name, unique in this group; part of the logical name.
            port: The port, or the first of several.
            description: Why.
            to_port: The last port, if there are several.
            security_group_id: Members of this group.
            cidr: Addresses of this block.
            prefix_list_id: Addresses of this managed prefix list.

        Raises:
            ValueError: none or several sources, ports out of range, a description EC2 refuses.

        """
        last = _checked(self._name, port, to_port, description, security_group_id, cidr, prefix_list_id)
        return aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-from-{source}",
            security_group_id=self.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=last,
            referenced_security_group_id=security_group_id,
            cidr_ipv4=cidr,
            prefix_list_id=prefix_list_id,
            description=description,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def allow_to(
        self,
        destination: str,
        *,
        port: int,
        description: str,
        to_port: int | None = None,
        security_group_id: pulumi.Input[str] | None = None,
        cidr: str | None = None,
        prefix_list_id: pulumi.Input[str] | None = None,
    ) -> pulumi.Resource:
        """Let TCP out to exactly one group, block or prefix list; arguments as in `allow_from`."""
        last = _checked(self._name, port, to_port, description, security_group_id, cidr, prefix_list_id)
        return aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-to-{destination}",
            security_group_id=self.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=last,
            referenced_security_group_id=security_group_id,
            cidr_ipv4=cidr,
            prefix_list_id=prefix_list_id,
            description=description,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def open(self, flow: Flow) -> Sequence[pulumi.Resource]:
        """Both halves of a flow: out of this group, and into the destination's."""
        description = f"{self._name} to {flow.name}"
        out = self.allow_to(
            flow.name, port=flow.port, security_group_id=flow.security_group_id, description=description
        )
        into = aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-into-{flow.name}",
            security_group_id=flow.security_group_id,
            ip_protocol="tcp",
            from_port=flow.port,
            to_port=flow.port,
            referenced_security_group_id=self.id,
            description=description,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return out, into

    def allow_https_out(self, reason: str) -> None:
        """Let HTTPS out to any address; the rule's description says why."""
        self.allow_to("internet", port=HTTPS, cidr=ANYWHERE, description=reason)

    def open_placement(self, placement: Placement) -> None:
        """What a placement gives each of its workloads: endpoints, and the internet where it is asked for.

        A workload that may reach any address on 443 needs no rules for prefix lists.
        """
        for flow in placement.flows:
            self.open(flow)
        if placement.internet:
            self.allow_https_out(placement.internet)
            return
        for service, prefix_list_id in placement.prefix_lists.items():
            self.allow_to(
                service,
                port=HTTPS,
                prefix_list_id=prefix_list_id,
                description=f"{service} through its gateway endpoint",
            )


def _checked(
    name: str,
    port: int,
    to_port: int | None,
    description: str,
    *sources: pulumi.Input[str] | None,
) -> int:
    last = port if to_port is None else to_port
    refuse(
        f"SecurityGroup {name}",
        rule_problems(
            sources=sum(source is not None for source in sources),
            from_port=port,
            to_port=last,
            description=description,
        ),
    )
    return last
