"""What an operation tells while it runs, and what its recorder keeps of the engine's events."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pulumi.automation import EngineEvent
from pulumi.automation.events import StepEventMetadata

from automation.errors import Failure

Command = Literal["preview", "up", "refresh", "destroy", "destroy preview"]
Phase = Literal["started", "done", "failed"]

QUIET = frozenset({"same", "read", "refresh", "discard"})
"""Operations that change nothing, in the engine's words."""

REPLACING = frozenset({"replace", "create-replacement", "delete-replaced", "import-replacement"})
"""Steps of a replacement."""

GENERAL = frozenset({"update failed", "preview failed", "refresh failed", "destroy failed"})
"""What the engine says besides the reason."""

_COLOUR = re.compile(r"<\{%.*?%\}>")
_STACK_TYPE = "pulumi:pulumi:Stack"
_PROVIDER = "pulumi:providers:"


@dataclass(frozen=True, kw_only=True)
class ResourceEvent:
    """A resource's operation has started, is done, or failed. Components and providers are not told of.

    Attributes:
        command: What runs.
        phase: Which of the three.
        operation: create, update, replace, delete, ...
        urn: The resource.
        type: Its type token.
        name: Its name in the program.
        seconds: How long it took; 0 when it starts, and in previews, which do nothing.
        reason: Why it failed.

    """

    command: Command
    phase: Phase
    operation: str
    urn: str
    type: str
    name: str
    seconds: float = 0.0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SummaryEvent:
    """An operation has ended.

    Attributes:
        command: What ran.
        changes: Operation -> number of resources, as the engine counts them.
        seconds: How long it took.

    """

    command: Command
    changes: Mapping[str, int]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class WaitEvent:
    """Somebody else updates the stack; it is tried again.

    Attributes:
        command: What waits.
        attempt: The try that failed, from 1.
        seconds: How long until the next.

    """

    command: Command
    attempt: int
    seconds: float


Event = ResourceEvent | SummaryEvent | WaitEvent
Told = Callable[[Event], object]
"""Called for each event, on a thread of the SDK."""


@dataclass(kw_only=True)
class Recorder:
    """Keeps what matters of the engine's events, and tells of it.

    The SDK swallows an error of a callback; the first one is kept here, for whoever runs the operation.

    Attributes:
        command: What runs.
        told: Told of each event.
        changes: Operation -> number, once the engine has counted.
        operations: URN -> operation of everything that changes or would.
        words: What the engine said as errors, not about a resource.
        problem: What `told` raised first.

    """

    command: Command
    told: Told | None = None
    changes: dict[str, int] = field(default_factory=dict)
    operations: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    problem: Exception | None = None
    _reasons: dict[str, list[str]] = field(default_factory=dict)
    _failed: dict[str, str] = field(default_factory=dict)
    _since: dict[tuple[str, str], float] = field(default_factory=dict)
    _start: float = field(default_factory=time.monotonic)

    def __call__(self, event: EngineEvent) -> None:
        """Take an event of the engine."""
        if event.diagnostic_event is not None:
            diagnostic = event.diagnostic_event
            if diagnostic.severity == "error":
                self._error(diagnostic.urn, _COLOUR.sub("", diagnostic.message).strip())
        elif event.resource_pre_event is not None:
            self._started(event.resource_pre_event.metadata)
        elif event.res_outputs_event is not None:
            self._ended("done", event.res_outputs_event.metadata)
        elif event.res_op_failed_event is not None:
            metadata = event.res_op_failed_event.metadata
            self._failed[metadata.urn] = metadata.op.value
            self._ended("failed", metadata)
        elif event.summary_event is not None:
            counts = event.summary_event.resource_changes.items()
            self.changes = {str(getattr(operation, "value", operation)): count for operation, count in counts}

    @property
    def seconds(self) -> float:
        """Since it was made."""
        return time.monotonic() - self._start

    @property
    def failures(self) -> list[Failure]:
        """Every resource that failed, with all that was said about it."""
        urns = dict.fromkeys([*self._failed, *self._reasons])
        return [
            Failure(
                urn=urn,
                operation=self._failed.get(urn, ""),
                reason="\n".join(self._reasons.get(urn, [])) or "the engine gave no reason",
            )
            for urn in urns
        ]

    def ended(self) -> None:
        """Tell of the end."""
        self.tell(SummaryEvent(command=self.command, changes=self.changes, seconds=self.seconds))

    def tell(self, event: Event) -> None:
        """Hand an event on."""
        if self.told is None or self.problem is not None:
            return
        try:
            self.told(event)
        except Exception as error:  # noqa: BLE001 - raised by whoever runs the operation
            self.problem = error

    def _error(self, urn: str | None, words: str) -> None:
        if not words or words in GENERAL:
            return
        if urn and _type_of(urn) != _STACK_TYPE:
            if words not in self._reasons.setdefault(urn, []):
                self._reasons[urn].append(words)
        elif words not in self.words:
            self.words.append(words)

    def _started(self, step: StepEventMetadata) -> None:
        if step.op.value in QUIET or not _shown(step):
            return
        self._since[step.urn, step.op.value] = time.monotonic()
        self._noted(step)
        self._tell(step, "started", 0.0)

    def _ended(self, phase: Phase, step: StepEventMetadata) -> None:
        since = self._since.pop((step.urn, step.op.value), None)
        # a refresh learns at the end what has changed
        if _shown(step) and (since is not None or phase == "failed" or step.op.value not in QUIET):
            self._noted(step)
            planned = since is None or self.command.endswith("preview")
            self._tell(step, phase, 0.0 if planned or since is None else time.monotonic() - since)

    def _noted(self, step: StepEventMetadata) -> None:
        self.operations[step.urn] = "replace" if step.op.value in REPLACING else step.op.value

    def _tell(self, step: StepEventMetadata, phase: Phase, seconds: float) -> None:
        self.tell(
            ResourceEvent(
                command=self.command,
                phase=phase,
                operation=step.op.value,
                urn=step.urn,
                type=step.type or _type_of(step.urn),
                name=step.urn.rpartition("::")[2],
                seconds=round(seconds, 3),
                reason="\n".join(self._reasons.get(step.urn, [])) if phase == "failed" else "",
            )
        )


def _type_of(urn: str) -> str:
    parts = urn.split("::")
    position = 2  # urn:pulumi:stack::project::types::name
    return parts[position].rpartition("$")[2] if len(parts) > position else ""


def _shown(step: StepEventMetadata) -> bool:
    """Whether a step is about a thing in a cloud: neither a component nor a provider."""
    state = step.new or step.old
    return bool(state and state.custom) and not _type_of(step.urn).startswith(_PROVIDER)
