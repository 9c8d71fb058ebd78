"""The application as a function behind an API (HR-41, HR-42, HR-52)."""

from __future__ import annotations

import pulumi

from components.blocks.api_parts import ApiDomain, ErrorAlarm
from components.blocks.cdn_origins import ApiOrigin
from components.blocks.firewall import Firewall
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Code, Image, artifact_or_placeholder
from components.blocks.http_api import HttpApi, HttpApiArgs
from components.blocks.rest_api import RestApi, RestApiArgs
from components.platforms.edge import declare_domain, declare_firewall
from components.platforms.hookrelay import edge
from components.platforms.hookrelay.application import Application, application_links
from components.platforms.hookrelay.data import Data
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.hosting import Hosting
from components.platforms.hookrelay.secrets import Secrets
from components.platforms.hookrelay.stores import Stores

ALIAS = "live"
ANY_CONTENT = ("*/*",)  # images and fonts of a website are bytes
HIGH_ERRORS = ErrorAlarm(title="HighErrorRate", statistic="Sum", above=10)  # HR-44
SERVER_ERRORS = ErrorAlarm(title="Api5XX", statistic="Sum", above=0)
SLOW_MS = 1000  # TR-14's figure; the guide asks to watch response time and gives none


def run_on_lambda(
    ground: Ground, data: Data, stores: Stores, secrets: Secrets, hosting: Hosting
) -> Application:
    """Declare entrance and function."""
    web_acl = declare_firewall(ground, ground.settings.web_acl)
    api = (
        _rest_api(ground, hosting)
        if ground.settings.lambda_.api_type == "rest"
        else _http_api(ground, hosting)
    )
    distribution = None
    if ground.settings.has_cdn:
        origin = ApiOrigin(host=api.host, path=api.origin_path)
        distribution = edge.cdn(ground, data, hosting, origin, web_acl=web_acl, secret=None)
    url = distribution.url if distribution else api.url
    function = _function(ground, data, stores, secrets, url)
    if isinstance(api, RestApi):
        api.route("/", function)
        api.route("/{proxy+}", function)
        api.deploy()
        _protect(ground, web_acl, api)
    else:
        api.route("ANY", "/", function)
        api.route("ANY", "/{proxy+}", function)
    if api.domain_target:
        declare_domain(ground, hosting, api.domain_target.name, api.domain_target.zone_id)
    return Application(
        alarms=[
            *api.alarms(client_errors=HIGH_ERRORS, server_errors=SERVER_ERRORS, latency_p95_ms=SLOW_MS),
            *function.alarms(title="App"),
        ],
        widgets=[*api.widgets(), *function.widgets()],
        outputs={
            "appUrl": url,
            "apiUrl": api.url,
            "functionName": function.name,
            "functionAlias": ALIAS,
            "functionRoleArn": function.role_arn,
            "logGroup": function.log_group_name,
            "functionIsPlaceholder": function.is_placeholder,
            "firewallProtects": api.stage_arn if isinstance(api, RestApi) else None,
        },
        security_groups={"app": function.security_group.id} if function.security_group else {},
        log_groups=[function.log_group_name],
        cdn=distribution,
        firewall=web_acl,
    )


def _domain(ground: Ground, hosting: Hosting) -> ApiDomain | None:
    """The API owns the domain where no distribution does."""
    if ground.settings.has_cdn or hosting.domain is None or hosting.certificate_arn is None:
        return None
    return ApiDomain(domain_name=hosting.domain, certificate_arn=hosting.certificate_arn)


def _rest_api(ground: Ground, hosting: Hosting) -> RestApi:
    return RestApi(
        f"{ground.name}-api",
        RestApiArgs(
            environment=ground.environment,
            region=ground.region,
            name=ground.names.api,
            description="HookRelay",
            stage_name=ground.environment.name,
            domain=_domain(ground, hosting),
            # an account without API Gateway's log role refuses the stage; the baseline stack makes the role
            access_logs=ground.settings.lambda_.access_logs,
            log_group_name=ground.names.api_logs("rest"),
            tracing=True,
            binary_media_types=ANY_CONTENT,
        ),
        opts=ground.child,
    )


def _http_api(ground: Ground, hosting: Hosting) -> HttpApi:
    return HttpApi(
        f"{ground.name}-api",
        HttpApiArgs(
            environment=ground.environment,
            name=ground.names.api,
            stage_name=ground.environment.name,
            domain=_domain(ground, hosting),
            log_group_name=ground.names.api_logs("http"),
        ),
        opts=ground.child,
    )


def _protect(ground: Ground, web_acl: Firewall | None, api: RestApi) -> None:
    if web_acl and not ground.settings.has_cdn:
        web_acl.attach("api", "rest-api", api.stage_arn)


def _function(
    ground: Ground, data: Data, stores: Stores, secrets: Secrets, url: pulumi.Input[str]
) -> Function:
    settings = ground.settings.lambda_
    code: Code = (
        Image(uri=settings.image_uri) if settings.image_uri else artifact_or_placeholder(settings.artefact)
    )
    image = isinstance(code, Image)
    return Function(
        f"{ground.name}-app",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.function("app"),
            description="HookRelay's application",
            code=code,
            runtime=None if image else settings.runtime,
            handler=None if image else settings.handler,
            architecture=settings.architecture,
            timeout_seconds=settings.timeout.seconds,
            memory_mb=settings.memory,
            placement=stores.placement,
            uses=application_links(ground, data, stores, secrets, url),
            alias=ALIAS,
            provisioned_concurrency=settings.provisioned_concurrency,
        ),
        opts=ground.child,
    )
