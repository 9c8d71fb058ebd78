"""The whole program, declared against the echo: every stack file, and every choice an operator has.

A run takes about a second, so each (stack, configuration) is declared once in a session.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from components.program import program
from components.settings.registry import PLATFORMS
from emulator.deploy import declare
from emulator.project import load
from tests.support.recorder import Recorder

ROOT = Path(__file__).parents[2]
ACCOUNT = "123456789012"  # the echo's
SAMPLES = {"platforms:samples": True}


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A stack: a file, the name it is deployed under, and what it says differently.

    Attributes:
        file: Whose file (`dev` is Pulumi.dev.yaml).
        platform: The only platform of the stack, whatever else its file enables; empty for all of the file's.
        stack: Name of the stack, by default that of the file.
        config: Keys over those of the file; a key without a namespace is the platform's.
        secret: Encrypted keys, likewise.
    """

    file: str
    platform: str = "hookrelay"
    stack: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The stack's name."""
        return self.stack or self.file

    def with_config(self, **config: object) -> Variant:
        """The same with more keys."""
        return replace(self, config={**self.config, **config})

    def key_of(self, key: str) -> str:
        """A key with its namespace."""
        return key if ":" in key else f"{self.platform or 'hookrelay'}:{key}"

    @property
    def secret_keys(self) -> list[str]:
        """The encrypted keys, with their namespaces."""
        return sorted(self.key_of(key) for key in self.secret)


def text_of(value: object) -> str:
    """A value as the CLI hands it to a program."""
    return value if isinstance(value, str) else json.dumps(value)


@cache
def file_config(file: str) -> Mapping[str, str]:
    """A stack file as the CLI reads it, the project's own keys included."""
    return load(ROOT).config(file)


def config_of(variant: Variant) -> dict[str, str]:
    """The configuration that reaches the program."""
    alone = {"platforms:enabled": [variant.platform]} if variant.platform else {}
    more = {**SAMPLES, **alone, **{variant.key_of(key): value for key, value in variant.config.items()}}
    return {
        **{key: value for key, value in file_config(variant.file).items() if not _of_another(key, variant)},
        **{key: text_of(value) for key, value in more.items() if value is not None},
        **{variant.key_of(key): value for key, value in variant.secret.items()},
    }


def _of_another(key: str, variant: Variant) -> bool:
    """Whether a key of the file is about a platform that the variant leaves out."""
    namespace = key.partition(":")[0]
    return bool(variant.platform) and namespace in PLATFORMS and namespace != variant.platform


def declared(variant: Variant, *, preview: bool = False) -> Recorder:
    """What the program declares for a stack."""
    config = json.dumps(config_of(variant), sort_keys=True)
    return _declared(variant.name, config, tuple(variant.secret_keys), preview)


@cache
def _declared(stack: str, config: str, secret: tuple[str, ...], preview: bool) -> Recorder:
    return Recorder(
        declare(program, stack=stack, config=json.loads(config), secret_keys=secret, preview=preview)
    )


def outputs_of(variant: Variant) -> dict[str, Any]:
    """What the platform exports."""
    return dict(declared(variant).exports[variant.platform])
