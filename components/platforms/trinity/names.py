"""Trinity's physical names: the guide's `trinity-{thing}-{env}` throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from components.blocks.secret_access import Backend
from components.platforms.names import PlatformNames


@dataclass(frozen=True, kw_only=True)
class TrinityNames(PlatformNames):
    """Every name, in one place."""

    brand: ClassVar[str] = "Trinity"

    def pattern(self, thing: str) -> str:
        """`trinity-{thing}-prod`, or `trinity-prod`."""
        return f"trinity-{thing}-{{env}}" if thing else "trinity-{env}"

    def secret(self, thing: str, backend: Backend) -> str:
        """`/trinity/prod/jwt-secret` (TR-12); `trinity/prod/jwt_secret` in Secrets Manager."""
        return self._secret(thing, backend, "/trinity/prod")

    @property
    def edge_web_acl(self) -> str:
        """`trinity-edge-prod`: before CloudFront."""
        return self.own("web-acl", "edge")

    @property
    def edge_firewall_logs(self) -> str:
        """`aws-waf-logs-trinity-edge-prod`."""
        return f"aws-waf-logs-{self.edge_web_acl}"

    def users_table(self, label: str = "") -> str:
        """`trinity-users-prod` (TR-5); a restored one ends in its label (TR-30)."""
        if not label:
            return self.own("table", "users")
        return self.names(
            "table",
            f"users-{label}",
            prod=f"trinity-users-prod-{label}",
            others=f"trinity-users-{{env}}-{label}",
        )

    def function(self, thing: str) -> str:
        """`trinity-auth-prod`, `trinity-api-prod` (TR-8, TR-9)."""
        return self.own("function", thing)

    @property
    def api(self) -> str:
        """`trinity-api-prod` (TR-9)."""
        return self.own("api", "api")

    @property
    def graphql_api(self) -> str:
        """`trinity-graphql-prod` (TR-15)."""
        return self.own("api", "graphql")

    @property
    def user_pool(self) -> str:
        """`trinity-user-pool-prod` (TR-16)."""
        return self.own("user-pool", "user-pool")

    def pool_client(self, key: str) -> str:
        """`trinity-mobile-prod`, `trinity-web-prod` (TR-16)."""
        return self.own("user-pool", key)

    @property
    def application(self) -> str:
        """`trinity-prod`: CodeDeploy's (TR-22)."""
        return self.own("api")

    @property
    def cache_policy(self) -> str:
        """`trinity-api-prod`."""
        return self.own("cloudfront-policy", "api")

    @property
    def usage_plan(self) -> str:
        """`trinity-callers-prod`."""
        return self.own("api", "callers")

    @property
    def canary(self) -> str:
        """`trinity-health-prod`."""
        return self.own("canary", "health")
