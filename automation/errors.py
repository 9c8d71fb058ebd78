"""What can go wrong with a deployment, each as its own class with one message for its user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

INSTALLING = "https://www.pulumi.com/docs/iac/download-install/"


class AutomationError(Exception):
    """Something about a deployment that its user can act on; the message says what."""


class ProjectProblem(AutomationError):
    """There is no project where one was expected, or it is none that can be embedded."""


class CliMissing(AutomationError):
    """There is no usable Pulumi CLI; the message says how to get one."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the Pulumi CLI is needed: {reason}. Install it as {INSTALLING} says, name one with PULUMI_BIN, "
            "or let the SDK's installer fetch it (--install-cli, automation.install)"
        )


class StackMissing(AutomationError):
    """The backend has no such stack.

    Attributes:
        stack: Its name.

    """

    def __init__(self, stack: str, backend: str | None) -> None:
        self.stack = stack
        where = backend or "the current backend"
        super().__init__(f"{where} has no stack {stack!r}: make it with --create (create=True)")


class ConcurrentUpdate(AutomationError):
    """Somebody else updates the stack, and did not end within the patience given.

    Attributes:
        stack: Its name.
        attempts: How often it was tried.

    """

    def __init__(self, stack: str, attempts: int, words: str) -> None:
        self.stack = stack
        self.attempts = attempts
        times = "once" if attempts == 1 else f"{attempts} times"
        super().__init__(
            f"stack {stack!r} is being updated by somebody else (tried {times}); wait for that update, or, "
            f"if it has died, run `pulumi cancel --stack {stack}`. The backend says: {words}"
        )


class ConfigProblem(AutomationError):
    """The stack's configuration can't be used; nothing was made. The message is the program's own, once."""


class ProgramFailed(AutomationError):
    """The program raised; the error's cause is what it raised."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A resource whose operation failed.

    Attributes:
        urn: Which.
        operation: What was tried (create, update, delete, ...), or nothing where it is not known.
        reason: What the provider or the engine said.

    """

    urn: str
    operation: str
    reason: str

    def __str__(self) -> str:
        return f"{short(self.urn)}: {self.operation or 'planning'} failed: {self.reason}"


class ResourcesFailed(AutomationError):
    """Operations on resources failed; what succeeded is in the state, and the next `up` goes on from there.

    Attributes:
        failures: Each that failed.

    """

    def __init__(self, failures: Sequence[Failure], more: Sequence[str] = ()) -> None:
        self.failures = tuple(failures)
        count = f"{len(self.failures)} resource{'s' if len(self.failures) != 1 else ''} failed:"
        super().__init__("\n".join([count, *(_indented(str(failure)) for failure in failures), *more]))


class Protected(AutomationError):
    """A destroy was refused before anything was touched, because the stack holds protected resources.

    Attributes:
        stack: Its name.
        urns: The protected resources.

    """

    def __init__(self, stack: str, urns: Sequence[str]) -> None:
        self.stack = stack
        self.urns = tuple(urns)
        lines = [f"stack {stack!r} holds {len(self.urns)} protected resources; nothing was deleted:"]
        lines += [f"  {short(urn)}" for urn in self.urns]
        lines.append(
            "to decommission it in two steps: add its platforms to platforms:decommission and run `up` "
            "(nothing is deleted), then destroy"
        )
        super().__init__("\n".join(lines))


class TimedOut(AutomationError):
    """An operation took longer than it may; it was interrupted and has recorded what it did."""


class Cancelled(AutomationError):
    """An operation was cancelled from elsewhere; it has recorded what it did."""


class NotConfirmed(AutomationError):
    """Its user did not agree to what the preview said; nothing was changed."""


class CheckFailed(AutomationError):
    """A command that must succeed before a deployment did not; nothing was changed.

    Attributes:
        command: The command.
        code: Its exit code.

    """

    def __init__(self, command: str, code: int, output: str = "") -> None:
        self.command = command
        self.code = code
        words = f"\n{_indented(output.strip())}" if output.strip() else ""
        super().__init__(f"`{command}` ended with {code}; nothing was deployed{words}")


class SmokeFailed(AutomationError):
    """The stack is deployed, but not everything holds that must hold of it.

    Attributes:
        failed: A line for each claim that does not hold.

    """

    def __init__(self, failed: Sequence[str]) -> None:
        self.failed = tuple(failed)
        count = (
            f"{len(self.failed)} smoke check{'s' if len(self.failed) != 1 else ''} failed after the update:"
        )
        super().__init__("\n".join([count, *(_indented(line) for line in failed)]))


class RolledBack(AutomationError):
    """CodeDeploy stopped a rollout; the old version has the traffic, unless the message says otherwise.

    Attributes:
        function: The function.
        deployment: CodeDeploy's id.
        reason: Which alarm, hook or error.

    """

    def __init__(self, function: str, deployment: str, reason: str, outcome: str) -> None:
        self.function = function
        self.deployment = deployment
        self.reason = reason
        super().__init__(
            f"the rollout of {function} ({deployment}) was rolled back:\n{_indented(reason)}\n{outcome}"
        )


class EngineFailed(AutomationError):
    """The engine or the CLI failed for a reason of its own; the message has its words."""


def short(urn: str) -> str:
    """A URN as people name it: the resource's type and name."""
    parts = urn.split("::")
    whole = 4  # urn:pulumi:stack, project, types, name
    if len(parts) < whole:
        return urn
    return f"{parts[2].rpartition('$')[2]} {'::'.join(parts[3:])}"


def _indented(text: str) -> str:
    return "  " + text.replace("\n", "\n    ")
