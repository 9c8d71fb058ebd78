"""Backups of everything that carries the backup tag, and the restores that are tried out (X-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.baseline.ground import BaselineGround
from components.blocks.backup import Backup, BackupArgs
from components.blocks.restore_test import RestoreTest, RestoreTestArgs
from components.platforms.alerting import platform_key
from components.protection import BACKUP_TAG

DAY = "24 hours"
# What may be lost of a store at most. Point in time: what the store's own service promises (DynamoDB, "Point-
# in-time recovery"; RDS, "Restoring to a point in time"; S3, versioning). Backup: the daily plan above.
RPO: Mapping[str, Mapping[str, str]] = {
    "DynamoDB table": {"pointInTime": "seconds, within 35 days", "backup": DAY},
    "RDS database": {"pointInTime": "5 minutes, within the days of its automated backups", "backup": DAY},
    "S3 bucket, versioned": {"pointInTime": "nothing, as long as versions are kept", "backup": DAY},
    "S3 bucket, not versioned": {
        "pointInTime": "everything",
        "backup": "not backed up: AWS Backup needs versions",
    },
    "Cognito user pool": {"pointInTime": "everything", "backup": "not backed up: export users on your own"},
    "ElastiCache": {"pointInTime": "everything", "backup": "not backed up: a cache is filled again"},
}


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """Vault, plan and tests.

    Attributes:
        backup: Vault and plan.
        test: The restores that are tried out, if any.
    """

    backup: Backup
    test: RestoreTest | None


def declare_recovery(ground: BaselineGround) -> Recovery | None:
    """Vault, plan, copies and restore tests, as far as the stack file wants them."""
    settings = ground.settings.backup
    if not settings.enabled:
        return None
    backup = Backup(
        f"{ground.name}-backup",
        BackupArgs(
            environment=ground.environment,
            vault_name=ground.names.of("backup-vault", "backups"),
            plan_name=ground.names.of("backup-plan", "daily"),
            tag=BACKUP_TAG,
            keep_days=settings.keep_days,
            cold_after_days=settings.cold_after_days,
            lock_min_days=settings.lock.min_days,
            compliance_after_days=settings.lock.compliance_after_days,
            kms_key_arn=_key(ground, None),
            copy_region=settings.copy_region,
            copy_kms_key_arn=_key(ground, settings.copy_region) if settings.copy_region else None,
            partition=ground.context.partition,
        ),
        opts=ground.child,
    )
    test = (
        RestoreTest(
            f"{ground.name}-restore-test",
            RestoreTestArgs(
                name=ground.names.restore_testing_plan,
                vault_arn=backup.vault_arn,
                role_arn=backup.role_arn,
                tag=BACKUP_TAG,
                ready=backup.ready,
            ),
            opts=ground.child,
        )
        if settings.restore_tests
        else None
    )
    return Recovery(backup=backup, test=test)


def _key(ground: BaselineGround, region: str | None) -> pulumi.Input[str] | None:
    """The key of a vault: a given one is of the stack's own region only."""
    if region is None and ground.settings.kms_key_arn is not None:
        return ground.settings.kms_key_arn
    if not ground.settings.customer_managed_key:
        return None
    thing = "backups" if region is None else "backup-copies"
    return platform_key(ground, thing, "Baseline: recovery points", region)
