"""The WebSocket API, its domain, and with waf CloudFront and a web ACL in front of it (ST-27)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pulumi

from components.blocks.api_domain import ROOT
from components.blocks.api_parts import ApiDomain, Throttling
from components.blocks.cdn import SECRET_HEADER, Behavior, Cdn, CdnArgs
from components.blocks.cdn_origins import ApiOrigin
from components.blocks.dns import CLOUDFRONT_ZONE_ID
from components.blocks.firewall import Firewall, FirewallArgs
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Own
from components.blocks.websocket_api import WebSocketApi, WebSocketAuthorizer
from components.blocks.websocket_args import WebSocketApiArgs
from components.blocks.websocket_stage import WebSocketLogs
from components.guards.firewalls import RuleGroup
from components.platforms.edge import OriginSecret, declare_domain, origin_secret
from components.platforms.hosting import Hosting, host_domain
from components.platforms.streamer.functions import Functions
from components.platforms.streamer.ground import Ground
from components.runtimes import DEFAULT_PYTHON
from components.settings.dns import NoDns

TOKEN = "route.request.querystring.Authorization"  # noqa: S105 - where the guide's clients put it (ST-26)
AUTHORIZER_MEMORY_MB = 128
AUTHORIZER_SECONDS = 5  # one hash; the client waits for it
# Rules of AWS's core group that stop clients of the guide: wscat and Go's clients send no User-Agent, and a
# token in the query string may be longer than 2,048 bytes. They are counted, not blocked.
COUNTED: dict[RuleGroup, tuple[str, ...]] = {"core": ("NoUserAgent_HEADER", "SizeRestrictions_QUERYSTRING")}


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """How clients come in.

    Attributes:
        hosting: Names and certificates.
        secret: What CloudFront shows the API, with waf.
        origin_authorizer: What checks it.
        cdn: CloudFront, with waf.
        firewall: The web ACL, with waf.
    """

    hosting: Hosting
    secret: OriginSecret | None = None
    origin_authorizer: Function | None = None
    cdn: Cdn | None = None
    firewall: Firewall | None = None


def declare_hosting(ground: Ground) -> Hosting:
    """The names: with waf, CloudFront owns the domain and finds the API by another."""
    settings = ground.settings
    if settings.domain is None or isinstance(settings.dns, NoDns):
        return Hosting()
    return host_domain(
        ground, settings.dns, settings.domain, cdn=settings.waf, regional=True, origin=settings.origin
    )


def declare_api(ground: Ground, hosting: Hosting) -> WebSocketApi:
    """The API, whose routes come when the functions are there (ST-14)."""
    settings, stage = ground.settings.api, ground.environment.name
    host = hosting.origin or hosting.domain
    domain = None
    if host is not None and hosting.certificate_arn is not None:
        domain = ApiDomain(
            domain_name=host,
            certificate_arn=hosting.certificate_arn,
            # the record of the domain itself is the platform's, whatever it leads to
            zone_id=hosting.zone_id if hosting.origin else None,
        )
    return WebSocketApi(
        f"{ground.name}-api",
        WebSocketApiArgs(
            environment=ground.environment,
            region=ground.region,
            stage_name=stage,
            name=ground.names.api,
            domain=domain,
            # both forms of the guide: wss://api.example.com and wss://api.example.com/prod (ST-26)
            mapping_keys=(ROOT, stage),
            throttling=Throttling(rate=settings.rate, burst=settings.burst),
            route_throttling={
                each.route: Throttling(rate=each.rate, burst=each.burst) for each in settings.routes
            },
            logs=WebSocketLogs(group_name=ground.names.api_logs()) if settings.logs else None,
            # whoever knows the execute-api host would pass by the web ACL
            disable_execute_api_endpoint=ground.settings.waf,
        ),
        opts=ground.child,
    )


def open_entrance(ground: Ground, hosting: Hosting, api: WebSocketApi, functions: Functions) -> Entrance:
    """Lead clients to the functions (ST-24), through CloudFront and its web ACL where that is wanted."""
    secret = origin_secret(ground) if ground.settings.waf else None
    guard = _origin_authorizer(ground, secret) if secret else None
    api.route("$connect", functions["connect"], authorizer=_authorizer(api, functions, guard))
    api.route("$disconnect", functions["disconnect"])
    api.route("$default", functions["router"])
    api.deploy()
    if secret is None or hosting.domain is None or hosting.origin is None:
        if api.domain_target:
            declare_domain(ground, hosting, api.domain_target.name, api.domain_target.zone_id)
        return Entrance(hosting=hosting)
    firewall = Firewall(
        f"{ground.name}-firewall",
        FirewallArgs(
            environment=ground.environment,
            scope="CLOUDFRONT",
            region=ground.region,
            name=ground.names.web_acl,
            log_group_name=ground.names.firewall_logs,
            counted_rules=COUNTED,
        ),
        opts=ground.child,
    )
    cdn = Cdn(
        f"{ground.name}-cdn",
        CdnArgs(
            comment=f"Streamer {ground.environment.name}",
            # the viewer's Host would find no API: the origin is asked by its own (ST-27)
            origins={"api": ApiOrigin(host=hosting.origin, path="")},
            behaviors=[Behavior(origin="api")],
            aliases=[hosting.domain],
            certificate_arn=hosting.cdn_certificate_arn,
            web_acl_arn=firewall.arn,
            origin_secret=secret.value,
        ),
        opts=ground.child,
    )
    declare_domain(ground, hosting, cdn.domain_name, CLOUDFRONT_ZONE_ID, ipv6=True)
    return Entrance(hosting=hosting, secret=secret, origin_authorizer=guard, firewall=firewall, cdn=cdn)


def _authorizer(
    api: WebSocketApi, functions: Functions, guard: Function | None
) -> WebSocketAuthorizer | None:
    """Who decides about a client before `connect` does: ours behind CloudFront, the owner's, or nobody."""
    if guard is not None:
        return api.request_authorizer(
            "origin", guard, identity_sources=[f"route.request.header.{SECRET_HEADER}"]
        )
    if "authorizer" in functions.named:
        return api.request_authorizer("token", functions["authorizer"], identity_sources=[TOKEN])
    return None


def _origin_authorizer(ground: Ground, secret: OriginSecret) -> Function:
    """Knows the hash of the secret and not the secret: 285 bits can't be found by trying."""
    digest = pulumi.Output.unsecret(
        secret.value.apply(lambda value: hashlib.sha256(value.encode()).hexdigest())
    )
    return Function(
        f"{ground.name}-origin-authorizer",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.function("origin-authorizer"),
            role_name=ground.names.role("origin-authorizer"),
            description="Lets clients connect through CloudFront only",
            code=Own(files=("origin_authorizer.py",)),
            runtime=DEFAULT_PYTHON,
            handler="origin_authorizer.handler",
            timeout_seconds=AUTHORIZER_SECONDS,
            memory_mb=AUTHORIZER_MEMORY_MB,
            variables={"ORIGIN_HEADER": SECRET_HEADER, "ORIGIN_SECRET_SHA256": digest},
        ),
        opts=ground.child,
    )
