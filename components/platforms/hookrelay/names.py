"""HookRelay's physical names: the guide's where it has one, ours in its manner elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from components.blocks.secret_access import Backend
from components.platforms.names import PlatformNames


@dataclass(frozen=True, kw_only=True)
class HookRelayNames(PlatformNames):
    """Every name, in one place."""

    brand: ClassVar[str] = "HookRelay"

    def pattern(self, thing: str) -> str:
        """`hookrelay-prod` or `hookrelay-prod-{thing}`: the guide's manner for what computes (HR-34)."""
        return f"hookrelay-{{env}}-{thing}" if thing else "hookrelay-{env}"

    def bucket_pattern(self, thing: str) -> str:
        """`prod-hookrelay-dlq` (HR-7)."""
        return f"{{env}}-hookrelay-{thing}"

    def _first(self, kind: str, thing: str) -> str:
        """`prod-hookrelay-{thing}`: the guide's manner for stores (HR-3)."""
        return self._by_pattern(kind, thing, self.bucket_pattern(thing))

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

    @property
    def cluster(self) -> str:
        """`prod-cluster` (HR-38)."""
        return self.names("cluster", "cluster", prod="prod-cluster", others="{env}-cluster")

    def service(self, thing: str = "") -> str:
        """`hookrelay-prod` (HR-38)."""
        return self.own("service", thing)

    def family(self, thing: str = "") -> str:
        """`hookrelay-prod` (HR-34)."""
        return self.own("task-family", thing)

    @property
    def repository(self) -> str:
        """`hookrelay-prod` (HR-33)."""
        return self.own("repository")

    @property
    def task_role(self) -> str:
        """`hookrelay-task-role` (HR-35)."""
        return self.names("role", "task-role", prod="hookrelay-task-role")

    def log_group(self, thing: str = "") -> str:
        """`/ecs/hookrelay-prod` (HR-37)."""
        return f"/ecs/{self.own('log-group', thing)}"

    def function(self, thing: str) -> str:
        """`hookrelay-prod-app` (HR-52)."""
        return self.own("function", thing)

    def secret(self, thing: str, backend: Backend) -> str:
        """`/hookrelay/auth-secret` (HR-24); `hookrelay/auth_secret` in Secrets Manager."""
        return self._secret(thing, backend, "/hookrelay")

    @property
    def database(self) -> str:
        """`hookrelay-prod`."""
        return self.own("database")

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
        return self.own("cache")

    @property
    def target_group(self) -> str:
        """`hookrelay-prod`."""
        return self.own("target-group")

    @property
    def api(self) -> str:
        """`hookrelay-prod` (HR-41's service)."""
        return self.own("api")
