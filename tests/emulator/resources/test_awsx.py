"""The VPC component of awsx."""

from typing import Any

import pulumi_awsx as awsx
import pytest

from emulator.account import Account
from emulator.deploy import AwsDeployment
from emulator.monitor import DeploymentFailed
from tests.emulator.resources.support import made

PUBLIC = ["10.1.0.0/24", "10.1.1.0/24"]
PRIVATE = ["10.1.16.0/20", "10.1.32.0/20"]
VPC = "awsx:ec2:Vpc$aws:ec2/vpc:Vpc"
SUBNET = f"{VPC}$aws:ec2/subnet:Subnet"
TABLE = f"{SUBNET}$aws:ec2/routeTable:RouteTable"


def specs(private: str = "Private") -> list[awsx.ec2.SubnetSpecArgs]:
    return [
        awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.PUBLIC, cidr_blocks=PUBLIC),
        awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType(private), cidr_blocks=PRIVATE),
    ]


def deployed(account: Account, strategy: str = "Single", **arguments: Any) -> AwsDeployment:
    def declare() -> dict[str, Any]:
        given: dict[str, Any] = {
            "cidr_block": "10.1.0.0/16",
            "number_of_availability_zones": 2,
            "nat_gateways": awsx.ec2.NatGatewayConfigurationArgs(
                strategy=awsx.ec2.NatGatewayStrategy(strategy)
            ),
            "subnet_strategy": awsx.ec2.SubnetAllocationStrategy.AUTO,
            "subnet_specs": specs(),
            "enable_dns_hostnames": True,
            **arguments,
        }
        vpc = awsx.ec2.Vpc("net", **given)
        return {
            "vpc": vpc.vpc_id,
            "public": vpc.public_subnet_ids,
            "private": vpc.private_subnet_ids,
            "isolated": vpc.isolated_subnet_ids,
            "tables": vpc.route_tables.apply(lambda tables: [table.id for table in tables]),
            "nats": vpc.nat_gateways.apply(lambda nats: [nat.id for nat in nats]),
            "blocks": vpc.subnets.apply(lambda subnets: [subnet.cidr_block for subnet in subnets]),
            "group": vpc.vpc.default_security_group_id,
        }

    return made(account, declare)


def ways_out(account: Account, subnets: list[str]) -> list[dict[str, Any]]:
    """The default route of each subnet's own table."""
    found: list[dict[str, Any]] = []
    for subnet in subnets:
        filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
        (table,) = account.client("ec2").describe_route_tables(Filters=filters)["RouteTables"]
        found.append(next((r for r in table["Routes"] if r["DestinationCidrBlock"] == "0.0.0.0/0"), {}))
    return found


@pytest.mark.requirement("HR-46")
def test_subnets_lie_where_their_blocks_say_in_a_zone_each(account: Account) -> None:
    outputs = deployed(account).outputs
    ec2 = account.client("ec2")
    public = ec2.describe_subnets(SubnetIds=outputs["public"])["Subnets"]
    private = ec2.describe_subnets(SubnetIds=outputs["private"])["Subnets"]
    assert [subnet["CidrBlock"] for subnet in public] == PUBLIC
    assert [subnet["CidrBlock"] for subnet in private] == PRIVATE
    assert [subnet["AvailabilityZone"] for subnet in private] == ["us-east-1a", "us-east-1b"]
    assert [subnet["MapPublicIpOnLaunch"] for subnet in [*public, *private]] == [True, True, False, False]
    assert outputs["blocks"] == [PUBLIC[0], PRIVATE[0], PUBLIC[1], PRIVATE[1]]
    assert outputs["isolated"] == []
    hostnames = ec2.describe_vpc_attribute(VpcId=outputs["vpc"], Attribute="enableDnsHostnames")
    assert hostnames["EnableDnsHostnames"]["Value"] is True


