"""Running a program the way Pulumi's Python host does, against a back end in this process."""

from __future__ import annotations

import asyncio
import contextvars
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pulumi
from pulumi.runtime import mocks, resource, set_all_config
from pulumi.runtime.proto import source_pb2
from pulumi.runtime.settings import SETTINGS, configure
from pulumi.runtime.stack import run_in_stack

from . import collection, wire
from .backend import DEFAULT_REGION, Answers, Backend
from .echo import Echo
from .graph import Graph, Registration
from .monitor import DeploymentFailed, Monitor, Progress, disabled_providers
from .program_log import ProgramLog
from .turns import ShuffledExecutor

if TYPE_CHECKING:
    from .account import Account, ApiCall

PROJECT = "platforms"
STACK = "dev"

Program = Callable[[], object]
"""Declares resources; what it returns doesn't matter."""


class ProgramError(Exception):
    """The program ended itself with a message for its user (`pulumi.RunError`)."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A program that ran to its end.

    Attributes:
        monitor: The run's own record.
        seconds: How long it took.

    """

    monitor: Monitor
    seconds: float

    @property
    def graph(self) -> Graph:
        """Registrations and what needs what."""
        return self.monitor.graph

    @property
    def registrations(self) -> dict[str, Registration]:
        """URN -> registration."""
        return self.monitor.graph.registrations

    @property
    def created(self) -> list[str]:
        """URNs of what was made, in order."""
        return list(self.monitor.made)

    @property
    def timings(self) -> dict[str, float]:
        """URN -> seconds that making it took."""
        return self.monitor.timings

    @property
    def outputs(self) -> dict[str, Any]:
        """The stack's exports, secrets unwrapped."""
        return {key: wire.plain(value) for key, value in self.monitor.exports.items()}

    @property
    def secret_outputs(self) -> frozenset[str]:
        """Exports that are, or hold, a secret."""
        return frozenset(key for key, value in self.monitor.exports.items() if wire.contains_secret(value))

    @property
    def masked_outputs(self) -> dict[str, Any]:
        """The stack's exports as they may be shown."""
        return {
            key: "[secret]" if key in self.secret_outputs else value for key, value in self.outputs.items()
        }

    def inputs_of(self, urn: str) -> Mapping[str, Any]:
        """What the program gave a resource."""
        return self.registrations[urn].inputs

    def state_of(self, urn: str) -> dict[str, Any]:
        """Id and outputs of a resource."""
        made = self.monitor.made[urn]
        return {"id": made.id, **made.outputs}


@dataclass(frozen=True, kw_only=True)
class AwsDeployment(Deployment):
    """A program that was deployed to an emulated account."""

    account: Account

    def calls_of(self, urn: str) -> list[ApiCall]:
        """Changes that a resource asked AWS for, in order."""
        return self.account.calls_of(urn)

    @property
    def validated_only(self) -> dict[str, str]:
        """URN -> why some of it was checked and recorded, but not made."""
        return {
            entry.urn: f"{entry.service} {entry.operation}: {entry.reason}"
            for entry in self.account.ledger.entries
            if entry.urn in self.registrations
        }


def deploy(
    program: Program,
    account: Account,
    *,
    project: str = PROJECT,
    stack: str = STACK,
    config: Mapping[str, str] | None = None,
    secret_keys: Iterable[str] = (),
    preview: bool = False,
    seed: int | None = None,
    given: Iterable[str] = (),
    on_progress: Progress | None = None,
) -> AwsDeployment:
    """Deploy a program to an emulated account.

    Args:
        program: Declares the resources.
        account: An active account.
        project: Name of the project.
        stack: Name of the stack.
        config: `namespace:key` -> value, as the CLI hands them over (objects as JSON text).
        secret_keys: Keys whose values are secret.
        preview: Whether only to see what would be made.
        seed: Order among independent resources: None for the program's own, else a random one.
        given: What is there before, as for `given.provide`.
        on_progress: Told of each resource.

    Raises:
        DeploymentFailed: resources that AWS (or the engine) would refuse, with the reasons.
        ProgramError: the program ended itself with a message.

    """
    # boto3 takes half a second, which unit tests need not pay
    from .aws import Aws
    from .given import provide

    for thing in given:
        provide(account, thing)
    monitor, seconds = _run(
        program,
        Aws(account),
        project=project,
        stack=stack,
        config=config,
        secret_keys=secret_keys,
        preview=preview,
        seed=seed,
        on_progress=on_progress,
    )
    return AwsDeployment(monitor=monitor, seconds=seconds, account=account)


