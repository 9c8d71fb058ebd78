"""VPCs, subnets, gateways, addresses, route tables and network ACLs."""

import zlib
from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import first, present
from emulator.resources._ec2 import PROTOCOL_NUMBERS, ec2_arn, tagged

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


def _filtered(name: str, value: str) -> list[dict[str, Any]]:
    return [{"Name": name, "Values": [value]}]


def apply_vpc_switches(r: Request, id_: str) -> None:
    """Set what CreateVpc doesn't take: one attribute a call, as the API wants it."""
    for key, attribute in VPC_SWITCHES.items():
        if (on := r.take(key)) is not None:
            r.api("ec2", "modify_vpc_attribute", VpcId=id_, **{attribute: {"Value": on}})


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
    of_vpc = _filtered("vpc-id", id_)
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


@resource("aws:ec2/subnet:Subnet")
def subnet(r: Request) -> Created:
    """A subnet, then the attributes that CreateSubnet doesn't take."""
    later = {key: r.take(key) for key in (*SUBNET_SWITCHES, *SUBNET_VALUES)}
    made = r.send("ec2", "create_subnet", TagSpecifications=tagged(r, "subnet"))["Subnet"]
    id_ = made["SubnetId"]
    for key, value in later.items():
        if value is not None:
            attribute = SUBNET_VALUES.get(key)
            change = {attribute: value} if attribute else {SUBNET_SWITCHES[key]: {"Value": value}}
            r.api("ec2", "modify_subnet_attribute", SubnetId=id_, **change)
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


def _create_route(r: Request, table: str, route: Mapping[str, Any]) -> None:
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
        _create_route(r, id_, route)
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


@resource("aws:ec2/networkAcl:NetworkAcl")
def network_acl(r: Request) -> Created:
    """A network ACL, its entries, and its subnets (each leaves the ACL it had)."""
    made = r.api(
        "ec2", "create_network_acl", VpcId=r.take("vpcId"), TagSpecifications=tagged(r, "network-acl")
    )
    id_ = made["NetworkAcl"]["NetworkAclId"]
    for egress, key in ((False, "ingress"), (True, "egress")):
        for rule in r.take(key, []):
            names = {"ruleNo": "ruleNumber", "action": "ruleAction"}
            _create_acl_entry(r, id_, egress, {names.get(k, k): v for k, v in rule.items()})
    for subnet_id in r.take("subnetIds", []):
        acls = r.api("ec2", "describe_network_acls", Filters=_filtered("association.subnet-id", subnet_id))
        for held in acls["NetworkAcls"][0]["Associations"]:
            if held["SubnetId"] == subnet_id:
                change = {"AssociationId": held["NetworkAclAssociationId"], "NetworkAclId": id_}
                r.api("ec2", "replace_network_acl_association", **change)
    return id_, {"arn": ec2_arn(r, "network-acl", id_), "ownerId": r.cloud.account_id}


@resource("aws:ec2/networkAclRule:NetworkAclRule")
def network_acl_rule(r: Request) -> Created:
    """One entry of a network ACL."""
    acl, egress = r.take("networkAclId"), r.take("egress", False)
    keys = ("ruleNumber", "ruleAction", "protocol", "fromPort", "toPort", "cidrBlock", "ipv6CidrBlock")
    rule = {key: r.take(key) for key in (*keys, "icmpType", "icmpCode")}
    _create_acl_entry(r, acl, egress, rule)
    return f"nacl-{zlib.crc32(f'{acl}{rule}{egress}'.encode())}", {}


def _create_acl_entry(r: Request, acl: str, egress: bool, rule: Mapping[str, Any]) -> None:
    name = str(rule["protocol"]).lower()
    protocol = PROTOCOL_NUMBERS.get(name, name)
    ports = rule.get("fromPort") is not None and protocol in {"6", "17"}
    icmp = rule.get("icmpType") is not None and protocol in {"1", "58"}
    r.api(
        "ec2",
        "create_network_acl_entry",
        NetworkAclId=acl,
        Egress=egress,
        RuleNumber=int(rule["ruleNumber"]),
        RuleAction=str(rule["ruleAction"]).lower(),
        Protocol=protocol,
        CidrBlock=rule.get("cidrBlock") or None,
        Ipv6CidrBlock=rule.get("ipv6CidrBlock") or None,
        PortRange={"From": int(rule["fromPort"]), "To": int(rule["toPort"])} if ports else None,
        IcmpTypeCode={"Type": int(rule["icmpType"]), "Code": int(rule.get("icmpCode") or 0)}
        if icmp
        else None,
    )