def test_children_have_the_names_and_parents_that_the_plugin_gives_them(account: Account) -> None:
    registered = [urn.split("::", 2)[2] for urn in deployed(account).registrations]
    expected = {
        "awsx:ec2:Vpc::net",
        f"{VPC}::net",
        f"{VPC}$aws:ec2/internetGateway:InternetGateway::net",
        f"{SUBNET}$aws:ec2/eip:Eip::net-1",
        f"{SUBNET}$aws:ec2/natGateway:NatGateway::net-1",
        *(f"{SUBNET}::net-{kind}-{zone}" for kind in ("public", "private") for zone in (1, 2)),
        *(f"{TABLE}::net-{kind}-{zone}" for kind in ("public", "private") for zone in (1, 2)),
        *(
            f"{TABLE}$aws:ec2/route:Route::net-{kind}-{zone}"
            for kind in ("public", "private")
            for zone in (1, 2)
        ),
        *(
            f"{TABLE}$aws:ec2/routeTableAssociation:RouteTableAssociation::net-{kind}-{zone}"
            for kind in ("public", "private")
            for zone in (1, 2)
        ),
    }
    assert expected <= set(registered)
    assert len([name for name in registered if name.startswith("awsx:")]) == len(expected)


@pytest.mark.parametrize(("strategy", "gateways"), [("None", 0), ("Single", 1), ("OnePerAz", 2)])
def test_private_subnets_leave_through_as_many_nat_gateways_as_asked(
    account: Account, strategy: str, gateways: int
) -> None:
    outputs = deployed(account, strategy).outputs
    assert len(outputs["nats"]) == gateways
    used = [route.get("NatGatewayId") for route in ways_out(account, outputs["private"])]
    assert used == {0: [None, None], 1: outputs["nats"] * 2, 2: outputs["nats"]}[gateways]
    assert all("GatewayId" in route for route in ways_out(account, outputs["public"]))


def test_isolated_subnets_have_no_way_out(account: Account) -> None:
    outputs = deployed(account, "None", subnet_specs=specs("Isolated")).outputs
    assert len(outputs["isolated"]) == 2
    assert ways_out(account, outputs["isolated"]) == [{}, {}]


def test_zones_may_be_named(account: Account) -> None:
    zones = ["us-east-1c", "us-east-1d"]
    outputs = deployed(account, number_of_availability_zones=None, availability_zone_names=zones).outputs
    found = account.client("ec2").describe_subnets(SubnetIds=outputs["public"])["Subnets"]
    assert [subnet["AvailabilityZone"] for subnet in found] == zones


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"subnet_specs": None}, "subnetSpecs"),
        ({"subnet_strategy": awsx.ec2.SubnetAllocationStrategy.EXACT}, "subnetStrategy"),
        ({"availability_zone_cidr_mask": 20}, "availabilityZoneCidrMask"),
        ({"ipv6_cidr_block": "2600::/56"}, "ipv6CidrBlock"),
        (
            {"subnet_specs": [awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.PUBLIC, cidr_mask=20)]},
            "cidrMask",
        ),
        (
            {
                "subnet_specs": [
                    awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.PUBLIC, cidr_blocks=["10.1.0.0/24"])
                ]
            },
            "one block for each of 2 zones",
        ),
    ],
)
def test_what_is_not_emulated_is_refused_by_name_before_anything_is_made(
    account: Account, arguments: dict[str, Any], named: str
) -> None:
    with pytest.raises(DeploymentFailed, match=named):
        deployed(account, **arguments)
    cidrs = [vpc["CidrBlock"] for vpc in account.client("ec2").describe_vpcs()["Vpcs"]]
    assert "10.1.0.0/16" not in cidrs


def test_overlapping_blocks_are_refused(account: Account) -> None:
    overlapping = [
        awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.PUBLIC, cidr_blocks=PUBLIC),
        awsx.ec2.SubnetSpecArgs(
            type=awsx.ec2.SubnetType.PRIVATE, cidr_blocks=["10.1.0.128/25", "10.1.2.0/24"]
        ),
    ]
    with pytest.raises(DeploymentFailed, match=r"net-private-1 .* overlaps|net-public-1 .* overlaps"):
        deployed(account, subnet_specs=overlapping)


def test_nat_gateways_need_subnets_on_both_sides(account: Account) -> None:
    with pytest.raises(DeploymentFailed, match="needs both public and private"):
        deployed(account, "Single", subnet_specs=specs("Isolated"))
