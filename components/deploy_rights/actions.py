"""The actions of a service, as a deployment needs them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Actions:
    """The actions of one service.

    Attributes:
        changes: What makes, changes and removes things.
        reads: What looks at them.
        data_ends: Of the changes, those by which data would be gone: production's role has none of them.
    """

    changes: str
    reads: str
    data_ends: str = ""

    def of(self, service: str, *, ends_data: bool) -> list[str]:
        """The actions with the service's prefix."""
        left_out = set() if ends_data else set(self.data_ends.split())
        names = [*self.changes.split(), *self.reads.split()]
        return [f"{service}:{name}" for name in names if name not in left_out]
