"""What CloudFront refuses, and what would leave an origin open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from components.guards import Problem
from components.guards.dns import domain_problems

# Lengths of a header that CloudFront adds for the origin ("Quotas on custom headers").
_HEADER_NAME = 256
# Names that CloudFront refuses ("Custom headers that CloudFront can't add to origin requests").
_REFUSED_PREFIXES = ("x-amz-", "x-edge-")
_REFUSED_HEADERS = frozenset(
    {
        "cache-control", "connection", "content-length", "cookie", "host", "if-match", "if-modified-since",
        "if-none-match", "if-range", "if-unmodified-since", "max-forwards", "pragma", "proxy-authenticate",
        "proxy-authorization", "proxy-connection", "range", "request-range", "te", "trailer",
        "transfer-encoding", "upgrade", "via", "x-real-ip",
    }
)  # fmt: skip


def distribution_problems(
    *,
    aliases: Sequence[str],
    has_certificate: bool,
    origins: Mapping[str, str],
    behaviors: Sequence[tuple[str, str]],
    fallbacks: Sequence[tuple[str, str, bool]] = (),
) -> Iterator[Problem]:
    """Problems of a distribution's names, origins and behaviours.

    Args:
        aliases: Its own domains.
        has_certificate: Whether a certificate is given.
        origins: Origin key -> origin path.
        behaviors: Path pattern (empty for the default) and origin key of each behaviour.
        fallbacks: Path pattern, key of the second origin, and whether only GET and HEAD are answered, of each
            behaviour that changes over.

    """
    if bool(aliases) != has_certificate:
        yield Problem(
            field="certificate_arn",
            given="given" if has_certificate else None,
            allowed="a certificate of us-east-1 with aliases; neither, and CloudFront's own domain is used",
            fix="give both or neither",
        )
    for index, alias in enumerate(aliases):
        yield from domain_problems(alias, field=f"aliases[{index}]", wildcard=True)
    for key, path in origins.items():
        if path and (not path.startswith("/") or path.endswith("/")):
            yield Problem(
                field=f"origins.{key}.path",
                given=path,
                allowed="empty, or a path that begins and doesn't end with / (CloudFront)",
                fix=f"write /{path.strip('/')}",
            )
    yield from _behavior_problems(origins, behaviors)
    for path, fallback, reads_only in fallbacks:
        if fallback not in origins:
            yield Problem(
                field="behaviors",
                given=f"{path or 'default'} falls back to {fallback}",
                allowed=f"one of {', '.join(origins)}",
                fix="name an origin of this distribution",
            )
        if not reads_only:
            yield Problem(
                field="behaviors",
                given=f"{path or 'default'} falls back to {fallback}",
                allowed="a second origin only for GET and HEAD (CloudFront, origin failover)",
                fix="use cached=True, or fail over by DNS",
            )


def _behavior_problems(origins: Mapping[str, str], behaviors: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    paths = [path for path, _ in behaviors]
    if paths.count("") != 1 or len(set(paths)) != len(paths):
        yield Problem(
            field="behaviors",
            given=paths,
            allowed="one default (an empty path), and different patterns",
            fix="say once what happens to each pattern",
        )
    for path, origin in behaviors:
        if path and not path.startswith("/"):
            yield Problem(
                field="behaviors.path",
                given=path,
                allowed="a pattern that begins with /",
                fix=f"write /{path}",
            )
        if origin not in origins:
            yield Problem(
                field="behaviors.origin",
                given=origin,
                allowed=f"one of {', '.join(origins)}",
                fix="name an origin of this distribution",
            )


def secret_header_problems(name: str) -> Iterator[Problem]:
    """Problems of the header by which an origin knows its distribution."""
    folded = name.lower()
    if (
        not name
        or len(name) > _HEADER_NAME
        or folded in _REFUSED_HEADERS
        or folded.startswith(_REFUSED_PREFIXES)
    ):
        yield Problem(
            field="secret_header",
            given=name,
            allowed="a header that CloudFront may add: not one of HTTP's own, not x-amz-* or x-edge-*",
            fix="use x-origin-secret",
        )
