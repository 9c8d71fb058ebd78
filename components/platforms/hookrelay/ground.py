"""What every part of HookRelay stands on."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.environments import Environment
from components.platforms.context import PlatformContext
from components.platforms.hookrelay.names import HookRelayNames
from components.settings.hookrelay import HookRelaySettings

APP_PORT = 3000  # HR-33


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The stack as a part of the platform sees it.

    Attributes:
        name: The platform's logical name; every part's begins with it.
        context: What the program handed over.
        parent: The platform's component.
    """

    name: str
    context: PlatformContext[HookRelaySettings]
    parent: pulumi.Resource

    @property
    def settings(self) -> HookRelaySettings:
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

    @property
    def names(self) -> HookRelayNames:
        """Physical names."""
        return HookRelayNames(
            names=self.context.names, account_id=self.context.account_id, region=self.context.region
        )
