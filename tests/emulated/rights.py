"""What a role may do, found out by doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.exceptions import ClientError

from tests.emulated.world import World

DENIALS = {"AccessDenied", "AccessDeniedException", "AuthorizationError"}


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One call.

    Attributes:
        service: boto3's name of the service.
        operation: boto3's name of the operation.
        params: Its parameters.
    """

    service: str
    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.service}.{self.operation}({', '.join(f'{k}={v}' for k, v in self.params.items())})"


def attempt(service: str, operation: str, **params: Any) -> Attempt:
    """A call, to be made later."""
    return Attempt(service=service, operation=operation, params=params)


def made(session: boto3.Session, call: Attempt) -> Mapping[str, Any]:
    """Make a call and return AWS's answer."""
    answer: Mapping[str, Any] = getattr(session.client(call.service), call.operation)(**call.params)
    return answer


def refused(world: World, session: boto3.Session, calls: list[Attempt]) -> dict[str, str]:
    """The calls that IAM refuses -> its message; any other error of AWS is raised."""
    found = {}
    with world.account.enforcing_iam():
        for call in calls:
            try:
                made(session, call)
            except ClientError as error:
                if error.response["Error"]["Code"] not in DENIALS:
                    raise AssertionError(f"{call}: {error}") from error
                found[str(call)] = error.response["Error"]["Message"]
    return found


def statements(world: World, role_arn: str) -> list[Mapping[str, Any]]:
    """Every statement of a role's inline policies; none is attached."""
    iam, name = world.client("iam"), role_arn.rpartition("/")[2]
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []
    return [
        statement
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
        for statement in iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]["Statement"]
    ]


def grants(world: World, role_arn: str, *services: str) -> set[tuple[str, str]]:
    """(action, resource) of every allow about some services."""
    return {
        (action, resource)
        for statement in statements(world, role_arn)
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
        if action.split(":")[0] in services
        for resource in listed(statement["Resource"])
    }


def listed(value: str | list[str]) -> list[str]:
    """A policy's element, which may be one or several."""
    return [value] if isinstance(value, str) else value


def trusted(world: World, role_arn: str) -> set[str]:
    """The services that may assume a role."""
    role = world.client("iam").get_role(RoleName=role_arn.rpartition("/")[2])["Role"]
    return {
        service
        for statement in role["AssumeRolePolicyDocument"]["Statement"]
        for service in listed(statement["Principal"]["Service"])
    }
