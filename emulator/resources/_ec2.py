"""Tags, ARNs and rules in EC2's own form, shared by the rooms of that service."""

from collections.abc import Mapping
from typing import Any

from emulator.request import Request
from emulator.resources._updates import tags_by

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


def tagging(token: str) -> None:
    """Tags of a type change by EC2's calls for all kinds of resources."""

    def run(r: Request, id_: str, fresh: Mapping[str, str], gone: list[str]) -> None:
        if gone:
            r.api("ec2", "delete_tags", Resources=[id_], Tags=[{"Key": key} for key in gone])
        if fresh:
            pairs = [{"Key": key, "Value": value} for key, value in fresh.items()]
            r.api("ec2", "create_tags", Resources=[id_], Tags=pairs)

    tags_by(token, "ec2.create_tags", run)


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


def inline_rule(permission: Mapping[str, Any], group: str) -> dict[str, Any]:
    """An `IpPermission` as an inline rule of the group it is in."""
    pairs = [pair["GroupId"] for pair in permission.get("UserIdGroupPairs") or []]
    ranges = [
        *(permission.get("IpRanges") or []),
        *(permission.get("Ipv6Ranges") or []),
        *(permission.get("PrefixListIds") or []),
        *(permission.get("UserIdGroupPairs") or []),
    ]
    note = next((each["Description"] for each in ranges if each.get("Description")), None)
    protocol = permission["IpProtocol"]
    out = {
        "protocol": protocol,
        "fromPort": permission.get("FromPort", 0),
        "toPort": permission.get("ToPort", 0),
        "cidrBlocks": [each["CidrIp"] for each in permission.get("IpRanges") or []],
        "ipv6CidrBlocks": [each["CidrIpv6"] for each in permission.get("Ipv6Ranges") or []],
        "prefixListIds": [each["PrefixListId"] for each in permission.get("PrefixListIds") or []],
        "securityGroups": [pair for pair in pairs if pair != group],
        "self": group in pairs,
        "description": note,
    }
    return {key: value for key, value in out.items() if value not in (None, [], False)}
