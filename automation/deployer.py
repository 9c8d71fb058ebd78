"""Preview, update, refresh and destroy a stack from Python."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from pulumi.automation import CommandError, ConcurrentUpdateError, InvalidVersionError, Stack

from automation.cli import Cli, find
from automation.errors import AutomationError, NotConfirmed, Protected
from automation.events import QUIET, Command, Recorder, Told, WaitEvent
from automation.failures import Watched, explained
from automation.limit import GRACE, Limit
from automation.outputs import Outputs
from automation.workspace import Target, opened, unlock

T = TypeVar("T")

PLAIN = "never"
"""No colours in what the CLI writes: errors are read from it."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait while somebody else updates the stack: twice as long each time.

    Attributes:
        attempts: How often an operation is tried, at least once.
        first: Seconds before the second try.
        longest: Most seconds between two tries.

    """

    attempts: int = 6
    first: float = 5.0
    longest: float = 60.0

    def pause(self, attempt: int) -> float:
        """Seconds after a try, counted from 1."""
        return min(self.longest, float(self.first * 2 ** (attempt - 1)))


@dataclass(frozen=True, kw_only=True)
class Result:
    """An operation that succeeded.

    Attributes:
        changes: Operation -> number of resources, as the engine counts them.
        operations: URN -> operation (create, update, replace, delete) of what changes, or would.
        seconds: How long it took.

    """

    changes: Mapping[str, int]
    operations: Mapping[str, str]
    seconds: float

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not any(count for operation, count in self.changes.items() if operation not in QUIET)


Confirm = Callable[[Result], bool]
"""Asked with a preview; whether to go on."""


@dataclass(frozen=True, kw_only=True)
class Update(Result):
    """An update that succeeded.

    Attributes:
        outputs: What the stack exports now.

    """

    outputs: Outputs


@dataclass(kw_only=True)
class Deployer:
    """Operations on one stack, one at a time. Safe to use from any thread; other stacks are other deployers.

    Nothing is printed, and nothing of the user's is changed: neither the selected stack, nor the project's
    files, nor (with `pulumi_home` in the target) the home directory.

    Every operation raises an `AutomationError` that says what its user can do about it: `StackMissing`,
    `ConcurrentUpdate`, `ConfigProblem` (nothing was made), `ProgramFailed`, `ResourcesFailed`, `CliMissing`,
    `TimedOut`, `Cancelled`, and `EngineFailed` for all else.

    Attributes:
        target: Which stack.
        cli: The CLI; by default that of PULUMI_BIN or on PATH.
        told: Told of each resource and of the end of each operation, on a thread of the SDK.
        timeout: Seconds that one operation may take, waiting included; None for no limit.
        patience: With a stack that somebody else updates.
        grace: Seconds that an interrupted operation has to end and to record what it did.

    """

    target: Target
    cli: Cli | None = None
    told: Told | None = None
    timeout: float | None = None
    patience: Patience = field(default_factory=Patience)
    grace: float = GRACE
    _limit: Limit | None = field(default=None, init=False, repr=False)
    _one: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def preview(self, *, create: bool = False) -> Result:
        """Say what an update would do.

        Args:
            create: Whether a missing stack is made (empty).

        """
        return self._operate(
            "preview", lambda stack, told: stack.preview(on_event=told, color=PLAIN), create=create
        )

    def up(self, *, create: bool = False, message: str | None = None) -> Update:
        """Update, without a preview before it: `automation.release` has one.

        Args:
            create: Whether a missing stack is made.
            message: Kept with the update.

        """
        outputs: list[Outputs] = []

        def update(stack: Stack, told: Recorder) -> None:
            result = stack.up(on_event=told, color=PLAIN, message=message, show_secrets=False)
            outputs.append(Outputs.of(result.outputs))

        done = self._operate("up", update, create=create)
        return Update(
            changes=done.changes, operations=done.operations, seconds=done.seconds, outputs=outputs[0]
        )

    def refresh(self) -> Result:
        """Bring the state in line with what is there; nothing but the state changes."""
        return self._operate(
            "refresh", lambda stack, told: stack.refresh(on_event=told, color=PLAIN, show_secrets=False)
        )

    def preview_destroy(self) -> Result:
        """Say what a destroy would delete.

        Raises:
            Protected: it would be refused.

        """

        def preview(stack: Stack, told: Recorder) -> None:
            try:
                stack.preview_destroy(on_event=told, color=PLAIN)
            except CommandError as error:
                held = _protected(stack)
                if held:
                    raise Protected(self.target.stack, held) from error
                raise

        return self._operate("destroy preview", preview)

    def destroy(self, *, confirm: Confirm = lambda _: True, remove: bool = False) -> Result:
        """Delete everything in the stack; a preview comes first, always.

        The engine notices protected resources only when it comes to them, after it has deleted the others:
        a preview notices them before anything is deleted.

        Args:
            confirm: Asked with the preview, unless that says that nothing is there.
            remove: Whether the stack and its history go too, once it is empty.

        Raises:
            Protected: it holds protected resources; nothing was deleted.
            NotConfirmed: `confirm` said no; nothing was deleted.

        """
        preview = self.preview_destroy()
        if not preview.is_empty and not confirm(preview):
            raise NotConfirmed("not confirmed; nothing was deleted")

        def destroy(stack: Stack, told: Recorder) -> None:
            stack.destroy(on_event=told, color=PLAIN, show_secrets=False)
            if remove:
                stack.workspace.remove_stack(stack.name, preserve_config=True)

        return self._operate("destroy", destroy)

    def outputs(self) -> Outputs:
        """What the stack exports, as of its last update."""
        with self._opened(Recorder(command="preview"), create=False) as stack:
            return Outputs.of(stack.outputs())

    def cancel(self) -> None:
        """End the operation that runs, from another thread; it records what it did and raises `Cancelled`."""
        limit = self._limit
        if limit is not None:
            limit.cancel()

    # -- how

    def _operate(
        self, command: Command, run: Callable[[Stack, Recorder], object], *, create: bool = False
    ) -> Result:
        recorder = Recorder(command=command, told=self.told)
        with self._opened(recorder, create=create) as stack:
            self._patiently(recorder, lambda: run(stack, recorder))
        if recorder.problem is not None:
            raise recorder.problem
        recorder.ended()
        return Result(
            changes=dict(recorder.changes),
            operations=dict(recorder.operations),
            seconds=round(recorder.seconds, 3),
        )

    @contextmanager
    def _opened(self, recorder: Recorder, *, create: bool) -> Iterator[Stack]:
        program = Watched(self.target.project.program)
        with self._one:
            limit = self._limit = Limit(self.timeout, self.grace)
            cli = (self.cli or Cli(find())).limited(limit)
            try:
                with opened(self.target, cli, program, create=create) as stack:
                    try:
                        yield stack
                    finally:
                        if limit.killed:  # what was killed could not remove its lock
                            with suppress(CommandError, AutomationError):
                                unlock(stack, cli.limited(Limit(self.grace)))
            except (CommandError, InvalidVersionError, AutomationError) as error:
                problem = explained(error, self.target, recorder, program.raised, self.patience.attempts)
                if problem is error:
                    raise
                raise problem from (problem.__cause__ or error)
            finally:
                self._limit = None

    def _patiently(self, recorder: Recorder, run: Callable[[], T]) -> T:
        attempt = 1
        while True:
            try:
                return run()
            except ConcurrentUpdateError:
                if attempt >= self.patience.attempts or self._limit is None:
                    raise
                pause = self.patience.pause(attempt)
                recorder.tell(WaitEvent(command=recorder.command, attempt=attempt, seconds=pause))
                self._limit.sleep(pause)
                attempt += 1


def _protected(stack: Stack) -> list[str]:
    """What of a stack must not be deleted, as its state has it."""
    resources = (stack.export_stack().deployment or {}).get("resources") or []
    return [
        resource["urn"]
        for resource in resources
        if resource.get("protect") or (resource.get("resourceHooks") or {}).get("BeforeDelete")
    ]
