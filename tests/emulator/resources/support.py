"""What tests of several rooms need: a network to be in, and what was sent to AWS."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from emulator.account import Account
from emulator.deploy import AwsDeployment, deploy


@dataclass(frozen=True, kw_only=True)
class Network:
    """A VPC with an internet gateway and two subnets in different zones."""

    vpc: str
    subnets: list[str]
    group: str


def network(account: Account) -> Network:
    """A network that exists already, so that tests of what lives in one need not declare it."""
    ec2 = account.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{number}.0/24", AvailabilityZone=f"us-east-1{zone}")[
            "Subnet"
        ]
        for number, zone in enumerate("ab")
    ]
    group = ec2.create_security_group(VpcId=vpc, GroupName="app", Description="app")["GroupId"]
    return Network(vpc=vpc, subnets=[subnet["SubnetId"] for subnet in subnets], group=group)


def role(account: Account, name: str, service: str, *actions: str) -> str:
    """A role that a service of AWS may assume, and what it may then do; its ARN."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam = account.client("iam")
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    if actions:
        allowed = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=policy)
    return str(arn)


def function(account: Account, name: str) -> str:
    """A Lambda function that exists already; its ARN."""
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return {}\n")
    runner = role(account, f"{name}-runner", "lambda.amazonaws.com")
    made_function = account.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="index.handler",
        Role=runner,
        Code={"ZipFile": bundle.getvalue()},
    )
    return str(made_function["FunctionArn"])


def sent(account: Account, operation: str) -> list[Mapping[str, Any]]:
    """Parameters of every change of one kind that resources asked for."""
    return [call.params for call in account.requests if call.operation == operation]


def made(account: Account, declare: Callable[[], Mapping[str, Any]], **options: Any) -> AwsDeployment:
    """Deploy resources, exporting what `declare` returns."""

    def program() -> None:
        for key, value in declare().items():
            pulumi.export(key, value)

    return deploy(program, account, **options)
