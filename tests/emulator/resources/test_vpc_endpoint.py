"""Endpoints and flow logs."""

import json
from typing import Any

import pulumi_aws as aws
import pytest

from emulator.account import Account
from tests.emulator.resources.support import made, network, role, sent

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}],
}


@pytest.mark.requirement("HR-46")
def test_endpoints_keep_traffic_to_aws_inside(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        table = aws.ec2.RouteTable("table", vpc_id=there.vpc)
        gateway = aws.ec2.VpcEndpoint(
            "s3",
            vpc_id=there.vpc,
            service_name="com.amazonaws.us-east-1.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id],
            policy=json.dumps(POLICY),
        )
        interface = aws.ec2.VpcEndpoint(
            "sqs",
            vpc_id=there.vpc,
            service_name="com.amazonaws.us-east-1.sqs",
            vpc_endpoint_type="Interface",
            subnet_ids=there.subnets,
            security_group_ids=[there.group],
            private_dns_enabled=True,
            tags={"Name": "sqs"},
        )
        return {
            "gateway": gateway.id,
            "prefix": gateway.prefix_list_id,
            "table": table.id,
            "interface": interface.id,
            "names": interface.dns_entries,
            "interfaces": interface.network_interface_ids,
        }

    outputs = made(account, declare).outputs
    ec2 = account.client("ec2")
    (gateway,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[outputs["gateway"]])["VpcEndpoints"]
    assert gateway["RouteTableIds"] == [outputs["table"]]
    assert json.loads(gateway["PolicyDocument"]) == POLICY
    assert outputs["prefix"].startswith("pl-")
    (interface,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[outputs["interface"]])["VpcEndpoints"]
    assert interface["VpcEndpointType"] == "Interface"
    assert sorted(interface["SubnetIds"]) == sorted(there.subnets)
    assert interface["PrivateDnsEnabled"] is True
    assert len(outputs["interfaces"]) == len(there.subnets)
    assert outputs["names"][0]["dnsName"].startswith(outputs["interface"])


@pytest.mark.requirement("HR-46")
def test_flow_logs_go_to_a_log_group(account: Account) -> None:
    there = network(account)
    writer = role(account, "flow", "vpc-flow-logs.amazonaws.com", "logs:*")

    def declare() -> dict[str, Any]:
        group = aws.cloudwatch.LogGroup("flow", name="/vpc/flow")
        log = aws.ec2.FlowLog(
            "flow",
            vpc_id=there.vpc,
            traffic_type="ALL",
            log_destination=group.arn,
            iam_role_arn=writer,
            max_aggregation_interval=60,
        )
        return {"id": log.id}

    outputs = made(account, declare).outputs
    (found,) = account.client("ec2").describe_flow_logs(FlowLogIds=[outputs["id"]])["FlowLogs"]
    assert found["ResourceId"] == there.vpc
    assert found["TrafficType"] == "ALL"
    (asked,) = sent(account, "CreateFlowLogs")
    assert asked["LogDestination"].endswith(":log-group:/vpc/flow")
    assert asked["MaxAggregationInterval"] == 60
