"""A Pulumi project on disk: settings, program, and a stack's configuration as the CLI hands it over."""

from __future__ import annotations

import contextlib
import json
import re
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")
STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
"""What Pulumi takes as the name of a stack (sdk/go/common/tokens)."""


class ProjectError(Exception):
    """Something about the project or the stack's file that its user can mend; the message says what."""


class _Loader(yaml.SafeLoader):
    """YAML as the CLI reads it: `yes` and `on` are text, and so are dates."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _OTHERWISE]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    for _OTHERWISE in [("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF"
)


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project.

    Attributes:
        directory: Where its settings are.
        name: Its name, which is also the namespace of keys without one.
        main: Directory of the program.
        declared: What the settings say under `config`.
        stack_directory: Where the stacks' files are.
        extension: Of the stacks' files: that of the settings.

    """

    directory: Path
    name: str
    main: Path
    declared: Mapping[str, Any]
    stack_directory: Path
    extension: str

    @property
    def stacks(self) -> list[str]:
        """Names of the stacks that have a file."""
        prefix, suffix = "Pulumi.", f".{self.extension}"
        files = self.stack_directory.glob(f"{prefix}*{suffix}")
        return sorted(file.name.removeprefix(prefix).removesuffix(suffix) for file in files)

    def config(self, stack: str, overrides: Mapping[str, str] | None = None) -> dict[str, str]:
        """A stack's configuration: `namespace:key` -> text, objects and lists as JSON.

        Args:
            stack: Name of the stack.
            overrides: `key` or `namespace:key` -> value, over what the files say.

        Raises:
            ProjectError: there is no such stack, or its file is not what the CLI takes.

        """
        file = self._stack_file(stack)
        said = _mapping(file, _loaded(file)).get("config") or {}
        given = {self._qualified(key): value for key, value in (overrides or {}).items()}
        values: dict[str, str] = {}
        for key, declaration in self.declared.items():
            value = _default(declaration)
            if value is not None:
                values[self._qualified(key)] = _text(value)
        for key, value in _mapping(file, said).items():
            qualified = self._qualified(str(key))
            if qualified in given:
                continue
            if isinstance(value, dict) and set(value) == {"secure"}:
                raise ProjectError(
                    f"{file.name}: {qualified} is encrypted, and the emulator has no key to it: "
                    f"give a value with --config '{qualified}=...'"
                )
            if _holds_secret(value):
                hint = f"--config '{qualified}=...'"
                raise ProjectError(f"{file.name}: a part of {qualified} is encrypted: give {hint}")
            values[qualified] = _text(value)
        return {**values, **given}

    def program(self) -> Callable[[], None]:
        """The program: runs `__main__.py` in its directory, as Pulumi's Python host does."""
        entry = self.main / "__main__.py"
        if not entry.is_file():
            raise ProjectError(f"there is no program: {entry} is missing")

        def run() -> None:
            with _at(self.main):
                runpy.run_path(str(entry), run_name="__main__")

        return run

    def _qualified(self, key: str) -> str:
        return key if ":" in key else f"{self.name}:{key}"

    def _stack_file(self, stack: str) -> Path:
        file = self.stack_directory / f"Pulumi.{stack}.{self.extension}"
        if not STACK_NAME.fullmatch(stack) or not file.exists():
            known = ", ".join(self.stacks) or "none"
            raise ProjectError(f"no stack named '{stack}' found in {self.stack_directory}; there is {known}")
        # a checkout without symbolic links (Windows) has the link's target as the file's text
        text = file.read_text(encoding="utf-8").strip()
        if "\n" not in text and re.fullmatch(r"[\w.-]+\.ya?ml", text) and (file.parent / text).is_file():
            return file.parent / text
        return file


def load(directory: Path) -> Project:
    """Read a project's settings.

    Args:
        directory: Where Pulumi.yaml is.

    Raises:
        ProjectError: it isn't there, or is not a project of Python.

    """
    file = next((directory / name for name in PROJECT_FILES if (directory / name).is_file()), None)
    if file is None:
        raise ProjectError(f"no Pulumi.yaml in {directory}")
    settings = _mapping(file, _loaded(file))
    name = settings.get("name")
    if not isinstance(name, str) or not name:
        raise ProjectError(f"{file.name}: the project has no name")
    runtime = settings.get("runtime")
    language = runtime.get("name") if isinstance(runtime, dict) else runtime
    if language != "python":
        raise ProjectError(f"{file.name}: the emulator runs programs in Python, not {language}")
    return Project(
        directory=directory,
        name=name,
        main=directory / (settings.get("main") or "."),
        declared=settings.get("config") or {},
        stack_directory=directory / (settings.get("stackConfigDir") or "."),
        extension=file.suffix.removeprefix("."),
    )


def _loaded(file: Path) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise ProjectError(f"{file.name} is not YAML: {error}") from None


def _mapping(file: Path, value: Any) -> dict[Any, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ProjectError(f"{file.name}: expected an object, was {type(value).__name__}")
    return value


def _default(declaration: Any) -> Any:
    """What the project's settings give a key: short-hand, `value` (other namespaces) or `default`."""
    if not isinstance(declaration, dict):
        return declaration
    return declaration.get("value", declaration.get("default"))


def _holds_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return set(value) == {"secure"} or any(map(_holds_secret, value.values()))
    return isinstance(value, list) and any(map(_holds_secret, value))


def _text(value: Any) -> str:
    """A value as a program gets it; YAML's numbers lose what isn't part of their value (`1.10` is 1.1)."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, separators=(",", ":"))


@contextlib.contextmanager
def _at(directory: Path) -> Iterator[None]:
    """Meanwhile the directory is the working directory, and the first to import from."""
    sys.path.insert(0, str(directory.resolve()))
    try:
        with contextlib.chdir(directory):
            yield
    finally:
        sys.path.remove(str(directory.resolve()))
