"""VPCs, subnets and prefix lists that exist already."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import function
from emulator.request import Request

CLOUDFRONT_LIST = "com.amazonaws.global.cloudfront.origin-facing"

CLOUDFRONT_WEIGHT = 55
"""What that list counts against the quota of rules of a security group:
https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html"""


def _filters(r: Request, **named: Any) -> list[dict[str, Any]]:
    """EC2 filters from the function's arguments."""
    out = [{"Name": item["name"], "Values": item["values"]} for item in r.take("filters", [])]
    out += [{"Name": f"tag:{key}", "Values": [value]} for key, value in r.take("tags", {}).items()]
    wanted = {key.replace("_", "-"): value for key, value in named.items() if value is not None}
    return out + [{"Name": key, "Values": [str(value).lower()]} for key, value in wanted.items()]


def _only(kind: str, found: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The one thing that was looked for.

    Raises:
        LookupError: none, or several.

    """
    if len(found) != 1:
        raise LookupError(
            f"no matching {kind} found" if not found else f"{len(found)} {kind}s match; need one"
        )
    return found[0]


def _tags(found: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}


@function("aws:ec2/getVpc:getVpc")
def vpc(r: Request) -> dict[str, Any]:
    """One VPC."""
    id_, cidr, default, state = r.take("id"), r.take("cidrBlock"), r.take("default"), r.take("state")
    options = r.take("dhcpOptionsId")
    filters = _filters(r, vpc_id=id_, cidr=cidr, isDefault=default, state=state, dhcp_options_id=options)
    found = _only("EC2 VPC", r.api("ec2", "describe_vpcs", Filters=filters or None)["Vpcs"])
    of_vpc = [
        {"Name": "vpc-id", "Values": [found["VpcId"]]},
        {"Name": "association.main", "Values": ["true"]},
    ]
    tables = r.api("ec2", "describe_route_tables", Filters=of_vpc)["RouteTables"]

    def switched(attribute: str) -> bool:
        answer = r.api("ec2", "describe_vpc_attribute", VpcId=found["VpcId"], Attribute=attribute)
        return bool(answer[attribute[0].upper() + attribute[1:]]["Value"])

    return {
        "id": found["VpcId"],
        "arn": f"arn:aws:ec2:{r.region}:{r.cloud.account_id}:vpc/{found['VpcId']}",
        "cidrBlock": found["CidrBlock"],
        "default": found["IsDefault"],
        "dhcpOptionsId": found["DhcpOptionsId"],
        "instanceTenancy": found["InstanceTenancy"],
        "enableDnsSupport": switched("enableDnsSupport"),
        "enableDnsHostnames": switched("enableDnsHostnames"),
        "mainRouteTableId": tables[0]["RouteTableId"] if tables else "",
        "ownerId": r.cloud.account_id,
        "state": found["State"],
        "tags": _tags(found),
    }


@function("aws:ec2/getSubnet:getSubnet")
def subnet(r: Request) -> dict[str, Any]:
    """One subnet."""
    named = {
        "subnet_id": r.take("id"),
        "vpc_id": r.take("vpcId"),
        "cidr_block": r.take("cidrBlock"),
        "availability_zone": r.take("availabilityZone"),
        "default_for_az": r.take("defaultForAz"),
        "state": r.take("state"),
    }
    found = _only(
        "EC2 subnet", r.api("ec2", "describe_subnets", Filters=_filters(r, **named) or None)["Subnets"]
    )
    return {
        "id": found["SubnetId"],
        "arn": found["SubnetArn"],
        "vpcId": found["VpcId"],
        "cidrBlock": found["CidrBlock"],
        "availabilityZone": found["AvailabilityZone"],
        "availabilityZoneId": found["AvailabilityZoneId"],
        "availableIpAddressCount": found["AvailableIpAddressCount"],
        "mapPublicIpOnLaunch": found["MapPublicIpOnLaunch"],
        "defaultForAz": found["DefaultForAz"],
        "ownerId": r.cloud.account_id,
        "state": found["State"],
        "tags": _tags(found),
    }


@function("aws:ec2/getSubnets:getSubnets")
def subnets(r: Request) -> dict[str, Any]:
    """Ids of subnets."""
    found = r.api("ec2", "describe_subnets", Filters=_filters(r) or None)["Subnets"]
    return {"ids": [item["SubnetId"] for item in found], "id": r.region}


@function("aws:ec2/getManagedPrefixList:getManagedPrefixList")
def managed_prefix_list(r: Request) -> dict[str, Any]:
    """One prefix list: of the account, or one of those that AWS keeps."""
    wanted = {"prefix_list_id": r.take("id"), "prefix_list_name": r.take("name")}
    found = r.api("ec2", "describe_managed_prefix_lists", Filters=_filters(r, **wanted) or None)[
        "PrefixLists"
    ]
    if not found and wanted["prefix_list_name"] == CLOUDFRONT_LIST:
        found = [_cloudfront(r)]
    one = _only("EC2 managed prefix list", found)
    return {
        "id": one["PrefixListId"],
        "arn": one["PrefixListArn"],
        "name": one["PrefixListName"],
        "addressFamily": one["AddressFamily"],
        "ownerId": one["OwnerId"],
        "maxEntries": one.get("MaxEntries", 0),
        "version": one.get("Version", 1),
        "entries": [],
        "tags": _tags(one),
    }


def _cloudfront(r: Request) -> dict[str, Any]:
    """CloudFront's addresses, as a list that rules can name; moto has none, so the account gets one."""
    name = CLOUDFRONT_LIST
    created = r.api(
        "ec2",
        "create_managed_prefix_list",
        PrefixListName=name,
        MaxEntries=CLOUDFRONT_WEIGHT,
        AddressFamily="IPv4",
    )
    return dict(created["PrefixList"])


@function("aws:ec2/getPrefixList:getPrefixList")
def prefix_list(r: Request) -> dict[str, Any]:
    """One of the lists that services with gateway endpoints have."""
    ids, name = r.take("prefixListId"), r.take("name")
    filters = _filters(r, prefix_list_name=name, prefix_list_id=ids)
    found = r.api("ec2", "describe_managed_prefix_lists", Filters=filters or None)["PrefixLists"]
    one = _only("prefix list", found)
    return {"id": one["PrefixListId"], "name": one["PrefixListName"], "cidrBlocks": [], "prefixListId": ids}
