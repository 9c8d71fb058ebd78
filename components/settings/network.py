"""The network of a platform: its own, or one that exists (X-23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from components.environments import NatStrategy
from components.guards import Problem
from components.guards.network import existing_network_problems, network_problems
from components.settings.model import Model, Resolution, check, setting
from components.settings.texts import Cidr, SubnetId, VpcId

EndpointService = Literal["ecr.api", "ecr.dkr", "kms", "logs", "secretsmanager", "sns", "sqs", "ssm"]


class OwnNetwork(Model):
    """A network of the platform's own. A platform derives from it and gives `cidr` its default."""

    cidr: Cidr = setting(what="Block of the VPC, /16 to /24.", requirement="HR-46, TC-2")
    nat: NatStrategy = setting(
        what="NAT gateways: the way out of the private subnets.",
        requirement="HR-46, TC-4",
        environment=lambda environment: environment.nat,
    )
    interface_endpoints: tuple[EndpointService, ...] = setting(
        (),
        what="Services that get an interface endpoint (about 15 USD a month each); S3 and DynamoDB always "
        "have "
        "their gateway endpoint.",
        requirement="HR-46",
    )

    @check("cidr")
    def block_is_usable(self, at: Resolution) -> Iterator[Problem]:
        """A block that the subnets fit in."""
        yield from network_problems(cidr=self.cidr, zones=at.environment.availability_zones)

    @check("interface_endpoints")
    def endpoints_are_named_once(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Two endpoints can't own the same private name."""
        for service in sorted({s for s in self.interface_endpoints if self.interface_endpoints.count(s) > 1}):
            yield Problem(
                field="interface_endpoints",
                given=service,
                allowed="each service once",
                fix="remove one of the two",
            )


class ExistingNetwork(Model):
    """A network that exists. Its private subnets must have the way out that the platform needs."""

    vpc_id: VpcId = setting(what="The VPC.", requirement="X-23")
    public_subnet_ids: tuple[SubnetId, ...] = setting(
        what="Public subnets, in two zones or more.", requirement="X-23"
    )
    private_subnet_ids: tuple[SubnetId, ...] = setting(
        what="Private subnets, in two zones or more, with a way to the internet.", requirement="X-23"
    )

    @check("vpc_id", "public_subnet_ids", "private_subnet_ids")
    def subnets_are_usable(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Ids, and enough of them."""
        for problem in existing_network_problems(
            vpc_id=self.vpc_id,
            public_subnet_ids=self.public_subnet_ids,
            private_subnet_ids=self.private_subnet_ids,
        ):
            yield replace(problem, given=problem.given if isinstance(problem.given, str) else "these ids")
