"""Backups."""

from __future__ import annotations

from smoke.core import Deployed, expect

DAILY = 24  # hours between backups at most


def vault_is_locked(deployed: Deployed) -> str:
    """Recovery points can't be deleted early; for good only where the stack file says so."""
    name = deployed["backupVault"]
    vault = deployed.client("backup").describe_backup_vault(BackupVaultName=name)
    least = vault.get("MinRetentionDays")
    expect(least, f"vault {name}: recovery points can be deleted at any time")
    for_good = vault.get("LockDate")
    said = deployed.outputs.get("lockIsForGood", False)
    expect(bool(for_good) == said, f"vault {name}: the lock is {'for good' if for_good else 'not for good'}")
    return f"{name}: at least {least} days"


def backups_are_daily(deployed: Deployed) -> str:
    """The plan's rule fires every day into the vault."""
    plan = deployed.client("backup").get_backup_plan(BackupPlanId=deployed["backupPlanId"])["BackupPlan"]
    rules = [rule for rule in plan["Rules"] if rule["TargetBackupVaultName"] == deployed["backupVault"]]
    expect(rules, "no rule fills the vault")
    schedule = rules[0]["ScheduleExpression"]
    minute, hour, *days = schedule.removeprefix("cron(").removesuffix(")").split()
    daily = minute.isdigit() and hour.isdigit() and days == ["?", "*", "*", "*"]
    expect(daily, f"the schedule {schedule} is not every {DAILY} hours")
    return str(plan["BackupPlanName"])
