"""What every platform's settings have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from components.environments import Environment
from components.guards import Problem
from components.guards.mutes import mute_problems
from components.settings.kinds import Span, Whole
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.provider import ProviderOverrides
from components.settings.texts import (
    Boolean,
    Email,
    KeyArn,
    LogDays,
    MuteSchedule,
    TimezoneName,
    TopicArn,
    is_sample_host,
)
from components.settings.units import Duration

MonthlyUsd = Annotated[int, Whole(0, 1_000_000, "USD; 0 makes no budget")]
MOST_EMAILS = 10  # subscribers of one notification of a budget (AWS Budgets, quotas)


class MuteWindow(Model):
    """A window in which alarms tell nobody."""

    schedule: MuteSchedule = setting(
        what="When it begins, every time or once: cron with five fields, or at(...) to the minute.",
        requirement="X-17",
    )
    duration: Annotated[Duration, Span("1 minute", "15 days")] = setting(
        Duration(1800), what="How long it lasts, in whole minutes.", requirement="X-17"
    )
    timezone: TimezoneName = setting("UTC", what="Time zone of the schedule.", requirement="X-17")

    @check("schedule", "timezone")
    def can_be_scheduled(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """As CloudWatch reads it."""
        yield from mute_problems(schedule=self.schedule, timezone=self.timezone)


class Alerts(Model):
    """Who is told when an alarm fires."""

    emails: tuple[Email, ...] = setting(
        (),
        what="Addresses that get alarms and budget notices (each must confirm once).",
        requirement="X-17",
        sample=is_sample_host,
    )
    topic_arn: TopicArn | None = setting(
        None, what="A topic that exists, instead of one of the platform's own.", requirement="X-17, X-23"
    )

    mute: MuteWindow | None = setting(
        None,
        what="A window in which alarms tell nobody: maintenance, or deployments that are known to be loud.",
        requirement="X-17",
    )

    @check("emails")
    def not_too_many(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """AWS Budgets notifies ten subscribers at most."""
        if len(self.emails) > MOST_EMAILS:
            yield Problem(
                field="emails",
                given=self.emails,
                allowed=f"at most {MOST_EMAILS} addresses (AWS Budgets)",
                fix="use a mailing list",
            )

    @check("emails", "topic_arn")
    def subscribers_are_of_our_own_topic(self, at: Resolution) -> Iterator[Problem]:
        """Subscriptions of a given topic are its owner's; it must be where the alarms are."""
        if self.topic_arn is None:
            return
        if self.emails:
            yield Problem(
                field="emails",
                given=self.emails,
                allowed="no addresses together with topicArn: its subscriptions are made by its owner",
                fix="subscribe them to that topic, or remove topicArn",
            )
        if self.topic_arn.split(":")[3] != at.region:
            yield Problem(
                field="topic_arn",
                given=self.topic_arn,
                allowed=f"a topic of {at.region}: an alarm acts only in its own region (CloudWatch)",
                fix=f"give a topic of {at.region}",
            )


class PlatformSettings(Model):
    """Base of a platform's settings."""

    provider: ProviderOverrides = section(
        what="What this platform says differently from `aws:`.", requirement="X-7"
    )
    alerts: Alerts = section(what="Who is told.", requirement="X-17")
    monthly_budget_usd: MonthlyUsd = setting(
        what="Monthly cost that is watched; notices at 80 % and 100 %, and when 100 % is forecast.",
        requirement="X-14",
    )
    log_retention_days: LogDays = setting(
        what="Days that logs are kept.",
        requirement="HR-37, ST-38, TC-31",
        environment=lambda environment: environment.log_retention_days,
    )
    customer_managed_key: Boolean = setting(
        what="Encrypt the stores with a rotated KMS key of the platform's own instead of AWS's keys.",
        requirement="X-11",
        environment=lambda environment: environment.customer_managed_key,
    )
    kms_key_arn: KeyArn | None = setting(
        None, what="A KMS key that exists, instead of one of the platform's own.", requirement="X-11, X-23"
    )

    @check("kms_key_arn", "provider")
    def key_is_in_the_region(self, at: Resolution) -> Iterator[Problem]:
        """A key encrypts in its own region."""
        if self.kms_key_arn is not None and self.kms_key_arn.split(":")[3] != at.region:
            yield Problem(
                field="kms_key_arn",
                given=self.kms_key_arn,
                allowed=f"a key of {at.region}",
                fix=f"give a key of {at.region}, or leave it out",
            )

    def resolution(self, at: Resolution) -> Resolution:
        """As given, in this platform's own region."""
        return replace(at, region=self.provider.region or at.region)

    def environment_here(self, environment: Environment) -> Environment:
        """The environment as this stack file has it: what blocks take their defaults from."""
        return replace(
            environment,
            log_retention_days=self.log_retention_days,
            customer_managed_key=self.customer_managed_key or self.kms_key_arn is not None,
        )
