"""HookRelay's physical names: the guide's where it has one, ours in its manner elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pulumi

from components.blocks.secret_access import Backend
from components.monitoring import Alarm
from components.naming import Names
from components.platforms.context import PlatformContext
from components.settings.platform import PlatformSettings


@dataclass(frozen=True, kw_only=True)
class HookRelayNames:
    """Every name, in one place.

    Attributes:
        names: The platform's naming function.
        account_id: For bucket names.
        region: For bucket names.
    """

    names: Names
    account_id: pulumi.Output[str]
    region: str

    def _first(self, kind: str, thing: str) -> str:
        """`prod-hookrelay-{thing}`: the guide's manner for stores (HR-3)."""
        return self.names(kind, thing, prod=f"prod-hookrelay-{thing}", others=f"{{env}}-hookrelay-{thing}")

    def _last(self, kind: str, thing: str = "") -> str:
        """`hookrelay-prod` or `hookrelay-prod-{thing}`: the guide's manner for what computes (HR-34)."""
        tail = f"-{thing}" if thing else ""
        return self.names(
            kind, thing or "app", prod=f"hookrelay-prod{tail}", others=f"hookrelay-{{env}}{tail}"
        )

    def table(self, thing: str) -> str:
        """`prod-hookrelay-endpoints`, `prod-hookrelay-deliveries` (HR-1, HR-2)."""
        return self._first("table", thing)

    @property
    def queue(self) -> str:
        """`prod-hookrelay-delivery-attempts` (HR-4)."""
        return self._first("queue", "delivery-attempts")

    @property
    def dead_letter_queue(self) -> str:
        """`prod-hookrelay-dlq` (HR-5)."""
        return self._first("queue", "dlq")

    def bucket(self, thing: str, *, region: str | None = None) -> pulumi.Output[str]:
        """`prod-hookrelay-dlq`, with account and region unless the stack wants the literal (HR-7)."""
        return self.names.bucket(
            thing,
            prod=f"prod-hookrelay-{thing}",
            others=f"{{env}}-hookrelay-{thing}",
            account_id=self.account_id,
            region=region or self.region,
        )

    @property
    def cluster(self) -> str:
        """`prod-cluster` (HR-38)."""
        return self.names("cluster", "cluster", prod="prod-cluster", others="{env}-cluster")

    def service(self, thing: str = "") -> str:
        """`hookrelay-prod` (HR-38)."""
        return self._last("service", thing)

    def family(self, thing: str = "") -> str:
        """`hookrelay-prod` (HR-34)."""
        return self._last("task-family", thing)

    @property
    def repository(self) -> str:
        """`hookrelay-prod` (HR-33)."""
        return self._last("repository")

    @property
    def task_role(self) -> str:
        """`hookrelay-task-role` (HR-35)."""
        return self.names("role", "task-role", prod="hookrelay-task-role")

    def role(self, thing: str) -> str:
        """`hookrelay-prod-execution` and the like (HR-35)."""
        return self._last("role", thing)

    def log_group(self, thing: str = "") -> str:
        """`/ecs/hookrelay-prod` (HR-37)."""
        return f"/ecs/{self._last('log-group', thing)}"

    @property
    def flow_logs(self) -> str:
        """`/vpc/hookrelay-prod`."""
        return f"/vpc/{self._last('log-group', 'flow-logs')}"

    @property
    def firewall_logs(self) -> str:
        """`aws-waf-logs-hookrelay-prod`: AWS WAF accepts no other beginning."""
        return f"aws-waf-logs-{self._last('web-acl')}"

    def api_logs(self, kind: Literal["rest", "http"]) -> str:
        """`/apigateway/hookrelay-prod-rest`: each kind has its own, as one is made before the other goes."""
        return f"/apigateway/{self._last('log-group', kind)}"

    def function(self, thing: str) -> str:
        """`hookrelay-prod-app` (HR-52)."""
        return self._last("function", thing)

    def secret(self, thing: str, backend: Backend) -> str:
        """`/hookrelay/auth-secret` (HR-24); `hookrelay/auth_secret` in Secrets Manager.

        A secret's ARN ends in a hyphen and six characters, so AWS advises against names that end like that
        (Secrets Manager, CreateSecret), and `-secret` does.
        """
        path = self.names(
            "parameter",
            thing,
            prod=f"/hookrelay/{thing}",
            others=f"/hookrelay/{{env}}/{thing}",
            derived=f"/hookrelay/{{stack}}/{thing}",
        )
        if backend == "ssm":
            return path
        return f"{path.removesuffix(thing).removeprefix('/')}{thing.replace('-', '_')}"

    def alarm(self, alarm: Alarm) -> str:
        """`HookRelay-HighQueueDepth` (HR-43)."""
        title = alarm.title.removeprefix("Hookrelay")  # which the titles of stores begin with
        return self.names("alarm", title, prod=f"HookRelay-{title}")

    @property
    def any_alarm(self) -> str:
        """`HookRelay-Any`: the composite."""
        return self.names("alarm", "Any", prod="HookRelay-Any")

    @property
    def database(self) -> str:
        """`hookrelay-prod`."""
        return self._last("database")

    @property
    def database_name(self) -> str:
        """`hookrelay_prod` (HR-27); a database lies within its instance, so the environment is enough."""
        return f"hookrelay_{self.names.environment}"

    @property
    def database_user(self) -> str:
        """`prod_user` (HR-27)."""
        return f"{self.names.environment}_user"

    @property
    def cache(self) -> str:
        """`hookrelay-prod`."""
        return self._last("cache")

    @property
    def load_balancer(self) -> str:
        """`hookrelay-prod`."""
        return self._last("load-balancer")

    @property
    def target_group(self) -> str:
        """`hookrelay-prod`."""
        return self._last("target-group")

    @property
    def vpc_origin(self) -> str:
        """`hookrelay-prod`: CloudFront's way to a private load balancer."""
        return self._last("vpc-origin")

    @property
    def api(self) -> str:
        """`hookrelay-prod` (HR-41's service)."""
        return self._last("api")

    @property
    def web_acl(self) -> str:
        """`hookrelay-prod`."""
        return self._last("web-acl")

    def topic(self, thing: str) -> str:
        """`hookrelay-alerts-prod`."""
        return self.names("topic", thing, prod=f"hookrelay-{thing}-prod", others=f"hookrelay-{thing}-{{env}}")

    def key_alias(self, thing: str = "") -> str:
        """`hookrelay-prod`."""
        return self._last("key-alias", thing)

    @property
    def dashboard(self) -> str:
        """`hookrelay-prod`."""
        return self._last("dashboard")

    @property
    def budget(self) -> str:
        """`hookrelay-prod`."""
        return self._last("budget")


def names_of(context: PlatformContext[PlatformSettings]) -> HookRelayNames:
    """The names of a stack."""
    return HookRelayNames(names=context.names, account_id=context.account_id, region=context.region)
