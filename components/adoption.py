"""What an account or region has once: who makes it, and that it outlives the stack (X-8).

A singleton is never deleted by us: others rely on it, and with some of them findings would be gone for good.
A stack that has one `create`d leaves it behind; the next one adopts it. An adopted one is taken as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import pulumi

Mode = Literal["create", "adopt", "skip"]
MODES: tuple[Mode, ...] = get_args(Mode)

# For arguments that the SDK requires of a resource whose own are kept as they are.
AS_IT_IS = "as-it-is"
EVERYTHING = "*"  # as a path of `ignore_changes`


def singleton(
    parent: pulumi.Resource, *, adopt: str | None = None, depends_on: Sequence[pulumi.Resource] = ()
) -> pulumi.ResourceOptions:
    """The options of a thing that there is once.

    Args:
        parent: The component it belongs to.
        adopt: Id of the existing one, whose settings are then left alone; a new one is made without it.
        depends_on: What must exist before it.
    """
    return pulumi.ResourceOptions(
        parent=parent,
        retain_on_delete=True,
        import_=adopt,
        ignore_changes=[EVERYTHING] if adopt else None,
        depends_on=list(depends_on) or None,
    )
