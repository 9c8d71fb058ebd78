"""The platforms that the committed stacks have, and what each consists of.

A whole stack is deployed where it is about the stack. Where it is about the engine, a platform at a time is
enough, and a type of resource that several platforms have is tried with the first of them.
"""

from __future__ import annotations

import json
from functools import cache

from tests.support.program import Variant, declared, file_config

from .faults import type_of

ENABLED: tuple[str, ...] = tuple(json.loads(file_config("dev")["platforms:enabled"]))
"""In the order of the stack file."""


@cache
def types_of(platform: str) -> frozenset[str]:
    """Types of resources that a provider makes for a platform in development."""
    alone = Variant(file="dev", config={"platforms:enabled": [platform]})
    return frozenset(type_of(item.urn) for item in declared(alone).graph if item.custom)


def own_types(platform: str) -> frozenset[str]:
    """Types that no platform before it has."""
    earlier = ENABLED[: ENABLED.index(platform)]
    return types_of(platform) - frozenset().union(*map(types_of, earlier))


def with_types(*types: str) -> str:
    """The first platform that has all of these types.

    Raises:
        LookupError: there is none.
    """
    for platform in ENABLED:
        if types_of(platform) >= set(types):
            return platform
    raise LookupError(f"no platform has {', '.join(types)}")
