"""How stateful resources are protected: in one place, by environment.

In production a stateful resource carries `protect` and a delete hook. `protect` refuses deletion and
replacement while the plan is made. The hook refuses what `protect` comes too late for: a destroy without
a preview deletes everything unprotected first, whereas the engine refuses a destroy of a stack with delete
hooks before it touches anything, unless the program runs too; then the hook speaks, in the preview as well.

A protected thing is decommissioned in two steps: its platform in `platforms:decommission` and an update,
which lifts every protection and deletes nothing; then the removal.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from weakref import ReferenceType, ref

import pulumi
from pulumi.runtime.settings import get_monitor

from components.environments import Environment

DECOMMISSION_KEY = "platforms:decommission"
HOOK_NAME = "refuse-deletion-of-stateful-resources"

# AWS Backup's plan in the baseline stack selects by this tag.
BACKUP_TAG = ("Backup", "daily")

# The hook of the run that this context belongs to, and the run's monitor. Not a dictionary by monitor: a hook
# refers to its monitor, which would then live, with the whole run, as long as the process.
_current: ContextVar[tuple[ReferenceType[object], pulumi.ResourceHook] | None] = ContextVar(
    "deletion_hook", default=None
)


class ProtectedResourceError(Exception):
    """A stateful resource of a protected environment would be deleted or replaced."""


def refuse_deletion(args: pulumi.ResourceHookArgs) -> None:
    """Refuse the deletion of a stateful resource, on its own or as the end of a replacement.

    Raises:
        ProtectedResourceError: always, naming the resource and the two steps of a decommission.
    """
    raise ProtectedResourceError(
        f"{args.type} {args.name} ({args.id}) holds data and is protected: it would be deleted or replaced. "
        "If a change of yours replaces it, take the change back. To decommission it, first add its platform "
        f"to {DECOMMISSION_KEY} and update (nothing is deleted), then remove it. URN: {args.urn}"
    )


def deletion_hook() -> pulumi.ResourceHook:
    """The delete hook of the running program, registered once per run.

    The engine keeps a hook by its name in the state and looks for it when the resource is gone from the
    program: so the name never changes, and `program` registers it even where nothing is protected (a
    platform that was removed from `platforms:enabled` is refused with our words, not with a missing hook).
    """
    monitor, known = get_monitor(), _current.get()
    if known is not None and monitor is not None and known[0]() is monitor:
        return known[1]
    hook = pulumi.ResourceHook(HOOK_NAME, refuse_deletion, pulumi.ResourceHookOptions(on_dry_run=True))
    if monitor is not None:
        _current.set((ref(monitor), hook))
    return hook


def protected(
    environment: Environment,
    parent: pulumi.Resource,
    *,
    depends_on: Sequence[pulumi.Resource] = (),
    ignore_changes: Sequence[str] = (),
    before_update: Sequence[pulumi.ResourceHook] = (),
) -> pulumi.ResourceOptions:
    """The options of a stateful child.

    Args:
        environment: Protects where `protect` is set; elsewhere nothing stands in the way of a destroy.
        parent: The component it belongs to.
        depends_on: What must exist before it.
        ignore_changes: Properties that something else changes (autoscaling), in wire names.
        before_update: Hooks that compare old and new inputs, e.g. for a schema that only grows.
    """
    hooks = pulumi.ResourceHookBinding(
        before_update=list(before_update) or None,
        before_delete=[deletion_hook()] if environment.protect else None,
    )
    return pulumi.ResourceOptions(
        parent=parent,
        protect=True if environment.protect else None,
        depends_on=list(depends_on) or None,
        ignore_changes=list(ignore_changes) or None,
        hooks=hooks if environment.protect or before_update else None,
    )


def backup_tags(environment: Environment) -> dict[str, str]:
    """The tag by which AWS Backup selects a store, where the environment is backed up."""
    key, value = BACKUP_TAG
    return {key: value} if environment.backup else {}
