"""What the program hands to a platform, and what it gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import pulumi

from components.environments import Environment
from components.naming import Names
from components.settings.platform import PlatformSettings

__all__ = ["Platform", "PlatformClass", "PlatformContext", "PlatformSettings"]

S_co = TypeVar("S_co", bound=PlatformSettings, covariant=True)


@dataclass(frozen=True, kw_only=True)
class PlatformContext(Generic[S_co]):
    """Everything a platform knows of the stack it is in.

    Attributes:
        settings: Its own namespace, resolved.
        environment: Its environment as the stack file has it: retention, web ACL, keys and protection are
            those of the settings, so blocks that take their defaults from it follow the stack file.
        names: Its naming function.
        region: The region it is deployed to.
        partition: Of its ARNs (`aws`, `aws-cn`, `aws-us-gov`).
        account_id: The account it is deployed to.
        tags: What the provider puts on every resource; for what makes resources outside of it.

    """

    settings: S_co
    environment: Environment
    names: Names
    region: str
    partition: str
    account_id: pulumi.Output[str]
    tags: Mapping[str, str]


class Platform(Protocol):
    """A platform as the program sees it: a component `HookRelay(name, args: PlatformContext, opts)`.

    Attributes:
        outputs: What an operator gets: names, URLs, commands. Exported under the platform's name.

    """

    outputs: Mapping[str, pulumi.Input[object]]


class PlatformClass(Protocol):
    """The component class of a platform."""

    def __call__(
        self, name: str, args: PlatformContext[PlatformSettings], opts: pulumi.ResourceOptions | None = None
    ) -> Platform:
        """Declare the platform."""
        ...
