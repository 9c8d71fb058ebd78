"""What API Gateway refuses, and what it accepts and nobody wants."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from components.environments import Environment
from components.guards import Problem

Protocol = Literal["REST", "HTTP", "WEBSOCKET"]
METHODS = frozenset({"ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

# Integration timeouts (API Gateway Developer Guide, "Quotas and important notes", one page per kind of API).
INTEGRATION_TIMEOUT_SECONDS: dict[Protocol, int] = {"REST": 29, "HTTP": 30, "WEBSOCKET": 29}

# ST-28's defaults, far below the account's 10,000/s and 5,000 at once, which all its APIs share.
DEFAULT_RATE, DEFAULT_BURST = 500, 1_000

CONNECT, DISCONNECT, DEFAULT = "$connect", "$disconnect", "$default"
WEBSOCKET_ROUTES = frozenset({CONNECT, DISCONNECT, DEFAULT})

# WebSocket quotas (API Gateway Developer Guide, "Quotas for configuring and running a WebSocket API", ST-32).
# New connections per second, of all WebSocket APIs of an account in a region; there is no quota of open ones.
NEW_CONNECTIONS_PER_SECOND = 500

_STAGE = re.compile(r"^[A-Za-z0-9_-]{1,128}$")
_PART = re.compile(r"^(?:[A-Za-z0-9._~:@!$&'()*,;=%-]+|\{[A-Za-z0-9._-]+\+?\})$")

_ROUTE_KEY = re.compile(r"^[^$\s][^\s]{0,127}$")
_MAPPING_KEY = re.compile(r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$")
_IDENTITY_SOURCES = ("route.request.header.", "route.request.querystring.", "context.", "stageVariables.")


def throttling_problems(rate: float, burst: int, *, field: str = "throttling") -> Iterator[Problem]:
    """Problems of a stage's throttling: rate and burst go together, and 0 answers 429 to everyone."""
    for name, given in (("rate", rate), ("burst", burst)):
        if given <= 0:
            yield Problem(
                field=f"{field}.{name}",
                given=given,
                allowed="more than 0",
                fix="set rate and burst; leave either out and API Gateway takes 0 for it",
            )


def stage_problems(name: str, protocol: Protocol) -> Iterator[Problem]:
    """Problems of a stage's name."""
    if not _STAGE.match(name) and not (name == "$default" and protocol == "HTTP"):
        yield Problem(
            field="stage_name",
            given=name,
            allowed="1 to 128 letters, digits, hyphens and underscores"
            + (", or $default" if protocol == "HTTP" else ""),
            fix="use the environment's short name",
        )


def timeout_problems(function_timeout_seconds: int, protocol: Protocol) -> Iterator[Problem]:
    """Problems of a function behind an API: past the integration's limit the caller has its error already."""
    longest = INTEGRATION_TIMEOUT_SECONDS[protocol]
    if function_timeout_seconds > longest:
        yield Problem(
            field="timeout_seconds",
            given=function_timeout_seconds,
            allowed=f"at most {longest} s, the integration timeout of a {protocol} API",
            fix=f"shorten it to {longest} s; longer work belongs behind a queue",
        )


def cors_problems(
    origins: Sequence[str], *, environment: Environment, credentials: bool = False
) -> Iterator[Problem]:
    """Problems of the origins that browsers may call from."""
    if "*" in origins and environment.name == "prod":
        yield Problem(
            field="cors_origins",
            given="*",
            allowed="the origins of the production sites",
            fix="list them, with https://",
        )
    if "*" in origins and (credentials or len(origins) > 1):
        yield Problem(
            field="cors_origins",
            given=list(origins),
            allowed="`*` alone and without credentials (the Fetch standard)",
            fix="list the origins",
        )
    for index, origin in enumerate(origins):
        if origin != "*" and not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", origin):
            yield Problem(
                field=f"cors_origins[{index}]",
                given=origin,
                allowed="scheme, host and port, without a path",
                fix="write https://app.example.com",
            )
        elif origin.startswith("http://") and environment.name == "prod":
            yield Problem(
                field=f"cors_origins[{index}]",
                given=origin,
                allowed="https:// origins in production",
                fix=f"write https://{origin.removeprefix('http://')}",
            )


