"""The pieces every check is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import boto3


class CheckFailed(Exception):
    """What was expected of the deployed platform, and what was found instead."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """The outcome of one check: a line of the report.

    Attributes:
        platform: Whose check it is.
        title: The claim.
        ok: Whether it holds.
        detail: What was seen, or what was expected and not found.
    """

    platform: str
    title: str
    ok: bool
    detail: str

    def __iter__(self) -> Iterator[object]:
        """The four parts in order, for a reader that knows no `Result`."""
        return iter((self.platform, self.title, self.ok, self.detail))


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A platform as its outputs describe it.

    Attributes:
        outputs: The platform's stack output.
        session: Credentials and region of the account it was deployed to.
    """

    outputs: Mapping[str, Any]
    session: boto3.Session

    def __getitem__(self, name: str) -> Any:
        """An output.

        Raises:
            CheckFailed: the platform exports no such output.
        """
        value = self.outputs.get(name)
        if value is None:
            raise CheckFailed(f"output '{name}' is missing")
        return value

    @property
    def region(self) -> str:
        """The platform's region, which need not be the session's."""
        return str(self.outputs.get("region") or self.session.region_name)

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client in the platform's region, or in another."""
        return self.session.client(service, region_name=region or self.region)


@dataclass(frozen=True, kw_only=True)
class Check:
    """A claim about a deployed platform.

    Attributes:
        title: The claim, in words.
        test: Returns what was seen; raises `CheckFailed` where the claim does not hold.
        writes: Whether it changes anything in the account (only run where that is allowed).
        applies: Whether this deployment has what the claim is about.
    """

    title: str
    test: Callable[[Deployed], str]
    writes: bool = False
    applies: Callable[[Deployed], bool] = lambda _: True


def expect(condition: object, otherwise: str) -> None:
    """Go on if the condition holds.

    Raises:
        CheckFailed: with the given words, if it does not.
    """
    if not condition:
        raise CheckFailed(otherwise)
