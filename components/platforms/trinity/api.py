"""The API, REST or HTTP, and its routes (TR-1, TR-9)."""

from __future__ import annotations

from typing import TypeAlias

from components.blocks.api_parts import ApiDomain, ErrorAlarm, Throttling
from components.blocks.http_api import HttpApi, HttpApiArgs, HttpAuthorizer
from components.blocks.rest_api import RestApi, RestApiArgs
from components.blocks.rest_routes import RestAuthorizer
from components.blocks.usage_plan import UsagePlan, UsagePlanArgs
from components.monitoring import Alarm
from components.platforms.hosting import Hosting
from components.platforms.trinity.functions import Functions
from components.platforms.trinity.ground import Ground
from components.platforms.trinity.identity import Identity
from components.settings.trinity_parts import Throttle
from components.settings.trinity_parts import UsagePlan as PlanSettings

DESCRIPTION = "Trinity Backend API"  # TR-9
HEALTH, AUTH, REST = "/health", "/auth/{proxy+}", "/{proxy+}"
AUTHORIZER = "users"
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")  # TR-9: all methods
HEADERS = ("authorization", "content-type", "x-api-key", "x-requested-with")
# TR-14
CLIENT_ERRORS = ErrorAlarm(title="Api4XX", statistic="Average", above=0.05)
SERVER_ERRORS = ErrorAlarm(title="Api5XX", statistic="Average", above=0.01)
SLOW_MS = 1000

Api: TypeAlias = RestApi | HttpApi


def declare_api(ground: Ground, hosting: Hosting) -> Api:
    """The API before its routes: functions and distributions want to know its address."""
    owner = hosting if ground.settings.entrance == "api" else Hosting()
    return _rest(ground, owner) if ground.settings.api_type == "rest" else _http(ground, owner)


def open_routes(ground: Ground, api: Api, functions: Functions, identity: Identity) -> UsagePlan | None:
    """Health, sign-in and preflights are open; everything else is for the pool's users, if there is a pool.

    Returns:
        The usage plan, if one is wanted.
    """
    if isinstance(api, HttpApi):
        _http_routes(api, functions, identity)
        return None
    return _rest_routes(ground, api, functions, identity)


def api_alarms(api: Api) -> list[Alarm]:
    """Errors by their share, and slow answers (TR-14)."""
    return api.alarms(client_errors=CLIENT_ERRORS, server_errors=SERVER_ERRORS, latency_p95_ms=SLOW_MS)


def _throttling(settings: Throttle | PlanSettings) -> Throttling:
    return Throttling(rate=settings.rate, burst=settings.burst)


def _domain(hosting: Hosting) -> ApiDomain | None:
    if hosting.domain is None or hosting.certificate_arn is None:
        return None
    return ApiDomain(domain_name=hosting.domain, certificate_arn=hosting.certificate_arn)


def _rest(ground: Ground, hosting: Hosting) -> RestApi:
    settings = ground.settings
    return RestApi(
        f"{ground.name}-api",
        RestApiArgs(
            environment=ground.environment,
            region=ground.region,
            name=ground.names.api,
            description=DESCRIPTION,
            stage_name=ground.environment.name,
            domain=_domain(hosting),
            throttling=_throttling(settings.throttling),
            access_logs=settings.access_logs,
            log_group_name=ground.names.api_logs("rest"),
            tracing=settings.is_traced,
            cors_origins=settings.cors_origins,
        ),
        opts=ground.child,
    )


def _http(ground: Ground, hosting: Hosting) -> HttpApi:
    settings = ground.settings
    return HttpApi(
        f"{ground.name}-api",
        HttpApiArgs(
            environment=ground.environment,
            name=ground.names.api,
            stage_name=ground.environment.name,
            domain=_domain(hosting),
            throttling=_throttling(settings.throttling),
            log_group_name=ground.names.api_logs("http"),
            cors_origins=settings.cors_origins,
            cors_methods=METHODS,
            cors_headers=HEADERS,
        ),
        opts=ground.child,
    )


def _rest_routes(ground: Ground, api: RestApi, functions: Functions, identity: Identity) -> UsagePlan | None:
    plan = ground.settings.usage_plan
    authorizer: RestAuthorizer | None = None
    if identity.pool is not None:
        authorizer = api.cognito_authorizer(AUTHORIZER, [identity.pool.arn])
    api.route(HEALTH, functions.api, methods=("GET",))
    if functions.auth is not None:
        api.route(AUTH, functions.auth, needs_key=plan is not None)
    api.route(REST, functions.api, authorizer=authorizer, needs_key=plan is not None)
    api.deploy()
    if plan is None:
        return None
    return UsagePlan(
        f"{ground.name}-callers",
        UsagePlanArgs(
            api_id=api.id,
            stage_name=api.deployed_stage_name,
            name=ground.names.usage_plan,
            throttling=_throttling(plan),
            monthly_requests=plan.monthly_requests,
        ),
        opts=ground.child,
    )


def _http_routes(api: HttpApi, functions: Functions, identity: Identity) -> None:
    authorizer: HttpAuthorizer | None = None
    if identity.pool is not None:
        authorizer = api.jwt_authorizer(
            AUTHORIZER, issuer=identity.pool.issuer, audiences=identity.client_ids
        )
    api.route("GET", HEALTH, functions.api)
    if functions.auth is not None:
        api.route("ANY", AUTH, functions.auth)
    api.route("ANY", REST, functions.api, authorizer=authorizer)
    if authorizer is not None:
        # without a route of its own a preflight would be asked for the token that it never carries
        api.route("OPTIONS", REST, functions.api)
