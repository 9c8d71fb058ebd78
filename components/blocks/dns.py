"""Hosted zones and the alias records of a domain."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.guards import refuse
from components.guards.dns import domain_problems, zone_problems

# CloudFront's own hosted zone, the same for all distributions (Route 53 API reference, `AliasTarget`).
CLOUDFRONT_ZONE_ID = "Z2FDTNDATAQYW2"


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A public hosted zone that exists.

    Attributes:
        id: Its id.
        name: Its name, without the final dot.

    """

    id: pulumi.Output[str]
    name: pulumi.Output[str]


def find_zone(*, parent: pulumi.Resource, zone_id: str | None = None, zone_name: str | None = None) -> Zone:
    """Look up a zone by its id or its name, with the provider of the parent.

    A look-up, and not only the id, because a zone that is missing is then found missing in seconds, and not
    after the certificate's validation has run into its limit.

    Raises:
        ValueError: both or neither of id and name.

    """
    refuse("find_zone", zone_problems(zone_id, zone_name))
    found = aws.route53.get_zone_output(
        zone_id=zone_id, name=zone_name, private_zone=False, opts=pulumi.InvokeOutputOptions(parent=parent)
    )
    return Zone(id=found.zone_id, name=found.name.apply(lambda name: name.rstrip(".")))


@dataclass(frozen=True, kw_only=True)
class AliasRecordsArgs:
    """Settings of a domain's alias records.

    Attributes:
        zone_id: The zone that the domain is in.
        domain_name: The domain.
        target_name: DNS name of the load balancer, distribution or API domain.
        target_zone_id: Hosted zone of that DNS name.
        ipv6: Whether an AAAA record is made too; only where the target has IPv6 addresses.
        evaluate_target_health: Whether Route 53 asks the target for its health; not for CloudFront.

    """

    zone_id: pulumi.Input[str]
    domain_name: str
    target_name: pulumi.Input[str]
    target_zone_id: pulumi.Input[str]
    ipv6: bool = False
    evaluate_target_health: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no domain name."""
        refuse("AliasRecords", domain_problems(self.domain_name))


class AliasRecords(pulumi.ComponentResource):
    """The A record of a domain, and its AAAA record where the target has IPv6 addresses.

    Attributes:
        domain_name: The domain.

    """

    def __init__(self, name: str, args: AliasRecordsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:AliasRecords", name, None, opts)
        self.domain_name = args.domain_name
        for record_type in ("A", "AAAA") if args.ipv6 else ("A",):
            aws.route53.Record(
                f"{name}-{record_type.lower()}",
                zone_id=args.zone_id,
                name=args.domain_name,
                type=record_type,
                aliases=[
                    aws.route53.RecordAliasArgs(
                        name=args.target_name,
                        zone_id=args.target_zone_id,
                        evaluate_target_health=args.evaluate_target_health,
                    )
                ],
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({"domain_name": self.domain_name})
