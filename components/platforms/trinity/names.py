"""Trinity's physical names: the guide's `trinity-{thing}-{env}` throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pulumi

from components.blocks.secret_access import Backend
from components.guards.firewalls import Scope
from components.monitoring import Alarm
from components.naming import Names
from components.platforms.context import PlatformContext
from components.settings.platform import PlatformSettings


@dataclass(frozen=True, kw_only=True)
class TrinityNames:
    """Every name, in one place.

    Attributes:
        names: The platform's naming function.
        account_id: For bucket names.
        region: For bucket names.
    """

    names: Names
    account_id: pulumi.Output[str]
    region: str

    def _of(self, kind: str, thing: str = "") -> str:
        """`trinity-{thing}-prod`, or `trinity-prod`."""
        middle = f"-{thing}" if thing else ""
        return self.names(
            kind, thing or "app", prod=f"trinity{middle}-prod", others=f"trinity{middle}-{{env}}"
        )

    def users_table(self, label: str = "") -> str:
        """`trinity-users-prod` (TR-5); a restored one ends in its label (TR-30)."""
        if not label:
            return self._of("table", "users")
        return self.names(
            "table",
            f"users-{label}",
            prod=f"trinity-users-prod-{label}",
            others=f"trinity-users-{{env}}-{label}",
        )

    def function(self, thing: str) -> str:
        """`trinity-auth-prod`, `trinity-api-prod` (TR-8, TR-9)."""
        return self._of("function", thing)

    def role(self, thing: str) -> str:
        """`trinity-auth-prod-role`'s manner: one role for each function (TR-11)."""
        return self._of("role", thing)

    @property
    def api(self) -> str:
        """`trinity-api-prod` (TR-9)."""
        return self._of("api", "api")

    @property
    def graphql_api(self) -> str:
        """`trinity-graphql-prod` (TR-15)."""
        return self._of("api", "graphql")

    @property
    def user_pool(self) -> str:
        """`trinity-user-pool-prod` (TR-16)."""
        return self._of("user-pool", "user-pool")

    def secret(self, thing: str, backend: Backend) -> str:
        """`/trinity/prod/jwt-secret` (TR-12); `trinity/prod/jwt_secret` in Secrets Manager.

        A secret's ARN ends in a hyphen and six characters, so AWS advises against names that end like that
        (Secrets Manager, CreateSecret), and `-secret` does.
        """
        path = self.names(
            "parameter",
            thing,
            prod=f"/trinity/prod/{thing}",
            others=f"/trinity/{{env}}/{thing}",
            derived=f"/trinity/{{stack}}/{thing}",
        )
        if backend == "ssm":
            return path
        return f"{path.removesuffix(thing).removeprefix('/')}{thing.replace('-', '_')}"

    def bucket(self, thing: str, *, region: str | None = None) -> pulumi.Output[str]:
        """`trinity-assets-prod`, with account and region unless the stack wants the literal (TR-25, HR-7)."""
        return self.names.bucket(
            thing,
            prod=f"trinity-{thing}-prod",
            others=f"trinity-{thing}-{{env}}",
            account_id=self.account_id,
            region=region or self.region,
        )

    def api_logs(self, kind: Literal["rest", "http"]) -> str:
        """`/apigateway/trinity-rest-prod`: each kind has its own, as one is made before the other goes."""
        return f"/apigateway/{self._of('log-group', kind)}"

    @property
    def flow_logs(self) -> str:
        """`/vpc/trinity-prod`'s manner."""
        return f"/vpc/{self._of('log-group', 'flow-logs')}"

    def web_acl(self, scope: Scope) -> str:
        """`trinity-prod`, and `trinity-edge-prod` before CloudFront."""
        return self._of("web-acl", "edge" if scope == "CLOUDFRONT" else "")

    def firewall_logs(self, scope: Scope) -> str:
        """`aws-waf-logs-trinity-prod`: AWS WAF accepts no other beginning."""
        return f"aws-waf-logs-{self.web_acl(scope)}"

    def pool_client(self, key: str) -> str:
        """`trinity-mobile-prod`, `trinity-web-prod` (TR-16)."""
        return self._of("user-pool", key)

    @property
    def application(self) -> str:
        """`trinity-prod`: CodeDeploy's (TR-22)."""
        return self._of("api")

    @property
    def cache_policy(self) -> str:
        """`trinity-api-prod`."""
        return self._of("cloudfront-policy", "api")

    @property
    def usage_plan(self) -> str:
        """`trinity-callers-prod`."""
        return self._of("api", "callers")

    @property
    def canary(self) -> str:
        """`trinity-health-prod`."""
        return self._of("canary", "health")

    def alarm(self, alarm: Alarm) -> str:
        """`Trinity-ApiLatency`; other environments end in theirs."""
        title = alarm.title.removeprefix("Trinity")  # which the titles of stores begin with
        return self.names("alarm", title, prod=f"Trinity-{title}")

    @property
    def any_alarm(self) -> str:
        """`Trinity-Any`: the composite."""
        return self.names("alarm", "Any", prod="Trinity-Any")

    def topic(self, thing: str) -> str:
        """`trinity-alerts-prod`."""
        return self._of("topic", thing)

    def key_alias(self, thing: str = "") -> str:
        """`trinity-prod`."""
        return self._of("key-alias", thing)

    @property
    def dashboard(self) -> str:
        """`trinity-prod` (TR-14)."""
        return self._of("dashboard")

    @property
    def budget(self) -> str:
        """`trinity-prod`."""
        return self._of("budget")


def names_of(context: PlatformContext[PlatformSettings]) -> TrinityNames:
    """The names of a stack."""
    return TrinityNames(names=context.names, account_id=context.account_id, region=context.region)
