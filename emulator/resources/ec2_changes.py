"""What becomes of networks: VPCs, subnets, gateways and addresses."""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.request import Request
from emulator.resources._common import present
from emulator.resources._ec2 import tagging
from emulator.resources.ec2 import (
    SUBNET_ATTRIBUTES,
    SUBNET_SWITCHES,
    VPC_SWITCHES,
    set_subnet_attribute,
    set_vpc_switch,
)
from emulator.resources.parts import answered, later, reader, removal

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
INTERNET = "aws:ec2/internetGateway:InternetGateway"
ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
EGRESS = "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"
ADDRESS = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
ON = frozenset({"enableDnsSupport"})
"""Switches that are on where nothing is said (EC2 API reference, ModifyVpcAttribute)."""

V6 = (
    "assignGeneratedIpv6CidrBlock",
    "ipv6CidrBlock",
    "ipv6CidrBlockNetworkBorderGroup",
    "ipv6IpamPoolId",
    "ipv6NetmaskLength",
)


def _ipv6(r: Request, id_: str) -> dict[str, Any]:
    """Give up the IPv6 block of a VPC, and take another."""
    if held := r.state.get("ipv6AssociationId"):
        r.api("ec2", "disassociate_vpc_cidr_block", AssociationId=held)
    given = {key: value for key in V6 if (value := r.take(key))}
    if not given:
        return {"ipv6AssociationId": "", "ipv6CidrBlock": ""}
    generated = given.pop("assignGeneratedIpv6CidrBlock", None)
    made = r.api(
        "ec2",
        "associate_vpc_cidr_block",
        VpcId=id_,
        AmazonProvidedIpv6CidrBlock=generated,
        **r.made("ec2", "associate_vpc_cidr_block", **given),
    )["Ipv6CidrBlockAssociation"]
    return {"ipv6AssociationId": made["AssociationId"], "ipv6CidrBlock": made["Ipv6CidrBlock"]}


