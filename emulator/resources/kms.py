"""KMS: keys, replicas of multi-Region keys, aliases, policies and grants."""

from __future__ import annotations

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import again, document, forgotten, later, removal, within
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


def schedule_deletion(r: Request, id_: str) -> None:
    """Schedule the key's deletion: nothing deletes a key at once."""
    r.api(
        "kms",
        "schedule_key_deletion",
        KeyId=id_,
        PendingWindowInDays=r.take("deletionWindowInDays", default=30),
    )


def change_alias(r: Request, name: str, _: object) -> dict[str, str]:
    """Let the name stand for another key."""
    r.take("name")
    r.api("kms", "update_alias", AliasName=name, TargetKeyId=r.take("targetKeyId"))
    return {"targetKeyArn": r.api("kms", "describe_key", KeyId=name)["KeyMetadata"]["Arn"]}


later("aws:kms/key:Key", delete=schedule_deletion)
later("aws:kms/replicaKey:ReplicaKey", delete=schedule_deletion)
later("aws:kms/alias:Alias", update=change_alias)
removal("aws:kms/alias:Alias", "kms.delete_alias", AliasName="id")
removal(
    "aws:kms/grant:Grant", "kms.revoke_grant", KeyId="keyId", GrantId=lambda _, id_: id_.rpartition(":")[2]
)
again("aws:kms/keyPolicy:KeyPolicy")
forgotten("aws:kms/keyPolicy:KeyPolicy")
