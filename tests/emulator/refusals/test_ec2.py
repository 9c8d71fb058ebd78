"""Networks."""

from typing import Any

import pytest

from emulator.account import Account, Quotas

from . import allow, document, network, refused, role


@pytest.mark.requirement("X-23")
def test_a_region_has_five_networks_and_five_addresses(account: Account) -> None:
    ec2 = account.client("ec2")
    assert "between /16 and /28" in refused(ec2.create_vpc, CidrBlock="10.0.0.0/8")
    for number in range(5):
        ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")
        ec2.allocate_address(Domain="vpc")
    assert "the quota is 5" in refused(ec2.create_vpc, CidrBlock="10.9.0.0/16")
    assert "the quota is 5" in refused(ec2.allocate_address, Domain="vpc")
    account.client("ec2", "eu-west-1").create_vpc(CidrBlock="10.9.0.0/16")


def test_a_network_has_one_internet_gateway(account: Account) -> None:
    ec2 = account.client("ec2")
    vpc, _ = network(account)
    second = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    why = refused(ec2.attach_internet_gateway, VpcId=vpc, InternetGatewayId=second)
    assert "already has an internet gateway" in why


def rule(**change: Any) -> dict[str, Any]:
    base = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    return {key: value for key, value in {**base, **change}.items() if value is not None}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ToPort": 70000}, "invalid ports 443 to 70000"),
        ({"FromPort": 444}, "in this order"),
        ({"ToPort": None}, "needs FromPort and ToPort"),
        ({"IpProtocol": "-1"}, "all protocols has no ports"),
        ({"IpRanges": None}, "source or destination"),
    ],
)
def test_refused_rules(account: Account, change: dict[str, Any], reason: str) -> None:
    ec2 = account.client("ec2")
    vpc, _ = network(account)
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    for operation in (ec2.authorize_security_group_ingress, ec2.authorize_security_group_egress):
        assert reason in refused(operation, GroupId=group, IpPermissions=[rule(**change)])


@pytest.mark.requirement("TC-5")
def test_a_group_has_sixty_rules(account: Account) -> None:
    ec2 = account.client("ec2")
    vpc, _ = network(account)
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    ranges = [{"CidrIp": f"10.0.{n}.0/24"} for n in range(60)]
    allow_ = ec2.authorize_security_group_ingress
    allow_(GroupId=group, IpPermissions=[rule(IpRanges=ranges)])
    assert "would have 61 rules" in refused(
        allow_, GroupId=group, IpPermissions=[rule(FromPort=80, ToPort=80)]
    )
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[rule()])


def test_ports_of_network_acls(account: Account) -> None:
    ec2 = account.client("ec2")
    vpc, _ = network(account)
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    base = {"NetworkAclId": acl, "RuleNumber": 1, "Protocol": "6", "RuleAction": "allow", "Egress": False}
    add = ec2.create_network_acl_entry
    assert "invalid ports" in refused(add, **base, CidrBlock="10.0.0.0/8", PortRange={"From": 1, "To": 65536})
    add(**base, CidrBlock="10.0.0.0/8", PortRange={"From": 1, "To": 65535})


@pytest.mark.requirement("HR-46", "TC-4")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ServiceName": "com.amazonaws.us-east-1.dynamo"}, "does not exist"),
        ({"ServiceName": "com.amazonaws.eu-west-1.s3"}, "does not exist"),
        ({"ServiceName": "com.amazonaws.us-east-1.sqs"}, "no endpoints of the type Gateway"),
        ({"ServiceName": "com.amazonaws.us-east-1.sqs", "VpcEndpointType": "Interface"}, "needs subnets"),
        ({"PolicyDocument": document(allow("s3:GetObject"))}, "exactly one of Principal"),
    ],
)
def test_refused_endpoints(account: Account, change: dict[str, Any], reason: str) -> None:
    vpc, _ = network(account)
    base = {"VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.s3"}
    assert reason in refused(account.client("ec2").create_vpc_endpoint, **{**base, **change})


@pytest.mark.requirement("HR-46")
def test_endpoints_are_made_once_and_private_names_need_dns(account: Account) -> None:
    ec2 = account.client("ec2")
    vpc, subnets = network(account)
    gateway = {"VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.dynamodb"}
    ec2.create_vpc_endpoint(**gateway)
    assert "already has an endpoint" in refused(ec2.create_vpc_endpoint, **gateway)
    interface = {
        "VpcId": vpc,
        "ServiceName": "com.amazonaws.us-east-1.ecr.api",
        "VpcEndpointType": "Interface",
        "SubnetIds": subnets,
        "PrivateDnsEnabled": True,
    }
    assert "needs enableDnsHostnames" in refused(ec2.create_vpc_endpoint, **interface)
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    ec2.create_vpc_endpoint(**interface)


@pytest.mark.requirement("HR-46")
def test_flow_logs_need_a_role(account: Account) -> None:
    ec2 = account.client("ec2")
    vpc, _ = network(account)
    account.client("logs").create_log_group(logGroupName="/flow")
    base = {
        "ResourceIds": [vpc],
        "ResourceType": "VPC",
        "TrafficType": "ALL",
        "LogDestinationType": "cloud-watch-logs",
        "LogDestination": "arn:aws:logs:us-east-1:123456789012:log-group:/flow",
    }
    wrong, right = role(account, "lambda", name="wrong"), role(account, "vpc-flow-logs", name="right")
    assert "DeliverLogsPermissionArn is needed" in refused(ec2.create_flow_logs, **base)
    assert "can't be assumed" in refused(ec2.create_flow_logs, **base, DeliverLogsPermissionArn=wrong)
    again = {**base, "DeliverLogsPermissionArn": right}
    assert "60 or 600" in refused(ec2.create_flow_logs, **again, MaxAggregationInterval=100)
    ec2.create_flow_logs(**again, MaxAggregationInterval=60)


def test_a_region_whose_quota_was_raised_has_more() -> None:
    with Account(quotas=Quotas(vpcs=6)) as roomy:
        for number in range(6):
            roomy.client("ec2").create_vpc(CidrBlock=f"10.{number}.0.0/16")
        assert "the quota is 6" in refused(roomy.client("ec2").create_vpc, CidrBlock="10.9.0.0/16")
