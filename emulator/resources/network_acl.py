"""Network ACLs and their entries."""

import zlib
from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._ec2 import PROTOCOL_NUMBERS, ec2_arn, filtered, tagged
from emulator.resources.parts import later


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
        acls = r.api("ec2", "describe_network_acls", Filters=filtered("association.subnet-id", subnet_id))
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


def _delete_acl(r: Request, id_: str) -> None:
    """Give the subnets back to the VPC's default ACL, without which AWS keeps this one."""
    (acl,) = r.api("ec2", "describe_network_acls", NetworkAclIds=[id_])["NetworkAcls"]
    filters = [*filtered("vpc-id", acl["VpcId"]), *filtered("default", "true")]
    (default,) = r.api("ec2", "describe_network_acls", Filters=filters)["NetworkAcls"]
    for held in acl["Associations"]:
        change = {
            "AssociationId": held["NetworkAclAssociationId"],
            "NetworkAclId": default["NetworkAclId"],
        }
        r.api("ec2", "replace_network_acl_association", **change)
    r.api("ec2", "delete_network_acl", NetworkAclId=id_)


def _delete_rule(r: Request, _: str) -> None:
    entry = {"RuleNumber": int(r.inputs["ruleNumber"]), "Egress": bool(r.inputs.get("egress", False))}
    r.api("ec2", "delete_network_acl_entry", NetworkAclId=r.inputs["networkAclId"], **entry)


later("aws:ec2/networkAcl:NetworkAcl", delete=_delete_acl)
later("aws:ec2/networkAclRule:NetworkAclRule", delete=_delete_rule)
