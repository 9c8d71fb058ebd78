"""The committed stack files as the CLI hands them to the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
STACKS = ("dev", "staging", "prod")
MINIMAL = {"platforms:enabled": '["hookrelay"]'}


def document(stack: str) -> dict[str, Any]:
    """A stack file as YAML has it."""
    loaded = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def as_text(value: object) -> str:
    """A value as it reaches the program."""
    return value if isinstance(value, str) else json.dumps(value)


def config(stack: str, **more: object) -> dict[str, str]:
    """The configuration of a committed stack, with keys of `hookrelay:` changed or added."""
    values = {**document(stack)["config"], **{f"hookrelay:{key}": value for key, value in more.items()}}
    return {key: as_text(value) for key, value in values.items()}
