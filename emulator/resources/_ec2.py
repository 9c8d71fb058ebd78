"""Tags, ARNs and rules in EC2's own form, shared by the rooms of that service."""

from collections.abc import Mapping
from typing import Any

from emulator.request import Request
from emulator.resources._changes import differing

PROTOCOL_NUMBERS = {"all": "-1", "tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}
"""Network ACL entries take IANA protocol numbers; the provider accepts names for the common ones."""


def tagged(r: Request, kind: str) -> list[dict[str, Any]] | None:
    """The resource's tags as the `TagSpecifications` of a create call."""
    r.take("tags")
    tags = r.tags
    return (
        [{"ResourceType": kind, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}] if tags else None
    )


def filtered(name: str, value: str) -> list[dict[str, Any]]:
    """One filter of a describe call."""
    return [{"Name": name, "Values": [value]}]


def retag(r: Request, id_: str) -> None:
    """Make the tags of a resource those of the request."""
    wanted = r.tags
    held = {tag["Key"] for tag in r.api("ec2", "describe_tags", Filters=filtered("resource-id", id_))["Tags"]}
    if gone := held - set(wanted):
        r.api("ec2", "delete_tags", Resources=[id_], Tags=[{"Key": key} for key in sorted(gone)])
    if wanted:
        pairs = [{"Key": key, "Value": value} for key, value in wanted.items()]
        r.api("ec2", "create_tags", Resources=[id_], Tags=pairs)


def retagging(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """The update of a type of which only the tags change in place."""
    differing(r, old)
    retag(r, id_)
    return {}


def ec2_arn(r: Request, kind: str, id_: str) -> str:
    """The ARN of an EC2 resource of this account and region."""
    return f"arn:aws:ec2:{r.region}:{r.cloud.account_id}:{kind}/{id_}"


def ip_permission(rule: Mapping[str, Any], group: str) -> dict[str, Any]:
    """An inline rule of a security group as an `IpPermission`; `group` is what `self` means."""
    note = {"Description": rule["description"]} if rule.get("description") else {}
    pairs = [*(rule.get("securityGroups") or []), *([group] if rule.get("self") else [])]
    protocol = str(rule["protocol"]).lower()
    out: dict[str, Any] = {"IpProtocol": "-1" if protocol == "all" else protocol}
    if out["IpProtocol"] != "-1":
        out |= {"FromPort": int(rule["fromPort"]), "ToPort": int(rule["toPort"])}
    sources = {
        "IpRanges": [{"CidrIp": cidr, **note} for cidr in rule.get("cidrBlocks") or []],
        "Ipv6Ranges": [{"CidrIpv6": cidr, **note} for cidr in rule.get("ipv6CidrBlocks") or []],
        "PrefixListIds": [{"PrefixListId": id_, **note} for id_ in rule.get("prefixListIds") or []],
        "UserIdGroupPairs": [{"GroupId": id_, **note} for id_ in pairs],
    }
    return out | {key: value for key, value in sources.items() if value}
