"""What looks for what is wrong: GuardDuty, Security Hub, Access Analyzer."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.ground import BaselineGround
from components.baseline.records import Records
from components.blocks.access_analyzer import AccessAnalyzer, AccessAnalyzerArgs
from components.blocks.security_hub import SecurityHub, SecurityHubArgs
from components.blocks.threat_detection import ThreatDetection, ThreatDetectionArgs


@dataclass(frozen=True, kw_only=True)
class Detection:
    """What looks, as far as it is held here.

    Attributes:
        guard_duty: The region's detector.
        security_hub: The region's hub.
        analyzer: The region's analyzer.
    """

    guard_duty: ThreatDetection | None
    security_hub: SecurityHub | None
    analyzer: AccessAnalyzer | None


def declare_detection(ground: BaselineGround, records: Records, account_id: str | None) -> Detection:
    """Make or adopt each."""
    settings = ground.settings
    return Detection(
        guard_duty=_guard_duty(ground) if settings.guard_duty.held else None,
        security_hub=_security_hub(ground, records, account_id) if settings.security_hub.held else None,
        analyzer=_analyzer(ground) if settings.access_analyzer.held else None,
    )


def _guard_duty(ground: BaselineGround) -> ThreatDetection:
    settings = ground.settings.guard_duty
    adopt = None
    if not settings.made:
        # the id is AWS's own: there is nothing in a stack file that could say it
        adopt = aws.guardduty.get_detector(opts=pulumi.InvokeOptions(parent=ground.parent)).id
    return ThreatDetection(
        f"{ground.name}-guardduty",
        ThreatDetectionArgs(features=settings.features, adopt=adopt),
        opts=ground.child,
    )


def _security_hub(ground: BaselineGround, records: Records, account_id: str | None) -> SecurityHub:
    settings = ground.settings.security_hub
    return SecurityHub(
        f"{ground.name}-securityhub",
        SecurityHubArgs(
            standards=settings.standards,
            region=ground.region,
            partition=ground.context.partition,
            recorder=records.recorder.ready if records.recorder else (),
            adopt=None if settings.made else account_id,
        ),
        opts=ground.child,
    )


def _analyzer(ground: BaselineGround) -> AccessAnalyzer:
    settings = ground.settings.access_analyzer
    name = settings.name or ground.names.of("analyzer", "access")
    return AccessAnalyzer(
        f"{ground.name}-analyzer",
        AccessAnalyzerArgs(name=name, adopt=None if settings.made else name),
        opts=ground.child,
    )
