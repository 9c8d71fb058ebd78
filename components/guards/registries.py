"""What an ECR repository can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.guards import Problem

# ECR API reference, CreateRepository: 2 to 256 characters of this grammar.
_NAME = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*")
_NAME_LENGTH = range(2, 256 + 1)


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
