"""Windows in which alarms tell nobody: maintenance, and deployments that are known to be loud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.guards import refuse
from components.guards.mutes import MOST_MUTED, MUTE_SECONDS, mute_problems

_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class MuteArgs:
    """Settings of a window.

    Attributes:
        name: Physical name of the rule (1 to 255); a number is added to the second one and so on.
        alarm_names: The alarms of one region; a rule takes 100 of them.
        schedule: When it begins: `cron(0 3 * * SUN)` or, once, `at(2027-01-31T03:00)`.
        seconds: How long it lasts: a minute to 15 days, to the minute (PutAlarmMuteRule).
        timezone: Of the schedule; a name of the time zone database.
        region: Region of the alarms.
    """

    name: str
    alarm_names: Sequence[pulumi.Input[str]]
    schedule: str
    seconds: int
    timezone: str = "UTC"
    region: str | None = None

    def __post_init__(self) -> None:
        """Refuse what CloudWatch refuses."""
        refuse("Mute", mute_problems(schedule=self.schedule, timezone=self.timezone))
        if self.seconds not in MUTE_SECONDS or self.seconds % _MINUTE:
            raise ValueError(f"Mute: {self.seconds} s; 1 minute to 15 days, in whole minutes")


class Mute(pulumi.ComponentResource):
    """Alarms go on changing their state, and their actions wait for the end of the window."""

    def __init__(self, name: str, args: MuteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Mute", name, None, opts)
        names = list(args.alarm_names)
        for number, first in enumerate(range(0, len(names), MOST_MUTED), start=1):
            suffix = "" if number == 1 else f"-{number}"
            aws.cloudwatch.AlarmMuteRule(
                f"{name}-rule{suffix}",
                name=f"{args.name}{suffix}",
                description="No notices in this window; alarms change their state all the same",
                mute_targets=aws.cloudwatch.AlarmMuteRuleMuteTargetsArgs(
                    alarm_names=names[first : first + MOST_MUTED]
                ),
                rule=aws.cloudwatch.AlarmMuteRuleRuleArgs(
                    schedule=aws.cloudwatch.AlarmMuteRuleRuleScheduleArgs(
                        expression=args.schedule,
                        duration=f"PT{args.seconds // _MINUTE}M",
                        timezone=args.timezone,
                    )
                ),
                region=args.region,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
