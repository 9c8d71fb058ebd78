"""What must be true of an account with a baseline."""

from __future__ import annotations

from smoke.baseline import detection, settings
from smoke.baseline import recovery as backups
from smoke.core import Check, Deployed
from smoke.shared import has


def _made(deployed: Deployed) -> bool:
    return bool(deployed.outputs.get("pieces", {}).get("trail") == "create")


CHECKS = (
    Check(title="the trail records every region and proves it", test=detection.trail_records, applies=_made),
    Check(title="records are private and encrypted", test=detection.records_are_private, applies=_made),
    Check(
        title="GuardDuty watches",
        test=detection.guard_duty_watches,
        applies=has("detectorId"),
    ),
    Check(
        title="Security Hub is on, and AWS Config records",
        test=detection.security_hub_has_a_recorder,
        applies=has("securityHubArn"),
    ),
    Check(
        title="findings reach the alerts topic",
        test=detection.findings_reach_the_topic,
        applies=has("noticeRules"),
    ),
    Check(title="the alerts topic takes a message", test=detection.topic_takes_a_message, writes=True),
    Check(
        title="no bucket of the account can be public",
        test=settings.public_access_is_blocked,
        applies=settings.held("publicAccess"),
    ),
    Check(
        title="new volumes are encrypted",
        test=settings.volumes_are_encrypted,
        applies=settings.held("diskEncryption"),
    ),
    Check(
        title="API Gateway may write logs",
        test=settings.api_gateway_may_write_logs,
        applies=settings.held("apiGatewayLogs"),
    ),
    Check(
        title="images are scanned on push",
        test=settings.images_are_scanned,
        applies=settings.held("imageScanning"),
    ),
    Check(
        title="images are copied to another region",
        test=settings.images_are_copied,
        applies=settings.held("imageReplication"),
    ),
    Check(
        title="the vault is locked, and only as hard as was asked",
        test=backups.vault_is_locked,
        applies=has("backupVault"),
    ),
    Check(
        title="backups are made every day",
        test=backups.backups_are_daily,
        applies=has("backupPlanId"),
    ),
)
