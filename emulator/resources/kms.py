"""KMS: keys, replicas of multi-Region keys, aliases, policies and grants."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import (
    again,
    answered,
    document,
    forgotten,
    later,
    later_described,
    reader,
    removal,
    tagging,
    within,
)
from emulator.shapes import tag_list


@resource("aws:kms/key:Key")
def key(r: Request) -> Created:
    """A key; rotation and disabling are operations of their own."""
    rotate, period = r.take("enableKeyRotation"), r.take("rotationPeriodInDays")
    enabled = r.take("isEnabled", default=True)
    # Only a deletion uses it.
    r.take("deletionWindowInDays")
    store, external = r.take("customKeyStoreId"), r.take("xksKeyId")
    origin = "EXTERNAL_KEY_STORE" if external else "AWS_CLOUDHSM" if store else None
    made = r.api(
        "kms",
        "create_key",
        Policy=document(r.take("policy")),
        Description=r.take("description"),
        KeyUsage=r.take("keyUsage", default="ENCRYPT_DECRYPT"),
        KeySpec=r.take("customerMasterKeySpec", default="SYMMETRIC_DEFAULT"),
        MultiRegion=r.take("multiRegion", default=False),
        BypassPolicyLockoutSafetyCheck=r.take("bypassPolicyLockoutSafetyCheck"),
        CustomKeyStoreId=store,
        XksKeyId=external,
        Origin=origin,
        Tags=tag_list(r.tags, "TagKey", "TagValue"),
    )["KeyMetadata"]
    id_ = made["KeyId"]
    if rotate:
        r.api("kms", "enable_key_rotation", KeyId=id_, RotationPeriodInDays=period)
    if not enabled:
        r.api("kms", "disable_key", KeyId=id_)
    return id_, {
        "arn": made["Arn"],
        "keyId": id_,
        "keyUsage": made["KeyUsage"],
        "customerMasterKeySpec": made["KeySpec"],
        "multiRegion": made["MultiRegion"],
        "policy": r.api("kms", "get_key_policy", KeyId=id_, PolicyName="default")["Policy"],
    }


@resource("aws:kms/replicaKey:ReplicaKey")
def replica_key(r: Request) -> Created:
    """The same key material in another region: asked for in the primary's region, then settled in its own."""
    primary = r.take("primaryKeyArn")
    enabled = r.take("enabled", default=True)
    r.take("deletionWindowInDays")
    home, id_ = primary.split(":")[3], primary.rpartition("/")[2]
    made = within(r, home).api(
        "kms",
        "replicate_key",
        KeyId=id_,
        ReplicaRegion=r.region,
        Policy=document(r.take("policy")),
        Description=r.take("description"),
        BypassPolicyLockoutSafetyCheck=r.take("bypassPolicyLockoutSafetyCheck"),
        Tags=tag_list(r.tags, "TagKey", "TagValue"),
    )["ReplicaKeyMetadata"]
    if not enabled:
        r.api("kms", "disable_key", KeyId=id_)
    rotation = within(r, home).api("kms", "get_key_rotation_status", KeyId=id_)
    return id_, {
        "arn": made["Arn"],
        "keyId": id_,
        "keyRotationEnabled": rotation["KeyRotationEnabled"],
        "keySpec": made["KeySpec"],
        "keyUsage": made["KeyUsage"],
        "policy": r.api("kms", "get_key_policy", KeyId=id_, PolicyName="default")["Policy"],
    }


@resource("aws:kms/alias:Alias")
def alias(r: Request) -> Created:
    """A name of a key."""
    name, target = r.take("name"), r.take("targetKeyId")
    if not name:
        name = r.physical()
        name = name if name.startswith("alias/") else f"alias/{name}"
    r.api("kms", "create_alias", AliasName=name, TargetKeyId=target)
    return name, {
        "name": name,
        "arn": f"arn:aws:kms:{r.region}:{r.cloud.account_id}:{name}",
        "targetKeyArn": r.api("kms", "describe_key", KeyId=target)["KeyMetadata"]["Arn"],
    }


@resource("aws:kms/keyPolicy:KeyPolicy")
def key_policy(r: Request) -> Created:
    """The policy of a key that was made elsewhere."""
    id_, bypass = r.take("keyId"), r.take("bypassPolicyLockoutSafetyCheck")
    r.api(
        "kms",
        "put_key_policy",
        KeyId=id_,
        PolicyName="default",
        Policy=document(r.take("policy")),
        BypassPolicyLockoutSafetyCheck=bypass,
    )
    return id_, {}


@resource("aws:kms/grant:Grant")
def grant(r: Request) -> Created:
    """A grant on a key, narrowed by an encryption context."""
    constraints = {}
    for rule in r.take("constraints", []):
        for member, api in (("encryptionContextEquals", "EncryptionContextEquals"),
                            ("encryptionContextSubset", "EncryptionContextSubset")):  # fmt: skip
            if rule.get(member):
                constraints[api] = rule[member]
    # How a deletion is done.
    r.take("retireOnDelete")
    id_ = r.take("keyId")
    made = r.api(
        "kms",
        "create_grant",
        KeyId=id_,
        GranteePrincipal=r.take("granteePrincipal"),
        RetiringPrincipal=r.take("retiringPrincipal"),
        Operations=r.take("operations"),
        Constraints=constraints or None,
        GrantTokens=r.take("grantCreationTokens"),
        Name=r.take("name"),
    )
    return f"{id_}:{made['GrantId']}", {"grantId": made["GrantId"], "grantToken": made["GrantToken"]}


