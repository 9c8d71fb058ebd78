"""What CloudFront refuses, and what would leave an origin open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    *, aliases: Sequence[str], has_certificate: bool, cached_paths: Sequence[str], origin_path: str
) -> Iterator[Problem]:
    """Problems of a distribution's names and behaviours."""
    if bool(aliases) != has_certificate:
        yield Problem(
            field="certificate_arn",
            given="given" if has_certificate else None,
            allowed="a certificate of us-east-1 with aliases; neither, and CloudFront's own domain is used",
            fix="give both or neither",
        )
    for index, alias in enumerate(aliases):
        yield from domain_problems(alias, field=f"aliases[{index}]", wildcard=True)
    if len(set(cached_paths)) != len(cached_paths) or any(not path.startswith("/") for path in cached_paths):
        yield Problem(
            field="cached_paths",
            given=list(cached_paths),
            allowed="different patterns that begin with /",
            fix="write patterns such as /_next/static/*",
        )
    if origin_path and (not origin_path.startswith("/") or origin_path.endswith("/")):
        yield Problem(
            field="origin.path",
            given=origin_path,
            allowed="empty, or a path that begins and doesn't end with / (CloudFront)",
            fix=f"write /{origin_path.strip('/')}",
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
