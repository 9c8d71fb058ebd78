"""GuardDuty: a region's detector, and what it watches beyond the trail, DNS and flow logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.adoption import singleton

# CreateDetector, FindingPublishingFrequency: how soon a finding that changed is told again.
PUBLISHING = "FIFTEEN_MINUTES"


@dataclass(frozen=True, kw_only=True)
class ThreatDetectionArgs:
    """Settings of a detector.

    Attributes:
        features: GuardDuty's names of what is watched besides.
        adopt: Id of the region's detector, to be taken as it is.
    """

    features: Sequence[str] = ()
    adopt: str | None = None


class ThreatDetection(pulumi.ComponentResource):
    """The region's only detector; it stays when the stack goes, for its findings would go with it.

    Attributes:
        id: Detector id.
    """

    def __init__(
        self, name: str, args: ThreatDetectionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:ThreatDetection", name, None, opts)
        detector = aws.guardduty.Detector(
            f"{name}-detector",
            enable=True,
            finding_publishing_frequency=PUBLISHING,
            opts=singleton(self, adopt=args.adopt),
        )
        for feature in args.features if args.adopt is None else ():
            aws.guardduty.DetectorFeature(
                f"{name}-{feature.lower().replace('_', '-')}",
                detector_id=detector.id,
                name=feature,
                status="ENABLED",
                opts=singleton(self),
            )
        self.id: pulumi.Output[str] = detector.id
        self.register_outputs({"id": self.id})
