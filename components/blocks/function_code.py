"""Where a function's code comes from: an artefact, an image, this repository, or the placeholder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pulumi

from components.guards import refuse
from components.guards.functions import Architecture, artifact_problems
from components.runtimes import RUNTIMES, RuntimeFamily

FUNCTIONS = Path(__file__).parents[2] / "functions"
OWN = FUNCTIONS / "infrastructure"
PLACEHOLDERS = FUNCTIONS / "placeholder"


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """The application's code, built elsewhere.

    Attributes:
        path: A zip, or (not for `provided.*`) a directory that becomes one.
    """

    path: str


@dataclass(frozen=True, kw_only=True)
class Image:
    """A container image of the application; it has neither runtime nor handler.

    Attributes:
        uri: Image URI in an ECR repository of the same region.
        command: Overrides the image's command.
    """

    uri: pulumi.Input[str]
    command: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Own:
    """Code of this repository, in `functions/infrastructure`.

    Attributes:
        files: Names of the files; they lie side by side in the archive.
    """

    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """Stands in for an application's function that isn't built yet: every call raises, with the reason."""


Code = Artifact | Image | Own | Placeholder


def artifact_or_placeholder(path: str | None) -> Code:
    """The artefact that a stack file names, or the placeholder."""
    return Placeholder() if path is None else Artifact(path=path)


def archive_of(code: Artifact | Own | Placeholder, *, runtime: str, handler: str) -> pulumi.Archive:
    """The archive that is uploaded.

    Raises:
        ValueError: there is no placeholder for the runtime's language, or a file of ours is missing.
    """
    match code:
        case Artifact(path=path):
            return pulumi.FileArchive(path)
        case Own(files=files):
            missing = [name for name in files if not (OWN / name).is_file()]
            if missing:
                raise ValueError(f"no {', '.join(missing)} in functions/infrastructure")
            return pulumi.AssetArchive({name: pulumi.FileAsset(str(OWN / name)) for name in files})
        case Placeholder():
            return _placeholder(RUNTIMES[runtime].family, handler)


def _placeholder(family: RuntimeFamily, handler: str) -> pulumi.Archive:
    """The placeholder under the file name that the handler names, so that Lambda finds it there."""
    module = handler.rpartition(".")[0]
    match family:
        case "python":
            source = PLACEHOLDERS / "placeholder.py"
            return pulumi.AssetArchive({f"{module}.py": pulumi.FileAsset(str(source))})
        case "nodejs":
            source = PLACEHOLDERS / "placeholder.cjs"
            return pulumi.AssetArchive({f"{module}.cjs": pulumi.FileAsset(str(source))})
        case "provided":
            # a zip, not its source: an archive that is made of files here has no executable modes
            return pulumi.FileArchive(str(PLACEHOLDERS / "provided.zip"))
        case _:
            raise ValueError(f"there is no placeholder for {family}: give an artefact")


def refuse_code(
    owner: str, code: Code, *, runtime: str | None, handler: str | None, architecture: Architecture
) -> None:
    """Refuse code that Lambda would refuse, or that would fail at every call.

    Raises:
        ValueError: runtime and handler missing (or given with an image), or an artefact that can't run.
    """
    if isinstance(code, Image):
        if runtime is not None or handler is not None:
            raise ValueError(f"{owner}: an image has neither runtime nor handler (both are inside it)")
        return
    if runtime is None or handler is None:
        raise ValueError(f"{owner}: code in a zip needs both runtime and handler")
    if isinstance(code, Artifact):
        refuse(owner, artifact_problems(code.path, runtime=runtime, architecture=architecture))
