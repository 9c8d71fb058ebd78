"""StreamCanvas's physical names: the guide's where it has one, ours in its manner elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from components.platforms.names import PlatformNames


@dataclass(frozen=True, kw_only=True)
class StreamCanvasNames(PlatformNames):
    """Every name, in one place.

    The guide knows one environment and writes names in one word; the others have theirs behind it (SC-6).
    """

    brand: ClassVar[str] = "StreamCanvas"

    def pattern(self, thing: str) -> str:
        """A name of ours: `streamcanvas-prod`, `streamcanvas-prod-{thing}`."""
        return f"streamcanvas-{{env}}-{thing}" if thing else "streamcanvas-{env}"

    def _literal(self, kind: str, thing: str, prod: str) -> str:
        """A name of the guide: `StreamSessions`, `StreamSessions-dev`."""
        return self.names(kind, thing, prod=prod)

    @property
    def sessions_table(self) -> str:
        """`StreamSessions` (SC-3)."""
        return self._literal("table", "sessions", "StreamSessions")

    @property
    def states_table(self) -> str:
        """`SessionStates` (SC-4)."""
        return self._literal("table", "states", "SessionStates")

    @property
    def connections_table(self) -> str:
        """`WebSocketConnections` (SC-5)."""
        return self._literal("table", "connections", "WebSocketConnections")

    @property
    def user_pool(self) -> str:
        """`StreamCanvasUsers` (SC-7)."""
        return self._literal("user-pool", "users", "StreamCanvasUsers")

    @property
    def client(self) -> str:
        """`StreamCanvasApp` (SC-8)."""
        return self._literal("user-pool", "client", "StreamCanvasApp")

    @property
    def websocket_function(self) -> str:
        """`StreamCanvas-WebSocketHandler` (SC-10)."""
        return self._literal("function", "websocket-handler", "StreamCanvas-WebSocketHandler")

    def executor_function(self, *, isolated: bool) -> str:
        """`StreamCanvas-CodeExecutor` (SC-11).

        Lambda isolates tenants from a function's creation on or never (SC-12): the other kind has a name of
        its own, so that one can be made before the other goes.
        """
        if isolated:
            return self._literal("function", "isolated-executor", "StreamCanvas-IsolatedCodeExecutor")
        return self._literal("function", "code-executor", "StreamCanvas-CodeExecutor")

    @property
    def authorizer_function(self) -> str:
        """`StreamCanvas-TokenAuthorizer`, ours (SC-16)."""
        return self._literal("function", "token-authorizer", "StreamCanvas-TokenAuthorizer")

    @property
    def websocket_role(self) -> str:
        """`StreamCanvasLambdaRole`: the guide's one role is the WebSocket handler's alone (SC-2)."""
        return self._literal("role", "lambda", "StreamCanvasLambdaRole")

    def role(self, thing: str) -> str:
        """`StreamCanvasCodeExecutorRole` and the like."""
        return self._literal("role", thing, f"StreamCanvas{thing}Role")

    @property
    def websocket_api(self) -> str:
        """`StreamCanvasWebSocket` (SC-14)."""
        return self._literal("api", "websocket", "StreamCanvasWebSocket")

    @property
    def http_api(self) -> str:
        """`StreamCanvasHttp` (SC-12)."""
        return self._literal("api", "http", "StreamCanvasHttp")

    @property
    def amplify_app(self) -> str:
        """`StreamCanvas`."""
        return self._literal("api", "app", "StreamCanvas")

    @property
    def repository_token(self) -> str:
        """`streamcanvas/repository_token` in Secrets Manager."""
        return self.names(
            "secret",
            "repository-token",
            prod="streamcanvas/repository_token",
            others="streamcanvas/{env}/repository_token",
            derived="streamcanvas/{stack}/repository_token",
        )

    @property
    def dashboard(self) -> str:
        """`StreamCanvas`."""
        return self._literal("dashboard", "dashboard", "StreamCanvas")

    @property
    def users_web_acl(self) -> str:
        """`streamcanvas-prod-users`: before the user pool."""
        return self.own("web-acl", "users")

    @property
    def users_firewall_logs(self) -> str:
        """`aws-waf-logs-streamcanvas-prod-users`."""
        return f"aws-waf-logs-{self.users_web_acl}"

    @property
    def executor_flow_logs(self) -> str:
        """`/vpc/streamcanvas-prod-executor`: the network of untrusted code has its own."""
        return f"/vpc/{self.own('log-group', 'executor')}"

    @property
    def target_group(self) -> str:
        """`streamcanvas-prod`."""
        return self.own("target-group")

    @property
    def cluster(self) -> str:
        """`streamcanvas-prod`."""
        return self.own("cluster")

    @property
    def service(self) -> str:
        """`streamcanvas-prod`: the service, its tasks' family and its repository."""
        return self.own("service")

    @property
    def family(self) -> str:
        """`streamcanvas-prod`."""
        return self.own("task-family")

    @property
    def repository(self) -> str:
        """`streamcanvas-prod`."""
        return self.own("repository")

    @property
    def service_logs(self) -> str:
        """`/ecs/streamcanvas-prod`."""
        return f"/ecs/{self.own('log-group')}"
