"""The Pulumi CLI: where it is, how it is installed on request, and how it is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO
from urllib.error import URLError

from pulumi.automation import CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from automation.errors import Cancelled, CliMissing
from automation.limit import LAST_GRACE, Limit

OLDEST = VersionInfo(3, 259, 0)
"""The oldest CLI that is taken: `requiredPulumiVersion` of Pulumi.yaml."""

OnOutput = Callable[[str], object]


class Cli(PulumiCommand):
    """The SDK's command, found where we look, that can be interrupted and given a standard input.

    The SDK waits for its commands without a limit and without a way to stop them. `pulumi cancel` alone
    stops nothing on a file or S3 backend: it removes the lock of a process that goes on. So the process
    itself is interrupted.

    Args:
        path: The `pulumi` binary.
        limit: Of everything that is run with it.

    Raises:
        CliMissing: it can't be run, or is too old.

    """

    def __init__(self, path: Path, limit: Limit | None = None) -> None:
        self.command = str(path)
        self.limit = limit or Limit()
        self.version = _version(path)

    def limited(self, limit: Limit) -> Cli:
        """The same CLI under another limit."""
        copy = object.__new__(Cli)
        copy.command, copy.version, copy.limit = self.command, self.version, limit
        return copy

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run a command.

        Raises:
            CommandError: it failed (one of the SDK's classes).
            TimedOut, Cancelled: it was interrupted.

        """
        return self.fed(args, cwd, additional_env, None, on_output, on_error)

    def fed(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        text: str | None,
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run a command with a standard input: what must not be seen among the arguments of a process."""
        self.limit.check()
        environment = {**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true"}
        folder = str(Path(self.command).parent)  # the language hosts that came with the CLI
        environment["PATH"] = os.pathsep.join([folder, environment.get("PATH", "")])
        with subprocess.Popen(  # noqa: S603 - the CLI of whoever runs this
            [self.command, "--non-interactive", *args],
            stdin=subprocess.DEVNULL if text is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment,
            encoding="utf-8",
            errors="replace",
            start_new_session=os.name != "nt",  # Ctrl-C reaches it through us, once
        ) as process:
            outputs = (_Reader(process.stdout, on_output), _Reader(process.stderr, on_error))
            # The readers' own from here on: the end of this block would close them with lines still unread.
            process.stdout = process.stderr = None
            if text is not None and process.stdin is not None:
                process.stdin.write(text)
                process.stdin.close()
            with self.limit.watching(process):
                self.limit.wait(process)
        stdout, stderr = (output.text() for output in outputs)
        result = CommandResult(stdout=stdout, stderr=stderr, code=process.returncode)
        if result.code != 0:
            if self.limit.cancelled:
                raise Cancelled("cancelled; what was done is recorded") from create_command_error(result)
            raise create_command_error(result)
        return result


class _Reader:
    """Reads a stream to its end on a thread of its own."""

    def __init__(self, stream: IO[str] | None, told: OnOutput | None) -> None:
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._read, args=(stream, told), daemon=True)
        self._thread.start()

    def _read(self, stream: IO[str] | None, told: OnOutput | None) -> None:
        if stream is None:
            return
        with stream:
            for line in stream:
                self._lines.append(line.rstrip())
                if told:
                    told(self._lines[-1])

    def text(self) -> str:
        self._thread.join(LAST_GRACE)  # a plugin that outlives the CLI may hold the stream open
        return "\n".join(self._lines)


def find() -> Path:
    """The CLI: `PULUMI_BIN`, else the one on PATH.

    Raises:
        CliMissing: there is none.

    """
    given = os.environ.get("PULUMI_BIN")
    path = shutil.which(given or "pulumi")
    if path is None:
        raise CliMissing(
            f"PULUMI_BIN={given} is no program" if given else "there is none on PATH, and no PULUMI_BIN"
        )
    return Path(path).absolute()


def install(root: Path | None = None) -> Path:
    """Install the CLI of the SDK's own version with the SDK's own installer; nothing to do if it is there.

    Args:
        root: Where to, `~/.pulumi/versions/<version>` by default.

    Returns:
        The binary.

    Raises:
        CliMissing: it can't be fetched.

    """
    try:
        installed = PulumiCommand.install(root=str(root.absolute()) if root else None)
    except (URLError, OSError, subprocess.CalledProcessError) as error:
        raise CliMissing(f"the installer at get.pulumi.com could not be used ({error})") from error
    return Path(installed.command).absolute()


def _version(path: Path) -> VersionInfo:
    try:
        told = subprocess.run(  # noqa: S603 - the CLI of whoever runs this
            [str(path), "version"],
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise CliMissing(f"{path} can't be run ({error})") from error
    try:
        version = VersionInfo.parse(told.removeprefix("v"))
    except ValueError as error:
        raise CliMissing(f"{path} says {told!r} is its version") from error
    if version < OLDEST:
        raise CliMissing(f"{path} is {version}, and {OLDEST} is the oldest that will do")
    return version
