"""Secrets Manager: secrets, their values, policies and rotation."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import wraps
from typing import Any

from moto.secretsmanager.models import SecretsManagerBackend

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import (
    again,
    answered,
    document,
    later,
    later_described,
    reader,
    removal,
    tagging,
)
from emulator.shapes import tag_list

RECOVERY_DAYS = 30
"""How long the provider lets a deleted secret be restored, if the program doesn't say; AWS's own default."""


def rotate_as_aws_does() -> None:
    """Mend moto's rotation.

    moto forgets that a secret rotates when the rule is a schedule, puts a version without a value in
    force when the function made none, and stumbles over a secret that has no value yet: there AWS calls the
    function all the same, later, and it is the function that finds nothing.
    """
    original = SecretsManagerBackend.rotate_secret

    @wraps(original)
    def rotate_secret(backend: SecretsManagerBackend, secret_id: str, *args: Any, **kwargs: Any) -> str:
        before = backend.secrets[secret_id].default_version_id if secret_id in backend.secrets else None
        try:
            answer: str = original(backend, secret_id, *args, **kwargs)
        except UnboundLocalError:  # at its first call of the function, with everything else done
            answer = backend.secrets[secret_id].to_short_dict()
        rotated = backend.secrets[secret_id]
        rotated.rotation_enabled = True
        version = rotated.versions.get(rotated.default_version_id, {})
        if before and not {"secret_string", "secret_binary"} & version.keys():
            rotated.set_default_version_id(before)
        return answer

    SecretsManagerBackend.rotate_secret = rotate_secret


rotate_as_aws_does()


@resource("aws:secretsmanager/secret:Secret")
def secret(r: Request) -> Created:
    """A secret without a value; its policy is an operation of its own."""
    name, policy = r.physical(), document(r.take("policy"))
    # Only a deletion uses it.
    r.take("recoveryWindowInDays")
    replicas = [present(Region=x["region"], KmsKeyId=x.get("kmsKeyId")) for x in r.take("replicas", [])]
    made = r.send(
        "secretsmanager",
        "create_secret",
        Name=name,
        AddReplicaRegions=replicas or None,
        Tags=tag_list(r.tags),
    )
    arn = made["ARN"]
    if policy:
        r.api("secretsmanager", "put_resource_policy", SecretId=arn, ResourcePolicy=policy)
    return arn, {"name": name, "arn": arn}


@resource("aws:secretsmanager/secretVersion:SecretVersion")
def secret_version(r: Request) -> Created:
    """A value; one given write-only reaches AWS and nothing else."""
    # Only says that the write-only value is a new one.
    r.take("secretStringWoVersion")
    write_only, text, binary = (r.take(key) for key in ("secretStringWo", "secretString", "secretBinary"))
    made = r.api(
        "secretsmanager",
        "put_secret_value",
        SecretId=r.take("secretId"),
        SecretString=write_only if write_only is not None else text,
        SecretBinary=None if binary is None else base64.b64decode(binary),
        VersionStages=r.take("versionStages"),
    )
    arn, version = made["ARN"], made["VersionId"]
    return f"{r.inputs['secretId']}|{version}", {
        "arn": arn,
        "secretArn": arn,
        "versionId": version,
        "versionStages": made["VersionStages"],
        "hasSecretStringWo": write_only is not None,
    }


@resource("aws:secretsmanager/secretRotation:SecretRotation")
def secret_rotation(r: Request) -> Created:
    """Who renews a secret, and how often."""
    made = r.send(
        "secretsmanager",
        "rotate_secret",
        {"externalSecretRotationMetadatas": "ExternalSecretRotationMetadata"},
        RotateImmediately=r.take("rotateImmediately", default=True),
    )
    r.take("rotationEnabled")
    return made["ARN"], {"rotationEnabled": True}


@resource("aws:secretsmanager/secretPolicy:SecretPolicy")
def secret_policy(r: Request) -> Created:
    """Who may read a secret beside those whose own policies say so."""
    arn = r.take("secretArn")
    r.api(
        "secretsmanager",
        "put_resource_policy",
        SecretId=arn,
        ResourcePolicy=document(r.take("policy")),
        BlockPublicPolicy=r.take("blockPublicPolicy"),
    )
    return arn, {}


ITSELF = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
CURRENT = "AWSCURRENT"


def change_secret(r: Request, arn: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Change what differs, each by its own operation."""
    if r.changed & {"description", "kmsKeyId"}:
        r.api(
            "secretsmanager",
            "update_secret",
            SecretId=arn,
            Description=r.take("description", default=""),
            KmsKeyId=r.take("kmsKeyId"),
        )
    if "policy" in r.changed:
        if policy := document(r.take("policy")):
            r.api("secretsmanager", "put_resource_policy", SecretId=arn, ResourcePolicy=policy)
        else:
            r.api("secretsmanager", "delete_resource_policy", SecretId=arn)
    replicate(r, arn)
    return {}


def replicate(r: Request, arn: str) -> None:
    """Add and remove copies in other regions."""
    wanted, held = (
        {replica["region"]: replica for replica in replicas or ()}
        for replicas in (r.take("replicas"), r.old.get("replicas"))
    )
    if gone := sorted(region for region, replica in held.items() if wanted.get(region) != replica):
        r.api("secretsmanager", "remove_regions_from_replication", SecretId=arn, RemoveReplicaRegions=gone)
    added = [
        present(Region=region, KmsKeyId=replica.get("kmsKeyId"))
        for region, replica in wanted.items()
        if held.get(region) != replica
    ]
    if added:
        overwrite = r.take("forceOverwriteReplicaSecret")
        r.api(
            "secretsmanager",
            "replicate_secret_to_regions",
            SecretId=arn,
            AddReplicaRegions=added,
            ForceOverwriteReplicaSecret=overwrite,
        )


