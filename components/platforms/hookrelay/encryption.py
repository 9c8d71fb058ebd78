"""Keys."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.platforms.alerting import platform_key
from components.platforms.hookrelay.ground import Ground


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Customer managed keys; None where AWS's own encrypt.

    Attributes:
        data: Of tables, queue, archive, database, cache and secrets.
        copies: Of tables, archive and secrets in the other region; None where AWS's own encrypt here too.
        backups: Of the database in the other region, for which AWS has no key of its own.
    """

    data: pulumi.Input[str] | None
    copies: pulumi.Input[str] | None
    backups: pulumi.Input[str] | None


def declare_keys(ground: Ground) -> Keys:
    """Take the given key, or make what the settings ask for."""
    settings, dr = ground.settings, ground.settings.dr
    own = settings.customer_managed_key and settings.kms_key_arn is None
    data = (
        platform_key(ground, "key", "HookRelay: tables, queue, archive, database, secrets")
        if own
        else settings.kms_key_arn
    )
    # a copied backup is encrypted anew, so it needs a key there even if AWS's own encrypts here
    there = None
    if dr.region is not None:
        there = platform_key(
            ground, "copies-key", "HookRelay: copies of tables, archive, secrets and backups", dr.region
        )
    return Keys(data=data, copies=there if data is not None else None, backups=there)