def declare(
    program: Program,
    *,
    project: str = PROJECT,
    stack: str = STACK,
    config: Mapping[str, str] | None = None,
    secret_keys: Iterable[str] = (),
    preview: bool = False,
    seed: int | None = None,
    region: str = DEFAULT_REGION,
    answers: Answers | None = None,
) -> Deployment:
    """Run a program against an echo, to see what it declares.

    Args:
        program: Declares the resources.
        project: Name of the project.
        stack: Name of the stack.
        config: `namespace:key` -> value, as the CLI hands them over (objects as JSON text).
        secret_keys: Keys whose values are secret.
        preview: Whether what AWS computes is unknown.
        seed: Order among independent resources, as for `deploy`.
        region: Region of resources whose provider names none.
        answers: Provider functions beyond (or in place of) the echo's own.

    Raises:
        DeploymentFailed: what the engine would refuse.
        ProgramError: the program ended itself with a message.

    """
    monitor, seconds = _run(
        program,
        Echo(region=region, answers=answers),
        project=project,
        stack=stack,
        config=config,
        secret_keys=secret_keys,
        preview=preview,
        seed=seed,
        on_progress=None,
    )
    return Deployment(monitor=monitor, seconds=seconds)


def _run(
    program: Program,
    backend: Backend,
    *,
    project: str,
    stack: str,
    config: Mapping[str, str] | None,
    secret_keys: Iterable[str],
    preview: bool,
    seed: int | None,
    on_progress: Progress | None,
) -> tuple[Monitor, float]:
    monitor = Monitor(
        backend,
        preview=preview,
        project=project,
        stack=stack,
        disabled_providers=disabled_providers(config or {}),
        on_progress=on_progress,
    )
    started = time.perf_counter()
    with collection.rare(), _without_positions():
        problem = contextvars.Context().run(
            _program_error, program, monitor, dict(config or {}), secret_keys, seed
        )
    seconds = time.perf_counter() - started
    # what failed leaves values behind that nobody knows: order is judged once everything is there
    if problem is None and not preview and not monitor.failures:
        for urn, reason in backend.finish(monitor.graph).items():
            monitor.failures.setdefault(urn, reason)
    _raise(monitor, problem)
    return monitor, seconds


@contextmanager
def _without_positions() -> Iterator[None]:
    """Spare the program the look at its own call stack at each resource.

    The SDK sends file and line of every frame for the real engine to show; here nobody reads them.
    """
    with patch.object(resource, "_get_stack_trace", source_pb2.StackTrace):
        yield


def _raise(monitor: Monitor, problem: Exception | None) -> None:
    """Raise what went wrong: failed resources first, as the program's own error may be their consequence."""
    if isinstance(problem, pulumi.RunError):
        raise ProgramError(str(problem)) from None
    if problem is not None and monitor.failures:
        failed = DeploymentFailed(monitor.failures, monitor.skipped)
        failed.add_note(f"the program then ended with {type(problem).__name__}: {problem}")
        raise failed from problem
    if problem is not None:
        raise problem
    monitor.raise_failures()


def _program_error(
    program: Program,
    monitor: Monitor,
    config: dict[str, str],
    secret_keys: Iterable[str],
    seed: int | None,
) -> Exception | None:
    """Run the program in a context of its own (the root stack lives there); the exception it ended with."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        one = ThreadPoolExecutor(1, thread_name_prefix="emulator")  # faster than several, and orderly
        loop.set_default_executor(one if seed is None else ShuffledExecutor(loop, seed))
        # an output that failed with its resource is reported once, by the monitor, and not again by the loop
        loop.set_exception_handler(lambda _loop, _context: None)
        configure(_settings(monitor))
        set_all_config(config, list(secret_keys))
        await run_in_stack(lambda: _settled(program))

    try:
        asyncio.run(run())
    except Exception as error:  # noqa: BLE001 - the caller raises it again, outside the program's context
        return error
    return None


async def _settled(program: Program) -> None:
    """Run the program and wait for its outputs.

    The SDK would wait for them too, but it wakes for each one and then looks at all the others again, which
    takes quadratic time: half of the time of a large program. A failure is left for it to report.
    """
    program()
    while pending := [output for output in SETTINGS.outputs if not output.done()]:
        done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
        if any(output.cancelled() or output.exception() for output in done):
            return


def _settings(monitor: Monitor) -> mocks.MockSettings:
    """The SDK's settings; they live in the context in which they are made."""
    return mocks.MockSettings(  # type: ignore[no-untyped-call]
        monitor=monitor,
        engine=ProgramLog(),
        project=monitor.project,
        stack=monitor.stack,
        dry_run=monitor.preview,
        organization="organization",
        callbacks=None,
        outputs=set(),
        package_refs={},
        base_providers_by_ref={},
    )


def as_config(values: Mapping[str, Any], namespace: str = PROJECT) -> dict[str, str]:
    """Plain values as the CLI hands them to a program.

    Args:
        values: `namespace:key` or `key` -> value.
        namespace: For keys without one.

    """
    return {
        key if ":" in key else f"{namespace}:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in values.items()
    }
