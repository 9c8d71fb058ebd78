"""The program embedded: stacks previewed, updated, refreshed and destroyed from Python.

    deployer = Deployer(target=Target(stack="dev", backend="s3://states"))
    print(deployer.preview().changes)
    print(deployer.up(create=True).outputs.hookrelay.app_url)

`python -m automation` is the same as a command. docs/automation.md describes both.
"""

from __future__ import annotations

from automation.cli import Cli, find, install
from automation.delivery import DEFAULT_CHECKS, Smoke, release, run_smoke
from automation.deployer import Confirm, Deployer, Patience, Result, Update
from automation.errors import (
    AutomationError,
    Cancelled,
    CheckFailed,
    CliMissing,
    ConcurrentUpdate,
    ConfigProblem,
    EngineFailed,
    Failure,
    NotConfirmed,
    ProgramFailed,
    ProjectProblem,
    Protected,
    ResourcesFailed,
    RolledBack,
    SmokeFailed,
    StackMissing,
    TimedOut,
)
from automation.events import Event, ResourceEvent, SummaryEvent, WaitEvent
from automation.mute import Mute, MuteEvent
from automation.outputs import Outputs
from automation.project import Project, project_at
from automation.rollout import RolledOut, Rollout, RolloutEvent
from automation.workspace import Target

__all__ = [
    "DEFAULT_CHECKS",
    "AutomationError",
    "Cancelled",
    "CheckFailed",
    "Cli",
    "CliMissing",
    "ConcurrentUpdate",
    "ConfigProblem",
    "Confirm",
    "Deployer",
    "EngineFailed",
    "Event",
    "Failure",
    "Mute",
    "MuteEvent",
    "NotConfirmed",
    "Outputs",
    "Patience",
    "ProgramFailed",
    "Project",
    "ProjectProblem",
    "Protected",
    "ResourceEvent",
    "ResourcesFailed",
    "Result",
    "RolledBack",
    "RolledOut",
    "Rollout",
    "RolloutEvent",
    "Smoke",
    "SmokeFailed",
    "StackMissing",
    "SummaryEvent",
    "Target",
    "TimedOut",
    "Update",
    "WaitEvent",
    "find",
    "install",
    "project_at",
    "release",
    "run_smoke",
]
