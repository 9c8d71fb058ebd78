"""Statements of one policy, collected from several links."""

from __future__ import annotations

from collections.abc import Iterable

from components.iam import Statement


def distinct(statements: Iterable[Statement]) -> list[Statement]:
    """The statements without repetitions: two links may need the very same right (a shared key, a login)."""
    found: list[Statement] = []
    for statement in statements:
        if statement not in found:
            found.append(statement)
    return found
