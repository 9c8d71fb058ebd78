"""What an Application Load Balancer, its target groups and its rules can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from components.guards import Problem
from components.naming import MAX_LENGTH

# ELB API reference, CreateRule: 1 to 50,000; a rule takes five condition values (ELB User Guide, "Quotas").
PRIORITIES = range(1, 50_000 + 1)
HEALTH_RULE = PRIORITIES.stop - 1  # of a health check from outside: asked last, so no number is in its way
MAX_CONDITION_VALUES = 5
PORTS = range(1, 65_535 + 1)
# ELB API reference, CreateTargetGroup.
HEALTH_INTERVAL_SECONDS = range(5, 300 + 1)
HEALTH_TIMEOUT_SECONDS = range(2, 120 + 1)
HEALTH_COUNTS = range(2, 10 + 1)
DEREGISTRATION_SECONDS = range(3_600 + 1)

_NAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?")
_PATTERN = re.compile(r"[A-Za-z0-9_\-.$/~\"'@:+&*?]{1,128}")


def elb_name_problems(name: str | None, *, kind: str) -> Iterator[Problem]:
    """Problems of a physical name.

    Args:
        name: The name, or None where one is generated.
        kind: `load-balancer` or `target-group`.

    """
    if name is None:
        return
    limit = MAX_LENGTH[kind]
    if (
        len(name) > limit
        or not _NAME.fullmatch(name)
        or (kind == "load-balancer" and name.startswith("internal-"))
    ):
        yield Problem(
            field="name",
            given=name,
            allowed=(
                f"at most {limit} letters, digits and hyphens, no hyphen at either end, "
                "not beginning with internal-"
            ),
            fix="shorten it (naming does, with a hash)",
        )


def exposure_problems(*, internal: bool, certificate: bool, cloudfront_only: bool) -> Iterator[Problem]:
    """A load balancer that would answer the internet without TLS (X-21)."""
    if not internal and not certificate:
        yield Problem(
            field="certificate_arn",
            given=None,
            allowed="a certificate, or an internal load balancer",
            fix=(
                "give a certificate (dns: zone or certificateArn), or make it internal behind CloudFront's "
                "VPC origin (dns: none)"
            ),
        )
    if internal and not certificate and not cloudfront_only:
        yield Problem(
            field="viewers",
            given="anyone",
            allowed="cloudfront, where the listener speaks plain HTTP",
            fix="let only CloudFront in: viewers get TLS from it, and the way from it is AWS's own network",
        )


def health_problems(
    *, interval_seconds: int, timeout_seconds: int, healthy: int, unhealthy: int, path: str
) -> Iterator[Problem]:
    """Problems of a target group's health check."""
    for field, given, allowed in (
        ("interval_seconds", interval_seconds, HEALTH_INTERVAL_SECONDS),
        ("timeout_seconds", timeout_seconds, HEALTH_TIMEOUT_SECONDS),
        ("healthy", healthy, HEALTH_COUNTS),
        ("unhealthy", unhealthy, HEALTH_COUNTS),
    ):
        if given not in allowed:
            yield Problem(
                field=f"health.{field}",
                given=given,
                allowed=f"{allowed.start} to {allowed.stop - 1} (CreateTargetGroup)",
                fix="choose a value in that range",
            )
    if timeout_seconds >= interval_seconds:
        yield Problem(
            field="health.timeout_seconds",
            given=timeout_seconds,
            allowed=f"less than the interval of {interval_seconds} s",
            fix="shorten the timeout or lengthen the interval",
        )
    if not path.startswith("/"):
        yield Problem(
            field="health.path", given=path, allowed="a path that begins with /", fix=f"use /{path}"
        )


def rule_problems(
    *, priority: int, paths: Sequence[str], hosts: Sequence[str], header_values: int = 0
) -> Iterator[Problem]:
    """Problems of a listener rule."""
    if priority not in PRIORITIES:
        yield Problem(
            field="priority",
            given=priority,
            allowed=f"{PRIORITIES.start} to {PRIORITIES.stop - 1} (CreateRule)",
            fix="choose a value in that range",
        )
    if not paths and not hosts:
        yield Problem(
            field="paths",
            given=list(paths),
            allowed="at least one path or host",
            fix="use /* for everything that no rule before it takes",
        )
    wrong = [pattern for pattern in (*paths, *hosts) if not _PATTERN.fullmatch(pattern)]
    if wrong:
        yield Problem(
            field="paths",
            given=wrong,
            allowed="up to 128 of A-Z a-z 0-9 _ - . $ / ~ \" ' @ : + & with the wildcards * and ?",
            fix="correct the pattern",
        )
    values = len(paths) + len(hosts) + header_values
    if values > MAX_CONDITION_VALUES:
        yield Problem(
            field="paths",
            given=f"{values} condition values",
            allowed=f"at most {MAX_CONDITION_VALUES} per rule, hosts and headers included (ELB quota)",
            fix="use a wildcard or a second rule",
        )


def priority_problems(priorities: Mapping[str, int]) -> Iterator[Problem]:
    """Rules of one listener that share a priority: CreateRule refuses the second.

    Args:
        priorities: Service -> priority.

    """
    seen: dict[int, str] = {}
    for service, priority in priorities.items():
        if priority in seen:
            yield Problem(
                field="priority",
                given=f"{priority} for {service}",
                allowed=f"a priority of its own; {seen[priority]} has {priority}",
                fix="choose another number",
            )
        seen.setdefault(priority, service)
