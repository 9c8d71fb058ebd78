"""What the engine says of the stack that is run."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from pulumi.runtime.config import CONFIG, get_config_env, get_config_secret_keys_env, is_config_secret
from pulumi.runtime.settings import SETTINGS

from components.settings.model import PROJECT


def stack_config() -> tuple[dict[str, str], Set[str]]:
    """The stack's whole configuration and which keys are encrypted; `pulumi.Config` can't list keys."""
    config: dict[str, str] = {**get_config_env(), **CONFIG.get()}
    return config, {key for key in config if is_config_secret(key)} | set(get_config_secret_keys_env())


def project_directory() -> Path:
    """Where Pulumi.yaml is, or, for a program in the process of its embedder, the project that this is."""
    root = Path(getattr(SETTINGS, "root_directory", None) or "")
    return root if root.is_absolute() else PROJECT  # outside of a run the SDK has a word instead of a path
