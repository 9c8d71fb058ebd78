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
        copies: Of what is kept in the other region.
    """

    data: pulumi.Input[str] | None
    copies: pulumi.Input[str] | None


def declare_keys(ground: Ground) -> Keys:
    """Take the given key, or make what the settings ask for."""
    settings, dr = ground.settings, ground.settings.dr
    own = settings.customer_managed_key and settings.kms_key_arn is None
    data = (
        platform_key(ground, "key", "HookRelay: tables, queue, archive, database, secrets")
        if own
        else settings.kms_key_arn
    )
    # A copied backup is encrypted anew, so it needs a key there even if AWS's own encrypts here.
    copied = dr.table_replicas or dr.bucket_replication
    wanted = (data is not None and copied) or settings.database.cross_region_backups
    copies = None
    if wanted and dr.region is not None:
        copies = platform_key(
            ground, "copies-key", "HookRelay: copies of tables, archive and backups", dr.region
        )
    return Keys(data=data, copies=copies)
