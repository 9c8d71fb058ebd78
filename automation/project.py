"""The project that is embedded: found from this package's own place, or given."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from automation.errors import ProjectProblem
from components.environments import environment_of_stack

OWN = Path(__file__).resolve().parents[1]
"""The project that this package belongs to."""

FILES = ("Pulumi.yaml", "Pulumi.yml")

Program = Callable[[], None]
"""Declares resources."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project.

    Attributes:
        directory: Where its settings are.
        settings: What they say.
        extension: Of the settings and of the stacks' files.
        program: What declares the resources.

    """

    directory: Path
    settings: Mapping[str, Any]
    extension: str
    program: Program

    @property
    def main(self) -> Path:
        """Where the program is: relative paths in a stack's file start there."""
        return self.directory / str(self.settings.get("main") or ".")

    @property
    def stack_directory(self) -> Path:
        """Where the stacks' files are, relative to the project."""
        given = self.settings.get("stackConfigDir") or self.settings.get("config")
        return Path(given) if isinstance(given, str) else Path()

    def stack_file(self, stack: str) -> Path | None:
        """The configuration of a stack.

        Its own file, or, for a name that says an environment (`development`, `stage`), that of the
        environment: what the CLI would take for an empty configuration.
        """
        name = stack.rpartition("/")[2]
        for known in (name, environment_of_stack(name)):
            file = self.directory / self.stack_directory / f"Pulumi.{known}.{self.extension}"
            if known and file.is_file():
                return _target(file)
        return None


def project_at(directory: Path | None = None, program: Program | None = None) -> Project:
    """A project, by default the one that this package belongs to.

    Args:
        directory: Where its Pulumi.yaml is.
        program: What declares the resources; by default what `pulumi up` would run there.

    Raises:
        ProjectProblem: there is no project of Python.

    """
    place = (directory or OWN).resolve()
    file = next((place / name for name in FILES if (place / name).is_file()), None)
    if file is None:
        raise ProjectProblem(f"no Pulumi.yaml in {place}")
    try:
        settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ProjectProblem(f"{file} is not YAML: {error}") from None
    if not isinstance(settings, dict) or not settings.get("name"):
        raise ProjectProblem(f"{file} names no project")
    runtime = settings.get("runtime")
    language = runtime.get("name") if isinstance(runtime, dict) else runtime
    if language != "python":
        raise ProjectProblem(f"{file}: only a program in Python can be embedded, not one in {language}")
    found = Project(
        directory=place,
        settings=settings,
        extension=file.suffix.removeprefix("."),
        program=program or _own_program,
    )
    if program is None and place != OWN:
        return Project(
            directory=place, settings=settings, extension=found.extension, program=_program_at(found.main)
        )
    return found


def _own_program() -> None:
    """What `__main__.py` runs; loading it takes a second, so only when it is needed."""
    from components.program import program

    program()


def _program_at(main: Path) -> Program:
    """A program elsewhere, run in this process.

    Raises:
        ProjectProblem: there is none, or one of its own modules hides behind one of ours.

    """
    entry = main / "__main__.py" if main.is_dir() else main
    if not entry.is_file():
        raise ProjectProblem(f"there is no program: {entry} is missing")
    place = entry.parent.resolve()

    def run() -> None:
        _refuse_mixture(place)
        sys.path.insert(0, str(place))
        try:
            runpy.run_path(str(entry), run_name="__main__")
        finally:
            sys.path.remove(str(place))

    return run


def _refuse_mixture(place: Path) -> None:
    """Modules of that program which are loaded from elsewhere already would be run instead of its own."""
    for entry in place.iterdir():
        name = entry.stem if entry.suffix == ".py" else entry.name
        file = getattr(sys.modules.get(name), "__file__", None)
        is_code = entry.suffix == ".py" or (entry / "__init__.py").is_file()
        if is_code and name != "__main__" and file and not Path(file).resolve().is_relative_to(place):
            raise ProjectProblem(
                f"{place} has a module {name!r} of its own, but {file} is loaded: run the automation of that "
                "checkout, or pass program="
            )


def _target(file: Path) -> Path:
    """The file that a link leads to; a checkout without symbolic links has the target's name as text."""
    text = file.read_text(encoding="utf-8").strip()
    target = file.parent / text
    return target if "\n" not in text and text.endswith((".yaml", ".yml")) and target.is_file() else file
