from functools import cache
from typing import Any

import pytest

from components.blocks.network import (
    FARGATE_ENDPOINTS,
    ExistingNetwork,
    InterfaceEndpoint,
    Network,
    NetworkArgs,
)
from components.environments import ENVIRONMENTS, EnvironmentName, NatStrategy
from components.guards.network import Layout
from tests.support.recorder import Recorder, declare

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
VPC_ID, PUBLIC, PRIVATE = (
    "vpc-12345678",
    ("subnet-11111111", "subnet-22222222"),
    ("subnet-33333333", "subnet-44444444"),
)


def args(environment: EnvironmentName = "dev", **changed: Any) -> NetworkArgs:
    settings: dict[str, Any] = {
        "environment": ENVIRONMENTS[environment],
        "region": "eu-west-1",
        "cidr": "10.0.0.0/16",
    }
    return NetworkArgs(**settings | changed)


@cache
def plain(environment: EnvironmentName = "dev") -> Recorder:
    return declare(lambda: Network("net", args(environment)))


@pytest.mark.requirement("TC-2", "TC-3")
def test_the_vpc_gets_the_guides_subnets_by_explicit_blocks() -> None:
    vpc = plain().inputs("net-vpc", "awsx:ec2:Vpc")
    assert vpc["cidrBlock"] == "10.0.0.0/16"
    assert vpc["enableDnsHostnames"] is vpc["enableDnsSupport"] is True
    assert vpc["numberOfAvailabilityZones"] == 2
    assert vpc["subnetStrategy"] == "Auto"
    assert vpc["subnetSpecs"] == [
        {"type": "Public", "name": "public", "cidrBlocks": ["10.0.1.0/24", "10.0.2.0/24"]},
        {"type": "Private", "name": "private", "cidrBlocks": ["10.0.10.0/24", "10.0.11.0/24"]},
    ]


@pytest.mark.requirement("TC-4")
@pytest.mark.parametrize(
    ("environment", "nat", "strategy"),
    [
        ("dev", None, "Single"),
        ("prod", None, "OnePerAz"),
        ("prod", "none", "None"),
        ("dev", "onePerAz", "OnePerAz"),
    ],
)
def test_nat_gateways_are_the_environments_unless_chosen(
    environment: EnvironmentName, nat: NatStrategy | None, strategy: str
) -> None:
    recorded = declare(lambda: Network("net", args(environment, nat=nat)))
    assert recorded.inputs("net-vpc", "awsx:ec2:Vpc")["natGateways"] == {"strategy": strategy}


def test_subnets_and_zones_can_be_chosen() -> None:
    subnets = Layout(
        public=("10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"),
        private=("10.0.64.0/20", "10.0.80.0/20", "10.0.96.0/20"),
    )
    recorded = declare(lambda: Network("net", args(zones=3, subnets=subnets)))
    vpc = recorded.inputs("net-vpc", "awsx:ec2:Vpc")
    assert [spec["cidrBlocks"] for spec in vpc["subnetSpecs"]] == [
        list(subnets.public),
        list(subnets.private),
    ]


@pytest.mark.requirement("HR-46")
def test_the_default_group_of_the_vpc_lets_nothing_through() -> None:
    group = plain().inputs("net-default-group")
    assert group.get("ingress", []) == group.get("egress", []) == []
    assert group["vpcId"] == plain().state("net-vpc", "awsx:ec2:Vpc")["vpcId"]


@pytest.mark.requirement("HR-46", "ST-29", "TC-4")
def test_s3_and_dynamodb_have_gateway_endpoints_on_every_route_table_and_nothing_else_has_one() -> None:
    recorded = plain()
    tables = {recorded.state(item.name, item.typ)["id"] for item in recorded.of_type("RouteTable")}
    assert len(tables) == 4
    endpoints = {item.inputs["serviceName"]: item.inputs for item in recorded.of_type(ENDPOINT)}
    assert set(endpoints) == {"com.amazonaws.eu-west-1.s3", "com.amazonaws.eu-west-1.dynamodb"}
    for endpoint in endpoints.values():
        assert endpoint["vpcEndpointType"] == "Gateway"
        assert set(endpoint["routeTableIds"]) == tables


