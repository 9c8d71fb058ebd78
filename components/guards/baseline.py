"""What AWS Backup and GitHub's tokens refuse, or accept and break."""

from __future__ import annotations

from collections.abc import Iterator

from components.guards import Problem

COLD_DAYS = 90  # AWS Backup Developer Guide, "Lifecycle": least stay in cold storage
LOCK_DAYS = range(1, 36_501)  # PutBackupVaultLockConfiguration, MinRetentionDays
COMPLIANCE_GRACE_DAYS = range(3, 36_501)  # PutBackupVaultLockConfiguration, ChangeableForDays


def retention_problems(*, keep_days: int, cold_after_days: int | None, min_days: int) -> Iterator[Problem]:
    """A retention that the vault's lock or the cold storage refuses."""
    if keep_days < min_days:
        yield Problem(
            field="keep_days",
            given=keep_days,
            allowed=f"at least lock.minDays ({min_days}): the locked vault refuses shorter recovery points",
            fix=f"write {min_days} or more, or lower lock.minDays",
        )
    if cold_after_days is not None and keep_days < cold_after_days + COLD_DAYS:
        yield Problem(
            field="cold_after_days",
            given=cold_after_days,
            allowed=f"at most keepDays - {COLD_DAYS}: cold storage is paid for {COLD_DAYS} days (AWS Backup)",
            fix=f"keep them {cold_after_days + COLD_DAYS} days, or leave it out",
        )


def branch_problems(*, prod: str, staging: str) -> Iterator[Problem]:
    """Branches that could not be told apart, or that stand for many."""
    for field, branch in (("prod", prod), ("staging", staging)):
        if any(mark in branch for mark in "*?:"):
            yield Problem(
                field=field,
                given=branch,
                allowed="one branch: * and ? would let others assume the role (IAM, StringLike)",
                fix="name the branch",
            )
    if prod == staging:
        yield Problem(
            field="staging",
            given=staging,
            allowed=f"another branch than production's ({prod})",
            fix="for example develop",
        )
