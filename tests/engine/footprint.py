"""How much there is in an account, counted in the emulator's own memory: nothing can hide from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from moto import backends
from moto.backend_index import backend_url_patterns
from moto.core.base_backend import BackendDict

from emulator.account import Account

Footprint = dict[str, int]
"""`service/region/collection` -> how many things are in it; empty collections are left out."""


def footprint(account: Account) -> Footprint:
    """Everything that is in the account."""
    found: Footprint = {}
    for service in sorted({name for name, _ in backend_url_patterns}):
        accounts: BackendDict[Any] = backends.get_backend(service)
        if account.account_id not in accounts:
            continue
        for region, backend in accounts[account.account_id].items():
            for name, collection in vars(backend).items():
                size = _size(collection)
                if size and not name.startswith("__"):
                    found[f"{service}/{region}/{name}"] = size
    return found


def _size(collection: Any) -> int:
    """Things in a collection; a collection of collections counts what is in those."""
    if isinstance(collection, Mapping):
        values: list[Any] = list(collection.values())
    elif isinstance(collection, (Sequence, AbstractSet)) and not isinstance(collection, (str, bytes)):
        values = list(collection)
    else:
        return 0
    nested = [value for value in values if isinstance(value, (Mapping, list, set))]
    return sum(map(len, nested)) if len(nested) == len(values) else len(values)


def added(before: Footprint, after: Footprint) -> dict[str, int]:
    """What is more than before."""
    return {key: size - before.get(key, 0) for key, size in after.items() if size > before.get(key, 0)}
