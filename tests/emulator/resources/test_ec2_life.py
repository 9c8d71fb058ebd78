"""Networks change in place, are described, and go."""

from typing import Any

import pytest

from emulator.account import Account

from .life import Life

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
INTERNET = "aws:ec2/internetGateway:InternetGateway"
ADDRESS = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ACL = "aws:ec2/networkAcl:NetworkAcl"
ENTRY = "aws:ec2/networkAclRule:NetworkAclRule"
ANYWHERE = "0.0.0.0/0"


@pytest.fixture
def vpc(account: Account) -> Life:
    return Life(account, VPC, cidrBlock="10.0.0.0/16", enableDnsHostnames=True, tags={"a": "1", "b": "2"})


@pytest.fixture
def subnet(account: Account, vpc: Life) -> Life:
    return Life(account, SUBNET, vpcId=vpc.id, cidrBlock="10.0.0.0/24", availabilityZone="us-east-1a")


def said(life: Life) -> dict[str, Any]:
    described = life.described()
    assert described is not None
    return dict(described)


def tags(life: Life) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in said(life)["Tags"]}


def test_switches_and_tags_of_a_vpc_change_one_by_one(vpc: Life) -> None:
    vpc.change(enableDnsHostnames=None, tags={"b": "3"})
    assert vpc.asked == ["ModifyVpcAttribute", "DeleteTags", "CreateTags"]
    assert (said(vpc)["enableDnsHostnames"], said(vpc)["enableDnsSupport"]) == (False, True)
    assert tags(vpc) == {"b": "3"}
    assert "cidrBlock" not in vpc.handler.updatable(VPC)
    vpc.delete()
    assert vpc.described() is None
    vpc.delete()


def test_a_vpc_takes_an_ipv6_block_and_gives_it_up(vpc: Life) -> None:
    outputs = vpc.change(assignGeneratedIpv6CidrBlock=True)
    assert outputs["ipv6CidrBlock"].endswith("/56")
    outputs = vpc.change(assignGeneratedIpv6CidrBlock=None)
    assert outputs == {"ipv6AssociationId": "", "ipv6CidrBlock": ""}


def test_a_subnet_changes_what_it_gives_to_hosts(subnet: Life) -> None:
    subnet.change(mapPublicIpOnLaunch=True)
    assert subnet.asked == ["ModifySubnetAttribute"]
    assert said(subnet)["MapPublicIpOnLaunch"] is True
    subnet.change(mapPublicIpOnLaunch=None)
    assert said(subnet)["MapPublicIpOnLaunch"] is False
    subnet.delete()
    assert subnet.described() is None


def test_an_internet_gateway_moves_to_another_network(account: Account, vpc: Life) -> None:
    gateway = Life(account, INTERNET, vpcId=vpc.id)
    other = Life(account, VPC, cidrBlock="10.9.0.0/16")
    gateway.change(vpcId=other.id)
    assert gateway.asked == ["DetachInternetGateway", "AttachInternetGateway"]
    assert said(gateway)["vpcId"] == other.id
    gateway.delete()
    assert gateway.described() is None
    gateway.delete()


def test_a_nat_gateway_and_its_address_go(account: Account, subnet: Life) -> None:
    address = Life(account, ADDRESS, domain="vpc")
    gateway = Life(account, NAT, subnetId=subnet.id, allocationId=address.id, tags={"a": "1"})
    gateway.change(tags={"a": "2"})
    assert tags(gateway) == {"a": "2"}
    assert gateway.handler.updatable(NAT) == {"tags"}
    gateway.delete()
    assert gateway.described() is None
    address.delete()
    assert address.described() is None
    address.delete()


def test_inline_routes_change_one_by_one(account: Account, vpc: Life) -> None:
    gateway = Life(account, INTERNET, vpcId=vpc.id)
    other = {"cidrBlock": "192.0.2.0/24", "gatewayId": gateway.id}
    way_out = {"cidrBlock": ANYWHERE, "gatewayId": gateway.id}
    table = Life(account, TABLE, vpcId=vpc.id, routes=[other])
    table.change(routes=[way_out])
    assert table.asked == ["DeleteRoute", "CreateRoute"]
    assert said(table)["routes"] == [way_out]
    table.delete()
    assert table.described() is None


def test_a_route_points_elsewhere_and_goes(account: Account, vpc: Life, subnet: Life) -> None:
    gateway = Life(account, INTERNET, vpcId=vpc.id)
    address = Life(account, ADDRESS, domain="vpc")
    nat = Life(account, NAT, subnetId=subnet.id, allocationId=address.id)
    table = Life(account, TABLE, vpcId=vpc.id)
    route = Life(account, ROUTE, routeTableId=table.id, destinationCidrBlock=ANYWHERE, gatewayId=gateway.id)
    route.change(gatewayId=None, natGatewayId=nat.id)
    assert route.asked == ["ReplaceRoute"]
    assert said(route)["NatGatewayId"] == nat.id
    assert not route.handler.updatable(ROUTE) & {"routeTableId", "destinationCidrBlock"}
    route.delete()
    assert route.described() is None
    route.delete()


def test_an_association_survives_the_change_of_its_table(account: Account, vpc: Life, subnet: Life) -> None:
    one, two = (Life(account, TABLE, vpcId=vpc.id) for _ in range(2))
    association = Life(account, ASSOCIATION, routeTableId=one.id, subnetId=subnet.id)
    association.change(routeTableId=two.id)
    assert said(association)["RouteTableId"] == two.id
    association.delete()
    assert association.described() is None
    one.delete()
    two.delete()
    subnet.delete()
    vpc.delete()


def test_entries_and_subnets_of_an_acl_come_and_go(account: Account, vpc: Life, subnet: Life) -> None:
    rule: Any = {
        "action": "allow",
        "cidrBlock": "10.0.0.0/8",
        "fromPort": 443,
        "protocol": "6",
        "ruleNo": 100,
        "toPort": 443,
    }
    acl = Life(account, ACL, vpcId=vpc.id, ingress=[rule])
    acl.change(ingress=[{**rule, "toPort": 444}], subnetIds=[subnet.id])
    assert said(acl)["ingress"] == [{**rule, "toPort": 444}]
    assert said(acl)["subnetIds"] == [subnet.id]
    entry = Life(
        account,
        ENTRY,
        networkAclId=acl.id,
        ruleNumber=200,
        ruleAction="deny",
        protocol="-1",
        cidrBlock=ANYWHERE,
    )
    assert said(entry)["RuleAction"] == "deny"
    entry.delete()
    assert entry.described() is None
    acl.delete()
    assert acl.described() is None
    acl.delete()
    subnet.delete()
