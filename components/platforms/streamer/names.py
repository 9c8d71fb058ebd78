"""Streamer's physical names: the guide's where it has one, ours in its manner elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from components.monitoring import Alarm
from components.platforms.names import PlatformNames


@dataclass(frozen=True, kw_only=True)
class StreamerNames(PlatformNames):
    """Every name, in one place."""

    brand: ClassVar[str] = "streamer"

    def pattern(self, thing: str) -> str:
        """`streamer-{thing}-prod`: the guide's manner (ST-4)."""
        return f"streamer-{thing}-{{env}}" if thing else "streamer-{env}"

    def table(self, thing: str) -> str:
        """`streamer-connections-prod` (ST-5 to ST-7)."""
        return self.own("table", thing)

    def function(self, thing: str) -> str:
        """`streamer-router-prod` (ST-11)."""
        return self.own("function", thing)

    @property
    def api(self) -> str:
        """`streamer-prod` (ST-23)."""
        return self.own("api")

    @property
    def failures(self) -> str:
        """`streamer-failures-prod`."""
        return self.own("queue", "failures")

    @property
    def failures_dead_letters(self) -> str:
        """`streamer-failures-dlq-prod`."""
        return self.own("queue", "failures-dlq")

    @property
    def any_alarm(self) -> str:
        """`streamer-any`: the composite."""
        return self._titled("any")

    def alarm(self, alarm: Alarm) -> str:
        """`streamer-high-errors`, `streamer-connection-limit`: bare in production (ST-4)."""
        return self._titled(alarm.key.removeprefix("streamer-"))

    @property
    def sampling_rule(self) -> str:
        """`streamer-prod`."""
        return self.own("sampling-rule")

    @property
    def services(self) -> str:
        """`streamer-*-prod`: what X-Ray calls the functions, and those of no other environment (ST-39)."""
        return self.own("function", "*")

    @property
    def queries(self) -> str:
        """`streamer-prod`: the folder of saved queries (ST-41)."""
        return self.own("query")
