"""Security groups, their rules, endpoints and flow logs change in place, are described, and go."""

import json
from typing import Any

import pytest

from emulator.account import Account

from .life import Life

VPC = "aws:ec2/vpc:Vpc"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FLOW = "aws:ec2/flowLog:FlowLog"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
TABLE = "aws:ec2/routeTable:RouteTable"
TEN = "10.0.0.0/8"


@pytest.fixture
def vpc(account: Account) -> Life:
    return Life(account, VPC, cidrBlock="10.0.0.0/16", enableDnsHostnames=True)


def said(life: Life) -> dict[str, Any]:
    described = life.described()
    assert described is not None
    return dict(described)


def inline(port: int, cidr: str = TEN) -> dict[str, Any]:
    return {"protocol": "tcp", "fromPort": port, "toPort": port, "cidrBlocks": [cidr]}


def test_only_the_inline_rules_that_differ_change(account: Account, vpc: Life) -> None:
    group = Life(account, GROUP, vpcId=vpc.id, description="d", ingress=[inline(80), inline(443)])
    own = Life(
        account,
        INGRESS,
        securityGroupId=group.id,
        ipProtocol="tcp",
        fromPort=22,
        toPort=22,
        cidrIpv4="192.0.2.0/24",
    )
    group.change(ingress=[inline(443), inline(8080)])
    assert group.asked == ["RevokeSecurityGroupIngress", "AuthorizeSecurityGroupIngress"]
    assert sorted(rule["fromPort"] for rule in said(group)["ingress"]) == [22, 443, 8080]
    assert said(own)["FromPort"] == 22
    assert not group.handler.updatable(GROUP) & {"name", "description", "vpcId"}
    group.delete()
    assert group.described() is None
    group.delete()


def test_the_default_group_stays_with_its_network(account: Account, vpc: Life) -> None:
    group = Life(account, DEFAULT_GROUP, vpcId=vpc.id, ingress=[], egress=[])
    assert (said(group)["ingress"], said(group)["egress"]) == ([], [])
    group.change(ingress=[inline(443)])
    assert [rule["fromPort"] for rule in said(group)["ingress"]] == [443]
    group.delete()
    assert group.described() is not None


@pytest.mark.parametrize("token", [INGRESS, EGRESS])
def test_a_rule_changes_in_place_and_goes(account: Account, vpc: Life, token: str) -> None:
    group = Life(account, GROUP, vpcId=vpc.id, description="d")
    rule = Life(
        account,
        token,
        securityGroupId=group.id,
        ipProtocol="tcp",
        fromPort=443,
        toPort=443,
        cidrIpv4=TEN,
        tags={"a": "1"},
    )
    rule.change(fromPort=8443, toPort=8443, description="apps")
    assert rule.asked == ["ModifySecurityGroupRules"]
    found = said(rule)
    assert (found["FromPort"], found["CidrIpv4"], found["Description"]) == (8443, TEN, "apps")
    rule.change(tags={"a": "2"})
    assert rule.asked == ["CreateTags"]
    assert "securityGroupId" not in rule.handler.updatable(token)
    rule.delete()
    assert rule.described() is None
    rule.delete()


def test_a_rule_from_another_group_keeps_it(account: Account, vpc: Life) -> None:
    group, peer = (Life(account, GROUP, name=name, vpcId=vpc.id, description="d") for name in ("one", "two"))
    rule = Life(
        account,
        INGRESS,
        securityGroupId=group.id,
        ipProtocol="tcp",
        fromPort=443,
        toPort=443,
        referencedSecurityGroupId=peer.id,
    )
    rule.change(toPort=444)
    assert said(rule)["ReferencedGroupInfo"]["GroupId"] == peer.id


def test_an_endpoint_gains_and_loses_tables_and_changes_its_policy(account: Account, vpc: Life) -> None:
    tables = [Life(account, TABLE, vpcId=vpc.id).id for _ in range(2)]
    service = "com.amazonaws.us-east-1.s3"
    endpoint = Life(account, ENDPOINT, vpcId=vpc.id, serviceName=service, routeTableIds=[tables[0]])
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    endpoint.change(routeTableIds=[tables[1]], policy=policy)
    (sent,) = [call.params for call in account.requests if call.operation == "ModifyVpcEndpoint"]
    assert (sent["AddRouteTableIds"], sent["RemoveRouteTableIds"]) == ([tables[1]], [tables[0]])
    found = said(endpoint)
    assert found["RouteTableIds"] == [tables[1]]
    assert json.loads(found["PolicyDocument"])["Statement"] == [allow]
    assert not endpoint.handler.updatable(ENDPOINT) & {"serviceName", "vpcId", "vpcEndpointType"}
    endpoint.delete()
    assert endpoint.described() is None
    endpoint.delete()


def test_a_flow_log_changes_only_its_tags(account: Account, vpc: Life) -> None:
    account.client("s3").create_bucket(Bucket="flows-of-it")
    flow = Life(
        account,
        FLOW,
        vpcId=vpc.id,
        trafficType="ALL",
        logDestinationType="s3",
        logDestination="arn:aws:s3:::flows-of-it",
    )
    flow.change(tags={"a": "1"})
    assert flow.handler.updatable(FLOW) == {"tags"}
    assert said(flow)["Tags"] == [{"Key": "a", "Value": "1"}]
    flow.delete()
    assert flow.described() is None


def test_a_template_gets_a_new_version(account: Account) -> None:
    template = Life(
        account, TEMPLATE, name="host", instanceType="t4g.small", updateDefaultVersion=True, keyName="k"
    )
    outputs = template.change(instanceType="t4g.medium", keyName=None)
    assert outputs == {"latestVersion": 2, "defaultVersion": 2}
    found = said(template)
    assert found["InstanceType"] == "t4g.medium"
    assert "KeyName" not in found
    template.delete()
    assert template.described() is None
