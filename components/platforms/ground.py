"""What every part of a platform stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import pulumi

from components.environments import Environment
from components.platforms.context import PlatformContext
from components.settings.platform import PlatformSettings

S_co = TypeVar("S_co", bound=PlatformSettings, covariant=True)
N_co = TypeVar("N_co", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Ground(Generic[S_co, N_co]):
    """The stack as a part of a platform sees it.

    Attributes:
        name: The platform's logical name; every part's begins with it.
        context: What the program handed over.
        names: The platform's physical names.
        parent: The platform's component.
    """

    name: str
    context: PlatformContext[S_co]
    names: N_co
    parent: pulumi.Resource

    @property
    def settings(self) -> S_co:
        """The platform's settings."""
        return self.context.settings

    @property
    def environment(self) -> Environment:
        """The environment as the stack file has it."""
        return self.context.environment

    @property
    def region(self) -> str:
        """The platform's region."""
        return self.context.region

    @property
    def child(self) -> pulumi.ResourceOptions:
        """Options of a part's blocks."""
        return pulumi.ResourceOptions(parent=self.parent)
