"""The baseline's settings: what an account and region has once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from components.guards import Problem
from components.settings.baseline_parts import (
    Backup,
    Chat,
    CostAnomalies,
    GitHub,
    GuardDuty,
    ImageReplication,
    NamedPiece,
    Piece,
    SecurityHub,
    Trail,
)
from components.settings.model import Resolution, check, section, setting
from components.settings.platform import MonthlyUsd, PlatformSettings

MONTHLY_BUDGET_USD = 1000  # ours: the guides' systems together in production, with room


class BaselineSettings(PlatformSettings):
    """Keys of `baseline:`. What an account has once, made for all of its stacks by one."""

    trail: Trail = section(what="CloudTrail.", requirement="X-13")
    guard_duty: GuardDuty = section(what="GuardDuty.", requirement="X-13")
    security_hub: SecurityHub = section(what="Security Hub.", requirement="X-13")
    config: NamedPiece = section(
        what="AWS Config's recorder, which Security Hub needs.", requirement="SC-28, X-13"
    )
    access_analyzer: NamedPiece = section(what="IAM Access Analyzer.", requirement="X-13")
    public_access: Piece = section(
        what="S3's block of public access for the whole account.", requirement="X-8"
    )
    disk_encryption: Piece = section(what="Encryption of every new EBS volume.", requirement="X-8, X-11")
    api_gateway_logs: Piece = section(
        what="The role by which API Gateway writes logs; APIs with access logs need it.", requirement="X-8"
    )
    image_scanning: Piece = section(what="ECR scans images on push.", requirement="X-8")
    image_replication: ImageReplication = section(
        what="ECR copies images to other regions.", requirement="X-15, HR-50"
    )
    trace_encryption: Piece = section(what="X-Ray encrypts traces with a KMS key.", requirement="X-8, X-11")
    cost_anomalies: CostAnomalies = section(what="Cost Anomaly Detection.", requirement="X-8, X-14")
    chat: Chat | None = setting(None, what="A chat channel that gets the alerts.", requirement="X-17")
    github: GitHub = section(what="Deployments from GitHub Actions.", requirement="X-19, TR-20, TR-21")
    backup: Backup = section(what="AWS Backup.", requirement="X-15")
    monthly_budget_usd: MonthlyUsd = setting(
        MONTHLY_BUDGET_USD,
        what="Monthly cost of the whole account that is watched; 0 makes no budget.",
        requirement="X-14",
    )

    @property
    def pieces(self) -> Mapping[str, Piece]:
        """The things that there are once, by their key."""
        return {
            "trail": self.trail,
            "guardDuty": self.guard_duty,
            "securityHub": self.security_hub,
            "config": self.config,
            "accessAnalyzer": self.access_analyzer,
            "publicAccess": self.public_access,
            "diskEncryption": self.disk_encryption,
            "apiGatewayLogs": self.api_gateway_logs,
            "imageScanning": self.image_scanning,
            "imageReplication": self.image_replication,
            "traceEncryption": self.trace_encryption,
            "costAnomalies": self.cost_anomalies,
            "github": self.github,
        }

    @check("security_hub", "config")
    def controls_have_something_to_look_at(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Security Hub accepts standards without AWS Config and never evaluates them (SC-28)."""
        if self.security_hub.made and not self.config.held:
            yield Problem(
                field="config.mode",
                given=self.config.mode,
                allowed="create or adopt, with securityHub.mode: create: its controls read its records",
                fix="write config.mode: create, or adopt with the recorder's name",
            )

    @check("chat", "alerts")
    def chat_is_of_our_own_topic(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Subscriptions of a given topic are its owner's."""
        if self.chat is not None and self.alerts.topic_arn is not None:
            yield Problem(
                field="chat",
                given={},
                allowed="nothing together with alerts.topicArn: its subscriptions are made by its owner",
                fix="remove one of the two",
            )
