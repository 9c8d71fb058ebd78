"""No notices while a stack is updated: an update makes noise of its own, and it is checked in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from automation.aws import client, explained
from automation.outputs import Outputs

if TYPE_CHECKING:
    import boto3

MINUTE = 60
LONGEST = 15 * 86_400
"""Seconds (CloudWatch API reference, Schedule)."""

MOST = 100
"""Alarms of one rule, and of one DescribeAlarms (CloudWatch API reference)."""

GLOBAL_REGION = "us-east-1"
"""Where the alarms of services without a region are."""


@dataclass(frozen=True, kw_only=True)
class MuteEvent:
    """Alarms that tell nobody.

    Attributes:
        platform: Whose.
        region: Where they are.
        alarms: How many.
        until: The end, should nobody end it before.

    """

    platform: str
    region: str
    alarms: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Mute:
    """The alarms of a stack tell nobody, while it is updated and checked.

    They go on changing their state; what is still on in the end is told then. If the process dies before,
    CloudWatch ends it at the end of the window.

    Attributes:
        seconds: Longest that it lasts: a minute to 15 days, in whole minutes.
        session: Credentials of the account; by default those of the environment.
        now: The clock.

    Raises:
        ValueError: `seconds` is none that CloudWatch takes.

    """

    seconds: int
    session: boto3.Session | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def __post_init__(self) -> None:
        """Refuse what CloudWatch refuses."""
        if not MINUTE <= self.seconds <= LONGEST or self.seconds % MINUTE:
            raise ValueError(f"{self.seconds} s; allowed: 1 minute to 15 days, in whole minutes")

    @contextmanager
    def of(self, stack: str, outputs: Outputs, tell: Callable[[MuteEvent], object]) -> Iterator[None]:
        """Mute the alarms that the stack has, and end that.

        Args:
            stack: Its name, which the rules are called by.
            outputs: What it exported last; the alarms that an update adds are heard.
            tell: Told of each rule.

        Raises:
            AutomationError: AWS refused it; nothing was changed.

        """
        # An alarm's shortest period is a minute, too: none speaks before the window's first.
        begin = self.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
        until = begin + timedelta(seconds=self.seconds)
        with ExitStack() as rules:
            for platform, region, names in self._alarms(outputs):
                for number, first in enumerate(range(0, len(names), MOST), start=1):
                    rule = f"{stack}-{platform}-update-{number}"
                    some = names[first : first + MOST]
                    with _explained(platform):
                        self._cloudwatch(region).put_alarm_mute_rule(
                            Name=rule,
                            Description=f"While {stack} is updated",
                            Rule={
                                "Schedule": {
                                    "Expression": f"at({begin:%Y-%m-%dT%H:%M})",
                                    "Duration": f"PT{self.seconds // MINUTE}M",
                                }
                            },
                            MuteTargets={"AlarmNames": some},
                            ExpireDate=until,
                        )
                    rules.callback(self._end, platform, region, rule)
                    tell(MuteEvent(platform=platform, region=region, alarms=len(some), until=until))
            yield

    def _end(self, platform: str, region: str, rule: str) -> None:
        with _explained(platform):
            self._cloudwatch(region).delete_alarm_mute_rule(AlarmMuteRuleName=rule)

    def _alarms(self, outputs: Outputs) -> Iterator[tuple[str, str, Sequence[str]]]:
        """Platform, region and names of the alarms that are there: a rule takes no others."""
        for platform, exported in outputs.values.items():
            if not isinstance(exported, Mapping) or not exported.get("alarms"):
                continue
            for region in dict.fromkeys([exported["region"], GLOBAL_REGION]):
                with _explained(platform):
                    if found := list(self._existing(region, exported["alarms"])):
                        yield platform, region, found

    def _existing(self, region: str, names: Sequence[str]) -> Iterator[str]:
        cloudwatch = self._cloudwatch(region)
        for first in range(0, len(names), MOST):
            found = cloudwatch.describe_alarms(
                AlarmNames=names[first : first + MOST], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
            )
            for kind in ("MetricAlarms", "CompositeAlarms"):
                yield from (alarm["AlarmName"] for alarm in found.get(kind, ()))

    def _cloudwatch(self, region: str) -> Any:
        return client(self.session, "cloudwatch", region)


def _explained(platform: str) -> AbstractContextManager[None]:
    return explained(f"muting the alarms of {platform}")
