"""A workspace that leaves nothing behind: the user's project, selected stack and home stay as they are.

The CLI writes into a project while it works: `stack init` puts a salt or an encrypted key into the stack's
file, `stack select` remembers a choice. So it works in a directory of its own, that holds a copy of the two
settings files and is gone afterwards. The program and everything it refers to stay where they are: the copy's
`main` leads there. What the CLI wrote is not lost: the state has the same, and the CLI falls back to it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pulumi.automation import LocalWorkspace, Stack, StackAlreadyExistsError, StackNotFoundError

from automation.cli import Cli
from automation.errors import AutomationError, ConfigProblem, StackMissing
from automation.project import Project, project_at

FILE_BACKEND = "file://"
_HOME = "~"
_STRING = "tag:yaml.org,2002:str"
_MAPPING = "tag:yaml.org,2002:map"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A stack, and where it is kept.

    Attributes:
        stack: Its name; on Pulumi Cloud also `organization/project/stack`.
        project: The project; by default the one that this package belongs to.
        backend: Where states are: `file://...`, `s3://...`, `https://api.pulumi.com`, ... By default where
            the CLI is logged in.
        secrets_provider: What encrypts the secrets of a new stack: `passphrase`, `awskms://...`, ... By
            default the backend's own. An existing stack keeps its own.
        pulumi_home: A directory for plugins, credentials and logs of its own; by default the user's.
        config: Key -> value over the stack's file, objects as JSON.
        secrets: Key -> secret value over the stack's file; encrypted, and never among a process's arguments.
        file: The stack's file, where it isn't the project's `Pulumi.<stack>.yaml`.
        environment: More environment for the CLI, e.g. PULUMI_CONFIG_PASSPHRASE.
        variables: All that the CLI gets over the environment of this process.

    Relative paths start at the working directory in which a target is made.

    """

    stack: str
    project: Project = field(default_factory=project_at)
    backend: str | None = None
    secrets_provider: str | None = None
    pulumi_home: Path | None = None
    config: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    file: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    variables: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("pulumi_home", "file"):
            path: Path | None = getattr(self, name)
            object.__setattr__(self, name, path.expanduser().absolute() if path else None)
        object.__setattr__(self, "variables", _variables(self))

    @property
    def name(self) -> str:
        """The stack's name without an organization."""
        return self.stack.rpartition("/")[2]


class Workspace(LocalWorkspace):
    """The SDK's workspace, without selecting stacks: that would change what the user's own commands mean."""

    def select_stack(self, stack_name: str) -> None:
        """Look whether a stack is there.

        Raises:
            StackNotFoundError: it isn't.

        """
        self._run("stack", "--stack", stack_name)

    def create_stack(self, stack_name: str) -> None:
        """Make a stack."""
        provider = ["--secrets-provider", self.secrets_provider] if self.secrets_provider else []
        self._run("stack", "init", stack_name, "--no-select", *provider)

    def set_secret(self, stack_name: str, file: Path, key: str, value: str) -> None:
        """Encrypt a value into a stack's file."""
        command = self.pulumi_command
        if not isinstance(command, Cli):
            raise TypeError(f"a workspace of ours runs a Cli, not a {type(command).__name__}")
        arguments = ["config", "set", "--secret", key, "--stack", stack_name, "--config-file", str(file)]
        command.fed(arguments, self.work_dir, self.env_vars, value + "\n")

    def _run(self, *arguments: str) -> None:
        self.pulumi_command.run(list(arguments), self.work_dir, self.env_vars)


