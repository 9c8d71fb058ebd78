"""The front end, wherever it runs: first where it is reached, then what it is told (SC-17 to SC-20).

The APIs have to know its origin, and it has to know the APIs' addresses: so a front end is declared in two
steps, with the APIs in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pulumi

from components.blocks.network import Network
from components.monitoring import Alarm, Widget
from components.platforms.hosting import Hosting, declare_hosting
from components.platforms.streamcanvas.data import Data
from components.platforms.streamcanvas.ground import Ground

DEVELOPER = "http://localhost:3000"  # SC-12


class Frontend(Protocol):
    """A front end as the platform sees it.

    Attributes:
        url: Where users find it: its origin, without a path.
    """

    @property
    def url(self) -> pulumi.Input[str]:
        """Where users find it."""
        ...

    def deploy(self, variables: Mapping[str, pulumi.Input[str]]) -> None:
        """Tell it its variables."""
        ...

    def alarms(self) -> Sequence[Alarm]:
        """What is wrong with it."""
        ...

    def widgets(self) -> Sequence[Widget]:
        """How it does."""
        ...

    def outputs(self) -> Mapping[str, pulumi.Input[object]]:
        """What an operator gets."""
        ...

    def commands(self) -> Mapping[str, pulumi.Input[str]]:
        """What an operator types: purpose -> command."""
        ...


def declare_frontend_hosting(ground: Ground) -> Hosting:
    """Its name and certificates; looked up first, so that a missing zone fails in seconds."""
    hosted = ground.settings.frontend == "self-hosted"
    return declare_hosting(ground, ground.settings.dns, cdn=True, regional=hosted, origin=hosted)


def declare_frontend(ground: Ground, data: Data, hosting: Hosting, network: Network | None) -> Frontend:
    """The front end that the settings choose.

    Raises:
        ValueError: self-hosted without a network, which is the program's own mistake.
    """
    # imported here: a stack needs one of the three
    match ground.settings.frontend:
        case "amplify":
            from components.platforms.streamcanvas.on_amplify import AmplifyFrontend

            return AmplifyFrontend(ground, data, hosting)
        case "vercel":
            from components.platforms.streamcanvas.on_vercel import VercelFrontend

            return VercelFrontend(ground, data)
        case "self-hosted":
            from components.platforms.streamcanvas.self_hosted import SelfHostedFrontend

            if network is None:
                raise ValueError("a self-hosted front end needs the network")
            return SelfHostedFrontend(ground, data, hosting, network)


def origins(ground: Ground, frontend: Frontend) -> list[pulumi.Input[str]]:
    """Where browsers may call from: the front end, and in development a developer's machine (SC-12)."""
    return [frontend.url, *([DEVELOPER] if ground.environment.name == "dev" else [])]
