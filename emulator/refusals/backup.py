"""AWS Backup.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

COLD_DAYS = 90
"""Days that a recovery point stays in cold storage at least."""


@refuses("backup", "CreateBackupPlan", "UpdateBackupPlan")
def plan(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Vaults that don't exist, and deletion too soon after the move to cold storage."""
    for rule in params["BackupPlan"]["Rules"]:
        label = f"backup rule {rule['RuleName']}"
        vault = rule["TargetBackupVaultName"]
        if found(account, region, "backup", "describe_backup_vault", BackupVaultName=vault) is None:
            yield f"{label}: the vault {vault} does not exist"
        for lifecycle in (
            rule.get("Lifecycle", {}),
            *(c.get("Lifecycle", {}) for c in rule.get("CopyActions", ())),
        ):
            cold, end = lifecycle.get("MoveToColdStorageAfterDays"), lifecycle.get("DeleteAfterDays")
            if cold is not None and end is not None and end < cold + COLD_DAYS:
                yield (
                    f"{label}: deletion after {end} days is less than {COLD_DAYS} after the cold "
                    f"storage at {cold}"
                )
        schedule = rule.get("ScheduleExpression", "cron(0 5 ? * * *)")
        if not re.fullmatch(r"cron\(\S+( \S+){5}\)|rate\(.+\)", schedule):
            yield f"{label}: {schedule!r} is no schedule"


@refuses("backup", "CreateBackupSelection")
def selection(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A role that AWS Backup can't assume."""
    from emulator.policies.decisions import assumable

    role = params["BackupSelection"]["IamRoleArn"]
    if not assumable(account.account_id, role, "backup.amazonaws.com"):
        yield f"the role {role} cannot be assumed by AWS Backup"


@refuses("backup", "PutBackupVaultLockConfiguration")
def lock(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A compliance lock without its days of grace, and retention the wrong way round."""
    grace = params.get("ChangeableForDays")
    if grace is not None and grace < 3:  # noqa: PLR2004 - days; the least that AWS takes
        yield f"vault {params['BackupVaultName']}: ChangeableForDays is at least 3, not {grace}"
    low, high = params.get("MinRetentionDays"), params.get("MaxRetentionDays")
    if low is not None and high is not None and low > high:
        yield f"vault {params['BackupVaultName']}: MinRetentionDays {low} is above MaxRetentionDays {high}"
