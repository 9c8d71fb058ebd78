"""Stands in for a function whose code lives elsewhere and hasn't been given yet.

Lambda asks this module for the attribute that the function's handler names; whatever the name, it gets a
handler that raises. Nothing is answered and no message is taken as processed.
"""

from __future__ import annotations

from collections.abc import Callable

MESSAGE = (
    "this function is a placeholder: its code has not been deployed; "
    "set the artefact's path in the stack's configuration and update the stack"
)


class PlaceholderCalledError(RuntimeError):
    """A function without code was called."""


def _handler(event: object, context: object) -> None:  # noqa: ARG001 -- Lambda's signature
    raise PlaceholderCalledError(MESSAGE)


def __getattr__(name: str) -> Callable[[object, object], None]:
    if name.startswith("_"):
        raise AttributeError(name)
    return _handler
