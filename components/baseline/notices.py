"""What happened in the account that people are told of."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.baseline.ground import BaselineGround
from components.blocks.event_notices import EventNotices, EventNoticesArgs, Notice
from components.settings.baseline import BaselineSettings

GRAVE_SEVERITY = 7  # GuardDuty User Guide, "Severity levels": 7.0 and more is high or critical
GRAVE_LABELS = ["HIGH", "CRITICAL"]  # Security Hub, ASFF, "Severity"
FAILED = ["FAILED", "ABORTED", "EXPIRED"]  # AWS Backup Developer Guide, "Monitoring events"

THREATS = Notice(
    key="guardduty",
    what="GuardDuty findings of high severity",
    pattern={
        "source": ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        "detail": {"severity": [{"numeric": [">=", GRAVE_SEVERITY]}]},
    },
)
CONTROLS = Notice(
    key="securityhub",
    what="New Security Hub findings of high severity",
    pattern={
        "source": ["aws.securityhub"],
        "detail-type": ["Security Hub Findings - Imported"],
        "detail": {
            "findings": {
                "Severity": {"Label": GRAVE_LABELS},
                "Workflow": {"Status": ["NEW"]},
                "RecordState": ["ACTIVE"],
            }
        },
    },
)
OUTSIDE_ACCESS = Notice(
    key="access",
    what="Things of this account that somebody outside can reach",
    pattern={
        "source": ["aws.access-analyzer"],
        "detail-type": ["Access Analyzer Finding"],
        "detail": {"status": ["ACTIVE"]},
    },
)
LOST_BACKUPS = Notice(
    key="backup",
    what="Backups, copies and restores that failed",
    pattern={
        "source": ["aws.backup"],
        "detail-type": ["Backup Job State Change", "Copy Job State Change", "Restore Job State Change"],
        # restores say `status` where the others say `state`
        "detail": {"$or": [{"state": FAILED}, {"status": FAILED}]},
    },
)


def notices_of(settings: BaselineSettings) -> Sequence[Notice]:
    """The kinds that this stack can bring about."""
    kinds = (
        (settings.guard_duty.held, THREATS),
        (settings.security_hub.held, CONTROLS),
        (settings.access_analyzer.held, OUTSIDE_ACCESS),
        (settings.backup.enabled, LOST_BACKUPS),
    )
    return [notice for held, notice in kinds if held]


def declare_notices(ground: BaselineGround, topic_arn: pulumi.Input[str]) -> EventNotices | None:
    """A rule for each kind; none where nothing is held that could speak."""
    notices = notices_of(ground.settings)
    if not notices:
        return None
    return EventNotices(
        f"{ground.name}-notices",
        EventNoticesArgs(notices=notices, name=ground.names.of("event-rule", "notices"), topic_arn=topic_arn),
        opts=ground.child,
    )
