"""Sessions, states and connections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.table import READ_ACTIONS, WRITE_ACTIONS, Table, TableArgs
from components.links import Link
from components.platforms.alerting import platform_key
from components.platforms.recovery import copies_key, table_replicas
from components.platforms.streamcanvas.ground import Ground
from components.settings.streamcanvas import CONNECTION_KEY, SESSION_KEY, TIMESTAMP_KEY
from components.settings.tables import TableSettings
from components.table_schema import Index, Key, Replica

HOST_INDEX = Index(name="HostIdIndex", hash_key=Key(name="hostId"))  # SC-3
SESSION_INDEX = Index(name="SessionIdIndex", hash_key=SESSION_KEY)  # SC-5
# Everything that works on items of one key; no Scan, which reads a whole table.
ITEM_ACTIONS = (*READ_ACTIONS, *WRITE_ACTIONS)
SCAN = "dynamodb:Scan"


@dataclass(frozen=True, kw_only=True)
class Data:
    """The tables.

    Attributes:
        sessions: Sessions, by id and by host.
        states: The history of each session's state.
        connections: Who is connected, and to which session.
        key_arn: Their customer managed key; None where AWS's own encrypts.
        by_session: Whether connections are indexed by session.
    """

    sessions: Table
    states: Table
    connections: Table
    key_arn: pulumi.Input[str] | None
    by_session: bool

    @property
    def tables(self) -> Sequence[Table]:
        """All of them."""
        return (self.sessions, self.states, self.connections)

    def handler_links(self) -> list[Link]:
        """What the WebSocket handler gets: publishState writes states, a broadcast reads connections."""
        connections = ITEM_ACTIONS if self.by_session else (*ITEM_ACTIONS, SCAN)
        found = [
            self.connections.link("CONNECTIONS_TABLE", actions=connections),
            self.sessions.link("SESSIONS_TABLE", actions=ITEM_ACTIONS),
            self.states.link("STATES_TABLE", actions=ITEM_ACTIONS),
        ]
        if self.by_session:
            found.append(Link(environment={"CONNECTIONS_INDEX": SESSION_INDEX.name}))
        return found

    def frontend_links(self) -> list[Link]:
        """What the front end's server side gets, wherever it runs, instead of the guide's keys (SC-17)."""
        return [
            self.sessions.link("DYNAMODB_SESSIONS_TABLE", actions=ITEM_ACTIONS),
            self.states.link("DYNAMODB_STATES_TABLE", actions=ITEM_ACTIONS),
        ]


def declare_data(ground: Ground) -> Data:
    """Declare the key and the tables."""
    settings, tables = ground.settings, ground.settings.tables
    own = settings.customer_managed_key and settings.kms_key_arn is None
    key = platform_key(ground, "key", "StreamCanvas: tables and secrets") if own else settings.kms_key_arn
    copies = copies_key(ground, key, "StreamCanvas: copies of tables", ("table",))
    replicas = table_replicas(ground.settings.dr, copies)
    return Data(
        sessions=_table(
            ground,
            "sessions",
            ground.names.sessions_table,
            tables.sessions,
            key,
            SESSION_KEY,
            None,
            [HOST_INDEX],
            replicas=replicas,
        ),
        states=_table(
            ground,
            "states",
            ground.names.states_table,
            tables.states,
            key,
            SESSION_KEY,
            TIMESTAMP_KEY,
            ttl=tables.states.ttl_attribute,
            replicas=replicas,
        ),
        # of no use elsewhere: a connection ends with the region that holds it
        connections=_table(
            ground,
            "connections",
            ground.names.connections_table,
            tables.connections,
            key,
            CONNECTION_KEY,
            None,
            [SESSION_INDEX] if tables.connections.session_index else [],
            ttl=tables.connections.ttl_attribute,
        ),
        key_arn=key,
        by_session=tables.connections.session_index,
    )


def _table(
    ground: Ground,
    thing: str,
    name: str,
    settings: TableSettings,
    key_arn: pulumi.Input[str] | None,
    hash_key: Key,
    range_key: Key | None,
    indexes: Sequence[Index] = (),
    ttl: str | None = None,
    replicas: Sequence[Replica] = (),
) -> Table:
    return Table(
        f"{ground.name}-{thing}",
        TableArgs(
            environment=ground.environment,
            name=settings.name or name,
            hash_key=hash_key,
            range_key=range_key,
            indexes=indexes,
            ttl_attribute=ttl,
            capacity=settings.capacity,
            kms_key_arn=key_arn,
            # a global table copies by its stream
            stream="NEW_AND_OLD_IMAGES" if replicas else None,
            replicas=replicas,
            restore=settings.restore.restore if settings.restore else None,
        ),
        opts=ground.child,
    )
