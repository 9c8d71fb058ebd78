"""Key rights that go with the rights on something that a customer managed key encrypts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pulumi

from components.iam import Conditions, Statement
from components.naming import camel

KeyUse = Literal["decrypt", "encrypt", "table"]

# What the services' own guides ask of the caller of an encrypted resource: SQS and SNS "Key management"
# (a consumer decrypts; a producer also generates data keys), S3 "Using SSE-KMS", DynamoDB "Authorizing
# use of your AWS KMS key" (every caller's requests are encrypted and decrypted in the caller's name).
KEY_ACTIONS: dict[KeyUse, tuple[str, ...]] = {
    "decrypt": ("kms:Decrypt",),
    "encrypt": ("kms:Decrypt", "kms:GenerateDataKey"),
    "table": (
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    ),
}


def key_rights(
    use: KeyUse, name: str, kms_key_arn: pulumi.Input[str] | None, conditions: Conditions | None = None
) -> Sequence[Statement]:
    """The statements that let a caller use a thing's customer managed key; none without such a key.

    Args:
        use: `decrypt` to read, `encrypt` to write (S3 and the messaging services also decrypt then), `table`.
        name: Which right on which thing it belongs to; part of the Sid (`ReadArchive`).
        kms_key_arn: The key, or None where AWS's own key encrypts.
        conditions: e.g. the encryption context.
    """
    if kms_key_arn is None:
        return []
    return [
        Statement(
            sid=f"{camel(name)}Key",
            actions=KEY_ACTIONS[use],
            resources=[kms_key_arn],
            conditions=conditions or {},
        )
    ]
