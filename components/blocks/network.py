"""A VPC with public and private subnets, endpoints and flow logs; or one that exists already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from components.blocks.flow_logs import FlowLogs, FlowLogsArgs
from components.blocks.security_group import HTTPS, SecurityGroup, SecurityGroupArgs
from components.environments import Environment, NatStrategy
from components.guards import refuse
from components.guards.network import (
    Layout,
    endpoint_problems,
    existing_network_problems,
    internet_problems,
    layout,
    network_problems,
)
from components.links import Flow
from components.placement import Placement

GATEWAY_SERVICES = ("s3", "dynamodb")
# What a Fargate task needs before its first line of code runs, where it has no way to the internet.
FARGATE_ENDPOINTS = ("ecr.api", "ecr.dkr", "logs")


@dataclass(frozen=True, kw_only=True)
class InterfaceEndpoint:
    """An endpoint with network interfaces in the private subnets (priced by the hour and zone).

    Attributes:
        service: Short name (`ecr.api`).
        private_dns: Whether the service's public name leads to it inside the network.

    """

    service: str
    private_dns: bool = True


@dataclass(frozen=True, kw_only=True)
class ExistingNetwork:
    """A network that is given; endpoints, flow logs and the default group are its owner's (X-23).

    Attributes:
        vpc_id: The network.
        public_subnet_ids: Subnets with a route to an internet gateway, in two zones or more.
        private_subnet_ids: Subnets with a route to a NAT gateway, in two zones or more.

    """

    vpc_id: str
    public_subnet_ids: Sequence[str]
    private_subnet_ids: Sequence[str]

    def __post_init__(self) -> None:
        """Refuse ids that aren't, and fewer than two zones."""
        refuse(
            "ExistingNetwork",
            existing_network_problems(
                vpc_id=self.vpc_id,
                public_subnet_ids=self.public_subnet_ids,
                private_subnet_ids=self.private_subnet_ids,
            ),
        )


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """Settings of a network of our own.

    Attributes:
        environment: Where it is; gives NAT gateways, zones and the retention of flow logs.
        region: The region, as it stands in the endpoints' service names.
        cidr: The VPC's block, /16 to /24.
        nat: NAT gateways, if not the environment's.
        zones: Availability zones, if not the environment's.
        subnets: The subnets' blocks, if not `layout`'s.
        interface_endpoints: Interface endpoints.
        flow_logs: Whether every connection is recorded (charged by volume).
        flow_logs_name: Name of the flow logs' log group; generated without it.

    """

    environment: Environment
    region: str
    cidr: str
    nat: NatStrategy | None = None
    zones: int | None = None
    subnets: Layout | None = None
    interface_endpoints: Sequence[InterfaceEndpoint] = ()
    flow_logs: bool = True
    flow_logs_name: str | None = None

    def __post_init__(self) -> None:
        """Refuse blocks that overlap or don't fit, and endpoints that break the network's own DNS."""
        refuse(
            "Network",
            [
                *network_problems(cidr=self.cidr, zones=self.zone_count, subnets=self.subnets),
                *endpoint_problems([(e.service, e.private_dns) for e in self.interface_endpoints]),
            ],
        )

    @property
    def zone_count(self) -> int:
        """How many zones it spans."""
        return self.environment.availability_zones if self.zones is None else self.zones

    @property
    def nat_strategy(self) -> NatStrategy:
        """Its NAT gateways."""
        return self.environment.nat if self.nat is None else self.nat


