"""Security groups and their rules, inline or as resources of their own."""

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources._ec2 import ec2_arn, inline_rule, ip_permission, tagged, tagging
from emulator.resources.parts import answered, forgotten, later, reader, removal

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


GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
WAYS = (
    ("ingress", "authorize_security_group_ingress", "revoke_security_group_ingress"),
    ("egress", "authorize_security_group_egress", "revoke_security_group_egress"),
)


def _update_group(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Revoke the inline rules that are gone and add the new ones; others may be other resources'."""
    r.take("revokeRulesOnDelete")
    for key, authorize, revoke in WAYS:
        wanted, held = r.take(key, EMPTY), r.old.get(key) or EMPTY
        for operation, rules in (
            (revoke, [rule for rule in held if rule not in wanted]),
            (authorize, [rule for rule in wanted if rule not in held]),
        ):
            if rules:
                permissions = [ip_permission(rule, id_) for rule in rules]
                r.api("ec2", operation, GroupId=id_, IpPermissions=permissions)
    return {}


def _described_group(answer: Any, _: Request, id_: str) -> Any:
    (found,) = answer["SecurityGroups"]
    rules = {
        "ingress": [inline_rule(each, id_) for each in found["IpPermissions"]],
        "egress": [inline_rule(each, id_) for each in found["IpPermissionsEgress"]],
    }
    return {**found, **rules, "name": found["GroupName"]}


for _token in (GROUP, DEFAULT_GROUP):
    # Rules are calls of their own; revoking them first is how the provider deletes.
    later(_token, update=_update_group, changing=["ingress", "egress", "revokeRulesOnDelete"])
    tagging(_token)
    reader(_token, "ec2.describe_security_groups", _described_group, GroupIds=lambda _, id_: [id_])
forgotten(DEFAULT_GROUP)


def _delete_group(r: Request, id_: str) -> None:
    """Delete it; where told so without its rules, which may be all that keeps another group."""
    if r.inputs.get("revokeRulesOnDelete") and (held := answered(lambda: _rules(r, id_))):
        _revoke(r, held)
    answered(lambda: r.api("ec2", "delete_security_group", GroupId=id_))


later(GROUP, delete=_delete_group)


def _update_rule(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the whole rule, as ModifySecurityGroupRules wants it."""
    keys = ("fromPort", "toPort", "cidrIpv4", "cidrIpv6", "prefixListId", "description")
    whole = present(
        IpProtocol=str(r.take("ipProtocol")).lower(),
        ReferencedGroupId=r.take("referencedSecurityGroupId"),
        **{key[0].upper() + key[1:]: r.take(key) for key in keys},
    )
    if r.changed - {"tags"}:
        rule = {"SecurityGroupRuleId": id_, "SecurityGroupRule": whole}
        group = r.inputs["securityGroupId"]
        r.api("ec2", "modify_security_group_rules", GroupId=group, SecurityGroupRules=[rule])
    return {}


for _way in ("Ingress", "Egress"):
    _token = f"aws:vpc/securityGroup{_way}Rule:SecurityGroup{_way}Rule"
    later(
        _token,
        update=_update_rule,
        updates="ec2.modify_security_group_rules.SecurityGroupRules.SecurityGroupRule",
        rename={"referencedSecurityGroupId": "ReferencedGroupId"},
    )
    tagging(_token)
    removal(
        _token,
        f"ec2.revoke_security_group_{_way.lower()}",
        GroupId="securityGroupId",
        SecurityGroupRuleIds=lambda _, id_: [id_],
    )
    reader(
        _token,
        "ec2.describe_security_group_rules",
        "SecurityGroupRules.0",
        names={
            "securityGroupId": "GroupId",
            "referencedSecurityGroupId": "ReferencedGroupInfo.GroupId",
        },
        SecurityGroupRuleIds=lambda _, id_: [id_],
    )
