"""The namespace `platforms`: what a stack is, and which platforms it has."""

from __future__ import annotations

from typing import Annotated

from components.environments import ENVIRONMENT_NAMES, KNOWN_STACKS, Environment, environment_of_stack
from components.naming import BucketNaming, NamingMode
from components.settings.kinds import Text
from components.settings.model import Model, setting
from components.settings.texts import Boolean

NAMESPACE = "platforms"
ENVIRONMENT_WORDS = tuple(dict.fromkeys([*ENVIRONMENT_NAMES, *KNOWN_STACKS]))
EnvironmentWord = Annotated[
    str, Text("|".join(ENVIRONMENT_WORDS), f"one of {', '.join(ENVIRONMENT_WORDS)}", "dev")
]
StackName = Annotated[str, Text(r"[A-Za-z0-9_.-]+", "the name of a stack", "acme", longest=100)]
PlatformName = Annotated[str, Text(r"[a-z][a-z-]*", "the name of a platform", "hookrelay", longest=32)]

__all__ = ["ENVIRONMENT_WORDS", "NAMESPACE", "EnvironmentWord", "PlatformName", "ProjectSettings"]


class ProjectSettings(Model):
    """Keys of `platforms:`."""

    environment: EnvironmentWord | None = setting(
        None,
        what="What the stack is; production equals prod, development dev, stage staging. Needed where the "
        "stack's "
        "name is none of these words; where both say something, this rules.",
        requirement="X-2, X-4",
    )
    enabled: tuple[PlatformName, ...] = setting(
        what="The platforms of this stack. It has no default: a stack says what it is.", requirement="X-4"
    )
    decommission: tuple[PlatformName, ...] = setting(
        (),
        what="Platforms whose stateful resources lose their protection, so that a later update or destroy "
        "may "
        "delete them. The update that sets it deletes nothing.",
        requirement="X-4",
    )
    names: NamingMode | None = setting(
        None,
        what="guide: the guides' literal names; derived: the stack's name is part of every name. By "
        "default guide "
        "for the six known stack names and derived for every other.",
        requirement="X-9",
    )
    named_after: StackName | None = setting(
        None,
        what="Another stack, whose name the derived names carry: the one that a platform was moved from, "
        "or the old name of a renamed stack, so that nothing is replaced. By default this stack.",
        requirement="X-9",
    )
    bucket_names: BucketNaming = setting(
        "account",
        what="account: account and region are part of every bucket's name, which is global; guide: the "
        "literal.",
        requirement="HR-7, X-9",
    )
    samples: Boolean = setting(
        False,
        what="Accept the sample values of the committed stack files. Only for a deployment that reaches no "
        "real "
        "account.",
        requirement="X-22",
    )

    def environment_name(self, stack: str) -> str | None:
        """The environment of a stack, or None where neither its name nor this file says it."""
        if self.environment is not None:
            return environment_of_stack(self.environment)
        return environment_of_stack(stack)

    def naming(self, stack: str) -> NamingMode:
        """How the stack's resources are named."""
        return self.names or ("guide" if environment_of_stack(stack) else "derived")

    def protects(self, platform: str, environment: Environment) -> bool:
        """Whether a platform's stateful resources are protected."""
        return environment.protect and platform not in self.decommission
