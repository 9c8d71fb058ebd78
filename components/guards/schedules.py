"""What EventBridge Scheduler refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.guards import Problem

# EventBridge Scheduler User Guide, "Schedule types": rate, cron with six fields, one time.
_EXPRESSION = re.compile(
    r"rate\([1-9]\d* (minute|hour|day)s?\)"
    r"|cron\((\S+ ){5}\S+\)"
    r"|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)"
)


def schedule_problems(expression: str) -> Iterator[Problem]:
    """An expression in none of the three forms."""
    if not _EXPRESSION.fullmatch(expression):
        yield Problem(
            field="schedule",
            given=expression,
            allowed="rate(1 day), cron(0 3 * * ? *) with six fields, or at(2027-01-31T03:00:00)",
            fix="write it in one of these forms",
        )
