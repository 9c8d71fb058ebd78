"""Secrets Manager: secrets, their values, policies and rotation."""

from __future__ import annotations

import base64
from functools import wraps
from typing import Any

from moto.secretsmanager.models import SecretsManagerBackend

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import again, document, forgotten, later, removal
from emulator.shapes import tag_list

RECOVERY_DAYS = 30
"""How long the provider lets a deleted secret be restored, if the program doesn't say; AWS's own default."""


def rotate_as_aws_does() -> None:
    """Mend moto's rotation.

    moto forgets that a secret rotates when the rule is a schedule, and puts a version without a value in
    force when the function made none.
    """
    original = SecretsManagerBackend.rotate_secret

    @wraps(original)
    def rotate_secret(backend: SecretsManagerBackend, secret_id: str, *args: Any, **kwargs: Any) -> str:
        before = backend.secrets[secret_id].default_version_id if secret_id in backend.secrets else None
        answer: str = original(backend, secret_id, *args, **kwargs)
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


def delete_secret(r: Request, arn: str) -> None:
    """Delete a secret after its recovery window; a window of 0 days is no window."""
    days = r.take("recoveryWindowInDays", default=RECOVERY_DAYS)
    window = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
    r.api("secretsmanager", "delete_secret", SecretId=arn, **window)


later("aws:secretsmanager/secret:Secret", delete=delete_secret)
# A value goes with its secret.
forgotten("aws:secretsmanager/secretVersion:SecretVersion")
removal(
    "aws:secretsmanager/secretPolicy:SecretPolicy", "secretsmanager.delete_resource_policy", SecretId="id"
)
removal(
    "aws:secretsmanager/secretRotation:SecretRotation", "secretsmanager.cancel_rotate_secret", SecretId="id"
)
again(
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:secretsmanager/secretRotation:SecretRotation",
    "aws:secretsmanager/secretVersion:SecretVersion",
)
