"""Security groups."""

from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made, network


def group(account: Account, id_: str) -> dict[str, Any]:
    return dict(account.client("ec2").describe_security_groups(GroupIds=[id_])["SecurityGroups"][0])


def test_a_group_allows_nothing_out_unless_it_says_so(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        return {"id": aws.ec2.SecurityGroup("closed", vpc_id=there.vpc, description="closed").id}

    outputs = made(account, declare).outputs
    found = group(account, outputs["id"])
    assert found["IpPermissionsEgress"] == []
    assert found["IpPermissions"] == []


def test_inline_rules_mean_themselves_by_self(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        made_group = aws.ec2.SecurityGroup(
            "inline",
            vpc_id=there.vpc,
            ingress=[
                {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]},
                {"protocol": "-1", "from_port": 0, "to_port": 0, "self": True},
            ],
            egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "ipv6_cidr_blocks": ["::/0"]}],
        )
        return {"id": made_group.id}

    outputs = made(account, declare).outputs
    found = group(account, outputs["id"])
    https, own = found["IpPermissions"]
    assert (https["FromPort"], https["IpRanges"]) == (443, [{"CidrIp": "10.0.0.0/8"}])
    assert [pair["GroupId"] for pair in own["UserIdGroupPairs"]] == [outputs["id"]]
    assert found["IpPermissionsEgress"][0]["Ipv6Ranges"] == [{"CidrIpv6": "::/0"}]


@pytest.mark.requirement("HR-46")
def test_rules_of_their_own_join_a_group(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        app = aws.ec2.SecurityGroup("app", vpc_id=there.vpc)
        ingress = aws.vpc.SecurityGroupIngressRule(
            "from-alb",
            security_group_id=app.id,
            ip_protocol="tcp",
            from_port=3000,
            to_port=3000,
            referenced_security_group_id=there.group,
            description="from the load balancer",
            tags={"Name": "rule"},
        )
        aws.vpc.SecurityGroupEgressRule(
            "out", security_group_id=app.id, ip_protocol="-1", cidr_ipv4="0.0.0.0/0"
        )
        return {"id": app.id, "rule": ingress.security_group_rule_id}

    outputs = made(account, declare).outputs
    found = group(account, outputs["id"])
    (rule,) = found["IpPermissions"]
    assert (rule["FromPort"], rule["ToPort"]) == (3000, 3000)
    assert rule["UserIdGroupPairs"][0]["GroupId"] == there.group
    assert rule["UserIdGroupPairs"][0]["Description"] == "from the load balancer"
    assert found["IpPermissionsEgress"][0]["IpRanges"] == [{"CidrIp": "0.0.0.0/0"}]
    described = account.client("ec2").describe_security_group_rules(SecurityGroupRuleIds=[outputs["rule"]])
    assert described["SecurityGroupRules"][0]["Tags"] == [{"Key": "Name", "Value": "rule"}]


def test_the_default_group_is_adopted_and_emptied(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        closed = aws.ec2.DefaultSecurityGroup(
            "default", vpc_id=there.vpc, ingress=[], egress=[], tags={"Name": "closed"}
        )
        return {"id": closed.id}

    ec2 = account.client("ec2")
    filters = [{"Name": "vpc-id", "Values": [there.vpc]}, {"Name": "group-name", "Values": ["default"]}]
    (before,) = ec2.describe_security_groups(Filters=filters)["SecurityGroups"]
    assert before["IpPermissionsEgress"]
    outputs = made(account, declare).outputs
    assert outputs["id"] == before["GroupId"]
    after = group(account, outputs["id"])
    assert after["IpPermissions"] == []
    assert after["IpPermissionsEgress"] == []
    assert after["Tags"] == [{"Key": "Name", "Value": "closed"}]
