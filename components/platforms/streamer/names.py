"""Streamer's physical names: the guide's where it has one, ours in its manner elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.monitoring import Alarm
from components.naming import Names
from components.platforms.context import PlatformContext
from components.settings.streamer import StreamerSettings


@dataclass(frozen=True, kw_only=True)
class StreamerNames:
    """Every name, in one place.

    Attributes:
        names: The platform's naming function.
        account_id: For bucket names.
        region: For bucket names.
    """

    names: Names
    account_id: pulumi.Output[str]
    region: str

    def _suffixed(self, kind: str, thing: str = "") -> str:
        """`streamer-{thing}-prod`: the guide's manner (ST-4)."""
        middle = f"-{thing}" if thing else ""
        return self.names(
            kind,
            thing or "main",
            prod=f"streamer{middle}-prod",
            others=f"streamer{middle}-{{env}}",
        )

    def table(self, thing: str) -> str:
        """`streamer-connections-prod` (ST-5 to ST-7)."""
        return self._suffixed("table", thing)

    def function(self, thing: str) -> str:
        """`streamer-router-prod` (ST-11)."""
        return self._suffixed("function", thing)

    def role(self, thing: str) -> str:
        """`streamer-router-prod`: one for each function (ST-19)."""
        return self._suffixed("role", thing)

    @property
    def api(self) -> str:
        """`streamer-prod` (ST-23)."""
        return self._suffixed("api")

    @property
    def api_logs(self) -> str:
        """`/apigateway/streamer-prod`."""
        return f"/apigateway/{self._suffixed('log-group')}"

    @property
    def flow_logs(self) -> str:
        """`/vpc/streamer-prod`."""
        return f"/vpc/{self._suffixed('log-group', 'flow-logs')}"

    @property
    def failures(self) -> str:
        """`streamer-failures-prod`."""
        return self._suffixed("queue", "failures")

    @property
    def failures_dead_letters(self) -> str:
        """`streamer-failures-dlq-prod`."""
        return self._suffixed("queue", "failures-dlq")

    def bucket(self, thing: str, *, region: str | None = None) -> pulumi.Output[str]:
        """`streamer-archive-prod`, with account and region unless the stack wants the literal (ST-9)."""
        return self.names.bucket(
            thing,
            prod=f"streamer-{thing}-prod",
            others=f"streamer-{thing}-{{env}}",
            account_id=self.account_id,
            region=region or self.region,
        )

    def alarm(self, alarm: Alarm) -> str:
        """`streamer-high-errors`, `streamer-connection-limit`: bare in production (ST-4)."""
        thing = alarm.key.removeprefix("streamer-")
        return self.names("alarm", thing, prod=f"streamer-{thing}")

    @property
    def any_alarm(self) -> str:
        """`streamer-any`: the composite."""
        return self.names("alarm", "any", prod="streamer-any")

    @property
    def web_acl(self) -> str:
        """`streamer-prod`."""
        return self._suffixed("web-acl")

    @property
    def firewall_logs(self) -> str:
        """`aws-waf-logs-streamer-prod`: AWS WAF accepts no other beginning."""
        return f"aws-waf-logs-{self._suffixed('web-acl')}"

    def topic(self, thing: str) -> str:
        """`streamer-alerts-prod`."""
        return self._suffixed("topic", thing)

    def key_alias(self, thing: str = "") -> str:
        """`streamer-prod`."""
        return self._suffixed("key-alias", thing)

    @property
    def dashboard(self) -> str:
        """`streamer-prod` (ST-34)."""
        return self._suffixed("dashboard")

    @property
    def budget(self) -> str:
        """`streamer-prod`."""
        return self._suffixed("budget")

    @property
    def sampling_rule(self) -> str:
        """`streamer-prod`."""
        return self._suffixed("sampling-rule")

    @property
    def services(self) -> str:
        """`streamer-*-prod`: what X-Ray calls the functions, and those of no other environment (ST-39)."""
        return self._suffixed("function", "*")

    @property
    def queries(self) -> str:
        """`streamer-prod`: the folder of saved queries (ST-41)."""
        return self._suffixed("query")


def names_of(context: PlatformContext[StreamerSettings]) -> StreamerNames:
    """The names of a stack."""
    return StreamerNames(names=context.names, account_id=context.account_id, region=context.region)
