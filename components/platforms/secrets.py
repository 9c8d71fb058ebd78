"""Secrets as the stack file gives them, and as the outputs describe them."""

from __future__ import annotations

import pulumi
from pydantic import SecretStr

from components.blocks.secret import Given, Secret


def given(value: SecretStr | None) -> Given | None:
    """A value of the stack's encrypted configuration, if there is one."""
    if value is None:
        return None
    return Given(value=pulumi.Output.secret(value.get_secret_value()))


def secret_output(secret: Secret, *, minimum_length: int = 1) -> dict[str, pulumi.Input[object]]:
    """What an operator, and the smoke checks, need to know of a secret.

    Args:
        secret: The secret.
        minimum_length: What its user accepts, where it is generated.
    """
    described: dict[str, pulumi.Input[object]] = {"arn": secret.arn, "kind": secret.kind}
    if secret.kind == "generated":
        described["minimumLength"] = minimum_length
    if secret.is_slot:
        described["fill"] = secret.fill_command
    return described
