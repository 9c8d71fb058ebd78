"""The switch for disaster recovery, the same for every platform that has data."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import SecretStr

from components.disaster_recovery import DrMode, Measure, StoreKind, measure
from components.guards import Problem
from components.guards.dns import domain_problems
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.platform import PlatformSettings
from components.settings.texts import (
    ORIGIN_SECRET_LENGTH,
    Host,
    Region,
    SecurityGroupId,
    SubnetGroupName,
    is_sample_host,
)


class DatabaseNetwork(Model):
    """Where a database's replica stands in the other region: RDS needs a network there."""

    subnet_group: SubnetGroupName = setting(what="DB subnet group of that region.", requirement="HR-50")
    security_group_ids: tuple[SecurityGroupId, ...] = setting(
        what="Security groups of that network.", requirement="HR-50"
    )


class DisasterRecovery(Model):
    """What is kept in, or fails over to, another region; docs/disaster-recovery.md has what a mode means."""

    mode: DrMode = setting(
        "none",
        what="none, backup (copies to restore from), pilot-light (data that can be used there) or "
        "active-passive (traffic changes over by itself).",
        requirement="HR-50",
    )
    region: Region | None = setting(
        None, what="The other region; required with every mode but none.", requirement="HR-50, X-6"
    )
    failover_target: Host | None = setting(
        None,
        what="Host of the stack that stands in; required with mode: active-passive.",
        requirement="HR-50",
        sample=is_sample_host,
    )

    @check("failover_target")
    def target_is_a_host(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A bare host name."""
        if self.failover_target is not None:
            yield from domain_problems(self.failover_target, field="failover_target")

    @check("mode", "region", "failover_target")
    def mode_has_what_it_needs(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A region to copy to, a host to fail over to, and neither without a use."""
        if self.mode != "none" and self.region is None:
            yield Problem(
                field="region",
                given=None,
                allowed=f"the code of an AWS region, with mode: {self.mode}",
                fix="name the region that copies go to, for example us-west-2",
            )
        if self.mode == "none" and self.region is not None:
            yield Problem(
                field="region",
                given=self.region,
                allowed="nothing, with mode: none: nothing would be kept there",
                fix="say what is kept there: mode: backup, pilot-light or active-passive",
            )
        active = self.mode == "active-passive"
        if active and self.failover_target is None:
            yield Problem(
                field="failover_target",
                given=None,
                allowed="a host name, with mode: active-passive",
                fix="name the entrance of the stack that stands in, or use mode: pilot-light",
            )
        if not active and self.failover_target is not None:
            yield Problem(
                field="failover_target",
                given=self.failover_target,
                allowed=f"nothing, with mode: {self.mode}: traffic changes over only with active-passive",
                fix="use mode: active-passive, or remove it",
            )

    def measure(self, kind: StoreKind) -> Measure:
        """What is done for a store."""
        return measure(kind, self.mode)

    def region_of_copies(self, kind: StoreKind) -> str | None:
        """Where the platform keeps a usable copy of a store; None where it keeps none."""
        return self.region if self.measure(kind).means == "replica" else None


class RecoverableSettings(PlatformSettings):
    """Base of the settings of a platform that has data."""

    dr: DisasterRecovery = section(what="The other region.", requirement="HR-50")

    @check("dr", "provider")
    def other_region_is_another(self, at: Resolution) -> Iterator[Problem]:
        """A copy in the same region is none."""
        if self.dr.region == at.region:
            yield Problem(
                field="dr.region",
                given=self.dr.region,
                allowed=f"a region other than {at.region}, the platform's own",
                fix="name the region that copies go to, for example us-west-2",
            )


def standby_place_problems(dr: DisasterRecovery, *, possible: bool, needs: str) -> Iterator[Problem]:
    """A failover that has nothing to change over by.

    Args:
        dr: The section.
        possible: Whether the platform's entrance can fail over.
        needs: What it would need for that, and why.
    """
    if dr.mode == "active-passive" and not possible:
        yield Problem(
            field="dr.mode",
            given=dr.mode,
            allowed=f"active-passive only with {needs}",
            fix="use mode: pilot-light, or give the platform what it needs",
        )


def no_standby_problems(dr: DisasterRecovery, *, because: str) -> Iterator[Problem]:
    """A failover that the platform can't have at all.

    Args:
        dr: The section.
        because: Why.
    """
    if dr.mode == "active-passive":
        yield Problem(
            field="dr.mode",
            given=dr.mode,
            allowed=f"none, backup or pilot-light: {because}",
            fix="use mode: pilot-light, and deploy the stack that takes over when it is needed",
        )


def standby_secret_problems(
    dr: DisasterRecovery, origin_secret: SecretStr | None, *, namespace: str
) -> Iterator[Problem]:
    """A load balancer that stands in, and that would answer nobody.

    Args:
        dr: The section.
        origin_secret: What CloudFront shows load balancers.
        namespace: Of the platform.
    """
    if dr.mode == "active-passive" and origin_secret is None:
        yield Problem(
            field="origin_secret",
            given=None,
            allowed=f"{ORIGIN_SECRET_LENGTH} characters or more, with dr.mode: active-passive",
            fix=f"draw one and give it to both stacks: pulumi config set --secret {namespace}:originSecret",
        )