KEY = "aws:kms/key:Key"
REPLICA = "aws:kms/replicaKey:ReplicaKey"
ALIAS = "aws:kms/alias:Alias"
POLICY = "aws:kms/keyPolicy:KeyPolicy"
GRANT = "aws:kms/grant:Grant"

DELETION_DAYS = 30
"""How long a deleted key can be had back, if the program doesn't say: ScheduleKeyDeletion's page."""


def change_key(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Change what differs, each by its own operation; only an enabled key takes them."""
    switch = "isEnabled" if r.typ == KEY else "enabled"
    wanted = r.take(switch, default=True)
    if switch in r.changed and wanted:
        r.api("kms", "enable_key", KeyId=id_)
    if r.changed & {"enableKeyRotation", "rotationPeriodInDays"}:
        rotate, period = r.take("enableKeyRotation"), r.take("rotationPeriodInDays")
        if rotate:
            r.api("kms", "enable_key_rotation", KeyId=id_, RotationPeriodInDays=period)
        elif r.old.get("enableKeyRotation"):
            r.api("kms", "disable_key_rotation", KeyId=id_)
    if "description" in r.changed:
        r.api("kms", "update_key_description", KeyId=id_, Description=r.take("description", default=""))
    bypass = r.take("bypassPolicyLockoutSafetyCheck")
    outputs: dict[str, Any] = {}
    if "policy" in r.changed:
        policy = document(r.take("policy")) or default_policy(r)
        put = {"KeyId": id_, "PolicyName": "default", "Policy": policy}
        r.api("kms", "put_key_policy", **put, BypassPolicyLockoutSafetyCheck=bypass)
        outputs["policy"] = policy
    if switch in r.changed and not wanted:
        r.api("kms", "disable_key", KeyId=id_)
    return outputs


def default_policy(r: Request) -> str:
    """The policy of a key that names none: its account may do everything with it, and IAM may say who."""
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{r.cloud.account_id}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]})


def schedule_deletion(r: Request, id_: str) -> None:
    """Schedule the key's deletion: nothing deletes a key at once."""
    if describe_key(r, id_) is None:
        return
    days = r.take("deletionWindowInDays", default=DELETION_DAYS)
    r.api("kms", "schedule_key_deletion", KeyId=id_, PendingWindowInDays=days)


def describe_key(r: Request, id_: str) -> dict[str, Any] | None:
    """A key with its policy, rotation and tags; one whose deletion is scheduled counts as gone."""
    answer = answered(lambda: r.api("kms", "describe_key", KeyId=id_))
    if answer is None or answer["KeyMetadata"]["KeyState"] == "PendingDeletion":
        return None
    key_ = answer["KeyMetadata"]
    rotation = r.api("kms", "get_key_rotation_status", KeyId=id_)
    return {
        **key_,
        "enableKeyRotation": rotation["KeyRotationEnabled"],
        "rotationPeriodInDays": rotation.get("RotationPeriodInDays"),
        "policy": r.api("kms", "get_key_policy", KeyId=id_, PolicyName="default")["Policy"],
        "tags": r.api("kms", "list_resource_tags", KeyId=id_)["Tags"],
    }


def look_up_key(r: Request, id_: str) -> Created | None:
    """A key that exists, by its id or ARN."""
    found = describe_key(r, id_)
    if found is None:
        return None
    return found["KeyId"], {"arn": found["Arn"], "keyId": found["KeyId"], "policy": found["policy"]}


for _key, _changing in ((KEY, ["isEnabled", "enableKeyRotation"]), (REPLICA, ["enabled"])):
    later(
        _key,
        read=look_up_key,
        update=change_key,
        delete=schedule_deletion,
        updates=("kms.update_key_description", "kms.put_key_policy", "kms.enable_key_rotation"),
        # Each of these is a pair of operations without a parameter.
        changing=_changing,
    )
    tagging(_key, "kms.tag_resource", "kms.untag_resource", KeyId="id")
    later_described(
        _key, describe_key, {"customerMasterKeySpec": "KeySpec", "isEnabled": "Enabled", "enabled": "Enabled"}
    )


def change_alias(r: Request, name: str, _: object) -> dict[str, str]:
    """Let the name stand for another key."""
    r.api("kms", "update_alias", AliasName=name, TargetKeyId=r.take("targetKeyId"))
    return {"targetKeyArn": r.api("kms", "describe_key", KeyId=name)["KeyMetadata"]["Arn"]}


later(ALIAS, update=change_alias, updates="kms.update_alias")
removal(ALIAS, "kms.delete_alias", AliasName="id")
reader(
    ALIAS,
    "kms.list_aliases",
    lambda answer, _r, name: next((x for x in answer["Aliases"] if x["AliasName"] == name), None),
    names={"name": "AliasName"},
)

# Another key of the same policy: the resource is the putting of it.
again(POLICY, updates="kms.put_key_policy")
forgotten(POLICY)
reader(
    POLICY,
    "kms.get_key_policy",
    lambda answer, _r, id_: {"keyId": id_, "policy": answer["Policy"]},
    KeyId="id",
    PolicyName=lambda _r, _id: "default",
)

removal(GRANT, "kms.revoke_grant", KeyId="keyId", GrantId=lambda _, id_: id_.rpartition(":")[2])
reader(
    GRANT,
    "kms.list_grants",
    lambda answer, _r, id_: next(
        (x for x in answer["Grants"] if x["GrantId"] == id_.rpartition(":")[2]), None
    ),
    KeyId=lambda _, id_: id_.rpartition(":")[0],
)
