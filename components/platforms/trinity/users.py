"""The table of users, and what was restored beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.blocks.table import Table, TableArgs
from components.iam import Statement
from components.links import Link
from components.platforms.recovery import table_replicas
from components.platforms.trinity.encryption import Keys
from components.platforms.trinity.ground import Ground
from components.settings.trinity_parts import RestoredTable
from components.table_schema import Index, Key

USER_KEY = Key(name="id")  # TR-5
EMAIL_INDEX = Index(name="EmailIndex", hash_key=Key(name="email"))  # TR-6
# TR-10, TR-11: what the guide's role says, and not what its CDK code grants.
TABLE_OPERATIONS = ("GetItem", "PutItem", "UpdateItem")
TABLE_ACTIONS = tuple(f"dynamodb:{operation}" for operation in TABLE_OPERATIONS)
FIRST = ""


@dataclass(frozen=True, kw_only=True)
class Users:
    """The tables, of which one is in use.

    A restored table is a resource of its own beside the first: a cut-over is another choice among the two,
    and going back is choosing again. No table is ever replaced.

    Attributes:
        tables: Label -> table; the first table's label is empty.
        live: Label of the table in use.
    """

    tables: Mapping[str, Table]
    live: str

    @property
    def table(self) -> Table:
        """The table in use."""
        return self.tables[self.live]

    def link(self) -> Link:
        """The table's name and the guide's three actions, and finding a user by their address."""
        own = self.table.link("USERS_TABLE_NAME", actions=TABLE_ACTIONS)
        find = [
            Statement(sid=f"FindUsersBy{name}", actions=["dynamodb:Query"], resources=[arn])
            for name, arn in self.table.index_arns.items()
        ]
        return Link(environment=own.environment, statements=[*own.statements, *find])


def declare_users(ground: Ground, keys: Keys) -> Users:
    """Declare the first table, and each restored one."""
    settings = ground.settings.users
    tables = {FIRST: _table(ground, keys, None)}
    tables |= {restored.label: _table(ground, keys, restored) for restored in settings.restored}
    return Users(tables=tables, live=settings.live or FIRST)


def _table(ground: Ground, keys: Keys, restored: RestoredTable | None) -> Table:
    label = restored.label if restored else FIRST
    replicas = table_replicas(ground.settings.dr, keys.copies)
    return Table(
        f"{ground.name}-users-{label}" if label else f"{ground.name}-users",
        TableArgs(
            environment=ground.environment,
            name=ground.names.users_table(label),
            hash_key=USER_KEY,
            indexes=[EMAIL_INDEX] if ground.settings.users.email_index else [],
            capacity=ground.settings.users.capacity,
            kms_key_arn=keys.data,
            # a global table copies by its stream
            stream="NEW_AND_OLD_IMAGES" if replicas else None,
            replicas=replicas,
            restore=restored.restore if restored else None,
        ),
        opts=ground.child,
    )
