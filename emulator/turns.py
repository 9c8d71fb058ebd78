"""Who is next: an executor with one worker that picks at random among everything that could be done now.

Registrations that wait for nothing are independent as far as the program says. The SDK hands them over in
the order of their declaration, which hides a dependency that was forgotten; another order brings it to light.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from google.protobuf.message import Message

QUIET_ROUNDS = 50
"""Rounds of the event loop without a new call after which it counts as idle. An output that depends on
another takes a handful of rounds to resolve; too few only make the order less random, never wrong."""


CLOSURES_DEEP = 3
"""How many wrappers the SDK puts around a request."""


class ShuffledExecutor(ThreadPoolExecutor):
    """Runs one call at a time; which one, a seed decides once the event loop is idle.

    Args:
        loop: The event loop that hands over the calls.
        seed: Same seed and same program: same order.

    """

    def __init__(self, loop: asyncio.AbstractEventLoop, seed: int) -> None:
        super().__init__(1, thread_name_prefix="emulator")
        self._loop = loop
        self._random = random.Random(seed)  # noqa: S311 - an order, not a secret
        self._waiting: list[tuple[str, Future[Any], Callable[[], Any]]] = []
        self._busy = False
        self._rounds_left = 0
        self._counting = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Queue a call; called on the event loop's thread only."""
        future: Future[Any] = Future()
        self._waiting.append((_label(fn), future, lambda: fn(*args, **kwargs)))
        self._settle()
        return future

    def _settle(self) -> None:
        """(Re)start counting rounds in which nothing new comes."""
        self._rounds_left = QUIET_ROUNDS
        if not self._counting and not self._busy and self._waiting:
            self._counting = True
            self._loop.call_soon(self._count)

    def _count(self) -> None:
        if self._rounds_left > 0:
            self._rounds_left -= 1
            self._loop.call_soon(self._count)
            return
        self._counting = False
        self._run_one()

    def _run_one(self) -> None:
        # sorted: the SDK's own order among equals differs from run to run
        self._waiting.sort(key=lambda entry: entry[0])
        _, future, call = self._waiting.pop(self._random.randrange(len(self._waiting)))
        self._busy = True
        running = super().submit(call)
        running.add_done_callback(lambda done: self._loop.call_soon_threadsafe(self._done, future, done))

    def _done(self, future: Future[Any], done: Future[Any]) -> None:
        self._busy = False
        error = done.exception()
        if error is None:
            future.set_result(done.result())
        else:
            future.set_exception(error)
        self._settle()


def _label(fn: Callable[..., Any], depth: int = 0) -> str:
    """The request inside the SDK's closures, as text to sort by; empty where there is none."""
    for cell in getattr(fn, "__closure__", None) or ():
        held = cell.cell_contents
        if isinstance(held, Message):
            named = [str(getattr(held, part, "")) for part in ("parent", "type", "name")]
            return " ".join([*named, str(held)])
        if callable(held) and depth < CLOSURES_DEEP and (found := _label(held, depth + 1)):
            return found
    return ""
