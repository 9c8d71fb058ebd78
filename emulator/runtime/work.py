"""What happens after an API call: what AWS does in its own time is done when the call is over.

Nothing runs in the background. A message that was sent is consumed before `send_message` returns to the
caller, but after the queue has taken it; a handler's own calls add to the same queue and are served after
it.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MOST = 10_000
"""Pieces of work after one call; more is a loop."""


@dataclass(frozen=True, kw_only=True)
class Lost:
    """Something that a service could not deliver, and that nobody would have heard of.

    Attributes:
        service: The principal that tried.
        target: ARN of where it should have gone.
        reason: Why it didn't.
        message: What it was.

    """

    service: str
    target: str
    reason: str
    message: object


QUEUE: deque[Callable[[], None]] = deque()
LOST: list[Lost] = []
_working = threading.Lock()


class _Handlers(threading.local):
    """How many handlers are running in this thread, one inside the other."""

    running = 0


_handlers = _Handlers()


@contextmanager
def handling() -> Iterator[None]:
    """While a handler runs; what its calls lead to is done when the outermost is over."""
    _handlers.running += 1
    try:
        yield
    finally:
        _handlers.running -= 1


def lost(service: str, target: str, reason: str, message: object) -> None:
    """Note a loss."""
    LOST.append(Lost(service=service, target=target, reason=reason, message=message))


def undelivered() -> tuple[Lost, ...]:
    """What was lost since the account was opened."""
    return tuple(LOST)


def settle() -> None:
    """Do everything that waits; a call made meanwhile leaves its work to the one that is running.

    A handler's own calls leave theirs until it has returned: what follows isn't done under its role.

    Raises:
        RuntimeError: it doesn't end.

    """
    if _handlers.running or not _working.acquire(blocking=False):
        return
    try:
        for _ in range(MOST):
            if not QUEUE:
                return
            QUEUE.popleft()()
        raise RuntimeError(f"more than {MOST} deliveries after one API call: something feeds itself")
    finally:
        _working.release()


@contextmanager
def fresh() -> Iterator[None]:
    """An empty queue, and nothing left over for the next account."""
    QUEUE.clear()
    LOST.clear()
    try:
        yield
    finally:
        QUEUE.clear()
