"""The component that a platform is, and what it stays while it holds data.

The inputs of the component are what everything in it is named and placed by. A change of one would make
everything anew: single resources are protected too, but the engine comes to those one by one, and what it
has made before the first refusal stays. So the change is refused here, before anything else is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from components.platforms.context import PlatformContext
from components.protection import DECOMMISSION_KEY
from components.settings.platform import PlatformSettings

PROTECTED = "protected"


class PlatformWouldBeRemadeError(Exception):
    """A change that would make a protected platform anew, beside or instead of what holds its data."""


class PlatformComponent(pulumi.ComponentResource):
    """A platform.

    Attributes:
        outputs: What an operator gets: names, URLs, commands.
    """

    outputs: Mapping[str, pulumi.Input[object]]

    def __init__(
        self,
        token: str,
        name: str,
        context: PlatformContext[PlatformSettings],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        own = pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(before_update=[_identity_hook(name)]))
        # merged this way round the options keep the caller's providers
        super().__init__(token, name, identity_of(context), pulumi.ResourceOptions.merge(opts, own))

    def export(self, outputs: Mapping[str, pulumi.Input[object]]) -> None:
        """Say what an operator gets; the last thing that a platform does."""
        self.outputs = outputs
        self.register_outputs(dict(outputs))


def identity_of(context: PlatformContext[PlatformSettings]) -> dict[str, Any]:
    """What everything of a platform is named and placed by, and whether it is protected."""
    names = context.names
    return {
        "environment": names.environment,
        "names": names.mode if names.mode == "guide" else f"{names.mode} from {names.stack}",
        "bucketNames": names.buckets,
        "region": context.region,
        PROTECTED: context.environment.protect,
    }


def refuse_another_identity(platform: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Compare what a protected platform is to what it would be.

    Args:
        platform: Its name.
        old: Its identity in the state; empty where an earlier release has deployed it.
        new: Its identity in the program.

    Raises:
        PlatformWouldBeRemadeError: naming each config key, what it says, what is allowed and what to do.
    """
    if not old.get(PROTECTED):
        return
    keys = {
        "environment": "platforms:environment",
        "names": "platforms:names (or platforms:namedAfter, or the stack's name)",
        "bucketNames": "platforms:bucketNames",
        "region": f"aws:region (or {platform}:provider)",
    }
    found = [
        f"{key}: given {new.get(field)}; allowed: {old[field]}, as {platform} was deployed and holds data"
        for field, key in keys.items()
        if field in old and old[field] != new.get(field)
    ]
    if found:
        raise PlatformWouldBeRemadeError(
            f"{'; '.join(found)}; fix: take the change back, or first add {platform} to {DECOMMISSION_KEY} "
            "and update, which deletes nothing"
        )


def refuse_update(platform: str, args: pulumi.ResourceHookArgs) -> None:
    """What the hook does: a platform of which no deployment has come to its end can still become anything.

    Raises:
        PlatformWouldBeRemadeError: as above.
    """
    if args.old_outputs:
        refuse_another_identity(platform, args.old_inputs or {}, args.new_inputs or {})


def _identity_hook(platform: str) -> pulumi.ResourceHook:
    def stays_what_it_is(args: pulumi.ResourceHookArgs) -> None:
        refuse_update(platform, args)

    return pulumi.ResourceHook(
        f"{platform}-stays-what-it-is", stays_what_it_is, pulumi.ResourceHookOptions(on_dry_run=True)
    )
