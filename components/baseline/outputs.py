"""What the baseline's operator gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.baseline.deployment import Deployment
from components.baseline.detection import Detection
from components.baseline.ground import BaselineGround
from components.baseline.records import Records
from components.baseline.recovery import RPO, Recovery
from components.blocks.account_settings import AccountSettings
from components.blocks.chat_channel import ChatChannel
from components.blocks.cost_anomalies import CostAnomalies
from components.blocks.event_notices import EventNotices


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything that the baseline consists of."""

    topic_arn: pulumi.Input[str]
    records: Records
    detection: Detection
    notices: EventNotices | None
    settings: AccountSettings
    costs: CostAnomalies | None
    chat: ChatChannel | None
    deployment: Deployment | None
    recovery: Recovery | None


def outputs_of(ground: BaselineGround, parts: Parts) -> Mapping[str, pulumi.Input[object]]:
    """Names, commands and notes; what the stack doesn't hold is left out."""
    records, detection, recovery = parts.records, parts.detection, parts.recovery
    backup = recovery.backup if recovery else None
    found: dict[str, pulumi.Input[object] | None] = {
        "region": ground.region,
        "pieces": {key: piece.mode for key, piece in ground.settings.pieces.items()},
        "alertsTopicArn": parts.topic_arn,
        "trailArn": records.trail.arn if records.trail else None,
        "trailBucket": records.trail_bucket.name if records.trail_bucket else None,
        "trailLogGroup": records.trail.log_group_name if records.trail else None,
        "configRecorder": records.recorder.name if records.recorder else None,
        "configBucket": records.recorder_bucket.name if records.recorder_bucket else None,
        "detectorId": detection.guard_duty.id if detection.guard_duty else None,
        "securityHubArn": detection.security_hub.arn if detection.security_hub else None,
        "standards": list(ground.settings.security_hub.standards)
        if ground.settings.security_hub.made
        else None,
        "analyzer": detection.analyzer.name if detection.analyzer else None,
        "noticeRules": list(parts.notices.rules.values()) if parts.notices else None,
        "apiGatewayLogRoleArn": parts.settings.api_gateway_role_arn,
        "costMonitorArn": parts.costs.monitor_arn if parts.costs else None,
        "chatConfigurationArn": parts.chat.arn if parts.chat else None,
        "oidcProviderArn": parts.deployment.provider_arn if parts.deployment else None,
        "deployRoleArns": (parts.deployment.role_arns or None) if parts.deployment else None,
        "backupVault": backup.vault_name if backup else None,
        "backupPlanId": backup.plan_id if backup else None,
        "backupCopyVaultArn": backup.copy_vault_arn if backup else None,
        "lockIsForGood": ground.settings.backup.lock.compliance_after_days is not None if backup else None,
        "restoreTestingPlan": recovery.test.name if recovery and recovery.test else None,
        "rpo": {kind: dict(limits) for kind, limits in RPO.items()} if backup else None,
        "commands": _commands(ground, parts),
        "notes": _notes(ground),
    }
    return {name: value for name, value in found.items() if value is not None}


def _commands(ground: BaselineGround, parts: Parts) -> dict[str, pulumi.Input[str]]:
    region = ground.region
    records, detection, recovery = parts.records, parts.detection, parts.recovery
    found: dict[str, pulumi.Input[str]] = {"identity": "aws sts get-caller-identity"}
    if records.trail:
        found["validateTrail"] = pulumi.Output.concat(
            "aws cloudtrail validate-logs --start-time <time> --trail-arn ", records.trail.arn
        )
    if detection.guard_duty:
        found["threats"] = pulumi.Output.concat(
            f"aws guardduty list-findings --region {region} --detector-id ", detection.guard_duty.id
        )
    if recovery:
        found["recoveryPoints"] = pulumi.Output.concat(
            f"aws backup list-recovery-points-by-backup-vault --region {region} --backup-vault-name ",
            recovery.backup.vault_name,
        )
        found["restore"] = pulumi.Output.concat(
            f"aws backup start-restore-job --region {region} --recovery-point-arn <arn> --metadata <file> "
            "--iam-role-arn ",
            recovery.backup.role_arn,
        )
    return found


def _notes(ground: BaselineGround) -> list[str]:
    """What an operator should know now."""
    made = [key for key, piece in ground.settings.pieces.items() if piece.made and key != "trail"]
    notes = []
    if made:
        notes.append(
            f"A destroy leaves {', '.join(made)} in place: the account has each once and others rely on it. "
            "The next baseline adopts them."
        )
    if ground.settings.backup.lock.compliance_after_days is not None:
        notes.append(
            f"{ground.settings.backup.lock.compliance_after_days} days after its making the vault's lock is "
            "for good: nobody can delete a recovery point early or take the lock away."
        )
    return notes
