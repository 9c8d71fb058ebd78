"""StreamCanvas's physical names: the guide's where it has one, ours in its manner elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.monitoring import Alarm
from components.naming import Names


@dataclass(frozen=True, kw_only=True)
class StreamCanvasNames:
    """Every name, in one place.

    The guide knows one environment and writes names in one word; the others have theirs behind it (SC-6).

    Attributes:
        names: The platform's naming function.
        account_id: For bucket names.
        region: For bucket names.
    """

    names: Names
    account_id: pulumi.Output[str]
    region: str

    def _literal(self, kind: str, thing: str, prod: str) -> str:
        """A name of the guide: `StreamSessions`, `StreamSessions-dev`."""
        return self.names(kind, thing, prod=prod)

    def _own(self, kind: str, thing: str = "") -> str:
        """A name of ours: `streamcanvas-prod`, `streamcanvas-prod-{thing}`."""
        tail = f"-{thing}" if thing else ""
        return self.names(
            kind, thing or "app", prod=f"streamcanvas-prod{tail}", others=f"streamcanvas-{{env}}{tail}"
        )

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

    def api_logs(self, api: str) -> str:
        """`/apigateway/streamcanvas-prod-websocket`: each kind of API has its own."""
        return f"/apigateway/{self._own('log-group', api)}"

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

    def alarm(self, alarm: Alarm) -> str:
        """`StreamCanvas-Lambda-Errors` (SC-22)."""
        title = alarm.title.removeprefix("Streamcanvas")  # which the titles of tables and users begin with
        return self.names("alarm", title, prod=f"StreamCanvas-{title}")

    @property
    def any_alarm(self) -> str:
        """`StreamCanvas-Any`: the composite."""
        return self.names("alarm", "Any", prod="StreamCanvas-Any")

    @property
    def dashboard(self) -> str:
        """`StreamCanvas`."""
        return self._literal("dashboard", "dashboard", "StreamCanvas")

    @property
    def budget(self) -> str:
        """`streamcanvas-prod`."""
        return self._own("budget")

    def topic(self, thing: str) -> str:
        """`streamcanvas-alerts-prod`."""
        return self.names(
            "topic", thing, prod=f"streamcanvas-{thing}-prod", others=f"streamcanvas-{thing}-{{env}}"
        )

    def key_alias(self, thing: str = "") -> str:
        """`streamcanvas-prod`."""
        return self._own("key-alias", thing)

    @property
    def web_acl(self) -> str:
        """`streamcanvas-prod`: before CloudFront."""
        return self._own("web-acl")

    @property
    def firewall_logs(self) -> str:
        """`aws-waf-logs-streamcanvas-prod`: AWS WAF accepts no other beginning."""
        return f"aws-waf-logs-{self.web_acl}"

    @property
    def users_web_acl(self) -> str:
        """`streamcanvas-prod-users`: before the user pool."""
        return self._own("web-acl", "users")

    @property
    def users_firewall_logs(self) -> str:
        """`aws-waf-logs-streamcanvas-prod-users`."""
        return f"aws-waf-logs-{self.users_web_acl}"

    def flow_logs(self, network: str = "flow-logs") -> str:
        """`/vpc/streamcanvas-prod-flow-logs`."""
        return f"/vpc/{self._own('log-group', network)}"

    @property
    def load_balancer(self) -> str:
        """`streamcanvas-prod`."""
        return self._own("load-balancer")

    @property
    def target_group(self) -> str:
        """`streamcanvas-prod`."""
        return self._own("target-group")

    @property
    def vpc_origin(self) -> str:
        """`streamcanvas-prod`: CloudFront's way to a private load balancer."""
        return self._own("vpc-origin")

    @property
    def cluster(self) -> str:
        """`streamcanvas-prod`."""
        return self._own("cluster")

    @property
    def service(self) -> str:
        """`streamcanvas-prod`: the service, its tasks' family and its repository."""
        return self._own("service")

    @property
    def family(self) -> str:
        """`streamcanvas-prod`."""
        return self._own("task-family")

    @property
    def repository(self) -> str:
        """`streamcanvas-prod`."""
        return self._own("repository")

    @property
    def service_logs(self) -> str:
        """`/ecs/streamcanvas-prod`."""
        return f"/ecs/{self._own('log-group')}"

    def bucket(self, thing: str) -> pulumi.Output[str]:
        """`streamcanvas-prod-logs`, with account and region unless the stack wants the literal."""
        return self.names.bucket(
            thing,
            prod=f"streamcanvas-prod-{thing}",
            others=f"streamcanvas-{{env}}-{thing}",
            account_id=self.account_id,
            region=self.region,
        )
