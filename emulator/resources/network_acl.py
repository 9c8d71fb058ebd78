"""Network ACLs and their entries."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._ec2 import PROTOCOL_NUMBERS, ec2_arn, filtered, tagged, tagging
from emulator.resources.parts import answered, later, reader


@resource("aws:ec2/networkAcl:NetworkAcl")
def network_acl(r: Request) -> Created:
    """A network ACL, its entries, and its subnets (each leaves the ACL it had)."""
    made = r.api(
        "ec2", "create_network_acl", VpcId=r.take("vpcId"), TagSpecifications=tagged(r, "network-acl")
    )
    id_ = made["NetworkAcl"]["NetworkAclId"]
    for egress, key in ((False, "ingress"), (True, "egress")):
        _create_entries(r, id_, egress, r.take(key, []))
    _move(r, r.take("subnetIds", []), id_)
    return id_, {"arn": ec2_arn(r, "network-acl", id_), "ownerId": r.cloud.account_id}


def _create_entries(r: Request, acl: str, egress: bool, rules: Sequence[Mapping[str, Any]]) -> None:
    names = {"ruleNo": "ruleNumber", "action": "ruleAction"}
    for rule in rules:
        _create_acl_entry(r, acl, egress, {names.get(k, k): v for k, v in rule.items()})


def _move(r: Request, subnets: Sequence[str], acl: str) -> None:
    """Put subnets under an ACL: each leaves the one it has."""
    for subnet in subnets:
        acls = r.api("ec2", "describe_network_acls", Filters=filtered("association.subnet-id", subnet))
        for held in acls["NetworkAcls"][0]["Associations"]:
            if held["SubnetId"] == subnet:
                change = {"AssociationId": held["NetworkAclAssociationId"], "NetworkAclId": acl}
                r.api("ec2", "replace_network_acl_association", **change)


def _default_acl(r: Request, acl: str) -> str:
    """The ACL that subnets of the same VPC have by default."""
    (held,) = r.api("ec2", "describe_network_acls", NetworkAclIds=[acl])["NetworkAcls"]
    filters = [*filtered("vpc-id", held["VpcId"]), *filtered("default", "true")]
    return str(r.api("ec2", "describe_network_acls", Filters=filters)["NetworkAcls"][0]["NetworkAclId"])


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


def _delete_acl(r: Request, id_: str) -> None:
    """Give the subnets back to the VPC's default ACL, without which AWS keeps this one."""
    answer = answered(lambda: r.api("ec2", "describe_network_acls", NetworkAclIds=[id_]))
    if answer is None:
        return
    (acl,) = answer["NetworkAcls"]
    _move(r, [held["SubnetId"] for held in acl["Associations"]], _default_acl(r, id_))
    r.api("ec2", "delete_network_acl", NetworkAclId=id_)


def _delete_rule(r: Request, _: str) -> None:
    entry = {"RuleNumber": int(r.inputs["ruleNumber"]), "Egress": bool(r.inputs.get("egress", False))}
    acl = r.inputs["networkAclId"]
    answered(lambda: r.api("ec2", "delete_network_acl_entry", NetworkAclId=acl, **entry))


def _update_acl(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Entries that are gone are deleted, new ones made, and subnets moved."""
    for egress, key in ((False, "ingress"), (True, "egress")):
        wanted, held = r.take(key, []), r.old.get(key) or []
        for rule in [rule for rule in held if rule not in wanted]:
            entry = {"RuleNumber": int(rule["ruleNo"]), "Egress": egress}
            r.api("ec2", "delete_network_acl_entry", NetworkAclId=id_, **entry)
        _create_entries(r, id_, egress, [rule for rule in wanted if rule not in held])
    wanted, held = r.take("subnetIds", []), r.old.get("subnetIds") or []
    if gone := [subnet for subnet in held if subnet not in wanted]:
        _move(r, gone, _default_acl(r, id_))
    _move(r, [subnet for subnet in wanted if subnet not in held], id_)
    return {}


def inline_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as an inline rule of its ACL."""
    ports = entry.get("PortRange") or {}
    out = {
        "action": entry["RuleAction"],
        "cidrBlock": entry.get("CidrBlock"),
        "ipv6CidrBlock": entry.get("Ipv6CidrBlock"),
        "fromPort": ports.get("From", 0),
        "protocol": entry["Protocol"],
        "ruleNo": entry["RuleNumber"],
        "toPort": ports.get("To", 0),
    }
    return {key: value for key, value in out.items() if value is not None}


LAST = 32766
"""Rule numbers end here: what comes after is AWS's own deny (VPC user guide, "Network ACL rules")."""


def _described(answer: Any, _: Request, __: str) -> Any:
    (found,) = answer["NetworkAcls"]
    entries = [entry for entry in found["Entries"] if entry["RuleNumber"] <= LAST]
    return {
        **found,
        "ingress": [inline_entry(entry) for entry in entries if not entry["Egress"]],
        "egress": [inline_entry(entry) for entry in entries if entry["Egress"]],
        "subnetIds": sorted(held["SubnetId"] for held in found["Associations"]),
    }


def _described_rule(answer: Any, r: Request, _: str) -> Any:
    (found,) = answer["NetworkAcls"]
    place = (int(r.inputs["ruleNumber"]), bool(r.inputs.get("egress", False)))
    for entry in found["Entries"]:
        if (entry["RuleNumber"], entry["Egress"]) == place:
            ports = entry.get("PortRange") or {}
            more = {"fromPort": ports.get("From"), "toPort": ports.get("To")}
            return {**entry, **more, "networkAclId": found["NetworkAclId"]}
    return None


ACL = "aws:ec2/networkAcl:NetworkAcl"
RULE = "aws:ec2/networkAclRule:NetworkAclRule"
# Each entry and each subnet is a call of its own.
later(ACL, delete=_delete_acl, update=_update_acl, changing=["ingress", "egress", "subnetIds"])
later(RULE, delete=_delete_rule)
tagging(ACL)
reader(ACL, "ec2.describe_network_acls", _described, NetworkAclIds=lambda _, id_: [id_])
reader(
    RULE,
    "ec2.describe_network_acls",
    _described_rule,
    NetworkAclIds=lambda r, _: [r.known("networkAclId")],
)
