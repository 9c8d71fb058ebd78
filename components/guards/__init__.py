"""Guards: pure functions that say what AWS would refuse later, or accept and break.

`settings` runs them over a stack file and reports every problem at once, by config key; a block runs
the same function over its arguments, where a problem is a programming error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a value can't be used.

    Attributes:
        field: The argument (snake_case) that has to change; `settings` turns it into a config key.
        given: What was given; never a secret's value.
        allowed: What is allowed, and why.
        fix: What to write instead.
    """

    field: str
    given: object
    allowed: str
    fix: str

    def under(self, prefix: str) -> Problem:
        """The same problem, its field seen from one level above."""
        return replace(self, field=f"{prefix}.{self.field}" if self.field else prefix)

    def __str__(self) -> str:
        return f"{self.field}: given {self.given!r}; allowed: {self.allowed}; fix: {self.fix}"


def refuse(owner: str, problems: Iterable[Problem]) -> None:
    """Raise if there is any problem.

    Raises:
        ValueError: naming the owner and listing every problem.
    """
    found = [str(problem) for problem in problems]
    if found:
        raise ValueError(f"{owner}: " + "; ".join(found))
