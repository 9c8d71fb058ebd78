"""IAM: how roles and policies change, what is said of them, and how they go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from emulator.ledger import lacks
from emulator.request import Request
from emulator.resources.iam import provide
from emulator.resources.parts import (
    again,
    answered,
    changes,
    document,
    later,
    later_described,
    reader,
    removal,
    tagging,
)

lacks("iam", "AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider")

ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
POLICY = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
PROFILE = "aws:iam/instanceProfile:InstanceProfile"
ISSUER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
SERVICE_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
PASSWORDS = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"

SESSION_SECONDS = 3600
"""How long a session of a role lasts at most, unless it says otherwise: CreateRole's page."""

MOST_VERSIONS = 5
"""Versions that a policy may have: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""


# -- roles


def change_role(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Change what differs, each by its own operation."""
    if "assumeRolePolicy" in r.changed:
        trust = document(r.take("assumeRolePolicy"))
        r.api("iam", "update_assume_role_policy", RoleName=name, PolicyDocument=trust)
    if r.changed & {"description", "maxSessionDuration"}:
        r.api(
            "iam",
            "update_role",
            RoleName=name,
            Description=r.take("description", default=""),
            MaxSessionDuration=r.take("maxSessionDuration", default=SESSION_SECONDS),
        )
    if "permissionsBoundary" in r.changed:
        if boundary := r.take("permissionsBoundary"):
            provide(r, boundary)
            r.api("iam", "put_role_permissions_boundary", RoleName=name, PermissionsBoundary=boundary)
        else:
            r.api("iam", "delete_role_permissions_boundary", RoleName=name)
    inline(r, name)
    managed(r, name)
    return {}


def inline(r: Request, name: str) -> None:
    """Put the policies inside a role that differ, and take away those no longer given."""
    wanted, held = (
        {policy["name"]: policy["policy"] for policy in policies or [] if policy.get("name")}
        for policies in (r.take("inlinePolicies"), r.old.get("inlinePolicies"))
    )
    for gone in sorted(held.keys() - wanted.keys()):
        answered(partial(r.api, "iam", "delete_role_policy", RoleName=name, PolicyName=gone))
    for own, policy in wanted.items():
        if held.get(own) != policy:
            r.api("iam", "put_role_policy", RoleName=name, PolicyName=own, PolicyDocument=document(policy))


def managed(r: Request, name: str) -> None:
    """Attach and detach shared policies."""
    wanted, held = set(r.take("managedPolicyArns") or ()), set(r.old.get("managedPolicyArns") or ())
    for arn in sorted(held - wanted):
        answered(partial(r.api, "iam", "detach_role_policy", RoleName=name, PolicyArn=arn))
    for arn in sorted(wanted - held):
        provide(r, arn)
        r.api("iam", "attach_role_policy", RoleName=name, PolicyArn=arn)


def delete_role(r: Request, name: str) -> None:
    """Take the role out of its instance profiles, everything of the program's off it, and delete it."""
    if answered(lambda: r.api("iam", "get_role", RoleName=name)) is None:
        return
    attached = set(r.take("managedPolicyArns") or ())
    own = {policy["name"] for policy in r.take("inlinePolicies") or () if policy.get("name")}
    held = r.api("iam", "list_attached_role_policies", RoleName=name)["AttachedPolicies"]
    inside = set(r.api("iam", "list_role_policies", RoleName=name)["PolicyNames"])
    everything = r.take("forceDetachPolicies")
    for arn in (policy["PolicyArn"] for policy in held):
        if everything or arn in attached:
            r.api("iam", "detach_role_policy", RoleName=name, PolicyArn=arn)
    for policy in sorted(inside if everything else inside & own):
        r.api("iam", "delete_role_policy", RoleName=name, PolicyName=policy)
    for profile in r.api("iam", "list_instance_profiles_for_role", RoleName=name)["InstanceProfiles"]:
        r.api(
            "iam",
            "remove_role_from_instance_profile",
            InstanceProfileName=profile["InstanceProfileName"],
            RoleName=name,
        )
    r.api("iam", "delete_role", RoleName=name)


