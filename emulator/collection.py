"""Fewer collections of garbage while a program is deployed.

Next to nothing that a deployment makes is garbage before its end, but Python goes through all of it (and
through AWS's models, hundreds of megabytes) again and again: up to half of the time of a deployment.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 50_000
"""New objects between two collections; CPython's own figure is 700 (its `gc` module)."""

OLDER = (20, 100)
"""Collections of each generation between two of the next one; CPython's own figures are 10."""


@contextmanager
def rare() -> Iterator[None]:
    """Meanwhile, collect seldom."""
    before = gc.get_threshold()
    gc.set_threshold(YOUNG, *OLDER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
