"""What the command tells: a live display in a terminal, plain lines elsewhere, JSON lines for machines."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, field
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from automation.delivery import CheckEvent, PreviewedEvent, ReleaseEvent, SmokeEvent
from automation.deployer import Result
from automation.errors import AutomationError, ResourcesFailed, short
from automation.events import QUIET, Event, ResourceEvent, SummaryEvent, WaitEvent
from automation.mute import MuteEvent
from automation.outputs import Outputs
from automation.rollout import RolloutEvent

STYLES = {"create": "green", "update": "yellow", "replace": "magenta", "delete": "red"}
LONGEST_LIST = 200
"""Lines of a preview in a terminal; the rest is counted."""


@dataclass(kw_only=True)
class Report:
    """Tells of a run.

    Attributes:
        machine: Whether to write JSON lines on standard output, and nothing else.
        out: Where people read.
        lines: Where machines read.

    """

    machine: bool = False
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    lines: TextIO = field(default_factory=lambda: sys.stdout)
    _total: int | None = None
    _live: tuple[Progress, TaskID] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # -- while it runs

    @contextmanager
    def running(self) -> Iterator[None]:
        """A live line under what is told, in a terminal."""
        if self.machine:
            with redirect_stdout(sys.stderr):  # what the program prints is none of these lines
                yield
            return
        if not self.out.is_terminal:
            yield
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.out, transient=True) as live:
            self._live = live, live.add_task("starting", total=None)
            try:
                yield
            finally:
                self._live = None

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """No live line meanwhile: somebody is asked."""
        if self._live is None:
            yield
            return
        self._live[0].stop()
        try:
            yield
        finally:
            self._live[0].start()

    def event(self, event: Event) -> None:
        """Take an event of an operation (on a thread of the SDK)."""
        with self._lock:
            if self.machine:
                self._write(_name(event), _plain(event))
            elif isinstance(event, ResourceEvent):
                self._resource(event)
            elif isinstance(event, WaitEvent):
                self.out.print(
                    Text(
                        f"the stack is being updated by somebody else: {event.command} again in "
                        f"{event.seconds:.0f} s (try {event.attempt + 1})"
                    )
                )
            else:
                self._summary(event)

    def step(self, event: ReleaseEvent) -> None:
        """Take a step of a release."""
        if isinstance(event, PreviewedEvent):
            self._total = len(event.preview.operations)
            self.previewed(event.preview)
        elif self.machine:
            self._write(_name(event), asdict(event))
        elif isinstance(event, CheckEvent):
            self.out.print(Text("ok  ", style="green"), Text(event.command))
        elif isinstance(event, MuteEvent):
            self.out.print(
                Text(
                    f"{event.platform}: {event.alarms} alarms in {event.region} tell nobody until the end, "
                    f"or {event.until:%H:%M} UTC"
                )
            )
        else:
            mark = Text("ok  ", style="green") if event.ok else Text("FAIL", style="red")
            self.out.print(mark, Text(f"{event.platform}: {event.title} ({event.detail})"))

    def rollout(self, event: RolloutEvent) -> None:
        """Take an event of a rollout."""
        if self.machine:
            self._write("rollout", asdict(event))
            return
        words = {
            "started": f"version {event.current} to {event.target}: {event.deployment}",
            "following": f"{event.deployment} is rolling version {event.target} out already",
            "shifted": f"version {event.target} has {event.weight:g} % of the traffic",
            "event": event.detail,
            "stopping": f"stopping {event.deployment}: {event.detail}",
            "rolled back": f"version {event.target} has all traffic again",
            "done": f"version {event.target} has all traffic",
            "unchanged": f"version {event.target} has all traffic already",
        }[event.phase]
        style = {"done": "green", "rolled back": "red", "stopping": "red"}.get(event.phase, "")
        self.out.print(Text(f"{event.platform} {event.function}: ") + Text(words, style=style))

    # -- in the end

    def previewed(self, preview: Result) -> None:
        """Tell what a preview said."""
        if self.machine:
            self._write("preview", {"changes": preview.changes, "operations": preview.operations})
        else:
            self._previewed(preview)

    def outputs(self, outputs: Outputs, *, show_secrets: bool = False) -> None:
        """Tell what a stack exports."""
        values = dict(outputs.values) if show_secrets else outputs.masked()
        if self.machine:
            self._write("outputs", {"outputs": values, "secret": sorted(outputs.secret)})
            return
        for name, value in sorted(values.items()):
            text = value if isinstance(value, str) else json.dumps(value, indent=2, sort_keys=True)
            self.out.print(Text(f"{name}: {text}"))

    def failed(self, error: AutomationError) -> None:
        """Tell why it ended."""
        if not self.machine:
            print(f"automation: {error}", file=sys.stderr)
            return
        more: dict[str, Any] = {}
        if isinstance(error, ResourcesFailed):
            more["failures"] = [asdict(failure) for failure in error.failures]
        self._write("error", {"kind": type(error).__name__, "message": str(error), **more})

    # -- how

    def _resource(self, event: ResourceEvent) -> None:
        if event.command.endswith("preview"):
            self._progress(event)
            return  # its summary says it
        if event.phase == "started":
            self._progress(event)
            return
        took = f"{event.seconds:6.1f} s"
        style = "red" if event.phase == "failed" else STYLES.get(event.operation, "")
        what = f"{event.operation} failed" if event.phase == "failed" else event.operation
        line = Text(f"{took}  ") + Text(f"{what:<8}", style=style) + Text(f"  {event.type} {event.name}")
        if event.reason:
            line += Text("\n            " + event.reason.replace("\n", "\n            "), style="red")
        self.out.print(line)
        self._progress(event, advance=1)

    def _progress(self, event: ResourceEvent, advance: int = 0) -> None:
        if self._live is not None:
            live, task = self._live
            total = None if event.command.endswith("preview") else self._total
            live.update(task, description=f"{event.operation} {event.name}", total=total, advance=advance)

    def _summary(self, event: SummaryEvent) -> None:
        words = {"same": "unchanged"}
        counts = ", ".join(f"{words.get(op, op)} {count}" for op, count in sorted(event.changes.items()))
        counts = counts or "nothing there"
        self.out.print(Text(f"{event.command}: {counts} in {event.seconds:.1f} s", style="bold"))

    def _previewed(self, preview: Result) -> None:
        if preview.is_empty:
            return
        if not self.out.is_terminal:
            for urn, operation in preview.operations.items():
                self.out.print(Text(f"  {operation:<8}  {short(urn)}"))
            return
        table = Table(box=None)
        for heading in ("", "type", "name"):
            table.add_column(heading)
        for urn, operation in list(preview.operations.items())[:LONGEST_LIST]:
            typ, _, name = short(urn).partition(" ")
            table.add_row(Text(operation, style=STYLES.get(operation, "")), typ, name)
        self.out.print(table)
        if (rest := len(preview.operations) - LONGEST_LIST) > 0:
            self.out.print(Text(f"  and {rest} more"))

    def _write(self, name: str, values: Mapping[str, Any]) -> None:
        self.lines.write(json.dumps({"event": name, **values}, sort_keys=True, default=str) + "\n")
        self.lines.flush()


def _name(event: Event | ReleaseEvent) -> str:
    names: Mapping[type, str] = {
        ResourceEvent: "resource",
        SummaryEvent: "summary",
        WaitEvent: "wait",
        CheckEvent: "check",
        SmokeEvent: "smoke",
        MuteEvent: "mute",
        PreviewedEvent: "preview",
    }
    return names[type(event)]


def _plain(event: Event) -> dict[str, Any]:
    values = asdict(event)
    if isinstance(event, SummaryEvent):
        values["changed"] = sum(count for op, count in event.changes.items() if op not in QUIET)
    return values
