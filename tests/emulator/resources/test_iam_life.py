"""Roles and policies change in place, are described, and go with what hangs on them."""

import json
from typing import Any

import pytest

from emulator.account import Account

from .life import Life

ROLE, POLICY = "aws:iam/role:Role", "aws:iam/policy:Policy"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allowing(action: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def a_role(account: Account, **inputs: Any) -> Life:
    return Life(account, ROLE, name="r", assumeRolePolicy=trust("lambda.amazonaws.com"), **inputs)


def found(account: Account) -> dict[str, Any]:
    role: dict[str, Any] = account.client("iam").get_role(RoleName="r")["Role"]
    return role


def test_a_role_changes_by_the_operation_for_what_differs(account: Account) -> None:
    role = a_role(account, description="old")
    role.change(assumeRolePolicy=trust("ecs-tasks.amazonaws.com"))
    assert role.asked == ["UpdateAssumeRolePolicy"]
    assert found(account)["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {
        "Service": "ecs-tasks.amazonaws.com"
    }
    role.change(description="new", maxSessionDuration=7200)
    assert role.asked == ["UpdateRole"]
    assert (found(account)["Description"], found(account)["MaxSessionDuration"]) == ("new", 7200)
    role.change(maxSessionDuration=None)
    assert found(account)["MaxSessionDuration"] == 3600
    role.change(permissionsBoundary=READ_ONLY)
    assert found(account)["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY
    role.change(permissionsBoundary=None)
    assert "PermissionsBoundary" not in found(account)
    role.change(tags={"a": "1"})
    assert role.asked == ["TagRole"]
    assert found(account)["Tags"] == [{"Key": "a", "Value": "1"}]


def test_a_roles_inline_and_shared_policies_come_and_go(account: Account) -> None:
    role = a_role(
        account,
        inlinePolicies=[
            {"name": "a", "policy": allowing("sqs:*")},
            {"name": "b", "policy": allowing("sns:*")},
        ],
        managedPolicyArns=[READ_ONLY],
    )
    role.change(
        inlinePolicies=[
            {"name": "b", "policy": allowing("s3:*")},
            {"name": "c", "policy": allowing("sns:*")},
        ],
        managedPolicyArns=None,
    )
    iam = account.client("iam")
    assert iam.list_role_policies(RoleName="r")["PolicyNames"] == ["b", "c"]
    document = iam.get_role_policy(RoleName="r", PolicyName="b")["PolicyDocument"]
    assert document["Statement"][0]["Action"] == "s3:*"
    assert iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"] == []
    role.delete()
    assert role.described() is None


def test_a_role_with_anothers_policy_goes_only_if_told_to(account: Account) -> None:
    role, iam = a_role(account), account.client("iam")
    iam.put_role_policy(RoleName="r", PolicyName="alien", PolicyDocument=allowing("sqs:*"))
    with pytest.raises(iam.exceptions.DeleteConflictException):
        role.delete()
    role.change(forceDetachPolicies=True)
    role.delete()
    assert role.described() is None


def test_a_role_policy_is_put_again(account: Account) -> None:
    a_role(account)
    policy = Life(account, "aws:iam/rolePolicy:RolePolicy", name="p", role="r", policy=allowing("sqs:*"))
    policy.change(policy=allowing("sns:*"))
    described = policy.described()
    assert described is not None
    assert described["PolicyDocument"]["Statement"][0]["Action"] == "sns:*"
    policy.delete()
    assert policy.described() is None


def test_a_policy_gets_a_new_version_and_keeps_at_most_five(account: Account) -> None:
    policy = Life(account, POLICY, name="p", policy=allowing("sqs:*"), tags={"a": "1"})
    iam = account.client("iam")
    for number in range(6):
        policy.change(policy=allowing(f"sqs:Get{number}*"))
    versions = iam.list_policy_versions(PolicyArn=policy.id)["Versions"]
    assert len(versions) == 5
    described = policy.described()
    assert described is not None
    assert described["policy"]["Statement"][0]["Action"] == "sqs:Get5*"
    policy.change(tags=None)
    assert iam.get_policy(PolicyArn=policy.id)["Policy"]["Tags"] == []
    policy.delete()
    assert policy.described() is None


def test_an_attachment_is_there_until_it_is_taken_off(account: Account) -> None:
    a_role(account)
    life = Life(account, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", role="r", policyArn=READ_ONLY)
    assert life.described() is not None
    assert life.handler.updatable(life.token) == frozenset()
    life.delete()
    assert life.described() is None


def test_an_instance_profile_changes_its_role(account: Account) -> None:
    a_role(account)
    Life(account, ROLE, name="other", assumeRolePolicy=trust("ec2.amazonaws.com"))
    profile = Life(account, "aws:iam/instanceProfile:InstanceProfile", name="p", role="r")
    profile.change(role="other", tags={"a": "1"})
    described = profile.described()
    assert described is not None
    assert (described["role"], described["Tags"]) == ("other", [{"Key": "a", "Value": "1"}])
    profile.delete()
    assert profile.described() is None


def test_an_issuer_changes_its_thumbprints_and_audiences(account: Account) -> None:
    issuer = Life(
        account,
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        url="https://token.example.com",
        clientIdLists=["a"],
        thumbprintLists=["a" * 40],
    )
    issuer.change(thumbprintLists=["b" * 40], clientIdLists=["b"])
    described = issuer.described()
    assert described is not None
    assert described["ThumbprintList"] == ["b" * 40]
    assert [
        entry["ClientID"] for entry in account.ledger.of("iam", "AddClientIDToOpenIDConnectProvider")
    ] == ["b"]
    assert issuer.asked[-1] == "UpdateOpenIDConnectProviderThumbprint"
    issuer.delete()
    assert issuer.described() is None


def test_a_service_linked_role_changes_its_description(account: Account) -> None:
    role = Life(
        account, "aws:iam/serviceLinkedRole:ServiceLinkedRole", awsServiceName="autoscaling.amazonaws.com"
    )
    role.change(description="d", tags={"a": "1"})
    described = role.described()
    assert described is not None
    assert described["Description"] == "d"
    role.delete()
    assert role.described() is None


def test_the_password_policy_is_put_again(account: Account) -> None:
    policy = Life(account, "aws:iam/accountPasswordPolicy:AccountPasswordPolicy", minimumPasswordLength=12)
    policy.change(minimumPasswordLength=16)
    described = policy.described()
    assert described is not None
    assert described["MinimumPasswordLength"] == 16
    policy.delete()
    assert policy.described() is None


def test_an_existing_role_can_be_looked_up(account: Account) -> None:
    role = a_role(account)
    read = role.handler.read
    assert read is not None
    looked = read(role._request(), "r")
    assert looked is not None
    assert looked[1]["arn"] == role.state["arn"]
