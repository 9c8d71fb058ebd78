"""How long an operation may take, and how it is ended early."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from automation.errors import Cancelled, TimedOut

GRACE = 120.0
"""Seconds an interrupted engine has for what is under way: it starts nothing new, and records what it did."""

LAST_GRACE = 10.0
"""Seconds after a second interrupt, with which the engine ends what is under way; then it is killed."""

SLICE = 0.5
"""Seconds between two looks at whether an operation was cancelled."""


class Limit:
    """How long an operation may take, and the way to end it early.

    Args:
        seconds: Of all its commands together; None for no limit.
        grace: Seconds that an interrupted command has.

    """

    def __init__(self, seconds: float | None = None, grace: float = GRACE) -> None:
        self.seconds = seconds
        self.grace = grace
        self.killed = False
        self._end = None if seconds is None else time.monotonic() + seconds
        self._cancelled = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """End the command that runs, and let no other start. May be called from any thread."""
        self._cancelled.set()
        with self._lock:
            if self._process is not None:
                _interrupt(self._process)

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled.is_set()

    @property
    def left(self) -> float | None:
        """Seconds that are left, or None without a limit."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    def check(self) -> None:
        """Raise if the operation is over.

        Raises:
            TimedOut: its time is up.
            Cancelled: it was cancelled.

        """
        if self.cancelled:
            raise Cancelled("cancelled; what was done is recorded")
        if self.left == 0.0:
            raise self._timed_out()

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond the limit, and not once cancelled."""
        self._cancelled.wait(seconds if self.left is None else min(seconds, self.left))
        self.check()

    @contextmanager
    def watching(self, process: subprocess.Popen[str]) -> Iterator[None]:
        """The process is what `cancel` interrupts."""
        with self._lock:
            self._process = process
        if self.cancelled:  # between the look and the start
            _interrupt(process)
        try:
            yield
        finally:
            with self._lock:
                self._process = None

    def wait(self, process: subprocess.Popen[str]) -> None:
        """Wait for a process; interrupt it when the time is up, or on Ctrl-C.

        Raises:
            TimedOut: the time was up; the process has ended.
            KeyboardInterrupt: Ctrl-C; the process has ended.

        """
        try:
            self._wait(process)
        except subprocess.TimeoutExpired:
            self._stop(process)
            raise self._timed_out() from None
        except KeyboardInterrupt:
            self._stop(process)
            raise

    def _wait(self, process: subprocess.Popen[str]) -> None:
        """Short waits: a cancelled process has `grace`, whatever the limit."""
        while process.poll() is None:
            if self.cancelled:
                self._stop(process, sent=True)
                return
            slice_ = SLICE if self.left is None else min(SLICE, self.left)
            try:
                process.wait(slice_)
            except subprocess.TimeoutExpired:
                if self.left == 0.0:
                    raise

    def _stop(self, process: subprocess.Popen[str], *, sent: bool = False) -> None:
        """Interrupt, as Ctrl-C does; again, where that takes too long (or at a second Ctrl-C); then kill."""
        if not sent:
            _interrupt(process)
        if not _ended(process, self.grace):
            _interrupt(process)
            if not _ended(process, LAST_GRACE):
                self.killed = True
                process.kill()
                process.wait()

    def _timed_out(self) -> TimedOut:
        return TimedOut(
            f"took longer than {self.seconds:g} seconds and was interrupted; what was done is recorded"
        )


def _interrupt(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)


def _ended(process: subprocess.Popen[str], seconds: float) -> bool:
    """Whether a process ends in time; a Ctrl-C meanwhile is impatience."""
    try:
        process.wait(seconds)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        return process.poll() is not None
    return True