@contextmanager
def opened(target: Target, cli: Cli, program: Callable[[], None], *, create: bool = False) -> Iterator[Stack]:
    """The SDK's stack, in a workspace that is gone afterwards.

    Args:
        target: Which stack.
        cli: Runs everything.
        program: What declares the resources.
        create: Whether a missing stack is made.

    Raises:
        StackMissing: there is none, and `create` is off.
        CommandError: anything else; one of the SDK's classes.

    """
    with tempfile.TemporaryDirectory(prefix="automation-", ignore_cleanup_errors=True) as directory:
        work = Path(directory)
        file = _settings(target, work)
        workspace = Workspace(
            work_dir=directory,
            pulumi_home=str(target.pulumi_home) if target.pulumi_home else None,
            program=program,
            env_vars=target.variables,
            secrets_provider=target.secrets_provider,
            pulumi_command=cli,
        )
        try:
            stack = Stack.select(target.stack, workspace)
        except StackNotFoundError as error:
            if not create:
                raise StackMissing(target.stack, target.backend) from error
            with suppress(StackAlreadyExistsError):  # somebody else was quicker
                workspace.create_stack(target.stack)
            stack = Stack.select(target.stack, workspace)
        for key, value in target.secrets.items():
            workspace.set_secret(target.stack, file, key, value)
        yield stack


def unlock(stack: Stack, cli: Cli) -> None:
    """Remove the locks of a stack whose update has been killed."""
    workspace = stack.workspace
    cli.run(["cancel", "--yes", "--stack", stack.name], workspace.work_dir, workspace.env_vars)


def _variables(target: Target) -> dict[str, str]:
    given = dict(target.environment)
    backend = target.backend or given.get("PULUMI_BACKEND_URL") or os.environ.get("PULUMI_BACKEND_URL")
    base = Path.cwd()
    if not backend:  # the project's own, which is relative to the project
        said = target.project.settings.get("backend")
        backend, base = (said or {}).get("url") if isinstance(said, dict) else None, target.project.directory
    found = {
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
        **given,
    }
    if backend:
        found["PULUMI_BACKEND_URL"] = _absolute(str(backend), base)
    for key in ("PULUMI_HOME", "PULUMI_CONFIG_PASSPHRASE_FILE"):
        path = given.get(key) or os.environ.get(key)
        if path and not path.startswith(_HOME):
            found[key] = str(Path(path).absolute())
    if target.pulumi_home:
        found["PULUMI_HOME"] = str(target.pulumi_home)
    return found


def _absolute(backend: str, base: Path) -> str:
    """A file backend whose path doesn't depend on the working directory."""
    path = backend.removeprefix(FILE_BACKEND)
    if path == backend or path.startswith((_HOME, "/")):
        return backend
    return f"{FILE_BACKEND}{(base / path).resolve()}"


def _settings(target: Target, work: Path) -> Path:
    """Copy the settings of the project and of the stack; the copy of the stack's file."""
    project_ = target.project
    settings: dict[str, Any] = {**project_.settings, "main": str(project_.main.resolve())}
    (work / f"Pulumi.{project_.extension}").write_text(
        yaml.safe_dump(settings, sort_keys=False), encoding="utf-8"
    )
    directory = work / project_.stack_directory
    directory.mkdir(parents=True, exist_ok=True)
    copy = directory / f"Pulumi.{target.name}.{project_.extension}"
    source = target.file or project_.stack_file(target.stack)
    if target.file is not None and not target.file.is_file():
        raise AutomationError(f"there is no stack file {target.file}")
    text = source.read_text(encoding="utf-8") if source else ""
    copy.write_text(
        _with_config(text, target.config, str(source or copy.name)) if target.config else text,
        encoding="utf-8",
    )
    return copy


def _with_config(text: str, config: Mapping[str, str], name: str) -> str:
    """A stack's file with more keys. All else keeps its spelling: YAML readers differ on `on` and `1.10`."""
    try:
        document = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigProblem(f"{name} is not YAML: {error}") from None
    if document is None or (isinstance(document, yaml.ScalarNode) and not document.value):
        document = yaml.MappingNode(_MAPPING, [])
    if not isinstance(document, yaml.MappingNode):
        raise ConfigProblem(f"{name} is no object")
    values = next((value for key, value in document.value if key.value == "config"), None)
    if not isinstance(values, yaml.MappingNode):
        document.value = [pair for pair in document.value if pair[0].value != "config"]
        values = yaml.MappingNode(_MAPPING, [])
        document.value.append((yaml.ScalarNode(_STRING, "config"), values))
    values.value = [pair for pair in values.value if pair[0].value not in config]
    for key, value in config.items():
        values.value.append((yaml.ScalarNode(_STRING, key), yaml.ScalarNode(_STRING, value, style='"')))
    return str(yaml.serialize(document))
