"""What an operator is told of recovery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from components.disaster_recovery import StoreKind
from components.settings.disaster_recovery import DisasterRecovery


def recovery(dr: DisasterRecovery, stores: Sequence[StoreKind]) -> Mapping[str, pulumi.Input[object]]:
    """The output `recovery`: the mode, and for each kind of store what it means.

    Args:
        dr: The settings.
        stores: Kinds of stores that the platform has.
    """
    found: dict[str, pulumi.Input[object]] = {"mode": dr.mode}
    if dr.region is not None:
        found["region"] = dr.region
    found["stores"] = {
        kind: {"how": one.how, "rpo": one.rpo, "rto": one.rto}
        for kind, one in ((kind, dr.measure(kind)) for kind in stores)
    }
    return found
