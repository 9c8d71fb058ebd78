"""What CloudWatch refuses of a mute rule (PutAlarmMuteRule)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from components.guards import Problem

# Five fields, unlike the six of EventBridge; or one time, to the minute.
_EXPRESSION = re.compile(r"cron\((\S+ ){4}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d\)")
MUTE_SECONDS = range(60, 15 * 86_400 + 1)
MOST_MUTED = 100  # alarms of one rule


def mute_problems(*, schedule: str, timezone: str) -> Iterator[Problem]:
    """Problems of a window's beginning."""
    if not _EXPRESSION.fullmatch(schedule):
        yield Problem(
            field="schedule",
            given=schedule,
            allowed="cron(0 3 * * SUN) with five fields, or at(2027-01-31T03:00)",
            fix="write it in one of these forms",
        )
    if timezone not in available_timezones():
        yield Problem(
            field="timezone",
            given=timezone,
            allowed="a name of the time zone database, such as Europe/Berlin or UTC",
            fix="look it up (timedatectl list-timezones)",
        )
