"""What the monitor asks of whatever stands behind it: an echo for unit tests, or the emulated AWS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .graph import Graph, Registration
from .request import CreateChild

DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An instance of a provider.

    Attributes:
        urn: URN of its registration, empty for a default provider.
        region: Region of its resources, None for the account's.
        default_tags: Tags on everything that can have them.
        allowed_account_ids: Accounts it may be used with; any where empty.
        forbidden_account_ids: Accounts it must not be used with.

    """

    urn: str = ""
    region: str | None = None
    default_tags: Mapping[str, str] = field(default_factory=dict)
    allowed_account_ids: tuple[str, ...] = ()
    forbidden_account_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Creation:
    """One resource to be made.

    Attributes:
        registration: As the program gave it.
        provider: Whose resource it is.
        preview: Whether nothing may be made, and what AWS computes is unknown.
        child: Makes a resource under it (remote components only).

    """

    registration: Registration
    provider: Provider
    preview: bool
    child: CreateChild


@dataclass(frozen=True, kw_only=True)
class Made:
    """A resource that exists.

    Attributes:
        id: Its id; empty where it is not known yet.
        outputs: Everything that differs from, or comes on top of, its inputs.

    """

    id: str
    outputs: Mapping[str, Any]


class Backend(Protocol):
    """Where resources are made and provider functions answered."""

    def configure(self, provider: Provider) -> None:
        """Take note of a provider.

        Raises:
            Exception: it must not be used here; the reason is shown as it is.

        """

    def create(self, creation: Creation) -> Made:
        """Make a resource.

        Raises:
            Exception: it can't be made; the reason is shown as it is.

        """

    def read(self, creation: Creation, id_: str) -> Made:
        """Look up a resource that exists already."""

    def invoke(self, token: str, args: Mapping[str, Any], provider: Provider) -> Mapping[str, Any]:
        """Answer a provider function.

        Raises:
            Exception: it has no answer; the reason is shown as it is.

        """

    def finish(self, graph: Graph) -> Mapping[str, str]:
        """Judge what can only be seen when everything is registered: URN -> reason against it."""


Answers = Mapping[str, Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]]
"""Provider function -> its result, or a function of its arguments."""
