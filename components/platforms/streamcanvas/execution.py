"""The API that runs users' code (SC-11, SC-12): strangers' code, so nothing of ours trusts it.

Its role may write its own log and nothing else, no variable tells it of anything, no network of ours lets it
in, and nothing but its one route may call it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.api_parts import ErrorAlarm, Throttling
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import artifact_or_placeholder
from components.blocks.http_api import HttpApi, HttpApiArgs
from components.blocks.network import Network, NetworkArgs
from components.blocks.rest_api import RestApi, RestApiArgs
from components.monitoring import Alarm, Widget
from components.placement import Placement
from components.platforms.streamcanvas.ground import ALIAS, Ground
from components.platforms.streamcanvas.realtime import LAMBDA_ERRORS
from components.platforms.streamcanvas.users import Users

ROUTE = "/execute"  # SC-12
METHOD = "POST"
# What Lambda tells tenants apart by; the caller's own header of this name never gets that far (SC-12).
TENANT = {"integration.request.header.X-Amz-Tenant-Id": "context.authorizer.claims.sub"}
ISOLATED_CIDR = "10.255.0.0/24"  # the least VPC that two zones fit in comfortably; it leads nowhere
CLIENT_ERRORS = ErrorAlarm(title="Http4XX", statistic="Sum", above=100)
SERVER_ERRORS = ErrorAlarm(title="Http5XX", statistic="Sum", above=0)  # SC-22
SLOW_SHARE = 0.8  # SC-35
MILLISECONDS = 1000


@dataclass(frozen=True, kw_only=True)
class Execution:
    """The API and the function that runs users' code.

    Attributes:
        api: HTTP API, or a REST API with isolation per tenant.
        executor: The function.
    """

    api: HttpApi | RestApi
    executor: Function

    def alarms(self) -> list[Alarm]:
        """Of the API and the function."""
        return [
            *self.api.alarms(
                client_errors=CLIENT_ERRORS,
                server_errors=SERVER_ERRORS,
                latency_p95_ms=self.executor.timeout_seconds * SLOW_SHARE * MILLISECONDS,
            ),
            *self.executor.alarms(title="CodeExecutor", errors_above=LAMBDA_ERRORS),
        ]

    def widgets(self) -> list[Widget]:
        """Of the API and the function."""
        return [*self.api.widgets(), *self.executor.widgets("Code executor")]


def declare_execution(ground: Ground, users: Users, origins: Sequence[pulumi.Input[str]]) -> Execution:
    """Declare the function and its one entrance."""
    executor = _executor(ground)
    if ground.settings.executor.isolation == "perTenant":
        return Execution(api=_rest_api(ground, users, executor, origins), executor=executor)
    return Execution(api=_http_api(ground, users, executor, origins), executor=executor)


def _executor(ground: Ground) -> Function:
    settings = ground.settings.executor
    return Function(
        f"{ground.name}-executor",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.executor_function(isolated=settings.isolation == "perTenant"),
            description="Runs the code of StreamCanvas's users",
            code=artifact_or_placeholder(settings.artefact),
            runtime=settings.runtime,
            handler=settings.handler,
            architecture=settings.architecture,
            timeout_seconds=settings.timeout.seconds,
            memory_mb=settings.memory,
            layers=settings.layers,
            reserved_concurrency=settings.reserved_concurrency,
            tenant_isolation=settings.isolation == "perTenant",
            placement=None if settings.internet else _nowhere(ground),
            tracing=False,  # writing traces is a right, and this role has none but its log
            alias=ALIAS,
            role_name=ground.names.role("CodeExecutor"),
        ),
        opts=ground.child,
    )


def _nowhere(ground: Ground) -> Placement:
    """Subnets without a way out, not even to the gateway endpoints that networks have."""
    network = Network(
        f"{ground.name}-executor-network",
        NetworkArgs(
            environment=ground.environment,
            region=ground.region,
            cidr=ISOLATED_CIDR,
            nat="none",
            flow_logs_name=ground.names.executor_flow_logs,
        ),
        opts=ground.child,
    )
    return Placement(vpc_id=network.vpc_id, subnet_ids=network.private_subnet_ids)


def _http_api(
    ground: Ground, users: Users, executor: Function, origins: Sequence[pulumi.Input[str]]
) -> HttpApi:
    limits = ground.settings.executor.throttling
    api = HttpApi(
        f"{ground.name}-http",
        HttpApiArgs(
            environment=ground.environment,
            name=ground.names.http_api,
            stage_name=ground.environment.name,
            throttling=Throttling(rate=limits.rate, burst=limits.burst),
            log_group_name=ground.names.api_logs("http"),
            cors_origins=origins,
            cors_methods=(METHOD, "OPTIONS"),
        ),
        opts=ground.child,
    )
    jwt = api.jwt_authorizer("users", issuer=users.pool.issuer, audiences=[users.client.id])
    api.route(METHOD, ROUTE, executor, authorizer=jwt)
    return api


def _rest_api(
    ground: Ground, users: Users, executor: Function, origins: Sequence[pulumi.Input[str]]
) -> RestApi:
    """HTTP APIs can't call a function of isolated tenants (SC-12)."""
    settings = ground.settings.executor
    api = RestApi(
        f"{ground.name}-http",
        RestApiArgs(
            environment=ground.environment,
            region=ground.region,
            name=ground.names.http_api,
            description="Runs the code of StreamCanvas's users",
            stage_name=ground.environment.name,
            throttling=Throttling(rate=settings.throttling.rate, burst=settings.throttling.burst),
            access_logs=settings.logs,
            log_group_name=ground.names.api_logs("rest"),
            # settings refuse this isolation while the origin isn't known beforehand
            cors_origins=[origin for origin in origins if isinstance(origin, str)],
        ),
        opts=ground.child,
    )
    guard = api.cognito_authorizer("users", [users.pool.arn])
    api.route(ROUTE, executor, methods=(METHOD,), authorizer=guard, request_parameters=TENANT)
    api.deploy()
    if users.firewall:
        users.firewall.attach("executor", "rest-api", api.stage_arn)
    return api
