"""The instances of the providers: the engine opens a connection for each, and that tells them apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from emulator.backend import Provider


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One provider of the program (or a default one).

    Attributes:
        provider: Its region, tags and accounts.
        root: Directory of the program, which relative paths are meant from.

    """

    provider: Provider
    root: Path


class Instances:
    """Instances by connection."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._roots: dict[str, Path] = {}
        self._providers: dict[str, Provider] = {}

    def greeted(self, peer: str, directory: str) -> None:
        """The engine has said where the program is."""
        with self._lock:
            self._roots[peer] = Path(directory) if directory else Path()

    def configured(self, peer: str, provider: Provider) -> None:
        """The engine has said how the provider is configured."""
        with self._lock:
            self._providers[peer] = provider

    def of(self, peer: str) -> Instance:
        """The instance behind a connection; one that was not configured has nothing of its own."""
        with self._lock:
            return Instance(
                provider=self._providers.get(peer, Provider()), root=self._roots.get(peer, Path())
            )


def provider_of(urn: str, arguments: Mapping[str, Any]) -> Provider:
    """A provider's configuration; arguments that are not strings arrive as JSON text.

    Args:
        urn: URN of the provider.
        arguments: Plain.

    """

    def parsed(key: str) -> Any:
        value = arguments.get(key)
        return json.loads(value) if isinstance(value, str) and value else value

    return Provider(
        urn=urn,
        region=arguments.get("region"),
        default_tags=(parsed("defaultTags") or {}).get("tags") or {},
        allowed_account_ids=tuple(parsed("allowedAccountIds") or ()),
        forbidden_account_ids=tuple(parsed("forbiddenAccountIds") or ()),
    )
