"""Keep what the version in pyproject.toml deploys: `python -m tests.engine.releases.make [--again]`.

Deploys production to an account of the emulator with the real engine, and keeps the state that it leaves.
`--again` writes over the files of a version that has not been released yet.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.engine.conftest import emulated, found
from tests.engine.project import ROOT, Engine
from tests.engine.releases import STACK, Release
from tests.engine.replay import found_in

DROPPED = ("created", "modified", "sourcePosition", "stackTrace")
"""Of each resource, what no deployment looks at, and is most of the text."""


def version() -> str:
    """The version of this checkout."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def lean(state: Mapping[str, Any]) -> dict[str, Any]:
    """A state without what only makes it long."""
    deployment = dict(state["deployment"])
    deployment["resources"] = [
        {key: value for key, value in resource.items() if key not in DROPPED}
        for resource in deployment["resources"]
    ]
    return {**state, "deployment": deployment}


def main(arguments: Sequence[str] | None = None) -> int:
    """Deploy, and keep the state."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.releases.make", description=__doc__)
    parser.add_argument("--again", action="store_true", help="write over what is kept of this version")
    options = parser.parse_args(arguments)
    release = Release(version=version())
    if release.directory.exists() and not options.again:
        print(f"{release.directory} is there already: a release does not change", file=sys.stderr)
        return 1
    cli, reason = found()
    if cli is None:
        print(f"the Pulumi CLI is needed: {reason}", file=sys.stderr)
        return 1
    with emulated() as (account, server), tempfile.TemporaryDirectory() as directory:
        engine = Engine(cli=cli, directory=Path(directory) / "of", provider=server.environment)
        engine.up(STACK)
        told = engine.pulumi("stack", "export", "--stack", STACK).output
        state = json.loads(told.replace(f"{engine.project}/", ""))  # files are the program's, wherever it is
        release.keep(lean(state), ROOT / f"Pulumi.{STACK}.yaml", found_in(account))
    print(f"kept {release.state_file.relative_to(ROOT)}, {release.state_file.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
