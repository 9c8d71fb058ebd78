"""Measuring a thing against its floor in one run, and saying whether it keeps its ratio."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

REPEATS = 5
RETRIES = 4  # a busy machine spoils one measurement, seldom five


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Time and peak memory of a thing and of its floor.

    Attributes:
        label: What was measured.
        seconds: Least CPU time of the runs.
        floor_seconds: The same of the floor.
        mebibytes: Peak of Python's allocations.
        floor_mebibytes: The same of the floor.
        resources: How many resources it has.
    """

    label: str
    seconds: float
    floor_seconds: float
    resources: int
    mebibytes: float | None = None
    floor_mebibytes: float | None = None

    @property
    def ratio(self) -> float:
        """Time against the floor."""
        return self.seconds / self.floor_seconds

    @property
    def memory_ratio(self) -> float | None:
        """Memory against the floor, where it was measured."""
        if self.mebibytes is None or self.floor_mebibytes is None:
            return None
        return self.mebibytes / self.floor_mebibytes

    @property
    def milliseconds_per_resource(self) -> float:
        """Time of one resource."""
        return 1000 * self.seconds / self.resources

    def __str__(self) -> str:
        return (
            f"{self.label:<12} {self.resources:>6} resources  {self.seconds:7.2f} s  "
            f"({self.milliseconds_per_resource:5.2f} ms each)  floor {self.floor_seconds:7.2f} s  "
            f"ratio {self.ratio:4.2f}"
        ) + (
            f"  memory {self.mebibytes:6.1f} MiB  ratio {self.memory_ratio:4.2f}" if self.memory_ratio else ""
        )


def against_floor(
    label: str,
    thing: Callable[[], object],
    floor: Callable[[], object],
    *,
    resources: int,
    repeats: int = REPEATS,
    memory: bool = True,
) -> Measured:
    """Run both, in turn; the first round only warms up, unless it is the only one.

    Time is CPU time of the process: neither waits for anything, and other work on the machine does not count.
    """
    seconds: list[float] = []
    floor_seconds: list[float] = []
    for number in range(repeats + 1 if repeats > 1 else 1):
        for run, times in ((thing, seconds), (floor, floor_seconds)):
            gc.collect()
            # Where a collection falls depends on how many objects there are: one more or less, and half a
            # second is on one side or the other. What the layers keep in memory is measured by itself.
            gc.disable()
            started = time.process_time()
            run()
            taken = time.process_time() - started
            gc.enable()
            if number or repeats == 1:
                times.append(taken)
    return Measured(
        label=label,
        seconds=min(seconds),
        floor_seconds=min(floor_seconds),
        resources=resources,
        mebibytes=_peak(thing) if memory else None,
        floor_mebibytes=_peak(floor) if memory else None,
    )


def _peak(run: Callable[[], object]) -> float:
    gc.collect()
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def sizes(known: Sequence[int]) -> list[int]:
    """The numbers of copies given on the command line; by default all that are known.

    Raises:
        SystemExit: a size that isn't known.
    """
    given = [int(argument) for argument in sys.argv[1:]]
    if unknown := set(given) - set(known):
        raise SystemExit(f"sizes are {', '.join(map(str, known))}, not {unknown}")
    return given or list(known)


def steadied(measure: Callable[[], Measured], *, limit: float) -> Measured:
    """A measurement; above the limit it is taken again, at most four times: noise only ever adds to one side.

    Args:
        measure: Takes it.
        limit: Highest ratio of time.
    """
    best = measure()
    for _ in range(RETRIES):
        if best.ratio <= limit:
            break
        best = min(best, measure(), key=lambda each: each.ratio)
    return best


def verdict(measured: Sequence[Measured], *, limit: float, flat: float) -> int:
    """Print the figures; 0 if every ratio holds and the cost of a resource stays flat, else 1.

    Args:
        measured: By growing size.
        limit: Highest ratio of time and of memory.
        flat: How much dearer a resource of the largest may be than one of the cheapest.
    """
    wrong = []
    for each in measured:
        print(each)
        worst = max(each.ratio, each.memory_ratio or 0)
        if worst > limit:
            wrong.append(f"{each.label}: ratio {worst:.2f} is above {limit}")
    costs = [each.milliseconds_per_resource for each in measured]
    growth = costs[-1] / min(costs)
    print(f"cost of a resource at the largest size against the cheapest: {growth:.2f}")
    if growth > flat:
        wrong.append(f"the cost of a resource grows {growth:.2f} times, above {flat}")
    for line in wrong:
        print(f"FAIL {line}")
    return 1 if wrong else 0