@pytest.mark.requirement("HR-46")
def test_interface_endpoints_are_private_and_answer_only_the_network() -> None:
    wanted = [InterfaceEndpoint(service=service) for service in FARGATE_ENDPOINTS]
    recorded = declare(lambda: Network("net", args(interface_endpoints=wanted)))
    endpoint = recorded.inputs("net-ecr-dkr")
    assert endpoint["vpcEndpointType"] == "Interface"
    assert endpoint["privateDnsEnabled"] is True
    assert endpoint["subnetIds"] == recorded.state("net-vpc", "awsx:ec2:Vpc")["privateSubnetIds"]
    assert endpoint["securityGroupIds"] == [recorded.state("net-endpoints-group")["id"]]
    rule = recorded.one("SecurityGroupIngressRule").inputs
    assert (rule["cidrIpv4"], rule["fromPort"], rule["toPort"]) == ("10.0.0.0/16", 443, 443)
    assert recorded.count(ENDPOINT) == 2 + len(FARGATE_ENDPOINTS)


@pytest.mark.requirement("ST-29")
def test_an_execute_api_endpoint_keeps_its_hands_off_public_names() -> None:
    with pytest.raises(ValueError, match="@connections"):
        args(interface_endpoints=[InterfaceEndpoint(service="execute-api")])
    recorded = declare(
        lambda: Network(
            "net", args(interface_endpoints=[InterfaceEndpoint(service="execute-api", private_dns=False)])
        )
    )
    assert recorded.inputs("net-execute-api")["privateDnsEnabled"] is False


@pytest.mark.requirement("HR-46", "X-13")
def test_flow_logs_go_to_a_group_with_a_retention_by_a_role_that_can_make_no_other() -> None:
    recorded = plain("prod")
    log = recorded.one("FlowLog")
    group = recorded.state("net-flow-logs-logs")
    assert log.inputs["trafficType"] == "ALL"
    assert log.inputs["logDestination"] == group["arn"]
    assert recorded.inputs("net-flow-logs-logs")["retentionInDays"] == 30
    assert "net-flow-logs-policy" in recorded.needs(log.name)
    deliver, find = recorded.statements("net-flow-logs-role")
    assert deliver["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
    assert deliver["Resource"] == [f"{group['arn']}:*"]
    assert find["Action"] == ["logs:DescribeLogGroups"]
    assert recorded.trust("net-flow-logs-role")[0]["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}


def test_flow_logs_can_be_left_out() -> None:
    recorded = declare(lambda: Network("net", args(flow_logs=False)))
    assert recorded.count("FlowLog") == recorded.count("LogGroup") == 0


@pytest.mark.requirement("X-23")
def test_a_given_network_is_used_as_it_is() -> None:
    made: dict[str, Any] = {}

    def program() -> None:
        network = Network(
            "net", ExistingNetwork(vpc_id=VPC_ID, public_subnet_ids=PUBLIC, private_subnet_ids=PRIVATE)
        )
        made["place"] = network.private(internet="Delivers webhooks")
        network.private_subnet_ids.apply(lambda ids: made.update(private=ids))

    recorded = declare(program)
    assert [item.typ for item in recorded.graph if item.custom] == []
    assert made["private"] == list(PRIVATE)
    assert made["place"].flows == []


def test_a_place_in_the_network_brings_its_endpoints_along() -> None:
    made: dict[str, Any] = {}

    def program() -> None:
        network = Network("net", args(interface_endpoints=[InterfaceEndpoint(service="sqs")]))
        made["private"], made["public"] = network.private(), network.public()

    declare(program)
    assert [(flow.name, flow.port) for flow in made["private"].flows] == [("endpoints", 443)]
    assert set(made["private"].prefix_lists) == {"s3", "dynamodb"}
    assert made["private"].internet is None
    assert made["private"].public_address is False
    assert made["public"].public_address is True


@pytest.mark.requirement("X-23")
def test_calling_out_of_private_subnets_without_nat_is_refused() -> None:
    with pytest.raises(ValueError, match="Delivers webhooks"):
        declare(lambda: Network("net", args(nat="none")).private(internet="Delivers webhooks"))
    declare(lambda: Network("net", args(nat="none")).private())


def test_a_block_that_doesnt_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="cidr"):
        args(cidr="10.0.0.0/28")
    with pytest.raises(ValueError, match="vpc_id"):
        ExistingNetwork(vpc_id="mine", public_subnet_ids=PUBLIC, private_subnet_ids=PRIVATE)
