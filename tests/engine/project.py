"""A copy of the project under the real CLI, with a home, a backend and an emulated account of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emulator.provider.cli import mirror

from .warm import PLACE, started

ROOT = Path(__file__).resolve().parents[2]
LANGUAGE_HOST = f"""
import sys
sys.path.insert(0, "{ROOT}")  # not in PYTHONPATH, which the program would see
from tests.engine.language_host import serve
serve(sys.argv[-1])
"""
SECONDS = 900
"""Longest that one command may take."""


class CommandFailedError(AssertionError):
    """A command that should have succeeded; the message is its output."""


def language_host(directory: Path) -> None:
    """Put the tests' own language host into a directory for PATH; users have the real one with their CLI."""
    directory.mkdir(parents=True, exist_ok=True)
    host = directory / "pulumi-language-python"
    host.write_text(f"#!/bin/sh\n{PLACE}='{started()}' exec '{sys.executable}' -c '{LANGUAGE_HOST}' \"$@\"\n")
    host.chmod(host.stat().st_mode | stat.S_IXUSR)


@dataclass(frozen=True, kw_only=True)
class Run:
    """A command of the CLI that has ended.

    Attributes:
        code: Its exit code.
        output: What it wrote, both streams.
        events: Engine events of a preview or update.

    """

    code: int
    output: str
    events: Sequence[Mapping[str, Any]] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Operation -> number of resources, as the summary has it."""
        for event in self.events:
            if summary := event.get("summaryEvent"):
                return dict(summary.get("resourceChanges") or {})
        return {}

    @property
    def changes(self) -> dict[str, int]:
        """The counts without what stays the same."""
        return {key: count for key, count in self.counts.items() if key != "same"}

    def operations(self) -> dict[str, str]:
        """URN -> operation, for everything that does not stay the same."""
        found: dict[str, str] = {}
        for event in self.events:
            metadata = (event.get("resourcePreEvent") or {}).get("metadata")
            if metadata and metadata["op"] not in ("same", "read", "refresh"):
                found[metadata["urn"]] = metadata["op"]
        return found

    @property
    def errors(self) -> list[str]:
        """Diagnostics that are errors, without colours."""
        found = []
        for event in self.events:
            diagnostic = event.get("diagnosticEvent")
            if diagnostic and diagnostic["severity"] == "error":
                found.append(re.sub(r"<\{%.*?%\}>", "", diagnostic["message"]).strip())
        return found


@dataclass
class Engine:
    """The CLI in a project.

    Attributes:
        cli: The `pulumi` binary.
        directory: Everything of this one: project, home, backend.
        provider: Environment by which the CLI finds the emulator.
        extra: More environment.

    """

    cli: Path
    directory: Path
    provider: Mapping[str, str]
    extra: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mirror(ROOT, self.project)
        (self.directory / "state").mkdir()
        main = self.project / "__main__.py"  # which a test may change
        main.unlink()
        shutil.copy2(ROOT / main.name, main)
        for file in self.project.glob("Pulumi.*.yaml"):
            if not file.is_symlink():  # what only an owner has is a sample, which no real account takes
                self.configure(file, "platforms:samples", "true")
        language_host(self.directory / "bin")

    @property
    def project(self) -> Path:
        """Where Pulumi.yaml is."""
        return self.directory / "project"

    @property
    def environment(self) -> dict[str, str]:
        """What the CLI sees: nothing of whoever runs the tests."""
        inherited = {
            key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PULUMI_"))
        }
        return {
            **inherited,
            "PATH": f"{self.directory / 'bin'}{os.pathsep}{self.cli.parent}{os.pathsep}{inherited['PATH']}",
            "PULUMI_HOME": str(self.directory / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.directory / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase of the tests",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_EXPERIMENTAL": "true",
            "PULUMI_DEBUG_COMMANDS": "true",  # --event-log
            "PULUMI_SKIP_CHECKPOINTS": "true",  # one write at the end, not one per step
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.provider,
            **self.extra,
        }

    @staticmethod
    def configure(file: Path, key: str, value: str) -> None:
        """Add a key to a stack's file (YAML text)."""
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"^config:$", f"config:\n  {key}: {value}", text, count=1, flags=re.M))

    def enable(self, stack: str, *platforms: str) -> None:
        """Give a stack these platforms only."""
        file = self.file(stack)
        enabled = f"platforms:enabled: [{', '.join(platforms)}]"
        text, count = re.subn(r"platforms:enabled: \[.*\]", enabled, file.read_text(encoding="utf-8"))
        if count != 1:
            raise ValueError(f"{file.name} says what is enabled {count} times")
        file.write_text(text, encoding="utf-8")

    def file(self, stack: str) -> Path:
        """A stack's configuration."""
        return self.project / f"Pulumi.{stack}.yaml"

    # -- commands

    def pulumi(self, *arguments: str, check: bool = True) -> Run:
        """Run the CLI.

        Raises:
            CommandFailedError: it failed, and `check` is on.

        """
        done = subprocess.run(  # noqa: S603 - the CLI that the tests are given
            [str(self.cli), "--non-interactive", "--color", "never", *arguments],
            cwd=self.project,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if check and done.returncode:
            raise CommandFailedError(
                f"pulumi {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}"
            )
        return Run(code=done.returncode, output=done.stdout)

    def _deploying(self, command: str, stack: str, *arguments: str, check: bool) -> Run:
        self.select(stack)
        log = self.directory / "events.json"
        log.unlink(missing_ok=True)
        run = self.pulumi(command, "--stack", stack, "--event-log", str(log), *arguments, check=check)
        events = [json.loads(line) for line in log.read_text().splitlines()] if log.is_file() else []
        return Run(code=run.code, output=run.output, events=events)

    def select(self, stack: str) -> None:
        """Make a stack, unless it is there."""
        if not list((self.directory / "state").glob(f".pulumi/stacks/*/{stack}.json")):
            self.pulumi("stack", "init", stack)

    def preview(self, stack: str, *arguments: str, check: bool = True) -> Run:
        """`pulumi preview`."""
        return self._deploying("preview", stack, *arguments, check=check)

    def up(self, stack: str, *arguments: str, check: bool = True) -> Run:
        """`pulumi up`, which previews nothing unless told to."""
        return self._deploying("up", stack, "--yes", *(arguments or ("--skip-preview",)), check=check)

    def refresh(self, stack: str, *arguments: str, check: bool = True) -> Run:
        """`pulumi refresh`."""
        return self._deploying("refresh", stack, "--yes", "--skip-preview", *arguments, check=check)

    def destroy(self, stack: str, *arguments: str, check: bool = True) -> Run:
        """`pulumi destroy`, without a preview, as the Automation API has it."""
        return self._deploying("destroy", stack, "--yes", "--skip-preview", *arguments, check=check)

    def adopt(self, stack: str, urn: str, id_: str) -> Run:
        """`pulumi import` of what exists, under the URN that the program has for it.

        Its parent must be in the state already, with another resource of the same provider.
        """
        resources = self.resources(stack)
        types, name = urn.split("::")[2].split("$"), urn.rpartition("::")[2]
        above = urn.replace("$".join(types), "$".join(types[:-1])).rpartition("::")[0]
        parent = max(
            (
                other
                for other in resources
                if other.startswith(f"{above}::") and name.startswith(_name(other))
            ),
            key=len,
        )
        package = types[-1].split(":")[0]
        provider = next(other for other in resources if f"pulumi:providers:{package}::" in other)
        file = self.directory / "import.json"
        wanted = {"type": types[-1], "name": name, "id": id_, "parent": "parent", "provider": "provider"}
        file.write_text(
            json.dumps({"nameTable": {"parent": parent, "provider": provider}, "resources": [wanted]})
        )
        return self.pulumi(
            "import",
            *("--stack", stack, "--yes", "--skip-preview", "--file", str(file)),
            *("--generate-code=false", "--protect=false"),
        )

    def outputs(self, stack: str) -> dict[str, Any]:
        """The stack's outputs, secrets shown."""
        told = self.pulumi("stack", "output", "--json", "--show-secrets", "--stack", stack)
        return dict(json.loads(told.output))

    def state(self, stack: str) -> dict[str, Any]:
        """The stack's state as it is kept, secrets encrypted."""
        return dict(json.loads(self.pulumi("stack", "export", "--stack", stack).output)["deployment"])

    def resources(self, stack: str) -> dict[str, dict[str, Any]]:
        """URN -> resource in the state."""
        return {resource["urn"]: resource for resource in self.state(stack).get("resources", [])}


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]
