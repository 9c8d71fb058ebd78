"""Keys (TR-33)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.platforms.alerting import platform_key
from components.platforms.recovery import copies_key
from components.platforms.trinity.ground import Ground


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Customer managed keys; None where AWS's own encrypt.

    Attributes:
        data: Of users and secrets.
        copies: Of what is kept of them in the other region.
    """

    data: pulumi.Input[str] | None
    copies: pulumi.Input[str] | None


def declare_keys(ground: Ground) -> Keys:
    """A key of the platform's own, a given one, or AWS's."""
    settings = ground.settings
    data = settings.kms_key_arn
    made: pulumi.Input[str] | None = data
    if data is None and settings.customer_managed_key:
        made = platform_key(ground, "key", "Trinity: users and secrets")
    return Keys(
        data=made,
        copies=copies_key(ground, made, "Trinity: copies of users and secrets", ("table", "secret")),
    )
