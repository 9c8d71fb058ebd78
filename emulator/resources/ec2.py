"""VPCs, subnets, gateways, addresses and route tables."""

import zlib
from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import first, present
from emulator.resources._ec2 import ec2_arn, filtered, tagged

lacks("ec2", "EnableVgwRoutePropagation")

VPC_SWITCHES = {
    "enableDnsSupport": "EnableDnsSupport",
    "enableDnsHostnames": "EnableDnsHostnames",
    "enableNetworkAddressUsageMetrics": "EnableNetworkAddressUsageMetrics",
}
SUBNET_SWITCHES = {
    "assignIpv6AddressOnCreation": "AssignIpv6AddressOnCreation",
    "enableDns64": "EnableDns64",
    "enableResourceNameDnsARecordOnLaunch": "EnableResourceNameDnsARecordOnLaunch",
    "enableResourceNameDnsAaaaRecordOnLaunch": "EnableResourceNameDnsAAAARecordOnLaunch",
    "mapCustomerOwnedIpOnLaunch": "MapCustomerOwnedIpOnLaunch",
    "mapPublicIpOnLaunch": "MapPublicIpOnLaunch",
}
SUBNET_VALUES = {
    "customerOwnedIpv4Pool": "CustomerOwnedIpv4Pool",
    "enableLniAtDeviceIndex": "EnableLniAtDeviceIndex",
    "privateDnsHostnameTypeOnLaunch": "PrivateDnsHostnameTypeOnLaunch",
}
SUBNET_ATTRIBUTES = {**SUBNET_SWITCHES, **SUBNET_VALUES}


def apply_vpc_switches(r: Request, id_: str) -> None:
    """Set what CreateVpc doesn't take: one attribute a call, as the API wants it."""
    for key in VPC_SWITCHES:
        if (on := r.take(key)) is not None:
            set_vpc_switch(r, id_, key, on)


def set_vpc_switch(r: Request, id_: str, key: str, on: object) -> None:
    """Set an attribute of a VPC."""
    r.api("ec2", "modify_vpc_attribute", VpcId=id_, **{VPC_SWITCHES[key]: {"Value": on}})


@resource("aws:ec2/vpc:Vpc")
def vpc(r: Request) -> Created:
    """A VPC with its attributes; AWS makes its main route table, default group and default ACL."""
    tags, generated, border = (
        tagged(r, "vpc"),
        r.take("assignGeneratedIpv6CidrBlock"),
        "Ipv6CidrBlockNetworkBorderGroup",
    )
    switches = set(VPC_SWITCHES)
    made = r.send(
        "ec2",
        "create_vpc",
        rename={"ipv6CidrBlockNetworkBorderGroup": border},
        only=set(r.inputs) - switches,
        AmazonProvidedIpv6CidrBlock=generated,
        TagSpecifications=tags,
    )["Vpc"]
    id_ = made["VpcId"]
    apply_vpc_switches(r, id_)
    of_vpc = filtered("vpc-id", id_)
    table = r.api("ec2", "describe_route_tables", Filters=of_vpc)["RouteTables"][0]["RouteTableId"]
    group = r.api("ec2", "describe_security_groups", Filters=of_vpc)["SecurityGroups"][0]["GroupId"]
    acl = r.api("ec2", "describe_network_acls", Filters=of_vpc)["NetworkAcls"][0]["NetworkAclId"]
    ipv6 = first(made.get("Ipv6CidrBlockAssociationSet")) or {}
    return id_, {
        "arn": ec2_arn(r, "vpc", id_),
        "cidrBlock": made["CidrBlock"],
        "instanceTenancy": made["InstanceTenancy"],
        "mainRouteTableId": table,
        "defaultRouteTableId": table,
        "defaultSecurityGroupId": group,
        "defaultNetworkAclId": acl,
        "dhcpOptionsId": made.get("DhcpOptionsId"),
        "ownerId": r.cloud.account_id,
        "ipv6AssociationId": ipv6.get("AssociationId", ""),
        "ipv6CidrBlock": ipv6.get("Ipv6CidrBlock", ""),
    }


def apply_subnet_settings(r: Request, id_: str) -> None:
    """Set what CreateSubnet doesn't take: one attribute a call, as the API wants it."""
    for key, attribute in SUBNET_ATTRIBUTES.items():
        if (value := r.take(key)) is not None:
            set_subnet_attribute(r, id_, key, attribute, value)


def set_subnet_attribute(r: Request, id_: str, key: str, attribute: str, value: object) -> None:
    """Set an attribute of a subnet."""
    change = {attribute: {"Value": value} if key in SUBNET_SWITCHES else value}
    r.api("ec2", "modify_subnet_attribute", SubnetId=id_, **change)


@resource("aws:ec2/subnet:Subnet")
def subnet(r: Request) -> Created:
    """A subnet, then the attributes that CreateSubnet doesn't take."""
    settings = set(SUBNET_ATTRIBUTES)
    tags = tagged(r, "subnet")
    made = r.send("ec2", "create_subnet", only=set(r.inputs) - settings, TagSpecifications=tags)["Subnet"]
    id_ = made["SubnetId"]
    apply_subnet_settings(r, id_)
    ipv6 = first(made.get("Ipv6CidrBlockAssociationSet")) or {}
    return id_, {
        "arn": made["SubnetArn"],
        "availabilityZone": made["AvailabilityZone"],
        "availabilityZoneId": made["AvailabilityZoneId"],
        "ownerId": r.cloud.account_id,
        "ipv6CidrBlockAssociationId": ipv6.get("AssociationId", ""),
    }


