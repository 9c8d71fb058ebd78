"""VPCs and what is in them."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made, network


@pytest.mark.requirement("HR-46")
def test_a_vpc_has_its_attributes_and_tells_its_default_parts(account: Account) -> None:
    def declare() -> dict[str, Any]:
        vpc = aws.ec2.Vpc(
            "net",
            cidr_block="10.1.0.0/16",
            enable_dns_hostnames=True,
            enable_dns_support=True,
            enable_network_address_usage_metrics=True,
            tags={"Name": "net"},
        )
        return {
            "id": vpc.id,
            "group": vpc.default_security_group_id,
            "acl": vpc.default_network_acl_id,
            "table": vpc.main_route_table_id,
            "arn": vpc.arn,
        }

    outputs = made(account, declare).outputs
    ec2 = account.client("ec2")
    for attribute in ("enableDnsHostnames", "enableDnsSupport", "enableNetworkAddressUsageMetrics"):
        answer = ec2.describe_vpc_attribute(VpcId=outputs["id"], Attribute=attribute)
        assert answer[attribute[0].upper() + attribute[1:]]["Value"] is True
    (found,) = ec2.describe_vpcs(VpcIds=[outputs["id"]])["Vpcs"]
    assert found["Tags"] == [{"Key": "Name", "Value": "net"}]
    (group,) = ec2.describe_security_groups(GroupIds=[outputs["group"]])["SecurityGroups"]
    (acl,) = ec2.describe_network_acls(NetworkAclIds=[outputs["acl"]])["NetworkAcls"]
    (table,) = ec2.describe_route_tables(RouteTableIds=[outputs["table"]])["RouteTables"]
    assert {group["VpcId"], acl["VpcId"], table["VpcId"]} == {outputs["id"]}
    assert group["GroupName"] == "default"
    assert outputs["arn"] == f"arn:aws:ec2:us-east-1:123456789012:vpc/{outputs['id']}"


def test_an_ipv6_vpc_tells_its_block(account: Account) -> None:
    def declare() -> dict[str, Any]:
        vpc = aws.ec2.Vpc("six", cidr_block="10.1.0.0/16", assign_generated_ipv6_cidr_block=True)
        way = aws.ec2.EgressOnlyInternetGateway("way", vpc_id=vpc.id)
        return {"block": vpc.ipv6_cidr_block, "way": way.id}

    outputs = made(account, declare).outputs
    assert outputs["block"].endswith("/56")
    assert outputs["way"].startswith("eigw-")


@pytest.mark.requirement("HR-46")
def test_private_subnets_reach_the_internet_through_a_nat_gateway(account: Account) -> None:
    def declare() -> dict[str, Any]:
        vpc = aws.ec2.Vpc("net", cidr_block="10.1.0.0/16")
        gateway = aws.ec2.InternetGateway("gateway")
        attachment = aws.ec2.InternetGatewayAttachment(
            "attached", internet_gateway_id=gateway.id, vpc_id=vpc.id
        )
        public = aws.ec2.Subnet(
            "public",
            vpc_id=vpc.id,
            cidr_block="10.1.0.0/24",
            availability_zone="us-east-1a",
            map_public_ip_on_launch=True,
        )
        private = aws.ec2.Subnet(
            "private", vpc_id=vpc.id, cidr_block="10.1.1.0/24", availability_zone="us-east-1b"
        )
        address = aws.ec2.Eip("address", domain="vpc", tags={"Name": "nat"})
        nat = aws.ec2.NatGateway(
            "nat",
            subnet_id=public.id,
            allocation_id=address.allocation_id,
            opts=pulumi.ResourceOptions(depends_on=[attachment]),
        )
        outside = aws.ec2.RouteTable(
            "outside", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id}]
        )
        inside = aws.ec2.RouteTable("inside", vpc_id=vpc.id)
        aws.ec2.Route(
            "out", route_table_id=inside.id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id
        )
        aws.ec2.RouteTableAssociation("public", route_table_id=outside.id, subnet_id=public.id)
        aws.ec2.RouteTableAssociation("private", route_table_id=inside.id, subnet_id=private.id)
        return {
            "public": public.id,
            "inside": inside.id,
            "outside": outside.id,
            "nat": nat.id,
            "address": address.public_ip,
            "nat_ip": nat.public_ip,
            "gateway": gateway.id,
        }

    outputs = made(account, declare).outputs
    ec2 = account.client("ec2")
    (inside,) = ec2.describe_route_tables(RouteTableIds=[outputs["inside"]])["RouteTables"]
    (outside,) = ec2.describe_route_tables(RouteTableIds=[outputs["outside"]])["RouteTables"]
    routes = {route["DestinationCidrBlock"]: route for route in inside["Routes"]}
    assert routes["0.0.0.0/0"]["NatGatewayId"] == outputs["nat"]
    routes = {route["DestinationCidrBlock"]: route for route in outside["Routes"]}
    assert routes["0.0.0.0/0"]["GatewayId"] == outputs["gateway"]
    assert [item["SubnetId"] for item in outside["Associations"] if "SubnetId" in item] == [outputs["public"]]
    (subnet,) = ec2.describe_subnets(SubnetIds=[outputs["public"]])["Subnets"]
    assert subnet["MapPublicIpOnLaunch"] is True
    assert outputs["nat_ip"] == outputs["address"]


def test_a_network_acl_takes_its_subnets_from_the_default_one(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        acl = aws.ec2.NetworkAcl(
            "acl",
            vpc_id=there.vpc,
            subnet_ids=[there.subnets[0]],
            ingress=[
                {
                    "rule_no": 100,
                    "action": "allow",
                    "protocol": "tcp",
                    "from_port": 443,
                    "to_port": 443,
                    "cidr_block": "10.0.0.0/8",
                }
            ],
        )
        aws.ec2.NetworkAclRule(
            "ping",
            network_acl_id=acl.id,
            rule_number=200,
            egress=True,
            protocol="icmp",
            rule_action="deny",
            cidr_block="0.0.0.0/0",
            icmp_type=8,
            icmp_code=-1,
        )
        return {"id": acl.id}

    outputs = made(account, declare).outputs
    (acl,) = account.client("ec2").describe_network_acls(NetworkAclIds=[outputs["id"]])["NetworkAcls"]
    assert [held["SubnetId"] for held in acl["Associations"]] == [there.subnets[0]]
    entries = {entry["RuleNumber"]: entry for entry in acl["Entries"]}
    assert entries[100]["Protocol"] == "6"
    assert entries[100]["PortRange"] == {"From": 443, "To": 443}
    assert entries[200]["Egress"] is True
    assert entries[200]["RuleAction"] == "deny"
