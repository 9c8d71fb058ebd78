"""Loading in tests: settings of a small stack, and the problems of a wrong one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pytest

from components.guards import Problem
from components.settings import ConfigError, load
from components.settings.hookrelay import HookRelaySettings
from tests.settings.stack_files import MINIMAL, as_text


def hookrelay(
    stack: str = "dev", secret: Mapping[str, str] | None = None, **keys: object
) -> HookRelaySettings:
    """HookRelay's settings with these keys; `lambda_` means `lambda`."""
    config, secret_keys = _config(secret, keys)
    return cast("HookRelaySettings", load(stack, config, secret_keys).enabled["hookrelay"])


def problems(
    stack: str = "dev", secret: Mapping[str, str] | None = None, **keys: object
) -> dict[str, Problem]:
    """The problems of HookRelay with these keys, by key without the namespace."""
    config, secret_keys = _config(secret, keys)
    with pytest.raises(ConfigError) as raised:
        load(stack, config, secret_keys)
    return {problem.field.removeprefix("hookrelay:"): problem for problem in raised.value.problems}


def _config(secret: Mapping[str, str] | None, keys: Mapping[str, object]) -> tuple[dict[str, str], set[str]]:
    config = dict(MINIMAL)
    config |= {f"hookrelay:{key.rstrip('_')}": as_text(value) for key, value in keys.items()}
    secrets = {f"hookrelay:{key}": value for key, value in (secret or {}).items()}
    return {**config, **secrets}, set(secrets)
