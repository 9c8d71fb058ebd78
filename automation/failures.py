"""From what the SDK raises to what its user can act on."""

from __future__ import annotations

import re
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi.automation import (
    CommandError,
    ConcurrentUpdateError,
    InvalidVersionError,
    StackNotFoundError,
)

from automation.errors import (
    AutomationError,
    CliMissing,
    ConcurrentUpdate,
    ConfigProblem,
    EngineFailed,
    ProgramFailed,
    ResourcesFailed,
    StackMissing,
)
from automation.events import Recorder
from automation.project import Program
from automation.workspace import Target
from components.settings import ConfigError

LIBRARIES = "site-packages"
"""In the paths of code that is not the program's."""

_ERROR_LINE = re.compile(r"^\s*(?:stdout: |stderr: )?error: (.+)$", re.MULTILINE)


_DECLARING = threading.RLock()
"""Held while a program declares its resources (a second or two; what the engine then does takes minutes).

pulumi_aws loads its modules at their first use, and before Python 3.11.9 and 3.12.3 a second thread that
comes meanwhile finds a module without attributes.
"""


@dataclass
class Watched:
    """A program that keeps what it raised: the SDK hands only the text of it on, mixed with everything else.

    Programs of several threads declare one after the other.

    Attributes:
        program: The program.
        raised: What its last run raised.

    """

    program: Program
    raised: BaseException | None = None

    def __call__(self) -> None:
        """Run it.

        Raises:
            pulumi.RunError: with the message that its user is meant to see.

        """
        self.raised = None
        try:
            with _DECLARING:
                self.program()
        except BaseException as error:
            self.raised = error
            raise


def explained(
    error: Exception, target: Target, recorder: Recorder, raised: BaseException | None, attempts: int = 1
) -> AutomationError:
    """The one error that says why an operation failed.

    Args:
        error: What the SDK raised.
        target: Which stack.
        recorder: What the engine told.
        raised: What the program raised.
        attempts: How often it was tried.

    """
    if isinstance(error, AutomationError):
        return error
    if recorder.failures:
        return ResourcesFailed(recorder.failures, recorder.words)
    if raised is not None:
        return _of_program(raised)
    return _of_engine(error, target, recorder, attempts)


def _of_engine(error: Exception, target: Target, recorder: Recorder, attempts: int) -> AutomationError:
    if isinstance(error, StackNotFoundError):
        return StackMissing(target.stack, target.backend)
    if isinstance(error, ConcurrentUpdateError):
        return ConcurrentUpdate(target.stack, attempts, _words(error))
    if isinstance(error, InvalidVersionError):
        return CliMissing(str(error))
    return EngineFailed("\n".join(recorder.words) or _words(error))


def _of_program(raised: BaseException) -> AutomationError:
    if isinstance(raised, AutomationError):
        return raised
    failed: Callable[[str], AutomationError] = (
        ConfigProblem if isinstance(raised, ConfigError) else ProgramFailed
    )
    if isinstance(raised, pulumi.RunError):  # written for whoever runs the program
        problem = failed(str(raised))
    else:
        problem = failed(f"the program raised {type(raised).__name__}: {raised}\n  at {_place(raised)}")
    problem.__cause__ = raised
    return problem


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if LIBRARIES not in frame.filename
        and Path(frame.filename).is_file()
        and Path(frame.filename) != Path(__file__)
    ]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else "an unknown place"


def _words(error: Exception) -> str:
    """What the CLI said: its error lines where there are any, else all of it."""
    text = str(error)
    if not isinstance(error, CommandError):
        return f"{type(error).__name__}: {text}"
    lines = list(dict.fromkeys(line.strip() for line in _ERROR_LINE.findall(text)))
    return "\n".join(lines) or text.strip()