def look_up_role(r: Request, name: str) -> tuple[str, dict[str, Any]] | None:
    """A role that exists."""
    answer = answered(lambda: r.api("iam", "get_role", RoleName=name))
    if answer is None:
        return None
    role = answer["Role"]
    return name, {
        "name": name,
        "arn": role["Arn"],
        "uniqueId": role["RoleId"],
        "createDate": role["CreateDate"].isoformat(),
    }


later(
    ROLE,
    read=look_up_role,
    update=change_role,
    delete=delete_role,
    updates=("iam.update_role", "iam.update_assume_role_policy", "iam.put_role_permissions_boundary"),
    rename={"assumeRolePolicy": "PolicyDocument"},
    # These are put and attached one by one.
    changing=["inlinePolicies", "managedPolicyArns"],
)
tagging(ROLE, "iam.tag_role", "iam.untag_role", RoleName="id")
reader(
    ROLE,
    "iam.get_role",
    "Role",
    names={
        "assumeRolePolicy": "AssumeRolePolicyDocument",
        "name": "RoleName",
        "permissionsBoundary": "PermissionsBoundary.PermissionsBoundaryArn",
    },
    RoleName="id",
)

again(ROLE_POLICY, updates="iam.put_role_policy", rename={"policy": "PolicyDocument"})
WHICH: dict[str, Any] = {
    "RoleName": lambda _r, id_: id_.rpartition(":")[0],
    "PolicyName": lambda _r, id_: id_.rpartition(":")[2],
}
removal(ROLE_POLICY, "iam.delete_role_policy", **WHICH)
reader(
    ROLE_POLICY,
    "iam.get_role_policy",
    names={"name": "PolicyName", "policy": "PolicyDocument", "role": "RoleName"},
    **WHICH,
)

changes(SERVICE_ROLE, "iam.update_role_description", RoleName="name")
tagging(SERVICE_ROLE, "iam.tag_role", "iam.untag_role", RoleName="name")
removal(SERVICE_ROLE, "iam.delete_service_linked_role", RoleName=lambda _, id_: id_.rpartition("/")[2])
reader(SERVICE_ROLE, "iam.get_role", "Role", RoleName=lambda _, id_: id_.rpartition("/")[2])


# -- policies that roles share


def versions(r: Request, arn: str) -> list[str]:
    """Versions of a policy that are not in force, the oldest first."""
    held = r.api("iam", "list_policy_versions", PolicyArn=arn)["Versions"]
    return sorted((v["VersionId"] for v in held if not v["IsDefaultVersion"]), key=lambda v: int(v[1:]))


