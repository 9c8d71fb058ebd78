"""What API Gateway refuses, and what it accepts and nobody wants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from components.environments import Environment
from components.guards import Problem

Protocol = Literal["REST", "HTTP", "WEBSOCKET"]
METHODS = frozenset({"ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

# Integration timeouts (API Gateway Developer Guide, "Quotas and important notes", one page per kind of API).
INTEGRATION_TIMEOUT_SECONDS: dict[Protocol, int] = {"REST": 29, "HTTP": 30, "WEBSOCKET": 29}

_STAGE = re.compile(r"^[A-Za-z0-9_-]{1,128}$")
_PART = re.compile(r"^(?:[A-Za-z0-9._~:@!$&'()*,;=%-]+|\{[A-Za-z0-9._-]+\+?\})$")


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
