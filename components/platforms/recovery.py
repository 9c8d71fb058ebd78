"""What a platform keeps in another region, and what an operator is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.bucket import Bucket
from components.blocks.secret import SecretCopy
from components.blocks.table import Table
from components.disaster_recovery import StoreKind
from components.platforms.alerting import AlertNames, platform_key
from components.platforms.ground import Ground
from components.settings.disaster_recovery import DisasterRecovery, RecoverableSettings
from components.table_schema import Replica


def copies_key(
    ground: Ground[RecoverableSettings, AlertNames],
    data_key: pulumi.Input[str] | None,
    what: str,
    kinds: Sequence[StoreKind],
) -> pulumi.Input[str] | None:
    """The other region's key: a key works in its own region only.

    Args:
        ground: The stack.
        data_key: The key here; where AWS's own encrypts, it does so there as well.
        what: What it encrypts, for people.
        kinds: Stores of the platform that it would encrypt.

    Returns:
        Its ARN; None where nothing is copied, or AWS's own keys encrypt.
    """
    dr = ground.settings.dr
    copied = any(dr.region_of_copies(kind) for kind in kinds)
    return platform_key(ground, "copies-key", what, dr.region) if copied and data_key is not None else None


def table_replicas(dr: DisasterRecovery, key: pulumi.Input[str] | None) -> list[Replica]:
    """Copies of a table, which need its stream (`NEW_AND_OLD_IMAGES`); none where the mode has none."""
    there = dr.region_of_copies("table")
    return [Replica(region=there, kms_key_arn=key)] if there else []


def secret_copy(dr: DisasterRecovery, key: pulumi.Input[str] | None) -> SecretCopy | None:
    """The copy of a secret, if the mode has one."""
    there = dr.region_of_copies("secret")
    return SecretCopy(region=there, kms_key_arn=key) if there else None


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What there is in the other region where the mode copies it.

    Attributes:
        tables: Tables.
        buckets: Buckets, of which those with a copy are kept.
        secrets: Names of secrets in the output `secrets`.
    """

    tables: Sequence[Table] = ()
    buckets: Sequence[Bucket] = ()
    secrets: Sequence[str] = ()


def recovery(
    dr: DisasterRecovery, stores: Sequence[StoreKind], kept: Kept
) -> Mapping[str, pulumi.Input[object]]:
    """The output `recovery`: the mode, for each kind of store what it means, and what is kept there.

    Args:
        dr: The settings.
        stores: Kinds of stores that the platform has.
        kept: What can be copied.
    """
    found: dict[str, pulumi.Input[object]] = {"mode": dr.mode}
    if dr.region is not None:
        found["region"] = dr.region
        found["tables"] = [table.name for table in kept.tables] if dr.region_of_copies("table") else []
        found["buckets"] = [bucket.copy_name for bucket in kept.buckets if bucket.copy_name is not None]
        found["secrets"] = list(kept.secrets) if dr.region_of_copies("secret") else []
    found["stores"] = {
        kind: {"means": one.means, "how": one.how, "rpo": one.rpo, "rto": one.rto}
        for kind, one in ((kind, dr.measure(kind)) for kind in stores)
    }
    return found