def change_policy(r: Request, arn: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Put a new version in force; the oldest makes room for it."""
    # How long the provider waited when it made the policy.
    r.take("delayAfterPolicyCreationInMs")
    if "policy" not in r.changed:
        return {}
    text, spare = document(r.take("policy")), versions(r, arn)
    if len(spare) + 1 >= MOST_VERSIONS:
        r.api("iam", "delete_policy_version", PolicyArn=arn, VersionId=spare[0])
    r.api("iam", "create_policy_version", PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
    return {"policy": text}


def delete_policy(r: Request, arn: str) -> None:
    """Delete a policy after its older versions."""
    if answered(lambda: r.api("iam", "get_policy", PolicyArn=arn)) is None:
        return
    for version in versions(r, arn):
        r.api("iam", "delete_policy_version", PolicyArn=arn, VersionId=version)
    r.api("iam", "delete_policy", PolicyArn=arn)


def describe_policy(r: Request, arn: str) -> dict[str, Any] | None:
    """A policy with the document that is in force."""
    answer = answered(lambda: r.api("iam", "get_policy", PolicyArn=arn))
    if answer is None:
        return None
    policy = answer["Policy"]
    version = r.api("iam", "get_policy_version", PolicyArn=arn, VersionId=policy["DefaultVersionId"])
    return {**policy, "policy": version["PolicyVersion"]["Document"], "name": policy["PolicyName"]}


later(
    POLICY,
    update=change_policy,
    delete=delete_policy,
    updates="iam.create_policy_version",
    rename={"policy": "PolicyDocument"},
    changing=["delayAfterPolicyCreationInMs"],
)
tagging(POLICY, "iam.tag_policy", "iam.untag_policy", PolicyArn="id")
later_described(POLICY, describe_policy)

removal(ATTACHMENT, "iam.detach_role_policy", RoleName="role", PolicyArn="policyArn")
reader(
    ATTACHMENT,
    "iam.list_attached_role_policies",
    lambda answer, r, _: next(
        (x for x in answer["AttachedPolicies"] if x["PolicyArn"] == r.inputs["policyArn"]), None
    ),
    RoleName="role",
)


# -- instance profiles, issuers of tokens, passwords


def change_profile(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Give the profile another role; it holds one at a time."""
    if "role" in r.changed:
        profile = {"InstanceProfileName": name}
        if before := r.old.get("role"):
            r.api("iam", "remove_role_from_instance_profile", **profile, RoleName=before)
        if role := r.take("role"):
            r.api("iam", "add_role_to_instance_profile", **profile, RoleName=role)
    return {}


def delete_profile(r: Request, name: str) -> None:
    """Take the role out, then delete the profile."""
    answer = answered(lambda: r.api("iam", "get_instance_profile", InstanceProfileName=name))
    if answer is None:
        return
    for role in answer["InstanceProfile"]["Roles"]:
        r.api("iam", "remove_role_from_instance_profile", InstanceProfileName=name, RoleName=role["RoleName"])
    r.api("iam", "delete_instance_profile", InstanceProfileName=name)


# An operation adds a role, another one removes it: both call it RoleName.
later(PROFILE, update=change_profile, delete=delete_profile, changing=["role"])
tagging(PROFILE, "iam.tag_instance_profile", "iam.untag_instance_profile", InstanceProfileName="id")
reader(
    PROFILE,
    "iam.get_instance_profile",
    lambda answer, _r, _id: {
        **answer["InstanceProfile"],
        "role": next((role["RoleName"] for role in answer["InstanceProfile"]["Roles"]), None),
    },
    names={"name": "InstanceProfileName"},
    InstanceProfileName="id",
)


def change_issuer(r: Request, arn: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Add and remove audiences, one by one."""
    wanted, held = set(r.take("clientIdLists") or ()), set(r.old.get("clientIdLists") or ())
    for calls, clients in (("add_client_id_to", wanted - held), ("remove_client_id_from", held - wanted)):
        for client in sorted(clients):
            r.api("iam", f"{calls}_open_id_connect_provider", OpenIDConnectProviderArn=arn, ClientID=client)
    return {}


later(ISSUER, update=change_issuer, changing=["clientIdLists"])
changes(
    ISSUER,
    "iam.update_open_id_connect_provider_thumbprint",
    rename={"thumbprintLists": "ThumbprintList"},
    OpenIDConnectProviderArn="id",
)
tagging(
    ISSUER,
    "iam.tag_open_id_connect_provider",
    "iam.untag_open_id_connect_provider",
    OpenIDConnectProviderArn="id",
)
removal(ISSUER, "iam.delete_open_id_connect_provider", OpenIDConnectProviderArn="id")
reader(ISSUER, "iam.get_open_id_connect_provider", OpenIDConnectProviderArn="id")

again(PASSWORDS, updates="iam.update_account_password_policy")
removal(PASSWORDS, "iam.delete_account_password_policy")
reader(PASSWORDS, "iam.get_account_password_policy", "PasswordPolicy")
