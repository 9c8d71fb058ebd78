"""What an ECR repository can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from components.guards import Problem

# ECR API reference, CreateRepository: 2 to 256 characters of this grammar.
_NAME = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*")
_NAME_LENGTH = range(2, 256 + 1)
# API reference, ReplicationRule: 1 to 25 destinations over all rules, at most 100 filters of a rule.
MAX_REGIONS = 25
MAX_PREFIXES = 100


def repository_problems(*, name: str | None, keep_images: int) -> Iterator[Problem]:
    """Problems of a repository."""
    if name is not None and (len(name) not in _NAME_LENGTH or not _NAME.fullmatch(name)):
        yield Problem(
            field="name",
            given=name,
            allowed="2 to 256 lower-case letters and digits, with single . _ - / between them",
            fix="rename it",
        )
    if keep_images < 1:
        yield Problem(
            field="keep_images", given=keep_images, allowed="at least 1", fix="keep what you may roll back to"
        )


def replication_problems(
    *, region: str, regions: Sequence[str], prefixes: Sequence[str]
) -> Iterator[Problem]:
    """No destination, the registry itself, one twice, or too many."""
    if not regions:
        yield Problem(
            field="regions",
            given=[],
            allowed="at least one region: nothing would be copied",
            fix="name the region of your platforms' dr.region",
        )
    if region in regions:
        yield Problem(
            field="regions",
            given=region,
            allowed=f"regions other than {region}, the registry's own",
            fix="remove it",
        )
    for field, values, most in (("regions", regions, MAX_REGIONS), ("prefixes", prefixes, MAX_PREFIXES)):
        if len(values) > most:
            yield Problem(field=field, given=len(values), allowed=f"at most {most} (ECR)", fix="merge some")
        if len(set(values)) < len(values):
            yield Problem(
                field=field, given=list(values), allowed="each once", fix="remove what is there twice"
            )