def route_problems(methods: Sequence[str], path: str) -> Iterator[Problem]:
    """Problems of a route; a greedy `{proxy+}` can only come last."""
    unknown = [method for method in methods if method not in METHODS]
    if unknown or not methods or ("ANY" in methods and len(methods) > 1):
        yield Problem(
            field="methods",
            given=list(methods),
            allowed=f"ANY alone, or some of {', '.join(sorted(METHODS - {'ANY'}))}",
            fix="write HTTP methods in capitals",
        )
    parts = path.removeprefix("/").split("/")
    if (
        not path.startswith("/")
        or (path != "/" and not all(_PART.match(part) for part in parts))
        or any(part.endswith("+}") for part in parts[:-1])
    ):
        yield Problem(
            field="path",
            given=path,
            allowed="`/`, or parts such as `users`, `{id}` and, at the end, `{proxy+}`",
            fix="begin with / and don't end with it",
        )


def websocket_route_problems(key: str, *, authorized: bool = False) -> Iterator[Problem]:
    """Problems of a route of a WebSocket API: its key, and an authorizer where API Gateway asks none."""
    if key not in WEBSOCKET_ROUTES and not _ROUTE_KEY.match(key):
        yield Problem(
            field="route_key",
            given=key,
            allowed=f"{', '.join(sorted(WEBSOCKET_ROUTES))}, or what the route selection finds in a message",
            fix="use the action's name, without spaces and without a leading $",
        )
    if authorized and key != CONNECT:
        yield Problem(
            field="authorizer",
            given=key,
            allowed=f"only on {CONNECT}: whoever is connected is authorized (API Gateway)",
            fix=f"put it on {CONNECT}; what it answers is in each later event's requestContext.authorizer",
        )


def route_settings_problems(settings: Collection[str], routes: Collection[str]) -> Iterator[Problem]:
    """Problems of settings for single routes of a stage."""
    for key in settings:
        if key not in routes:
            yield Problem(
                field="route_throttling",
                given=key,
                allowed=f"one of {', '.join(routes)} (CreateStage refuses others)",
                fix="remove it, or add the route",
            )


def identity_source_problems(sources: Sequence[str]) -> Iterator[Problem]:
    """Problems of where a WebSocket API's authorizer finds who is calling."""
    for source in sources:
        if not source.startswith(_IDENTITY_SOURCES):
            yield Problem(
                field="identity_sources",
                given=source,
                allowed=f"an expression that begins with {' or '.join(_IDENTITY_SOURCES)}",
                fix="for example route.request.querystring.Authorization",
            )
    if not sources:
        yield Problem(
            field="identity_sources",
            given=[],
            allowed="at least one: API Gateway answers 401 by itself to whoever brings none",
            fix="for example route.request.header.Authorization",
        )


def mapping_key_problems(keys: Sequence[str]) -> Iterator[Problem]:
    """Problems of the paths of a domain that lead to a stage; an empty one is its root."""
    for key in keys:
        if key and not _MAPPING_KEY.match(key):
            yield Problem(
                field="mapping_keys",
                given=key,
                allowed="empty, or parts of letters, digits, `.`, `_` and `-` with `/` between (API Gateway)",
                fix="use the stage's name",
            )
    if not keys or len(set(keys)) != len(keys):
        yield Problem(
            field="mapping_keys",
            given=list(keys),
            allowed="at least one key, each once",
            fix="an empty key maps the domain's root",
        )


def issuer_problems(issuer: str) -> Iterator[Problem]:
    """Problems of a JWT issuer that is known before deployment."""
    if not issuer.startswith("https://"):
        yield Problem(
            field="issuer",
            given=issuer,
            allowed="an https:// URL whose /.well-known/openid-configuration API Gateway can read",
            fix="use the issuer as it stands in the tokens' `iss`",
        )


def tracing_problems(protocol: Protocol, *, tracing: bool) -> Iterator[Problem]:
    """Problems of tracing: API Gateway traces REST APIs only."""
    if tracing and protocol != "REST":
        yield Problem(
            field="tracing",
            given=True,
            allowed=f"false for a {protocol} API: X-Ray is a feature of REST stages",
            fix="trace the functions behind it",
        )
