"""IAM: roles and policies, instance profiles, identity providers, the password policy."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends

from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources.parts import document
from emulator.shapes import tag_list

AWS_MANAGED = "arn:aws:iam::aws:policy/"


@cache
def aws_managed() -> dict[str, Any]:
    """AWS's own policies by name, as moto ships them."""
    policies: dict[str, Any] = json.loads(aws_managed_policies_data)
    return policies


def provide(r: Request, arn: str | None) -> None:
    """Make an AWS-managed policy known to the account before it is used (loading all of them takes long).

    A name that AWS doesn't have stays unknown, and is refused like any other policy that doesn't exist.
    """
    if not arn or not arn.startswith(AWS_MANAGED):
        return
    backend, name = iam_backends[r.cloud.account_id]["aws"], arn.rpartition("/")[2]
    if arn in backend.managed_policies or name not in aws_managed():
        return
    policy = AWSManagedPolicy.from_data(name, r.cloud.account_id, "aws", aws_managed()[name])
    backend.managed_policies[policy.arn] = policy


@resource("aws:iam/role:Role")
def role(r: Request) -> Created:
    """A role with what is attached to it inline."""
    name, boundary = r.physical(), r.take("permissionsBoundary")
    trust = document(r.take("assumeRolePolicy"))
    inline, managed = r.take("inlinePolicies", []), r.take("managedPolicyArns", [])
    # Only a deletion uses it.
    r.take("forceDetachPolicies")
    provide(r, boundary)
    made = r.api(
        "iam",
        "create_role",
        RoleName=name,
        AssumeRolePolicyDocument=trust,
        Path=r.take("path", default="/"),
        Description=r.take("description"),
        MaxSessionDuration=r.take("maxSessionDuration"),
        PermissionsBoundary=boundary,
        Tags=tag_list(r.tags),
    )["Role"]
    for policy in inline:
        if policy.get("name"):
            r.api(
                "iam",
                "put_role_policy",
                RoleName=name,
                PolicyName=policy["name"],
                PolicyDocument=document(policy["policy"]),
            )
    for arn in managed:
        provide(r, arn)
        r.api("iam", "attach_role_policy", RoleName=name, PolicyArn=arn)
    return name, {
        "name": name,
        "arn": made["Arn"],
        "uniqueId": made["RoleId"],
        "createDate": made["CreateDate"].isoformat(),
        "assumeRolePolicy": trust,
    }


@resource("aws:iam/rolePolicy:RolePolicy")
def role_policy(r: Request) -> Created:
    """A policy inside a role."""
    name, owner = r.physical(), r.take("role")
    policy = document(r.take("policy"))
    r.api("iam", "put_role_policy", RoleName=owner, PolicyName=name, PolicyDocument=policy)
    return f"{owner}:{name}", {"name": name, "policy": policy}


@resource("aws:iam/policy:Policy")
def policy(r: Request) -> Created:
    """A policy that roles share."""
    # How long the provider waits before it goes on.
    r.take("delayAfterPolicyCreationInMs")
    name, text = r.physical(), document(r.take("policy"))
    made = r.api(
        "iam",
        "create_policy",
        PolicyName=name,
        PolicyDocument=text,
        Path=r.take("path", default="/"),
        Description=r.take("description"),
        Tags=tag_list(r.tags),
    )["Policy"]
    return made["Arn"], {
        "name": name,
        "arn": made["Arn"],
        "policyId": made["PolicyId"],
        "attachmentCount": 0,
        "policy": text,
    }


@resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
def attachment(r: Request) -> Created:
    """A shared policy on a role."""
    owner, arn = r.take("role"), r.take("policyArn")
    provide(r, arn)
    r.api("iam", "attach_role_policy", RoleName=owner, PolicyArn=arn)
    return f"{owner}-{arn}", {}


@resource("aws:iam/instanceProfile:InstanceProfile")
def instance_profile(r: Request) -> Created:
    """What an EC2 host wears: one role."""
    name, owner = r.physical(), r.take("role")
    made = r.api(
        "iam",
        "create_instance_profile",
        InstanceProfileName=name,
        Path=r.take("path", default="/"),
        Tags=tag_list(r.tags),
    )["InstanceProfile"]
    if owner:
        r.api("iam", "add_role_to_instance_profile", InstanceProfileName=name, RoleName=owner)
    return name, {
        "name": name,
        "arn": made["Arn"],
        "uniqueId": made["InstanceProfileId"],
        "createDate": made["CreateDate"].isoformat(),
    }


@resource("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
def open_id_connect_provider(r: Request) -> Created:
    """An issuer of tokens whose holders may assume roles; AWS finds the thumbprints by itself."""
    thumbprints = r.take("thumbprintLists")
    made = r.api(
        "iam",
        "create_open_id_connect_provider",
        Url=r.take("url"),
        ClientIDList=r.take("clientIdLists"),
        ThumbprintList=thumbprints,
        Tags=tag_list(r.tags),
    )
    arn = made["OpenIDConnectProviderArn"]
    known = r.api("iam", "get_open_id_connect_provider", OpenIDConnectProviderArn=arn)
    return arn, {"arn": arn, "thumbprintLists": thumbprints or known.get("ThumbprintList", [])}


@resource("aws:iam/serviceLinkedRole:ServiceLinkedRole")
def service_linked_role(r: Request) -> Created:
    """The role that an AWS service makes for itself."""
    made = r.api(
        "iam",
        "create_service_linked_role",
        AWSServiceName=r.take("awsServiceName"),
        CustomSuffix=r.take("customSuffix"),
        Description=r.take("description"),
    )["Role"]
    if tags := tag_list(r.tags):
        r.api("iam", "tag_role", RoleName=made["RoleName"], Tags=tags)
    return made["Arn"], {
        "arn": made["Arn"],
        "name": made["RoleName"],
        "path": made["Path"],
        "uniqueId": made["RoleId"],
        "createDate": made["CreateDate"].isoformat(),
    }


simple(
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
    "iam.update_account_password_policy",
    id=lambda _r, _response: "iam-account-password-policy",
    outputs={"expirePasswords": lambda r, _: bool(r.inputs.get("maxPasswordAge"))},
)
