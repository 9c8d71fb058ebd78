"""The WebSocket API: who may connect, and what answers (SC-14, SC-16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.api_parts import ErrorAlarm, Throttling
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Own, artifact_or_placeholder
from components.blocks.network import Network
from components.blocks.websocket_api import WebSocketApi
from components.blocks.websocket_args import WebSocketApiArgs
from components.blocks.websocket_stage import WebSocketLogs
from components.links import Link
from components.monitoring import Alarm, Widget
from components.platforms.streamcanvas.data import Data
from components.platforms.streamcanvas.ground import ALIAS, Ground
from components.platforms.streamcanvas.users import Users
from components.runtimes import DEFAULT_PYTHON

ROUTES = ("$connect", "$disconnect", "signal", "publishState")  # SC-14
DEFAULT_ROUTE = "$default"
TOKEN_SOURCE = "route.request.querystring.token"  # noqa: S105 - where the token is (SC-16)
AUTHORIZER_FILES = ("user_pool_authorizer.py", "json_web_token.py")
AUTHORIZER_SECONDS = 10  # one request for the pool's keys, which gives up after 3 s, and a cold start
AUTHORIZER_MB = 256  # a signature takes a few ms of the CPU that comes with it
# SC-22: a WebSocket API has no 5XX metric; these two together are it.
INTEGRATION_ERRORS = ErrorAlarm(title="WebSocketIntegrationErrors", statistic="Sum", above=0)
EXECUTION_ERRORS = ErrorAlarm(title="WebSocketExecutionErrors", statistic="Sum", above=0)
LAMBDA_ERRORS = 5  # SC-22
# Why a handler inside the network calls the internet: the callbacks' endpoint has none in a VPC (ST-29).
INTERNET = "the callbacks of WebSocket connections"


@dataclass(frozen=True, kw_only=True)
class Realtime:
    """The WebSocket API and its functions.

    Attributes:
        api: The API.
        handler: What answers.
        authorizer: What decides who may connect, if anything does.
        routes: The route keys.
    """

    api: WebSocketApi
    handler: Function
    authorizer: Function | None
    routes: Sequence[str]

    def alarms(self) -> list[Alarm]:
        """Of the API and both functions."""
        return [
            *self.api.alarms(
                integration_errors=INTEGRATION_ERRORS,
                execution_errors=EXECUTION_ERRORS,
                connection_rate_title="WebSocketConnectionRate",
            ),
            *self.handler.alarms(title="WebSocketHandler", errors_above=LAMBDA_ERRORS),
            *(
                self.authorizer.alarms(title="TokenAuthorizer", errors_above=LAMBDA_ERRORS)
                if self.authorizer
                else []
            ),
        ]

    def widgets(self) -> list[Widget]:
        """Of the API and both functions."""
        return [
            *self.api.widgets(),
            *self.handler.widgets("WebSocket handler"),
            *(self.authorizer.widgets("Token authorizer") if self.authorizer else []),
        ]


def declare_realtime(
    ground: Ground,
    data: Data,
    users: Users,
    network: Network | None,
    origins: Sequence[pulumi.Input[str]],
) -> Realtime:
    """Declare the API, then its functions, then the routes."""
    settings = ground.settings.websocket
    api = WebSocketApi(
        f"{ground.name}-websocket",
        WebSocketApiArgs(
            environment=ground.environment,
            region=ground.region,
            name=ground.names.websocket_api,
            stage_name=ground.environment.name,
            throttling=Throttling(rate=settings.throttling.rate, burst=settings.throttling.burst),
            logs=WebSocketLogs(group_name=ground.names.api_logs("websocket")) if settings.logs else None,
        ),
        opts=ground.child,
    )
    handler = _handler(ground, data, api, network)
    authorizer = _authorizer(ground, users, origins) if settings.authorizer else None
    guard = (
        api.request_authorizer("token", authorizer, identity_sources=[TOKEN_SOURCE]) if authorizer else None
    )
    routes = [*ROUTES, *([DEFAULT_ROUTE] if settings.default_route else [])]
    for key in routes:
        api.route(key, handler, authorizer=guard if key == "$connect" else None)
    api.deploy()
    return Realtime(api=api, handler=handler, authorizer=authorizer, routes=routes)


def _handler(ground: Ground, data: Data, api: WebSocketApi, network: Network | None) -> Function:
    settings = ground.settings.websocket
    inside = network is not None and settings.in_network
    return Function(
        f"{ground.name}-handler",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.websocket_function,
            description="Answers StreamCanvas's WebSocket connections",
            code=artifact_or_placeholder(settings.artefact),
            runtime=settings.runtime,
            handler=settings.handler,
            architecture=settings.architecture,
            timeout_seconds=settings.timeout.seconds,
            memory_mb=settings.memory,
            layers=settings.layers,
            reserved_concurrency=settings.reserved_concurrency,
            placement=network.private(internet=INTERNET) if network is not None and inside else None,
            uses=[*data.handler_links(), api.callbacks("CALLBACK_URL")],
            alias=ALIAS,
            role_name=ground.names.websocket_role,
        ),
        opts=ground.child,
    )


def _authorizer(ground: Ground, users: Users, origins: Sequence[pulumi.Input[str]]) -> Function:
    """Code of ours: it needs no rights at all, only the pool's published keys."""
    return Function(
        f"{ground.name}-authorizer",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.authorizer_function,
            description="Lets in to StreamCanvas's WebSocket API who has a token of its user pool",
            code=Own(files=AUTHORIZER_FILES),
            runtime=DEFAULT_PYTHON,
            handler="user_pool_authorizer.handler",
            timeout_seconds=AUTHORIZER_SECONDS,
            memory_mb=AUTHORIZER_MB,
            uses=[
                Link(
                    environment={
                        "ISSUER": users.pool.issuer,
                        "CLIENT_IDS": users.client.id,
                        "ORIGINS": pulumi.Output.all(*origins).apply(",".join),
                    }
                )
            ],
            alias=ALIAS,
            role_name=ground.names.role("TokenAuthorizer"),
        ),
        opts=ground.child,
    )
