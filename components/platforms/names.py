"""What the physical names of all platforms have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Self

import pulumi

from components.blocks.secret_access import Backend
from components.monitoring import Alarm
from components.naming import Names, camel
from components.platforms.context import PlatformContext
from components.settings.platform import PlatformSettings


@dataclass(frozen=True, kw_only=True)
class PlatformNames(ABC):
    """Every name of a platform, in one place: its guide's where it has one, ours in its manner elsewhere.

    Attributes:
        names: The platform's naming function.
        account_id: For bucket names.
        region: For bucket names.
        brand: How the platform writes itself, and how the names of its alarms begin.
    """

    names: Names
    account_id: pulumi.Output[str]
    region: str

    brand: ClassVar[str]

    @classmethod
    def of(cls, context: PlatformContext[PlatformSettings]) -> Self:
        """The names of a stack."""
        return cls(names=context.names, account_id=context.account_id, region=context.region)

    @abstractmethod
    def pattern(self, thing: str) -> str:
        """The platform's manner, with `{env}`; without a thing, for what the platform has one of."""

    def own(self, kind: str, thing: str = "") -> str:
        """A name in the platform's manner."""
        return self._by_pattern(kind, thing or "app", self.pattern(thing))

    def _by_pattern(self, kind: str, thing: str, pattern: str) -> str:
        return self.names(kind, thing, prod=pattern.format(env="prod"), others=pattern)

    def bucket(self, thing: str, *, region: str | None = None) -> pulumi.Output[str]:
        """A bucket, with account and region unless the stack wants the literal (HR-7)."""
        pattern = self.bucket_pattern(thing)
        return self.names.bucket(
            thing,
            prod=pattern.format(env="prod"),
            others=pattern,
            account_id=self.account_id,
            region=region or self.region,
        )

    def bucket_pattern(self, thing: str) -> str:
        """The manner of buckets, with `{env}`."""
        return self.pattern(thing)

    def role(self, thing: str) -> str:
        """A role."""
        return self.own("role", thing)

    def topic(self, thing: str) -> str:
        """`hookrelay-alerts-prod`."""
        return self._by_pattern("topic", thing, f"{self.names.platform}-{thing}-{{env}}")

    def key_alias(self, thing: str = "") -> str:
        """Alias of a key, without `alias/`."""
        return self.own("key-alias", thing)

    def _secret(self, thing: str, backend: Backend, folder: str) -> str:
        """A parameter in production's folder; in Secrets Manager the last part has no hyphens.

        A secret's ARN ends in a hyphen and six characters, so AWS advises against names that end like that
        (Secrets Manager, CreateSecret), and `-secret` does.
        """
        above = f"/{self.names.platform}"
        path = self.names(
            "parameter",
            thing,
            prod=f"{folder}/{thing}",
            others=f"{above}/{{env}}/{thing}",
            derived=f"{above}/{{stack}}/{thing}",
        )
        if backend == "ssm":
            return path
        return f"{path.removesuffix(thing).removeprefix('/')}{thing.replace('-', '_')}"

    def alarm(self, alarm: Alarm) -> str:
        """`HookRelay-HighQueueDepth` (HR-43), `StreamCanvas-Lambda-Errors` (SC-22)."""
        # the titles of what is called after its logical name begin with the platform
        return self._titled(alarm.title.removeprefix(camel(self.names.platform)))

    @property
    def any_alarm(self) -> str:
        """`HookRelay-Any`: the composite."""
        return self._titled("Any")

    def _titled(self, title: str) -> str:
        return self.names("alarm", title, prod=f"{self.brand}-{title}")

    @property
    def dashboard(self) -> str:
        """The dashboard."""
        return self.own("dashboard")

    @property
    def budget(self) -> str:
        """The budget."""
        return self.own("budget")

    @property
    def web_acl(self) -> str:
        """The web ACL before the entrance."""
        return self.own("web-acl")

    @property
    def firewall_logs(self) -> str:
        """`aws-waf-logs-hookrelay-prod`: AWS WAF accepts no other beginning."""
        return f"aws-waf-logs-{self.web_acl}"

    @property
    def load_balancer(self) -> str:
        """The load balancer."""
        return self.own("load-balancer")

    @property
    def vpc_origin(self) -> str:
        """CloudFront's way to a private load balancer."""
        return self.own("vpc-origin")

    @property
    def flow_logs(self) -> str:
        """`/vpc/hookrelay-prod-flow-logs`."""
        return f"/vpc/{self.own('log-group', 'flow-logs')}"

    def api_logs(self, thing: str = "") -> str:
        """`/apigateway/hookrelay-prod-rest`: each kind has its own, as one is made before the other goes."""
        return f"/apigateway/{self.own('log-group', thing)}"
