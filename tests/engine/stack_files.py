"""Stack files that a test writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


def config_of(file: Path) -> dict[str, Any]:
    """What a stack's file says."""
    return dict(yaml.safe_load(file.read_text(encoding="utf-8"))["config"])


def configure(file: Path, keys: Mapping[str, Any]) -> None:
    """Give a stack's file these keys; all else that it says (salts, too) stays."""
    whole = yaml.safe_load(file.read_text(encoding="utf-8"))
    whole["config"] = {**whole["config"], **keys}
    file.write_text(yaml.safe_dump(whole), encoding="utf-8")


def derive(file: Path, source: Path, keys: Mapping[str, Any]) -> None:
    """Make a stack's file of another's, with these keys besides; the other's salt is not its own."""
    file.write_text(yaml.safe_dump({"config": {**config_of(source), **keys}}), encoding="utf-8")
