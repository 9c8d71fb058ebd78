"""What a user sees of a stack file that can't be used: every problem, once, by key."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import pulumi

from components.guards import Problem

_LONGEST = 60  # characters of a value that a message repeats


class Words(str):
    """A description of what was given, shown without quotes."""

    __slots__ = ()


def shown(given: object) -> str:
    """What was given, short enough for a line."""
    if isinstance(given, Words):
        return str(given)
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, dict):
        return "an object"
    if isinstance(given, list | tuple):
        return "a list"
    text = repr(given)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[close[0]] if close else None


class ConfigError(pulumi.RunError):
    """The configuration of a stack can't be used; raised before anything is registered.

    Attributes:
        problems: All of them, sorted by key; the `field` of each is the key as written in the stack file.

    """

    def __init__(self, stack: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.field, problem.allowed)))
        lines = [
            f"  {problem.field}: given {shown(problem.given)}; allowed: {problem.allowed}; fix: {problem.fix}"
            for problem in self.problems
        ]
        count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
        super().__init__("\n".join([f"the configuration of stack {stack!r} has {count}:", *lines]))