@resource("aws:ec2/internetGateway:InternetGateway")
def internet_gateway(r: Request) -> Created:
    """An internet gateway, attached where `vpcId` is given."""
    made = r.api("ec2", "create_internet_gateway", TagSpecifications=tagged(r, "internet-gateway"))
    id_ = made["InternetGateway"]["InternetGatewayId"]
    if vpc_id := r.take("vpcId"):
        r.api("ec2", "attach_internet_gateway", InternetGatewayId=id_, VpcId=vpc_id)
    return id_, {"arn": ec2_arn(r, "internet-gateway", id_), "ownerId": r.cloud.account_id}


@resource("aws:ec2/internetGatewayAttachment:InternetGatewayAttachment")
def internet_gateway_attachment(r: Request) -> Created:
    """The attachment of a gateway to a VPC as a resource of its own."""
    r.send("ec2", "attach_internet_gateway")
    return f"{r.inputs['internetGatewayId']}:{r.inputs['vpcId']}", {}


@resource("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway")
def egress_only_internet_gateway(r: Request) -> Created:
    """The way out for IPv6."""
    tags = tagged(r, "egress-only-internet-gateway")
    made = r.send("ec2", "create_egress_only_internet_gateway", TagSpecifications=tags)
    return made["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"], {}


@resource("aws:ec2/eip:Eip")
def eip(r: Request) -> Created:
    """An Elastic IP address, associated where an instance or interface is given."""
    instance, interface = r.take("instance"), r.take("networkInterface")
    private = r.take("associateWithPrivateIp")
    domain = r.take("domain", "vpc")
    made = r.send("ec2", "allocate_address", Domain=domain, TagSpecifications=tagged(r, "elastic-ip"))
    id_, address = made["AllocationId"], made["PublicIp"]
    zone = "compute-1" if r.region == "us-east-1" else f"{r.region}.compute"
    association = ""
    if instance or interface:
        target = present(InstanceId=instance, NetworkInterfaceId=interface, PrivateIpAddress=private)
        association = r.api("ec2", "associate_address", AllocationId=id_, **target)["AssociationId"]
    return id_, {
        "arn": ec2_arn(r, "elastic-ip", id_),
        "allocationId": id_,
        "associationId": association,
        "publicIp": address,
        "publicDns": f"ec2-{address.replace('.', '-')}.{zone}.amazonaws.com",
        "domain": domain,
    }


@resource("aws:ec2/natGateway:NatGateway")
def nat_gateway(r: Request) -> Created:
    """A NAT gateway in a subnet."""
    made = r.send(
        "ec2",
        "create_nat_gateway",
        rename={"privateIp": "PrivateIpAddress"},
        TagSpecifications=tagged(r, "natgateway"),
    )["NatGateway"]
    address = first(made.get("NatGatewayAddresses")) or {}
    return made["NatGatewayId"], {
        "connectivityType": made.get("ConnectivityType", "public"),
        "publicIp": address.get("PublicIp"),
        "privateIp": address.get("PrivateIp"),
        "networkInterfaceId": address.get("NetworkInterfaceId"),
        "associationId": address.get("AssociationId"),
    }


ROUTE_NAMES = {
    "cidrBlock": "DestinationCidrBlock",
    "ipv6CidrBlock": "DestinationIpv6CidrBlock",
    "egressOnlyGatewayId": "EgressOnlyInternetGatewayId",
}


def create_route(r: Request, table: str, route: Mapping[str, Any]) -> None:
    """Add an inline route to a table."""
    given = {ROUTE_NAMES.get(k, k[0].upper() + k[1:]): v for k, v in route.items() if v not in (None, "")}
    r.api("ec2", "create_route", RouteTableId=table, **given)


@resource("aws:ec2/routeTable:RouteTable")
def route_table(r: Request) -> Created:
    """A route table with its inline routes."""
    made = r.api(
        "ec2", "create_route_table", VpcId=r.take("vpcId"), TagSpecifications=tagged(r, "route-table")
    )
    id_ = made["RouteTable"]["RouteTableId"]
    for route in r.take("routes", []):
        create_route(r, id_, route)
    for gateway in r.take("propagatingVgws", []):
        r.api("ec2", "enable_vgw_route_propagation", RouteTableId=id_, GatewayId=gateway)
    return id_, {"arn": ec2_arn(r, "route-table", id_), "ownerId": r.cloud.account_id}


@resource("aws:ec2/route:Route")
def route(r: Request) -> Created:
    """One route of a table."""
    destinations = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
    destination = next((r.inputs[key] for key in destinations if r.inputs.get(key)), "")
    r.send("ec2", "create_route", rename={"egressOnlyGatewayId": "EgressOnlyInternetGatewayId"})
    # The provider's own id: the table and a hash of the destination.
    id_ = f"r-{r.inputs['routeTableId']}{zlib.crc32(str(destination).encode())}"
    return id_, {"origin": "CreateRoute", "state": "active"}


@resource("aws:ec2/routeTableAssociation:RouteTableAssociation")
def route_table_association(r: Request) -> Created:
    """A route table for a subnet or a gateway."""
    return r.send("ec2", "associate_route_table")["AssociationId"], {}
