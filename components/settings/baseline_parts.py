"""The sections of the baseline's settings: one for each piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from components.adoption import Mode
from components.guards import Problem
from components.guards.baseline import (
    COMPLIANCE_GRACE_DAYS,
    LOCK_DAYS,
    branch_problems,
    retention_problems,
)
from components.guards.registries import replication_problems
from components.settings.kinds import Text, Whole
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.texts import Boolean, Region

Name = Annotated[
    str, Text(r"[A-Za-z][A-Za-z0-9._-]{2,127}", "3 to 128 of letters, digits and . _ -", "audit")
]
MonitorArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:ce::[0-9]{12}:anomalymonitor/[A-Za-z0-9-]+",
        "a cost anomaly monitor's ARN",
        "arn:aws:ce::123456789012:anomalymonitor/00000000-0000-0000-0000-000000000000",
    ),
]
ProviderArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/[\w./-]+",
        "an OIDC provider's ARN",
        "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
    ),
]
Repository = Annotated[
    str,
    Text(
        r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[\w.-]{1,100}", "owner/name of a GitHub repository", "acme/platforms"
    ),
]
# ECR, PutReplicationConfiguration: a filter of type PREFIX_MATCH.
RepositoryPrefix = Annotated[
    str,
    Text(r"[a-z0-9][a-z0-9._/-]{1,255}", "2 to 256 of a-z 0-9 . _ / -", "hookrelay", "ECR"),
]
Branch = Annotated[str, Text(r"\S{1,244}", "a branch's name", "main")]
SlackTeam = Annotated[
    str, Text(r"[0-9A-Z]{1,255}", "a Slack workspace's id", "T0123ABCD", "Amazon Q Developer")
]
SlackChannel = Annotated[
    str, Text(r"[A-Za-z0-9]{1,255}", "a Slack channel's id", "C0123ABCD", "Amazon Q Developer")
]
Days = Annotated[int, Whole(1, 36_500, "days")]
LockDays = Annotated[int, Whole.within(LOCK_DAYS, "days; AWS Backup")]
GraceDays = Annotated[int, Whole.within(COMPLIANCE_GRACE_DAYS, "days; AWS Backup")]
Usd = Annotated[int, Whole(1, 1_000_000, "USD")]

Feature = Literal[
    "EBS_MALWARE_PROTECTION", "EKS_AUDIT_LOGS", "LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "S3_DATA_EVENTS"
]
Standard = Literal["aws-foundational-security-best-practices", "cis-aws-foundations-benchmark", "nist-800-53"]


class Piece(Model):
    """Something that an account or region has once."""

    mode: Mode = setting(
        "skip",
        what="create: made here, and left in place by a destroy; adopt: there already, taken into the state "
        "as it is; skip: not this stack's.",
        requirement="X-8",
    )

    @property
    def made(self) -> bool:
        """Whether this stack makes it."""
        return self.mode == "create"

    @property
    def held(self) -> bool:
        """Whether this stack has it."""
        return self.mode != "skip"


class NamedPiece(Piece):
    """One that is found by a name."""

    name: Name | None = setting(None, what="Its name; to adopt one, the existing one's.", requirement="X-8")

    @check("mode", "name")
    def found_by_its_name(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """There is no way to ask AWS which of several is meant."""
        if self.mode == "adopt" and self.name is None:
            yield Problem(
                field="name", given=None, allowed="the existing one's name, with mode: adopt", fix="name it"
            )


class Trail(NamedPiece):
    """The account's record of who did what."""

    lock_days: Days | None = setting(
        None,
        what="Days that no record can be deleted (Object Lock in governance mode, which a bucket keeps "
        "for good).",
        requirement="X-13",
        environment=lambda environment: 90 if environment.protect else None,
    )
    expire_days: Days = setting(365, what="Days that records are kept.", requirement="X-13")
    searchable: Boolean = setting(
        False, what="Send them to CloudWatch Logs too, for logRetentionDays.", requirement="X-13"
    )

    @check("lock_days", "expire_days")
    def kept_as_long_as_locked(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """What is locked can't expire."""
        if self.lock_days is not None and self.lock_days > self.expire_days:
            yield Problem(
                field="lock_days",
                given=self.lock_days,
                allowed=f"at most expireDays ({self.expire_days})",
                fix="lock for less, or keep for longer",
            )


class GuardDuty(Piece):
    """Findings about the account's behaviour."""

    features: tuple[Feature, ...] = setting(
        ("S3_DATA_EVENTS", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"),
        what="What is watched beyond the trail, DNS and flow logs; each has its price.",
        requirement="X-13",
    )


class SecurityHub(Piece):
    """Findings about the account's settings."""

    standards: tuple[Standard, ...] = setting(
        ("aws-foundational-security-best-practices",),
        what="What the account is held against.",
        requirement="X-13, SC-28",
    )


class CostAnomalies(Piece):
    """Costs that are not as usual."""

    monitor_arn: MonitorArn | None = setting(
        None, what="The existing monitor, with mode: adopt.", requirement="X-8, X-14"
    )
    above_usd: Usd = setting(20, what="Least total impact that is told.", requirement="X-14")

    @check("mode", "monitor_arn")
    def found_by_its_arn(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """AWS names monitors by ARN, and the provider has no look-up."""
        if (self.mode == "adopt") != (self.monitor_arn is not None):
            yield Problem(
                field="monitor_arn",
                given=self.monitor_arn,
                allowed="the monitor's ARN with mode: adopt, and nothing with any other mode",
                fix="aws ce get-anomaly-monitors lists them",
            )


class ImageReplication(Piece):
    """Copies of every image that is pushed, in other regions."""

    regions: tuple[Region, ...] = setting(
        (), what="Where images are copied to, with mode: create.", requirement="X-15, HR-50"
    )
    prefixes: tuple[RepositoryPrefix, ...] = setting(
        (),
        what="What the names of copied repositories begin with; every repository without any.",
        requirement="X-15",
    )

    @check("mode", "regions", "prefixes")
    def copies_go_somewhere(self, at: Resolution) -> Iterator[Problem]:
        """Regions of the copies where it is made, and nothing that would have no effect where not."""
        if self.made:
            yield from replication_problems(region=at.region, regions=self.regions, prefixes=self.prefixes)
            return
        for field, given in (("regions", self.regions), ("prefixes", self.prefixes)):
            if given:
                yield Problem(
                    field=field,
                    given=list(given),
                    allowed=f"nothing, with mode: {self.mode}: the registry's rule is not written here",
                    fix="remove it, or use mode: create",
                )


class Chat(Model):
    """A Slack channel that the alerts are written to; its workspace is authorised once, in the console."""

    slack_team_id: SlackTeam = setting(what="Id of the workspace.", requirement="X-17")
    slack_channel_id: SlackChannel = setting(what="Id of the channel.", requirement="X-17")


class Branches(Model):
    """Which branch deploys what."""

    prod: Branch = setting("main", what="Branch that deploys production.", requirement="TR-20")
    staging: Branch = setting("develop", what="Branch that deploys staging.", requirement="TR-20")


class GitHub(Piece):
    """Deployments from GitHub Actions, without keys."""

    provider_arn: ProviderArn | None = setting(
        None, what="A provider that exists and stays somebody else's, with mode: skip.", requirement="X-23"
    )
    repository: Repository | None = setting(
        None,
        what="Whose workflows may deploy; no deploy roles without it.",
        requirement="X-19, TR-20",
        sample=lambda value: str(value).startswith("example/"),
    )
    branches: Branches = section(what="Which branch deploys what.", requirement="TR-20")
    environments: tuple[Literal["prod", "staging"], ...] = setting(
        ("prod", "staging"), what="The environments that are deployed to this account.", requirement="TR-20"
    )
    regions: tuple[Region, ...] = setting(
        (), what="Regions that may be deployed to besides this one and us-east-1.", requirement="TR-20"
    )

    @check("mode", "provider_arn", "repository")
    def roles_have_a_provider(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A deploy role trusts a provider: ours, an adopted one, or a given one."""
        if self.held and self.provider_arn is not None:
            yield Problem(
                field="provider_arn",
                given=self.provider_arn,
                allowed=f"nothing, with mode: {self.mode}: the provider is GitHub's own",
                fix="remove it, or use mode: skip",
            )
        if self.repository is not None and not self.held and self.provider_arn is None:
            yield Problem(
                field="repository",
                given=self.repository,
                allowed="nothing, with mode: skip and no providerArn: nothing would vouch for its workflows",
                fix="use mode: create, or give providerArn",
            )

    @check("branches")
    def branches_are_told_apart(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """One branch must not deploy both."""
        for problem in branch_problems(prod=self.branches.prod, staging=self.branches.staging):
            yield problem.under("branches")


class Lock(Model):
    """How long no recovery point can be deleted."""

    min_days: LockDays = setting(7, what="Least days that a recovery point is kept.", requirement="X-15")
    compliance_after_days: GraceDays | None = setting(
        None,
        what="IRREVERSIBLE: after so many days nobody, AWS included, can take the lock or a recovery point "
        "away. Governance mode without it.",
        requirement="X-15",
    )


class Backup(Model):
    """Backups of everything that carries the backup tag."""

    enabled: Boolean = setting(
        what="Vault, plan and selection.",
        requirement="X-15",
        environment=lambda environment: environment.backup,
    )
    keep_days: Days = setting(35, what="Days that a daily recovery point is kept.", requirement="X-15")
    cold_after_days: Days | None = setting(
        None,
        what="Days after which it moves to cold storage, where it stays 90 at least.",
        requirement="X-15",
    )
    lock: Lock = section(what="The vault's lock.", requirement="X-15")
    copy_region: Region | None = setting(
        None, what="A region that each recovery point is copied to.", requirement="X-15"
    )
    restore_tests: Boolean = setting(
        what="Restore the newest recovery point every week, and delete what was restored.",
        requirement="X-15",
        environment=lambda environment: environment.backup,
    )

    @check("keep_days", "cold_after_days", "lock")
    def retention_is_possible(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """The plan's retention against the vault's lock and the cold storage's least."""
        yield from retention_problems(
            keep_days=self.keep_days, cold_after_days=self.cold_after_days, min_days=self.lock.min_days
        )

    @check("copy_region")
    def copies_are_elsewhere(self, at: Resolution) -> Iterator[Problem]:
        """A copy in the same region survives no region."""
        if self.copy_region == at.region:
            yield Problem(
                field="copy_region",
                given=self.copy_region,
                allowed=f"a region other than {at.region}",
                fix="for example us-west-2",
            )
