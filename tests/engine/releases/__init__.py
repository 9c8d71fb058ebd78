"""What earlier releases deployed: a state, and the stack's file that it came from, of each release.

Today's program is deployed over each of them (`tests/engine/test_upgrades.py`). `python -m
tests.engine.releases.make` adds those of the version in pyproject.toml; docs/releasing.md says when.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DIRECTORY = Path(__file__).parent

STACK = "prod"
"""The stack whose state is kept: in production everything that holds data is protected."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release.

    Attributes:
        version: Its number.

    """

    version: str

    @property
    def directory(self) -> Path:
        """Where its files are."""
        return DIRECTORY / self.version

    @property
    def stack_file(self) -> Path:
        """The stack's file as it was."""
        return self.directory / f"Pulumi.{STACK}.yaml"

    @property
    def state_file(self) -> Path:
        """The state, packed."""
        return self.directory / f"{STACK}.json.gz"

    @property
    def found_file(self) -> Path:
        """Name and id of what the program looked up."""
        return self.directory / "found.json"

    def found(self) -> dict[str, str]:
        """Name -> id."""
        return dict(json.loads(self.found_file.read_text(encoding="utf-8")))

    def state(self) -> dict[str, Any]:
        """What `pulumi stack export` wrote; its secrets are encrypted with the passphrase of the tests."""
        return dict(json.loads(gzip.decompress(self.state_file.read_bytes())))

    def keep(self, state: Mapping[str, Any], stack_file: Path, found: Mapping[str, str]) -> None:
        """Write its files; the same state always makes the same bytes."""
        self.directory.mkdir(exist_ok=True)
        text = json.dumps(state, sort_keys=True, separators=(",", ":"))
        self.state_file.write_bytes(gzip.compress(text.encode(), mtime=0))
        self.stack_file.write_bytes(stack_file.read_bytes())
        self.found_file.write_text(f"{json.dumps(found, sort_keys=True)}\n", encoding="utf-8")


def releases() -> list[Release]:
    """All that are kept."""
    return [Release(version=entry.name) for entry in sorted(DIRECTORY.iterdir()) if entry.name[0].isdigit()]
