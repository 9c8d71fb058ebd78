"""What an X-Ray sampling rule can't be."""

from __future__ import annotations

from collections.abc import Iterator

from components.guards import Problem

# X-Ray API reference, SamplingRule.
NAME_LENGTH = 32
PRIORITIES = range(1, 9_999 + 1)


def sampling_problems(*, name: str, priority: int, rate: float, reservoir: int) -> Iterator[Problem]:
    """Problems of a rule."""
    if not 1 <= len(name) <= NAME_LENGTH:
        yield Problem(
            field="name", given=name, allowed=f"1 to {NAME_LENGTH} characters (X-Ray)", fix="shorten it"
        )
    if priority not in PRIORITIES:
        yield Problem(
            field="priority",
            given=priority,
            allowed=f"{PRIORITIES.start} to {PRIORITIES.stop - 1} (X-Ray)",
            fix="choose a value in that range",
        )
    if not 0 <= rate <= 1:
        yield Problem(
            field="rate", given=rate, allowed="0 to 1, a share of the requests", fix="write 10 % as 0.1"
        )
    if reservoir < 0:
        yield Problem(field="reservoir", given=reservoir, allowed="0 or more", fix="use 1")
