"""Secrets by reference: what ECS and Lambda are given, and the rights to read it."""

from __future__ import annotations

from typing import Literal

import pulumi

from components.iam import Conditions, Statement
from components.links import SecretRef
from components.naming import camel

Backend = Literal["ssm", "secretsmanager"]

SSM_ACTIONS = ("ssm:GetParameter", "ssm:GetParameters")
SECRETS_MANAGER_ACTIONS = ("secretsmanager:GetSecretValue",)
# What each backend binds its ciphertext to ("How AWS Systems Manager Parameter Store uses AWS KMS",
# "Secret encryption and decryption in AWS Secrets Manager").
_CONTEXT: dict[Backend, str] = {
    "ssm": "kms:EncryptionContext:PARAMETER_ARN",
    "secretsmanager": "kms:EncryptionContext:SecretARN",
}
_LAMBDA_SUFFIX: dict[Backend, str] = {"ssm": "_PARAM", "secretsmanager": "_SECRET_ARN"}


def secret_ref(
    label: str,
    *,
    backend: Backend,
    arn: pulumi.Input[str],
    kms_key_arn: pulumi.Input[str] | None = None,
    json_key: str | None = None,
) -> SecretRef:
    """A secret by reference; also for one that was made elsewhere.

    Args:
        label: Short name; part of Sids.
        backend: Where it is.
        arn: Its ARN.
        kms_key_arn: The customer managed key, if any.
        json_key: One key of a JSON secret (Secrets Manager only).

    Raises:
        ValueError: a JSON key of a parameter, which ECS can't pick.
    """
    if json_key is not None and backend == "ssm":
        raise ValueError(
            f"secret {label}: ECS picks no key {json_key!r} out of a parameter; use secretsmanager"
        )
    sid = f"Read{camel(label)}"
    context: Conditions = {"StringEquals": {_CONTEXT[backend]: arn}}
    return SecretRef(
        arn=arn,
        # ECS: ARN, key, stage and version, the last two left to their defaults
        value_from=arn if json_key is None else pulumi.Output.concat(arn, f":{json_key}::"),
        read=[
            Statement(
                sid=sid,
                actions=SSM_ACTIONS if backend == "ssm" else SECRETS_MANAGER_ACTIONS,
                resources=[arn],
            ),
            *(
                [
                    Statement(
                        sid=f"{sid}Key", actions=["kms:Decrypt"], resources=[kms_key_arn], conditions=context
                    )
                ]
                if kms_key_arn is not None
                else []
            ),
        ],
        lambda_suffix=_LAMBDA_SUFFIX[backend],
    )
