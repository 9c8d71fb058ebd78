"""AWS Backup: how vaults and plans change, what is said of them, and how they go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from moto.backup.models import Plan
from moto.backup.responses import BackupResponse

from emulator.request import Request
from emulator.resources.backup import planned
from emulator.resources.parts import again, forgotten, later, reader, removal, tagging

VAULT = "aws:backup/vault:Vault"
VAULT_POLICY = "aws:backup/vaultPolicy:VaultPolicy"
VAULT_LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
NOTIFICATIONS = "aws:backup/vaultNotifications:VaultNotifications"
REGION = "aws:backup/regionSettings:RegionSettings"
GLOBAL = "aws:backup/globalSettings:GlobalSettings"
PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
TESTING = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
TESTED = "aws:backup/restoreTestingSelection:RestoreTestingSelection"

TAGGED = ("backup.tag_resource", "backup.untag_resource")


def update_plans() -> None:
    """Mend moto, which lacks the operation that changes a plan."""

    def update_backup_plan(response: BackupResponse) -> str:
        backend, id_ = response.backup_backend, response.path.rstrip("/").rpartition("/")[2]
        held = backend.get_backup_plan(id_, None)
        new = Plan(json.loads(response.body)["BackupPlan"], held.creator_request_id, backend)
        new.backup_plan_id, new.backup_plan_arn = held.backup_plan_id, held.backup_plan_arn
        backend.plans[id_] = new
        return json.dumps(new.to_dict())

    BackupResponse.update_backup_plan = update_backup_plan


update_plans()

tagging(VAULT, *TAGGED, ResourceArn="arn")
removal(VAULT, "backup.delete_backup_vault", BackupVaultName="id")
reader(
    VAULT,
    "backup.describe_backup_vault",
    names={"kmsKeyArn": "EncryptionKeyArn", "name": "BackupVaultName"},
    BackupVaultName="id",
)
again(VAULT_POLICY, updates="backup.put_backup_vault_access_policy", lasting=["backupVaultName"])
removal(VAULT_POLICY, "backup.delete_backup_vault_access_policy", BackupVaultName="id")
removal(VAULT_LOCK, "backup.delete_backup_vault_lock_configuration", BackupVaultName="id")
removal(NOTIFICATIONS, "backup.delete_backup_vault_notifications", BackupVaultName="id")
again(REGION, updates="backup.update_region_settings")
again(GLOBAL, updates="backup.update_global_settings")
# Settings that an account always has: the provider leaves them as they are.
forgotten(REGION, GLOBAL)


def change_plan(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Another version of the plan."""
    if not r.changed - {"tags"}:
        return {}
    wanted = planned(r, r.known("name"), "update_backup_plan")
    made = r.api("backup", "update_backup_plan", BackupPlanId=id_, BackupPlan=wanted)
    return {"version": made["VersionId"]}


later(PLAN, update=change_plan, updates="backup.update_backup_plan.BackupPlan")
tagging(PLAN, *TAGGED, ResourceArn="arn")
removal(PLAN, "backup.delete_backup_plan", BackupPlanId="id")
reader(
    PLAN,
    "backup.get_backup_plan",
    lambda answer, _r, _id: None if "DeletionDate" in answer else answer["BackupPlan"],
    names={"name": "BackupPlanName"},
    BackupPlanId="id",
)
removal(SELECTION, "backup.delete_backup_selection", BackupPlanId="planId", SelectionId="id")


def change_testing(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Other times or recovery points."""
    if r.changed - {"tags"}:
        place = ("backup", "update_restore_testing_plan")
        wanted = r.fill(*place, "RestoreTestingPlan")
        r.api(*place, RestoreTestingPlanName=name, RestoreTestingPlan=wanted)
    return {}


def change_tested(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """What a test restores, or how."""
    name, owner = id_.split(":", 1)
    place = ("backup", "update_restore_testing_selection")
    wanted = r.fill(*place, "RestoreTestingSelection")
    names = {"RestoreTestingPlanName": owner, "RestoreTestingSelectionName": name}
    r.api(*place, **names, RestoreTestingSelection=wanted)
    return {}


later(TESTING, update=change_testing, updates="backup.update_restore_testing_plan.RestoreTestingPlan")
tagging(TESTING, *TAGGED, ResourceArn="arn")
removal(TESTING, "backup.delete_restore_testing_plan", RestoreTestingPlanName="id")
WHICH: dict[str, Any] = {
    "RestoreTestingPlanName": lambda _, id_: id_.partition(":")[2],
    "RestoreTestingSelectionName": lambda _, id_: id_.partition(":")[0],
}
later(TESTED, update=change_tested, updates="backup.update_restore_testing_selection.RestoreTestingSelection")
removal(TESTED, "backup.delete_restore_testing_selection", **WHICH)
