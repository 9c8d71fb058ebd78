"""What tests of several rooms need: a network to be in, and what was sent to AWS."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from emulator.account import Account
from emulator.changes import applied
from emulator.deploy import AwsDeployment, deploy
from emulator.registry import handler
from emulator.request import Request


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


def _request(
    account: Account, deployment: AwsDeployment, urn: str, inputs: Mapping[str, Any], **more: Any
) -> Request:
    found = deployment.registrations[urn]
    return Request(account, found.typ, found.name, dict(inputs), found.inputs.get("region"), urn, **more)


def changed(account: Account, deployment: AwsDeployment, typ: str, **inputs: Any) -> dict[str, Any]:
    """Change the only resource of a type in place; its new outputs."""
    (urn,) = [urn for urn in deployment.created if deployment.registrations[urn].typ == typ]
    new = {**deployment.registrations[urn].inputs, **inputs}
    update = handler(typ).update
    state, old = deployment.state_of(urn), deployment.registrations[urn].inputs
    request = _request(account, deployment, urn, new, state=state, old=old)
    outputs = update(request, state["id"], {**old, **state}) if update else {}
    applied(handler(typ).steps, request, state["id"])
    request.finish(only=request.changed)
    return outputs


def destroy(account: Account, deployment: AwsDeployment) -> None:
    """Delete everything, last first, as the engine does."""
    for urn in reversed(deployment.created):
        found = deployment.registrations[urn]
        if not found.typ.startswith("aws:"):
            continue
        delete = handler(found.typ).delete
        assert delete is not None, found.typ
        state = deployment.state_of(urn)
        delete(_request(account, deployment, urn, {**found.inputs, **state}), state["id"])
