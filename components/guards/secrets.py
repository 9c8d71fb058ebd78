"""What a secret can't be; no message ever shows a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.guards import Problem

GENERATED_LENGTH = range(32, 128 + 1)  # AUTH_SECRET wants at least 32 (HR-22); ElastiCache takes at most 128
ROTATION_DAYS = range(1, 1_000 + 1)  # Secrets Manager API reference, RotationRulesType.AutomaticallyAfterDays
# Systems Manager API reference, PutParameter: levels of A-Z a-z 0-9 . - _, the first neither aws nor ssm.
_PARAMETER = re.compile(r"/(?!(?i:aws|ssm))[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,14}")
# Secrets Manager API reference, CreateSecret.
_SECRET = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")


def name_problems(*, backend: str, name: str) -> Iterator[Problem]:
    """Problems of a physical name."""
    if backend == "ssm" and not _PARAMETER.fullmatch(name):
        yield Problem(
            field="name",
            given=name,
            allowed="a parameter path of at most 15 levels that begins with neither /aws nor /ssm",
            fix="write /platform/environment/thing",
        )
    if backend == "secretsmanager" and not _SECRET.fullmatch(name):
        yield Problem(
            field="name",
            given=name,
            allowed="1 to 512 of A-Z a-z 0-9 / _ + = . @ -",
            fix="write platform/environment/thing",
        )


def generated_problems(length: int) -> Iterator[Problem]:
    """A generated value that is too short to be a secret, or too long for what takes it."""
    if length not in GENERATED_LENGTH:
        yield Problem(
            field="source.length",
            given=length,
            allowed="32 to 128 characters",
            fix="leave the default",
        )


def value_problems(*, length: int, minimum: int) -> Iterator[Problem]:
    """A value that is shorter than what uses it accepts; only lengths are looked at."""
    if length < minimum:
        yield Problem(
            field="value",
            given=f"a value of {length} characters",
            allowed=f"at least {minimum}",
            fix="generate one (openssl rand -base64 48) and set it with pulumi config set --secret",
        )


def rotation_problems(*, backend: str, days: int | None) -> Iterator[Problem]:
    """A rotation that the backend can't do."""
    if days is None:
        return
    if backend != "secretsmanager":
        yield Problem(
            field="rotation",
            given=backend,
            allowed="secretsmanager: Parameter Store has no rotation",
            fix="choose secretsmanager for this secret, or rotate it by hand",
        )
    if days not in ROTATION_DAYS:
        yield Problem(
            field="rotation.days",
            given=days,
            allowed="1 to 1,000 (Secrets Manager)",
            fix="90 is the quarter that the guides ask for",
        )
