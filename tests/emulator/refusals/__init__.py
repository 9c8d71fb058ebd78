"""What AWS refuses: every bad call with its reason, and its good twin.

The calls go through boto3, as an application's would; `refused` gives the reason of one that was not made.
"""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from emulator.account import Account
from emulator.refusals import Refused

US_EAST_1 = "us-east-1"


def refused(call: Callable[..., Any], **params: Any) -> str:
    """Why a boto3 call was refused by a rule of ours.

    The test fails if it was made, or refused by another.
    """
    with pytest.raises(Refused) as error:
        call(**params)
    return "; ".join(error.value.reasons)


def document(*statements: Mapping[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: object, resource: object = "*", **more: object) -> dict[str, Any]:
    """A statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def role(
    account: Account, service: str = "lambda", *statements: Mapping[str, Any], name: str = "made"
) -> str:
    """A role that a service may assume, with an inline policy if there are statements."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    iam = account.client("iam")
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="does", PolicyDocument=document(*statements))
    return arn


def code(text: str = "def handler(event, context):\n    return event\n") -> bytes:
    """A zip file with a handler."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.py", text)
    return buffer.getvalue()


def function(account: Account, *statements: Mapping[str, Any], name: str = "worker", **options: Any) -> str:
    """A function with a role of its own."""
    given = {
        "FunctionName": name,
        "Role": role(account, "lambda", *statements, name=f"{name}-role"),
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Code": {"ZipFile": code()},
        **options,
    }
    arn: str = account.client("lambda").create_function(**given)["FunctionArn"]
    return arn


def network(account: Account, *, gateway: bool = True, zones: str = "ab") -> tuple[str, list[str]]:
    """A VPC and one subnet in each zone."""
    ec2 = account.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    if gateway:
        number = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=number)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=f"us-east-1{zone}")[
            "Subnet"
        ]["SubnetId"]
        for index, zone in enumerate(zones)
    ]
    return vpc, subnets


def certificate(account: Account, name: str = "api.example.com", region: str = US_EAST_1) -> str:
    """A certificate."""
    arn: str = account.client("acm", region).request_certificate(DomainName=name)["CertificateArn"]
    return arn
