"""AWS Backup: vaults, plans, what they cover, and tests that a backup can be restored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.parts import document

lacks(
    "backup",
    "CreateBackupSelection",
    "CreateRestoreTestingPlan",
    "CreateRestoreTestingSelection",
    "DeleteBackupSelection",
    "DeleteBackupVaultAccessPolicy",
    "DeleteBackupVaultNotifications",
    "DeleteRestoreTestingPlan",
    "DeleteRestoreTestingSelection",
    "PutBackupVaultAccessPolicy",
    "PutBackupVaultNotifications",
    "UpdateGlobalSettings",
    "UpdateRegionSettings",
    "UpdateRestoreTestingPlan",
    "UpdateRestoreTestingSelection",
)


@resource("aws:backup/vault:Vault")
def vault(r: Request) -> Created:
    """Where recovery points are kept."""
    # Only a deletion uses it.
    r.take("forceDestroy")
    name = r.physical()
    made = r.api(
        "backup",
        "create_backup_vault",
        BackupVaultName=name,
        BackupVaultTags=r.tags or None,
        EncryptionKeyArn=r.take("kmsKeyArn"),
    )
    return name, {"name": name, "arn": made["BackupVaultArn"], "recoveryPoints": 0}


def vault_arn(r: Request) -> str:
    """The ARN of the vault that a setting belongs to."""
    return f"arn:aws:backup:{r.region}:{r.cloud.account_id}:backup-vault:{r.inputs['backupVaultName']}"


@resource("aws:backup/vaultPolicy:VaultPolicy")
def vault_policy(r: Request) -> Created:
    """Who may do what with the recovery points."""
    name = r.take("backupVaultName")
    policy = document(r.take("policy"))
    r.api("backup", "put_backup_vault_access_policy", BackupVaultName=name, Policy=policy)
    return name, {"backupVaultArn": vault_arn(r)}


simple(
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "backup.put_backup_vault_lock_configuration",
    id="BackupVaultName",
    outputs={"backupVaultArn": lambda r, _: vault_arn(r)},
)
simple(
    "aws:backup/vaultNotifications:VaultNotifications",
    "backup.put_backup_vault_notifications",
    id="BackupVaultName",
    outputs={"backupVaultArn": lambda r, _: vault_arn(r)},
)
simple(
    "aws:backup/regionSettings:RegionSettings",
    "backup.update_region_settings",
    id=lambda r, _: r.region,
)
simple(
    "aws:backup/globalSettings:GlobalSettings",
    "backup.update_global_settings",
    id=lambda r, _: r.cloud.account_id,
)

RULE = {
    "coldStorageAfter": "moveToColdStorageAfterDays",
    "completionWindow": "completionWindowMinutes",
    "deleteAfter": "deleteAfterDays",
    "destinationVaultArn": "destinationBackupVaultArn",
    "schedule": "scheduleExpression",
    "startWindow": "startWindowMinutes",
    "targetVaultName": "targetBackupVaultName",
}
"""Pulumi's words in a rule and AWS's."""


def planned(r: Request, name: str, operation: str) -> Any:
    """A plan in AWS's words."""
    wanted = {
        "backupPlanName": name,
        "rules": r.take("rules"),
        "advancedBackupSettings": r.take("advancedBackupSettings"),
        "scanSettings": r.take("scanSettings"),
    }
    return built(r, "backup", operation, "BackupPlan", wanted, RULE)


@resource("aws:backup/plan:Plan")
def plan(r: Request) -> Created:
    """When backups are made and how long they are kept."""
    name = r.physical()
    structure = planned(r, name, "create_backup_plan")
    made = r.api("backup", "create_backup_plan", BackupPlan=structure, BackupPlanTags=r.tags or None)
    return made["BackupPlanId"], {"name": name, "arn": made["BackupPlanArn"], "version": made["VersionId"]}


CONDITIONS = {
    "stringEquals": "StringEquals",
    "stringLikes": "StringLike",
    "stringNotEquals": "StringNotEquals",
    "stringNotLikes": "StringNotLike",
}


def conditions(given: list[Mapping[str, Any]] | None) -> dict[str, Any] | None:
    """Conditions on tags, all of which must hold."""
    out: dict[str, Any] = {}
    for block in given or []:
        for key, api in CONDITIONS.items():
            for condition in block.get(key) or []:
                pair = {"ConditionKey": condition["key"], "ConditionValue": condition["value"]}
                out.setdefault(api, []).append(pair)
    return out or None


@resource("aws:backup/selection:Selection")
def selection(r: Request) -> Created:
    """What a plan covers."""
    name, tags = r.physical(), r.take("selectionTags", [])
    made = r.api(
        "backup",
        "create_backup_selection",
        BackupPlanId=r.take("planId"),
        BackupSelection=present(
            SelectionName=name,
            IamRoleArn=r.take("iamRoleArn"),
            Resources=r.take("resources"),
            NotResources=r.take("notResources"),
            Conditions=conditions(r.take("conditions")),
            ListOfTags=[
                {"ConditionType": x["type"], "ConditionKey": x["key"], "ConditionValue": x["value"]}
                for x in tags
            ]
            or None,
        ),
    )
    return made["SelectionId"], {"name": name}


@resource("aws:backup/restoreTestingPlan:RestoreTestingPlan")
def restore_testing_plan(r: Request) -> Created:
    """When restores are tried out, from which recovery points; its name may have underscores, not hyphens."""
    name = r.take("name") or r.physical().replace("-", "_")
    tags = r.tags or None
    wanted = {
        "RestoreTestingPlanName": name,
        **r.fill("backup", "create_restore_testing_plan", "RestoreTestingPlan"),
    }
    made = r.api("backup", "create_restore_testing_plan", RestoreTestingPlan=wanted, Tags=tags)
    return name, {"name": name, "arn": made["RestoreTestingPlanArn"]}


@resource("aws:backup/restoreTestingSelection:RestoreTestingSelection")
def restore_testing_selection(r: Request) -> Created:
    """What a test restores, and under which role."""
    name, owner = r.take("name") or r.physical().replace("-", "_"), r.take("restoreTestingPlanName")
    place = ("backup", "create_restore_testing_selection")
    wanted = {"RestoreTestingSelectionName": name, **r.fill(*place, "RestoreTestingSelection")}
    r.api(*place, RestoreTestingPlanName=owner, RestoreTestingSelection=wanted)
    return f"{name}:{owner}", {"name": name}
