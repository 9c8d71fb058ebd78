"""What every way of running the application has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.blocks.cdn import Cdn
from components.blocks.firewall import Firewall
from components.links import Link
from components.monitoring import Alarm, Widget
from components.platforms.hookrelay.data import Data
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.secrets import Secrets
from components.platforms.hookrelay.stores import Stores


@dataclass(frozen=True, kw_only=True)
class Application:
    """The application as the rest of the platform sees it.

    Attributes:
        alarms: Alarms of entrance and workload.
        widgets: Their graphs.
        outputs: What an operator gets.
        security_groups: Name -> group of each workload, for the reachability check.
        log_groups: Where it writes.
        cdn: The distribution, if any.
        firewall: The web ACL, if any.
    """

    alarms: Sequence[Alarm] = ()
    widgets: Sequence[Widget] = ()
    outputs: Mapping[str, pulumi.Input[object]] = field(default_factory=dict)
    security_groups: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    log_groups: Sequence[pulumi.Input[str]] = ()
    cdn: Cdn | None = None
    firewall: Firewall | None = None


def application_links(
    ground: Ground, data: Data, stores: Stores, secrets: Secrets, url: pulumi.Input[str] | None
) -> list[Link]:
    """Variables, secrets, rights and flows of the application: the same in every compute mode (HR-22).

    Args:
        ground: The stack.
        data: Tables, queue, archive.
        stores: Database and cache.
        secrets: What signs and signs in.
        url: Where users find it; None where only its host knows.
    """
    return [
        *data.links(backoff=ground.settings.queue.change_visibility),
        *stores.links(),
        *secrets.links(),
        Link(
            environment={
                # what frameworks read: a deployed Node.js application is in production (HR-22)
                "NODE_ENV": "production",
                "APP_ENV": ground.environment.long_name,
                "AUTH_TRUST_HOST": "true",
                **({"AUTH_URL": url} if url is not None else {}),
            }
        ),
    ]


def worker_links(ground: Ground, data: Data, stores: Stores) -> list[Link]:
    """The same for a worker that only delivers: no secrets of sessions and sign-in."""
    return [
        *data.links(backoff=ground.settings.queue.change_visibility),
        *stores.links(),
        Link(environment={"NODE_ENV": "production", "APP_ENV": ground.environment.long_name}),
    ]
