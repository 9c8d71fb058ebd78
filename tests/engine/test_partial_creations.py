"""AWS refuses, throttles or loses a later call of a creation: updates make the rest, and nothing twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

import pytest

from emulator.hooks import HOOKS, Call
from emulator.journal import READING

from .faults import KINDS, type_of
from .footprint import Footprint
from .project import SECONDS
from .test_faults import STACK, World, clean, new_world, world

__all__ = ["clean", "new_world", "world"]  # fixtures

pytestmark = [pytest.mark.engine, pytest.mark.timeout(2 * SECONDS)]

Chosen = Callable[[str, int], bool]
"""Whether the k-th change (from 1) that a resource, given by its URN, asks AWS for fails."""

SEVERAL_CALLS = {
    "aws:budgets/budget:Budget",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:dynamodb/table:Table",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:s3/bucket:Bucket",
    "aws:sns/topic:Topic",
}
"""Types of which several calls make one, in HookRelay's dev."""


class Calls:
    """Fails changes that resources ask AWS for, before they have an effect.

    Args:
        chosen: Which of them.
        seed: Draws how they fail.

    Attributes:
        failed: URN and number of those that did.

    """

    def __init__(self, chosen: Chosen, seed: int) -> None:
        self._chosen, self._lock = chosen, Lock()
        self._dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._asked: Counter[str] = Counter()
        self.failed: list[tuple[str, int]] = []

    def __call__(self, call: Call) -> None:
        urn = call.account.actor
        if not urn or call.operation.startswith(READING):
            return
        with self._lock:
            self._asked[urn] += 1
            number = self._asked[urn]
            if not self._chosen(urn, number):
                return
            self.failed.append((urn, number))
            kind = self._dice.choice(list(KINDS.values()))
        raise kind(call.operation)


@contextmanager
def failing(chosen: Chosen, seed: int) -> Iterator[Calls]:
    """Meanwhile, calls fail."""
    calls = Calls(chosen, seed)
    HOOKS.checks.append(calls)
    try:
        yield calls
    finally:
        HOOKS.checks.remove(calls)


def once_of_each_type(numbers: range) -> Chosen:
    """The calls of these numbers, of the first resource of each type that comes to them."""
    seen: set[tuple[str, int]] = set()

    def chosen(urn: str, number: int) -> bool:
        if number not in numbers or (type_of(urn), number) in seen:
            return False
        seen.add((type_of(urn), number))
        return True

    return chosen


def at_random(seed: int, share: float) -> Chosen:
    """Any call, the same ones for the same seed, of each resource one."""
    seen: set[str] = set()

    def chosen(urn: str, number: int) -> bool:
        dice = random.Random(f"{seed} {urn} {number}")  # noqa: S311 - repeatable, not secret
        if urn in seen or dice.random() >= share:
            return False
        seen.add(urn)
        return True

    return chosen


@pytest.fixture(scope="module")
def platform() -> str:
    """The one platform that calls fail of."""
    return "hookrelay"


def same_as(world: World, clean: tuple[set[str], Footprint]) -> None:
    """State and account are those of an update without faults."""
    assert world.found == clean
    assert world.engine.up(STACK).changes == {}
    assert world.engine.refresh(STACK).changes == {}


def test_a_later_call_of_each_type_may_fail(world: World, clean: tuple[set[str], Footprint]) -> None:
    with failing(once_of_each_type(range(2, 4)), seed=1) as calls:
        assert world.converge() > 1
    assert {type_of(urn) for urn, _ in calls.failed} >= SEVERAL_CALLS
    same_as(world, clean)


@pytest.mark.parametrize("seed", range(2))
def test_any_call_may_fail(seed: int, world: World, clean: tuple[set[str], Footprint]) -> None:
    with failing(at_random(seed, share=0.1), seed) as calls:
        world.converge()
    assert calls.failed
    same_as(world, clean)
