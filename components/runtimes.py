"""When AWS stops supporting Lambda's runtimes: dates as data, compared with a day that is passed in.

AWS has moved these dates before, so a retired runtime is warned about as long as AWS still creates
functions with it, and refused from the day that it doesn't (Lambda Developer Guide, "Lambda runtimes").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from components.guards import Problem

RuntimeFamily = Literal["python", "nodejs", "provided", "java", "dotnet", "ruby"]

# AWS writes to the owners of functions this long before support ends ("Runtime deprecation policy").
NOTICE = timedelta(days=180)


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """A managed runtime.

    Attributes:
        family: The language, or `provided` for an executable of one's own.
        end_of_support: The day AWS stops patching it.
        create_blocked: The day from which no function can be created with it, where AWS has named one.
        update_blocked: The day from which no function with it can be updated, where AWS has named one.
        snap_start: Whether SnapStart exists for it.

    """

    family: RuntimeFamily
    end_of_support: date
    create_blocked: date | None = None
    update_blocked: date | None = None
    snap_start: bool = False

    @property
    def refused_from(self) -> date | None:
        """The first day on which a deployment with it fails for certain."""
        return self.create_blocked or self.update_blocked


RUNTIMES: dict[str, Runtime] = {
    "nodejs18.x": Runtime(
        family="nodejs",
        end_of_support=date(2025, 9, 1),
        create_blocked=date(2027, 2, 1),
        update_blocked=date(2027, 3, 3),
    ),
    "nodejs20.x": Runtime(
        family="nodejs",
        end_of_support=date(2026, 4, 30),
        create_blocked=date(2027, 2, 1),
        update_blocked=date(2027, 3, 3),
    ),
    "nodejs22.x": Runtime(family="nodejs", end_of_support=date(2027, 4, 30), update_blocked=date(2027, 7, 1)),
    "nodejs24.x": Runtime(family="nodejs", end_of_support=date(2028, 4, 30), update_blocked=date(2028, 7, 1)),
    "python3.9": Runtime(family="python", end_of_support=date(2025, 12, 15), update_blocked=date(2027, 3, 3)),
    "python3.10": Runtime(
        family="python", end_of_support=date(2026, 10, 31), update_blocked=date(2027, 3, 3)
    ),
    "python3.11": Runtime(
        family="python", end_of_support=date(2027, 6, 30), update_blocked=date(2027, 8, 31)
    ),
    "python3.12": Runtime(
        family="python",
        end_of_support=date(2028, 10, 31),
        update_blocked=date(2029, 1, 10),
        snap_start=True,
    ),
    "python3.13": Runtime(
        family="python",
        end_of_support=date(2029, 6, 30),
        update_blocked=date(2029, 8, 31),
        snap_start=True,
    ),
    "python3.14": Runtime(
        family="python",
        end_of_support=date(2029, 6, 30),
        update_blocked=date(2029, 8, 31),
        snap_start=True,
    ),
    "provided.al2": Runtime(
        family="provided",
        end_of_support=date(2026, 7, 31),
        create_blocked=date(2027, 2, 1),
        update_blocked=date(2027, 3, 3),
    ),
    "provided.al2023": Runtime(
        family="provided", end_of_support=date(2029, 6, 30), update_blocked=date(2029, 8, 31)
    ),
}

DEFAULT_NODE = "nodejs24.x"
DEFAULT_PYTHON = "python3.13"
DEFAULT_PROVIDED = "provided.al2023"


def supported(family: RuntimeFamily, today: date) -> list[str]:
    """The runtimes of a family that are in support on a day, newest last."""
    return [
        name
        for name, runtime in RUNTIMES.items()
        if runtime.family == family and runtime.end_of_support > today
    ]


def runtime_problems(runtime: str, *, today: date | None = None) -> Iterator[Problem]:
    """A runtime that we don't know, or that AWS no longer deploys.

    Args:
        runtime: Lambda's identifier (`python3.13`).
        today: The day of the deployment; without it only unknown runtimes are found.

    """
    known = RUNTIMES.get(runtime)
    if known is None:
        yield Problem(
            field="runtime",
            given=runtime,
            allowed=", ".join(RUNTIMES),
            fix="choose one of these (a newer one is added to components/runtimes.py with its dates)",
        )
    elif today is not None and known.refused_from is not None and today >= known.refused_from:
        yield Problem(
            field="runtime",
            given=runtime,
            allowed=f"a supported one; AWS refuses {runtime} since {known.refused_from}",
            fix=f"use {', '.join(reversed(supported(known.family, today))) or 'another language'}",
        )


def runtime_warnings(runtime: str, *, today: date) -> Iterator[str]:
    """What an operator should know about a runtime that still works."""
    known = RUNTIMES.get(runtime)
    if known is None or (known.refused_from is not None and today >= known.refused_from):
        return  # a problem, not a warning
    newer = ", ".join(reversed(supported(known.family, today))) or "another language"
    blocked = f"; AWS refuses it from {known.refused_from}" if known.refused_from else ""
    if today >= known.end_of_support:
        yield f"runtime {runtime} is out of support since {known.end_of_support}{blocked}: move to {newer}"
    elif today >= known.end_of_support - NOTICE:
        yield f"support of runtime {runtime} ends on {known.end_of_support}{blocked}: move to a newer one"
