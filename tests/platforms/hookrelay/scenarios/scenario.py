"""A stack in which many keys differ from a base, and where each of them shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.program import Variant
from tests.support.variants import FILES

DEV, PROD = FILES["dev"], FILES["prod"]
NOTHING = object()  # what is found where there is no such resource or input
Place = tuple[str, str, Any]  # logical name (and |type), or `@output`; path of the input; value
LAMBDA_CODE = {"artefact": "functions/placeholder", "handler": "own.handler", "runtime": "python3.12"}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Some keys, and where each shows.

    Attributes:
        config: The keys.
        shows: Leaf -> where, and as what.
        base: What it is compared with.
        secret: Encrypted keys.
    """

    config: Mapping[str, Any]
    shows: Mapping[str, Place]
    base: Variant = DEV
    secret: Mapping[str, str] = field(default_factory=dict)

    @property
    def variant(self) -> Variant:
        """The stack."""
        return Variant(
            file=self.base.file,
            stack=self.base.stack,
            config={**self.base.config, **self.config},
            secret=self.secret,
        )
