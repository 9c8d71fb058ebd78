"""What is watched of Trinity (TR-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.blocks.graphql_api import GraphqlApi
from components.monitoring import Alarm, Widget
from components.platforms import operations
from components.platforms.operations import Operations
from components.platforms.trinity.api import SLOW_MS, Api, api_alarms
from components.platforms.trinity.edge import Edge, Firewalls
from components.platforms.trinity.functions import ERROR_PERCENT, Functions
from components.platforms.trinity.ground import Ground
from components.platforms.trinity.identity import Identity
from components.platforms.trinity.monitoring import Outside
from components.platforms.trinity.users import TABLE_OPERATIONS, Users

WATCHED_OPERATIONS = (*TABLE_OPERATIONS, "Query")
SERVER_ERROR_PERCENT = 1  # TR-14


@dataclass(frozen=True, kw_only=True)
class Watched:
    """The parts that yield alarms and widgets."""

    api: Api
    functions: Functions
    users: Users
    identity: Identity
    graphql: GraphqlApi | None
    edge: Edge | None
    firewalls: Firewalls
    outside: Outside


def declare_operations(ground: Ground, parts: Watched) -> Operations:
    """Collect what the blocks yield; nothing is listed twice."""
    return operations.declare_operations(
        ground, "Trinity", page="trinity", alarms=_alarms(parts), widgets=_widgets(parts)
    )


def _alarms(parts: Watched) -> Sequence[Alarm]:
    return [
        *api_alarms(parts.api),
        *(
            alarm
            for key, function in parts.functions.all.items()
            for alarm in function.alarms(title=f"Function{key.title()}", error_percent=ERROR_PERCENT)
        ),
        *(
            alarm
            for table in parts.users.tables.values()
            for alarm in table.alarms(operations=WATCHED_OPERATIONS)
        ),
        *(parts.identity.pool.alarms() if parts.identity.pool else []),
        *(
            parts.graphql.alarms(server_errors_percent=SERVER_ERROR_PERCENT, latency_p95_ms=SLOW_MS)
            if parts.graphql
            else []
        ),
        *(parts.edge.cdn.alarms(server_error_percent=SERVER_ERROR_PERCENT) if parts.edge else []),
        *(parts.firewalls.regional.alarms() if parts.firewalls.regional else []),
        *(parts.firewalls.edge.alarms(title="EdgeBlockedRequests") if parts.firewalls.edge else []),
        *parts.outside.alarms(),
    ]


def _widgets(parts: Watched) -> Sequence[Widget]:
    return [
        *parts.outside.widgets(),
        *parts.api.widgets(),
        *(widget for key, each in parts.functions.all.items() for widget in each.widgets(f"Function {key}")),
        *(parts.graphql.widgets() if parts.graphql else []),
        *(parts.identity.pool.widgets() if parts.identity.pool else []),
        *(widget for table in parts.users.tables.values() for widget in table.widgets()),
        *(parts.edge.cdn.widgets() if parts.edge else []),
        *(widget for firewall in parts.firewalls.all for widget in firewall.widgets()),
        *(parts.edge.assets.widgets() if parts.edge else []),
    ]