class Network(pulumi.ComponentResource):
    """A network: public subnets for load balancers, private ones for everything else.

    Attributes:
        vpc_id: The VPC.
        public_subnet_ids: One per zone.
        private_subnet_ids: One per zone.
        endpoints: The security group of the interface endpoints, where there are any.

    """

    def __init__(
        self, name: str, args: NetworkArgs | ExistingNetwork, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:Network", name, None, opts)
        self._name = name
        self._nat: NatStrategy | None = None
        self._prefix_lists: dict[str, pulumi.Output[str]] = {}
        self._endpoints: list[pulumi.Resource] = []
        self.endpoints: SecurityGroup | None = None

        if isinstance(args, ExistingNetwork):
            self.vpc_id: pulumi.Output[str] = pulumi.Output.from_input(args.vpc_id)
            self.public_subnet_ids: pulumi.Output[Sequence[str]] = pulumi.Output.from_input(
                list(args.public_subnet_ids)
            )
            self.private_subnet_ids: pulumi.Output[Sequence[str]] = pulumi.Output.from_input(
                list(args.private_subnet_ids)
            )
        else:
            self._nat = args.nat_strategy
            vpc = self._vpc(args)
            self.vpc_id = vpc.vpc_id
            self.public_subnet_ids = vpc.public_subnet_ids
            self.private_subnet_ids = vpc.private_subnet_ids
            self._close_default_group()
            self._gateway_endpoints(args, vpc)
            if args.interface_endpoints:
                self.endpoints = self._interface_endpoints(args)
            if args.flow_logs:
                FlowLogs(
                    f"{name}-flow-logs",
                    FlowLogsArgs(
                        environment=args.environment, vpc_id=self.vpc_id, log_group_name=args.flow_logs_name
                    ),
                    opts=pulumi.ResourceOptions(parent=self),
                )
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
            }
        )

    def _vpc(self, args: NetworkArgs) -> awsx.ec2.Vpc:
        subnets = args.subnets or layout(args.cidr, args.zone_count)
        return awsx.ec2.Vpc(
            f"{self._name}-vpc",
            cidr_block=args.cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            number_of_availability_zones=args.zone_count,
            nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(strategy=_nat(args.nat_strategy)),
            # awsx's default strategy will change; blocks on every spec make the layout ours in any case
            subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
            subnet_specs=[
                awsx.ec2.SubnetSpecArgs(
                    type=awsx.ec2.SubnetType.PUBLIC, name="public", cidr_blocks=list(subnets.public)
                ),
                awsx.ec2.SubnetSpecArgs(
                    type=awsx.ec2.SubnetType.PRIVATE, name="private", cidr_blocks=list(subnets.private)
                ),
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _close_default_group(self) -> None:
        """Adopt the VPC's default group without rules: what forgets its own group gets no traffic at all."""
        aws.ec2.DefaultSecurityGroup(
            f"{self._name}-default-group",
            vpc_id=self.vpc_id,
            ingress=[],
            egress=[],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _gateway_endpoints(self, args: NetworkArgs, vpc: awsx.ec2.Vpc) -> None:
        """S3 and DynamoDB by AWS's own network, on every route table: it costs nothing, NAT traffic does."""
        tables: pulumi.Output[Sequence[str]] = vpc.route_tables.apply(
            lambda route_tables: pulumi.Output.all(*[table.id for table in route_tables])
        )
        for service in GATEWAY_SERVICES:
            endpoint = aws.ec2.VpcEndpoint(
                f"{self._name}-{service}",
                vpc_id=self.vpc_id,
                service_name=f"com.amazonaws.{args.region}.{service}",
                vpc_endpoint_type="Gateway",
                route_table_ids=tables,
                opts=pulumi.ResourceOptions(parent=self),
            )
            self._endpoints.append(endpoint)
            self._prefix_lists[service] = endpoint.prefix_list_id

    def _interface_endpoints(self, args: NetworkArgs) -> SecurityGroup:
        group = SecurityGroup(
            f"{self._name}-endpoints",
            SecurityGroupArgs(vpc_id=self.vpc_id, description="Interface endpoints"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        group.allow_from("network", port=HTTPS, cidr=args.cidr, description="HTTPS from the network")
        for endpoint in args.interface_endpoints:
            interface = aws.ec2.VpcEndpoint(
                f"{self._name}-{endpoint.service.replace('.', '-')}",
                vpc_id=self.vpc_id,
                service_name=f"com.amazonaws.{args.region}.{endpoint.service}",
                vpc_endpoint_type="Interface",
                private_dns_enabled=endpoint.private_dns,
                subnet_ids=self.private_subnet_ids,
                security_group_ids=[group.id],
                opts=pulumi.ResourceOptions(parent=self),
            )
            self._endpoints.append(interface)
        return group

    def private(self, *, internet: str | None = None) -> Placement:
        """A place in the private subnets.

        Args:
            internet: Why the workload calls addresses outside the network; None if it doesn't.

        Raises:
            ValueError: the internet is needed and there is no NAT gateway.

        """
        if internet is not None and self._nat is not None:
            refuse(f"Network {self._name}", internet_problems(nat=self._nat, needed_by=[internet]))
        flows = (
            [Flow(name="endpoints", security_group_id=self.endpoints.id, port=HTTPS)]
            if self.endpoints
            else []
        )
        return Placement(
            vpc_id=self.vpc_id,
            subnet_ids=self.private_subnet_ids,
            internet=internet,
            prefix_lists=dict(self._prefix_lists),
            flows=flows,
            ready=tuple(self._endpoints),
        )

    def public(self, *, internet: str | None = None) -> Placement:
        """A place in the public subnets, with public addresses (HR-38's assignPublicIp)."""
        return Placement(
            vpc_id=self.vpc_id,
            subnet_ids=self.public_subnet_ids,
            internet=internet,
            prefix_lists=dict(self._prefix_lists),
            public_address=True,
        )


def _nat(strategy: NatStrategy) -> awsx.ec2.NatGatewayStrategy:
    match strategy:
        case "none":
            return awsx.ec2.NatGatewayStrategy.NONE
        case "single":
            return awsx.ec2.NatGatewayStrategy.SINGLE
        case "onePerAz":
            return awsx.ec2.NatGatewayStrategy.ONE_PER_AZ
