"""A deployment in its order (TR-34): checks, preview, update, smoke; it stops at the first that fails."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from automation.deployer import Confirm, Deployer, Result, Update
from automation.errors import CheckFailed, NotConfirmed, SmokeFailed
from automation.mute import Mute, MuteEvent
from automation.outputs import Outputs

if TYPE_CHECKING:
    import boto3

    from smoke import Result as SmokeResult

DEFAULT_CHECKS = ("make lint", "make types", "make test")
"""What this repository has to say about itself before it is deployed."""


@dataclass(frozen=True, kw_only=True)
class CheckEvent:
    """A command before the deployment has ended well.

    Attributes:
        command: Which.

    """

    command: str


@dataclass(frozen=True, kw_only=True)
class SmokeEvent:
    """The result of one smoke check.

    Attributes:
        platform: Whose.
        title: The claim.
        ok: Whether it holds.
        detail: What was seen.

    """

    platform: str
    title: str
    ok: bool
    detail: str


@dataclass(frozen=True, kw_only=True)
class PreviewedEvent:
    """The preview before an update or a destroy.

    Attributes:
        preview: What it said.

    """

    preview: Result


ReleaseEvent = CheckEvent | MuteEvent | PreviewedEvent | SmokeEvent
Tell = Callable[[ReleaseEvent], object]


@dataclass(frozen=True, kw_only=True)
class Smoke:
    """How a deployed stack is checked.

    Attributes:
        session: Credentials of the account; by default those of the environment.
        writes: Whether checks that put items and send messages run too: not in production.

    """

    session: boto3.Session | None = None
    writes: bool = False


def release(
    deployer: Deployer,
    *,
    confirm: Confirm,
    checks: Sequence[str] = (),
    smoke: Smoke | None = Smoke(),
    mute: Mute | None = None,
    create: bool = False,
    message: str | None = None,
    tell: Tell = lambda _: None,
    deployed: Callable[[Update], object] = lambda _: None,
) -> Update:
    """Check, preview, ask, update, and see whether it works.

    Args:
        deployer: Of the stack.
        confirm: Asked with the preview, unless that says that nothing changes.
        checks: Commands that must succeed first, run in the project's directory.
        smoke: How the result is checked; None for not at all.
        mute: Whether the alarms that the stack has are silent meanwhile; None for no.
        create: Whether a missing stack is made.
        message: Kept with the update.
        tell: Told of each step.
        deployed: Told of the update before it is checked.

    Raises:
        CheckFailed: a command failed; nothing was changed.
        NotConfirmed: `confirm` said no; nothing was changed.
        SmokeFailed: the update succeeded, but not everything holds.
        AutomationError: of the preview or the update.

    """
    run_checks(checks, deployer.target.project.directory, tell)
    preview = deployer.preview(create=create)
    tell(PreviewedEvent(preview=preview))
    if not preview.is_empty and not confirm(preview):
        raise NotConfirmed("not confirmed; nothing was changed")
    # a stack that the preview has just made exports nothing yet
    before = deployer.outputs() if mute is not None else None
    silent = mute.of(deployer.target.stack, before, tell) if mute and before else nullcontext()
    with silent:
        update = deployer.up(create=create, message=message)
        deployed(update)
        if smoke is not None:
            run_smoke(update.outputs, smoke, tell)
    return update


def run_checks(commands: Iterable[str], directory: Path, tell: Tell = lambda _: None) -> None:
    """Run commands one after the other.

    Raises:
        CheckFailed: the first one that fails; the others aren't run.

    """
    for command in commands:
        try:
            done = subprocess.run(  # noqa: S603 - the commands of whoever runs this
                shlex.split(command),
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        except OSError as error:
            raise CheckFailed(command, 127, str(error)) from error  # as shells say "not found"
        if done.returncode != 0:
            raise CheckFailed(command, done.returncode, done.stdout)
        tell(CheckEvent(command=command))


def run_smoke(outputs: Outputs, smoke: Smoke, tell: Tell = lambda _: None) -> None:
    """Check what was deployed; all checks are run.

    Raises:
        SmokeFailed: not everything holds, or nothing could be checked.

    """
    import boto3

    from smoke import run

    results = run(outputs.values, smoke.session or boto3.Session(), writes=smoke.writes)
    told = [_told(result, tell) for result in results]
    if not told:
        raise SmokeFailed(["the outputs name no platform"])
    if failed := [f"{each.platform}: {each.title} ({each.detail})" for each in told if not each.ok]:
        raise SmokeFailed(failed)


def _told(result: SmokeResult, tell: Tell) -> SmokeEvent:
    event = SmokeEvent(platform=result.platform, title=result.title, ok=result.ok, detail=result.detail)
    tell(event)
    return event
