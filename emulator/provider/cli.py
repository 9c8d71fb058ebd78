"""`pulumi` over the emulated account: one command with a project, home and state that nobody else sees."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETTINGS = re.compile(r"Pulumi(\..+)?\.ya?ml")
"""Files of a project that the CLI writes into (`stack init` adds a salt to a stack's file)."""

INSTALLING = "https://www.pulumi.com/docs/iac/download-install/"


class CliMissingError(Exception):
    """There is no Pulumi CLI here; the message says how to get one."""


def found() -> Path:
    """The Pulumi CLI: `PULUMI_BIN`, else the one on PATH.

    Raises:
        CliMissingError: there is none.

    """
    given = os.environ.get("PULUMI_BIN")
    path = shutil.which(given or "pulumi")
    if path is None:
        where = f"PULUMI_BIN={given} is no program" if given else "there is none on PATH, and no PULUMI_BIN"
        raise CliMissingError(
            f"the Pulumi CLI is needed: {where}; install it as {INSTALLING} says "
            "(without --engine pulumi, none is needed)"
        )
    return Path(path).absolute()


def mirror(project: Path, copy: Path) -> None:
    """A project beside the real one: the CLI may write into its settings, all else is the project's own.

    Args:
        project: Directory of Pulumi.yaml.
        copy: Where to; it is made.

    """
    copy.mkdir(parents=True)
    for entry in project.absolute().iterdir():
        if SETTINGS.fullmatch(entry.name):
            shutil.copy2(entry, copy / entry.name, follow_symlinks=False)
        else:
            (copy / entry.name).symlink_to(entry)


@dataclass(frozen=True, kw_only=True)
class Pulumi:
    """The CLI in a directory of its own.

    Attributes:
        cli: The `pulumi` binary.
        directory: Holds project, home and state.
        provider: Environment by which it finds the provider server.

    """

    cli: Path
    directory: Path
    provider: Mapping[str, str]

    @property
    def project(self) -> Path:
        """The copy of the project."""
        return self.directory / "project"

    @property
    def environment(self) -> dict[str, str]:
        """What the CLI sees: nobody's account, no login, no credentials."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PULUMI_"))}
        return {
            **kept,
            "PATH": f"{self.cli.parent}{os.pathsep}{kept.get('PATH', '')}",
            "PULUMI_HOME": str(self.directory / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.directory / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "an emulated account has no secrets",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_EXPERIMENTAL": "true",  # without which the next is not looked at
            "PULUMI_SKIP_CHECKPOINTS": "true",  # the state goes with the account
            **self.provider,
        }

    def prepare(self, project: Path) -> None:
        """Make the copy of a project, and room for its state."""
        mirror(project, self.project)
        (self.directory / "state").mkdir()

    def run(self, *arguments: str, quiet: bool = False) -> int:
        """Run a command; what it says goes to the terminal, unless it must be quiet."""
        return subprocess.run(  # noqa: S603 - the CLI of whoever runs this
            self._command(arguments),
            cwd=self.project,
            env=self.environment,
            stdout=subprocess.DEVNULL if quiet else None,
            check=False,
        ).returncode

    def outputs(self, stack: str) -> dict[str, Any]:
        """A stack's outputs, secrets shown."""
        return self._told("stack", "output", "--json", "--show-secrets", "--stack", stack)

    def state(self, stack: str) -> dict[str, Any]:
        """A stack's state, secrets encrypted."""
        return self._told("stack", "export", "--stack", stack)

    def _told(self, *arguments: str) -> dict[str, Any]:
        """What a command says in JSON."""
        told = subprocess.run(  # noqa: S603
            self._command(arguments),
            cwd=self.project,
            env=self.environment,
            stdout=subprocess.PIPE,
            check=True,
        )
        return dict(json.loads(told.stdout))

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return [str(self.cli), "--non-interactive", *arguments]