def _vpc(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Switches one by one, and the IPv6 block."""
    for key in VPC_SWITCHES.keys() & r.changed:
        set_vpc_switch(r, id_, key, r.take(key, key in ON))
    return _ipv6(r, id_) if r.changed & set(V6) else {}


def _subnet(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes one by one, and the IPv6 block."""
    for key, attribute in SUBNET_ATTRIBUTES.items():
        if key in r.changed:
            value = r.take(key, False if key in SUBNET_SWITCHES else None)
            if value is not None:
                set_subnet_attribute(r, id_, key, attribute, value)
    if "ipv6CidrBlock" not in r.changed:
        return {}
    if held := r.state.get("ipv6CidrBlockAssociationId"):
        r.api("ec2", "disassociate_subnet_cidr_block", AssociationId=held)
    if not (block := r.take("ipv6CidrBlock")):
        return {"ipv6CidrBlockAssociationId": ""}
    made = r.api("ec2", "associate_subnet_cidr_block", SubnetId=id_, Ipv6CidrBlock=block)
    return {"ipv6CidrBlockAssociationId": made["Ipv6CidrBlockAssociation"]["AssociationId"]}


def _detach(r: Request, id_: str) -> None:
    answer = answered(lambda: r.api("ec2", "describe_internet_gateways", InternetGatewayIds=[id_]))
    for held in (answer or {}).get("InternetGateways", []):
        for attachment in held["Attachments"]:
            where = {"InternetGatewayId": id_, "VpcId": attachment["VpcId"]}
            r.api("ec2", "detach_internet_gateway", **where)


def _internet(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Move to another VPC."""
    if "vpcId" in r.changed:
        _detach(r, id_)
        if vpc := r.take("vpcId"):
            r.api("ec2", "attach_internet_gateway", InternetGatewayId=id_, VpcId=vpc)
    return {}


def _delete_internet(r: Request, id_: str) -> None:
    _detach(r, id_)
    answered(lambda: r.api("ec2", "delete_internet_gateway", InternetGatewayId=id_))


def _address(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Leave an instance or interface, and go to another."""
    keys = ("instance", "networkInterface", "associateWithPrivateIp")
    if not r.changed & set(keys):
        return {}
    if held := r.state.get("associationId"):
        r.api("ec2", "disassociate_address", AssociationId=held)
    instance, interface, private = (r.take(key) for key in keys)
    if not (instance or interface):
        return {"associationId": ""}
    target = present(InstanceId=instance, NetworkInterfaceId=interface, PrivateIpAddress=private)
    made = r.api("ec2", "associate_address", AllocationId=id_, **target)
    return {"associationId": made["AssociationId"]}


later(
    VPC,
    update=_vpc,
    updates=("ec2.modify_vpc_attribute", "ec2.associate_vpc_cidr_block"),
    rename={
        "assignGeneratedIpv6CidrBlock": "AmazonProvidedIpv6CidrBlock",
        "ipv6CidrBlockNetworkBorderGroup": "Ipv6CidrBlockNetworkBorderGroup",
    },
    lasting=["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
)
later(
    SUBNET,
    update=_subnet,
    updates=("ec2.modify_subnet_attribute", "ec2.associate_subnet_cidr_block"),
    lasting=["ipv6IpamPoolId", "ipv6NetmaskLength"],
)
later(INTERNET, update=_internet, updates="ec2.attach_internet_gateway", delete=_delete_internet)
later(ATTACHMENT, delete=lambda r, _: _detach(r, r.inputs["internetGatewayId"]))
later(
    ADDRESS,
    update=_address,
    updates="ec2.associate_address",
    rename={
        "instance": "InstanceId",
        "networkInterface": "NetworkInterfaceId",
        "associateWithPrivateIp": "PrivateIpAddress",
    },
)
removal(VPC, "ec2.delete_vpc", VpcId="id")
removal(SUBNET, "ec2.delete_subnet", SubnetId="id")
removal(EGRESS, "ec2.delete_egress_only_internet_gateway", EgressOnlyInternetGatewayId="id")
removal(ADDRESS, "ec2.release_address", AllocationId="id")
removal(NAT, "ec2.delete_nat_gateway", NatGatewayId="id")
for _token in (VPC, SUBNET, INTERNET, EGRESS, ADDRESS, NAT):
    tagging(_token)


# -- how AWS describes them


def _one(key: str, *, gone: tuple[str, ...] = ()) -> Callable[[Any, Request, str], Any]:
    """The only description under a key, unless its state says that it is no more."""
    return lambda answer, _r, _id: next(
        (found for found in answer[key] if found.get("State") not in gone), None
    )


def _switch(key: str, attribute: str) -> None:
    reader(
        VPC,
        "ec2.describe_vpc_attribute",
        lambda answer, _r, _id: {key: answer[attribute]["Value"]},
        VpcId="id",
        Attribute=lambda _r, _id: attribute[0].lower() + attribute[1:],
    )


reader(VPC, "ec2.describe_vpcs", "Vpcs.0", VpcIds=lambda _, id_: [id_])
for _key, _attribute in VPC_SWITCHES.items():
    _switch(_key, _attribute)
reader(
    SUBNET,
    "ec2.describe_subnets",
    "Subnets.0",
    names={
        "enableResourceNameDnsARecordOnLaunch": "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord",
        "enableResourceNameDnsAaaaRecordOnLaunch": (
            "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord"
        ),
        "privateDnsHostnameTypeOnLaunch": "PrivateDnsNameOptionsOnLaunch.HostnameType",
    },
    SubnetIds=lambda _, id_: [id_],
)


def _attached(answer: Any, _: Request, __: str) -> Any:
    found = next(iter(answer["InternetGateways"]), None)
    if found is None:
        return None
    vpcs = [attachment["VpcId"] for attachment in found.get("Attachments", [])]
    return {**found, "vpcId": next(iter(vpcs), None)}


def _attachment(answer: Any, r: Request, id_: str) -> Any:
    found = _attached(answer, r, id_)
    vpc = id_.partition(":")[2]
    return found if found and found["vpcId"] == vpc else None


reader(INTERNET, "ec2.describe_internet_gateways", _attached, InternetGatewayIds=lambda _, id_: [id_])
reader(
    ATTACHMENT,
    "ec2.describe_internet_gateways",
    _attachment,
    InternetGatewayIds=lambda _, id_: [id_.partition(":")[0]],
)
reader(
    EGRESS,
    "ec2.describe_egress_only_internet_gateways",
    "EgressOnlyInternetGateways.0",
    names={"vpcId": "vpcId"},
    EgressOnlyInternetGatewayIds=lambda _, id_: [id_],
)
reader(
    ADDRESS,
    "ec2.describe_addresses",
    "Addresses.0",
    names={"instance": "InstanceId", "networkInterface": "NetworkInterfaceId"},
    AllocationIds=lambda _, id_: [id_],
)
reader(
    NAT,
    "ec2.describe_nat_gateways",
    _one("NatGateways", gone=("deleted", "deleting")),
    NatGatewayIds=lambda _, id_: [id_],
)
