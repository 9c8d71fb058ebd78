"""Faults for the provider server: calls that are refused, throttled or lost."""

from __future__ import annotations

import random
from collections.abc import Callable, Set
from itertools import cycle
from threading import Lock

from botocore.exceptions import ClientError

from emulator.provider.service import LostError


def _said(error: dict[str, str], operation: str) -> Exception:
    answer: Exception = ClientError({"Error": error}, operation)
    return answer


def refused(operation: str) -> Exception:
    """What AWS says to somebody who may not."""
    error = {"Code": "AccessDeniedException", "Message": "injected: not authorized"}
    return _said(error, operation)


def throttled(operation: str) -> Exception:
    """What AWS says when it has been asked too often, and the SDK has given up."""
    return _said({"Code": "ThrottlingException", "Message": "injected: rate exceeded"}, operation)


def lost(_operation: str) -> Exception:
    """A connection that breaks before AWS is reached."""
    return LostError("injected: connection reset")


KINDS: dict[str, Callable[[str], Exception]] = {"refused": refused, "throttled": throttled, "lost": lost}


def type_of(urn: str) -> str:
    """The type in a URN."""
    return urn.split("::")[2].rpartition("$")[2]


class FirstOfEachType:
    """Fails the first call for each of some types of resources, before it has an effect.

    The kinds of faults take turns: before its effect, they differ in nothing but what the engine is told.

    Attributes:
        failed: Types that have had their fault.

    """

    def __init__(self, method: str, types: Set[str]) -> None:
        self._method, self._types, self._lock = method, types, Lock()
        self._kinds = cycle(KINDS.values())
        self.failed: set[str] = set()

    def __call__(self, moment: str, method: str, urn: str) -> None:
        with self._lock:
            typ = type_of(urn)
            if moment != "before" or method != self._method or typ in self.failed or typ not in self._types:
                return
            self.failed.add(typ)
            fault = next(self._kinds)
        raise fault(method)


class AtRandom:
    """Fails calls at random, the same ones for the same seed, each resource once.

    Attributes:
        failed: URNs that have had their fault.

    """

    def __init__(self, seed: int, share: float) -> None:
        self._seed, self._share, self._lock = seed, share, Lock()
        self.failed: set[str] = set()

    def __call__(self, moment: str, method: str, urn: str) -> None:
        dice = random.Random(f"{self._seed} {method} {urn}")  # noqa: S311 - repeatable, not secret
        if moment != "before" or dice.random() >= self._share:
            return
        with self._lock:
            if urn in self.failed:
                return
            self.failed.add(urn)
        raise dice.choice(list(KINDS.values()))(method)
