"""The register of rules, and the hook that asks them."""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from emulator.account import Account
    from emulator.hooks import Call

Params = Mapping[str, Any]
Rule = Callable[[Params, "Account", str], Iterator[str]]
"""A rule: parameters, account and region in, reasons out; none means that AWS would take the call."""

_RULES: dict[tuple[str, str], list[Rule]] = defaultdict(list)
_HELPERS = ("core", "documents", "facts")


class Refused(ClientError):  # type: ignore[misc]
    """What AWS would have refused; ``reasons`` has every reason."""

    def __init__(self, operation: str, found: list[str]) -> None:
        self.reasons = tuple(found)
        error = {"Code": "InvalidParameterException", "Message": "; ".join(found)}
        super().__init__({"Error": error}, operation)


def refuses(service: str, *operations: str) -> Callable[[Rule], Rule]:
    """Register a rule for operations of a boto3 service, by AWS's names (``CreateQueue``)."""

    def registered(rule: Rule) -> Rule:
        for operation in operations:
            _RULES[service, operation].append(rule)
        return rule

    return registered


@cache
def load() -> None:
    """Import every service's file; each registers its rules."""
    package = __name__.rpartition(".")[0]
    for module in sorted(info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)])):
        if module not in _HELPERS:
            importlib.import_module(f"{package}.{module}")


def covered() -> frozenset[tuple[str, str]]:
    """The operations that have at least one rule."""
    load()
    return frozenset(_RULES)


def reasons(service: str, operation: str, params: Params, account: "Account", region: str) -> list[str]:
    """Why AWS would refuse a call; empty if it wouldn't."""
    load()
    return [
        reason for rule in _RULES.get((service, operation), ()) for reason in rule(params, account, region)
    ]


def check(call: "Call") -> None:
    """Refuse a boto3 call for which a rule has a reason.

    Raises:
        Refused: with every reason.

    """
    found = reasons(call.service, call.operation, call.params, call.account, call.region)
    if found:
        raise Refused(call.operation, found)


def install() -> None:
    """Let the rules see every call, before it is recorded; more than once is the same as once."""
    from emulator.hooks import HOOKS

    if check not in HOOKS.checks:
        HOOKS.checks.insert(1, check)
