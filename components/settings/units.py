"""Durations with their unit: the one way in which a stack file says how long something takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


@dataclass(frozen=True, order=True)
class Duration:
    """A length of time in whole seconds.

    Attributes:
        seconds: Its length.

    """

    PATTERN: ClassVar[str] = r"^(0|[1-9][0-9]{0,8}) (second|minute|hour|day)s?$"

    seconds: int

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read `"5 minutes"`, `"1 day"`.

        Raises:
            ValueError: any other form.

        """
        match = re.match(cls.PATTERN, text)
        if not match or text.endswith("\n"):
            raise ValueError(f"{text!r} is no duration")
        return cls(int(match[1]) * _SECONDS[match[2]])

    @property
    def minutes(self) -> int:
        """Whole minutes; a rest is dropped."""
        return self.seconds // _SECONDS["minute"]

    @property
    def hours(self) -> int:
        """Whole hours; a rest is dropped."""
        return self.seconds // _SECONDS["hour"]

    @property
    def days(self) -> int:
        """Whole days; a rest is dropped."""
        return self.seconds // _SECONDS["day"]

    def __str__(self) -> str:
        unit = next(name for name in reversed(_SECONDS) if self.seconds % _SECONDS[name] == 0)
        unit = "second" if self.seconds == 0 else unit
        count = self.seconds // _SECONDS[unit]
        return f"{count} {unit}{'' if count == 1 else 's'}"
