"""The hook that keeps a user pool's users: it refuses, in the preview, what would make another pool.

It is on the component, whose inputs are what the pool was born with: the engine updates a component where
it would replace the pool inside, and only an update shows both sides. `ignore_changes` would hide the
change, and a delete hook would forbid to destroy a development stack.
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.guards.user_pools import birth_problems

# Which key of the stack file a birth setting comes from; the others are under the pool's own key.
_NAMING_KEY = "platforms:names"


class PoolWouldBeReplacedError(Exception):
    """A change that AWS makes only by another pool, without the users, or not at all."""


def birth_hook(name: str, config_key: str) -> pulumi.ResourceHook:
    """The hook of one pool.

    Args:
        name: The pool's logical name; hooks are registered by name.
        config_key: Key of the stack file that its settings are under.
    """

    def keeps_its_users(args: pulumi.ResourceHookArgs) -> None:
        refuse_replacement(config_key, args.old_inputs or {}, args.new_inputs or {})

    return pulumi.ResourceHook(
        f"{name}-keeps-its-users", keeps_its_users, pulumi.ResourceHookOptions(on_dry_run=True)
    )


def refuse_replacement(config_key: str, old: Mapping[str, object], new: Mapping[str, object]) -> None:
    """Compare what the pool was born with to what the program says.

    Raises:
        PoolWouldBeReplacedError: naming each config key, what it says, what is allowed and what to do.
    """
    found = [
        f"{_NAMING_KEY if problem.field == 'poolName' else f'{config_key}.{problem.field}'}: "
        f"given {problem.given}; allowed: {problem.allowed}; fix: {problem.fix}"
        for problem in birth_problems(old, new)
    ]
    if found:
        raise PoolWouldBeReplacedError("; ".join(found))
