"""Security groups and their rules, inline or as resources of their own."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._changes import differing
from emulator.resources._common import present
from emulator.resources._ec2 import ec2_arn, ip_permission, retag, tagged
from emulator.resources.parts import forgotten, later, removal

EMPTY: list[dict[str, Any]] = []


def _rules(r: Request, group: str) -> dict[str, Any]:
    return dict(r.api("ec2", "describe_security_groups", GroupIds=[group])["SecurityGroups"][0])


def _authorize(r: Request, group: str) -> None:
    """Add the inline rules of a group."""
    for key, operation in (
        ("ingress", "authorize_security_group_ingress"),
        ("egress", "authorize_security_group_egress"),
    ):
        if rules := r.take(key, EMPTY):
            r.api(
                "ec2", operation, GroupId=group, IpPermissions=[ip_permission(rule, group) for rule in rules]
            )


def _revoke(r: Request, group: Mapping[str, Any]) -> None:
    """Take every rule of a group away."""
    for held, operation in (
        ("IpPermissions", "revoke_security_group_ingress"),
        ("IpPermissionsEgress", "revoke_security_group_egress"),
    ):
        if group[held]:
            r.api("ec2", operation, GroupId=group["GroupId"], IpPermissions=group[held])


@resource("aws:ec2/securityGroup:SecurityGroup")
def security_group(r: Request) -> Created:
    """A group that allows what it is told: the provider revokes AWS's allow-all egress rule."""
    name, description = r.physical(), r.take("description", "Managed by Pulumi")
    r.take("revokeRulesOnDelete")
    made = r.api(
        "ec2",
        "create_security_group",
        GroupName=name,
        Description=description,
        VpcId=r.take("vpcId"),
        TagSpecifications=tagged(r, "security-group"),
    )
    id_ = made["GroupId"]
    group = _rules(r, id_)
    if group["IpPermissionsEgress"]:
        egress = group["IpPermissionsEgress"]
        r.api("ec2", "revoke_security_group_egress", GroupId=id_, IpPermissions=egress)
    _authorize(r, id_)
    return id_, {
        "arn": ec2_arn(r, "security-group", id_),
        "name": name,
        "description": description,
        "ownerId": r.cloud.account_id,
        "vpcId": group["VpcId"],
    }


@resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
def default_security_group(r: Request) -> Created:
    """The group that a VPC is born with: adopted, emptied, then given the rules of the program."""
    r.take("revokeRulesOnDelete")
    filters = [{"Name": "group-name", "Values": ["default"]}]
    if vpc_id := r.take("vpcId"):
        filters.append({"Name": "vpc-id", "Values": [vpc_id]})
    group = r.api("ec2", "describe_security_groups", Filters=filters)["SecurityGroups"][0]
    id_ = group["GroupId"]
    _revoke(r, group)
    if tags := tagged(r, "security-group"):
        r.api("ec2", "create_tags", Resources=[id_], Tags=tags[0]["Tags"])
    _authorize(r, id_)
    return id_, {
        "arn": ec2_arn(r, "security-group", id_),
        "name": group["GroupName"],
        "description": group["Description"],
        "ownerId": r.cloud.account_id,
        "vpcId": group["VpcId"],
    }


def _rule(r: Request, operation: str) -> Created:
    """One rule of a group; exactly one source or destination is what AWS accepts."""
    note = present(Description=r.take("description"))
    permission = present(
        IpProtocol=str(r.take("ipProtocol")).lower(), FromPort=r.take("fromPort"), ToPort=r.take("toPort")
    )
    for key, parameter, member in (
        ("cidrIpv4", "IpRanges", "CidrIp"),
        ("cidrIpv6", "Ipv6Ranges", "CidrIpv6"),
        ("prefixListId", "PrefixListIds", "PrefixListId"),
        ("referencedSecurityGroupId", "UserIdGroupPairs", "GroupId"),
    ):
        if value := r.take(key):
            permission[parameter] = [{member: value, **note}]
    made = r.api(
        "ec2",
        operation,
        GroupId=r.take("securityGroupId"),
        IpPermissions=[permission],
        TagSpecifications=tagged(r, "security-group-rule"),
    )["SecurityGroupRules"][0]
    id_ = made["SecurityGroupRuleId"]
    return id_, {"securityGroupRuleId": id_, "arn": ec2_arn(r, "security-group-rule", id_)}


@resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
def security_group_ingress_rule(r: Request) -> Created:
    """What may come in."""
    return _rule(r, "authorize_security_group_ingress")


@resource("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
def security_group_egress_rule(r: Request) -> Created:
    """What may go out."""
    return _rule(r, "authorize_security_group_egress")


def _update_group(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the inline rules where they differ; rules of their own are other resources' business."""
    if differing(r, old, ("revokeRulesOnDelete",)) & {"ingress", "egress"}:
        _revoke(r, _rules(r, id_))
        _authorize(r, id_)
    retag(r, id_)
    return {}


later("aws:ec2/securityGroup:SecurityGroup", update=_update_group)
later("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", update=_update_group)
forgotten("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
removal("aws:ec2/securityGroup:SecurityGroup", "ec2.delete_security_group", GroupId="id")


def _update_rule(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the whole rule, as ModifySecurityGroupRules wants it."""
    group = r.take("securityGroupId")
    whole = present(
        IpProtocol=str(r.take("ipProtocol")).lower(),
        FromPort=r.take("fromPort"),
        ToPort=r.take("toPort"),
        CidrIpv4=r.take("cidrIpv4"),
        CidrIpv6=r.take("cidrIpv6"),
        PrefixListId=r.take("prefixListId"),
        ReferencedGroupId=r.take("referencedSecurityGroupId"),
        Description=r.take("description"),
    )
    rule = {"SecurityGroupRuleId": id_, "SecurityGroupRule": whole}
    if any(r.inputs.get(key) != old.get(key) for key in set(r.inputs) - {"tags"}):
        r.api("ec2", "modify_security_group_rules", GroupId=group, SecurityGroupRules=[rule])
    retag(r, id_)
    return {}


for _way in ("Ingress", "Egress"):
    later(f"aws:vpc/securityGroup{_way}Rule:SecurityGroup{_way}Rule", update=_update_rule)
    removal(
        f"aws:vpc/securityGroup{_way}Rule:SecurityGroup{_way}Rule",
        f"ec2.revoke_security_group_{_way.lower()}",
        GroupId="securityGroupId",
        SecurityGroupRuleIds=lambda _, id_: [id_],
    )