def change_version(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Move the stages of a version; another value is another version."""
    # A write-only value is a new one when its version number says so, which makes another version.
    r.take("secretStringWo")
    secret, version = id_.split("|")
    wanted, held = set(r.take("versionStages") or ()), set(r.old.get("versionStages") or ())
    for stage in sorted(wanted - held):
        others = r.api("secretsmanager", "describe_secret", SecretId=secret)["VersionIdsToStages"]
        before = next((other for other, stages in others.items() if stage in stages), None)
        if before != version:
            move(r, secret, stage, to=version, off=before)
    for stage in sorted(held - wanted - {CURRENT}):
        move(r, secret, stage, off=version)
    return {"versionStages": sorted(wanted)} if wanted else {}


def move(r: Request, secret: str, stage: str, to: str | None = None, off: str | None = None) -> None:
    """Take a stage off a version, or put it on one, or both."""
    r.api(
        "secretsmanager",
        "update_secret_version_stage",
        SecretId=secret,
        VersionStage=stage,
        MoveToVersionId=to,
        RemoveFromVersionId=off,
    )


def delete_version(r: Request, id_: str) -> None:
    """Take a version's own stages off; AWS deletes a version without any, and never the current one."""
    secret, version = id_.split("|")
    answer = answered(lambda: r.api("secretsmanager", "describe_secret", SecretId=secret))
    if answer is None or "DeletedDate" in answer:
        return
    for stage in answer.get("VersionIdsToStages", {}).get(version, []):
        if stage not in (CURRENT, "AWSPREVIOUS", "AWSPENDING"):
            move(r, secret, stage, off=version)


def delete_secret(r: Request, arn: str) -> None:
    """Delete a secret and its copies after the recovery window; a window of 0 days is no window."""
    answer = describe_secret(r, arn)
    if answer is None:
        return
    if copies := [status["Region"] for status in answer.get("ReplicationStatus", [])]:
        r.api("secretsmanager", "remove_regions_from_replication", SecretId=arn, RemoveReplicaRegions=copies)
    days = r.take("recoveryWindowInDays", default=RECOVERY_DAYS)
    window = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
    r.api("secretsmanager", "delete_secret", SecretId=arn, **window)


def describe_secret(r: Request, arn: str) -> dict[str, Any] | None:
    """A secret with its policy; one that waits for its deletion counts as gone."""
    answer: dict[str, Any] | None = answered(lambda: r.api("secretsmanager", "describe_secret", SecretId=arn))
    if answer is None or "DeletedDate" in answer:
        return None
    policy = r.api("secretsmanager", "get_resource_policy", SecretId=arn).get("ResourcePolicy")
    copies = [present(region=x["Region"]) for x in answer.get("ReplicationStatus", [])]
    return {**answer, "policy": policy, "replicas": copies}


def look_up_secret(r: Request, arn: str) -> Created | None:
    """A secret that exists."""
    found = describe_secret(r, arn)
    return (found["ARN"], {"name": found["Name"], "arn": found["ARN"]}) if found else None


later(
    ITSELF,
    read=look_up_secret,
    update=change_secret,
    delete=delete_secret,
    updates=("secretsmanager.update_secret", "secretsmanager.put_resource_policy"),
    rename={"policy": "ResourcePolicy"},
    # Copies are added and removed one by one.
    changing=["replicas"],
)
tagging(ITSELF, "secretsmanager.tag_resource", "secretsmanager.untag_resource", SecretId="id")
later_described(ITSELF, describe_secret)

later(
    VERSION,
    update=change_version,
    delete=delete_version,
    updates="secretsmanager.update_secret_version_stage",
    lasting=["secretId"],
    # VersionStage is one of them; a write-only value alone says nothing.
    changing=["secretStringWo", "versionStages"],
)
reader(
    VERSION,
    "secretsmanager.get_secret_value",
    lambda answer, _r, id_: {**answer, "secretId": id_.partition("|")[0]},
    SecretId=lambda _, id_: id_.partition("|")[0],
    VersionId=lambda _, id_: id_.partition("|")[2],
)

again(
    POLICY,
    updates="secretsmanager.put_resource_policy",
    rename={"policy": "ResourcePolicy"},
    lasting=["secretArn"],
)
removal(POLICY, "secretsmanager.delete_resource_policy", SecretId="id")
reader(
    POLICY,
    "secretsmanager.get_resource_policy",
    lambda answer, _r, _id: answer if answer.get("ResourcePolicy") else None,
    names={"policy": "ResourcePolicy", "secretArn": "ARN"},
    SecretId="id",
)
again(
    ROTATION,
    updates="secretsmanager.rotate_secret",
    rename={"externalSecretRotationMetadatas": "ExternalSecretRotationMetadata"},
    lasting=["secretId"],
    # Whether it rotates is which operation is called.
    changing=["rotationEnabled"],
)
removal(ROTATION, "secretsmanager.cancel_rotate_secret", SecretId="id")
reader(
    ROTATION,
    "secretsmanager.describe_secret",
    lambda answer, _r, _id: answer if answer.get("RotationEnabled") else None,
    SecretId="id",
)
