"""Capacity, indexes and restore of a DynamoDB table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from components.guards import Problem
from components.guards.tables import INDEX_NAME, capacity_problems, key_schema_problems, recovery_problems
from components.settings.kinds import Text, Whole
from components.settings.model import Model, Resolution, check, setting
from components.table_schema import Index, Key, KeyType, OnDemand, Provisioned, Restore

# Default quota of a table (Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB").
Units = Annotated[int, Whole(1, 40_000, "units per second; DynamoDB's default quota of a table")]
TableName = Annotated[
    str, Text(r"[A-Za-z0-9_.-]{3,255}", "3 to 255 of A-Z a-z 0-9 _ . -", "prod-hookrelay-endpoints-2")
]
IndexName = Annotated[str, Text(INDEX_NAME.pattern, "3 to 255 of A-Z a-z 0-9 _ . -", "StatusIndex")]
Attribute = Annotated[str, Text(r"\S{1,255}", "the name of an attribute", "status", longest=255)]
Time = Annotated[
    str,
    Text(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)",
        "a time (RFC 3339), in quotes",
        "2026-11-20T08:00:00Z",
    ),
]
BackupArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:(dynamodb|backup):[a-z0-9-]+:[0-9]{12}:\S+",
        "a backup's ARN",
        "arn:aws:dynamodb:us-east-1:123456789012:table/t/backup/01234567890123-abcdef01",
    ),
]


class Capacity(Model):
    """Provisioned units that follow the load, between two bounds."""

    read_minimum: Units = setting(1, what="Read units at rest.", requirement="HR-16")
    read_maximum: Units = setting(10, what="Most read units.", requirement="HR-16")
    write_minimum: Units = setting(1, what="Write units at rest.", requirement="HR-16")
    write_maximum: Units = setting(10, what="Most write units.", requirement="HR-16")
    target_percent: Annotated[int, Whole(20, 90, "DynamoDB auto scaling")] = setting(
        70, what="Share of the units that scaling keeps in use.", requirement="HR-16"
    )

    @property
    def provisioned(self) -> Provisioned:
        """As the table takes it."""
        return Provisioned(
            read_minimum=self.read_minimum,
            read_maximum=self.read_maximum,
            write_minimum=self.write_minimum,
            write_maximum=self.write_maximum,
            target_percent=self.target_percent,
        )

    @check("read_minimum", "read_maximum", "write_minimum", "write_maximum")
    def bounds_are_ordered(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """No minimum above its maximum."""
        for problem in capacity_problems(self.provisioned):
            yield replace(problem, field=problem.field.removeprefix("capacity."))


class Requests(Model):
    """Limits of on-demand capacity; none by default."""

    maximum_read_units: Units | None = setting(
        None, what="Cap on reads per second, against runaway cost.", requirement="HR-16"
    )
    maximum_write_units: Units | None = setting(None, what="Cap on writes per second.", requirement="HR-16")
    warm_read_units: Units | None = setting(
        None,
        what="Reads per second that the table takes at once, without growing first.",
        requirement="HR-16",
    )
    warm_write_units: Units | None = setting(
        None, what="Writes per second that the table takes at once.", requirement="HR-16"
    )

    @property
    def on_demand(self) -> OnDemand:
        """As the table takes it."""
        return OnDemand(
            maximum_read_units=self.maximum_read_units,
            maximum_write_units=self.maximum_write_units,
            warm_read_units=self.warm_read_units,
            warm_write_units=self.warm_write_units,
        )


class RestoreSettings(Model):
    """The past of a table that is made from a backup; it stays in the file as long as the table lives."""

    source_name: TableName | None = setting(None, what="Table to restore.", requirement="HR-50, TR-30")
    backup_arn: BackupArn | None = setting(None, what="Backup to restore.", requirement="HR-50, TR-30")
    date_time: Time | None = setting(
        None, what="Moment to restore to; the latest without it.", requirement="HR-50, TR-30"
    )

    @property
    def restore(self) -> Restore:
        """As the table takes it."""
        return Restore(source_name=self.source_name, backup_arn=self.backup_arn, date_time=self.date_time)

    @check("source_name", "backup_arn", "date_time")
    def one_source(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A table to go back in, or a backup."""
        for problem in recovery_problems(recovery_days=None, restore=self.restore):
            yield replace(
                problem,
                field="date_time" if "date_time" in problem.field else "source_name",
                given=problem.given if isinstance(problem.given, str) else "both or neither",
                allowed=problem.allowed.replace(
                    "source_name, source_table_arn, backup_arn", "sourceName, backupArn"
                ),
            )


class BillingSettings(Model):
    """How a table is paid for."""

    billing: Literal["onDemand", "provisioned"] = setting(
        "onDemand",
        what="onDemand: pay by request; provisioned: units that auto scaling moves between bounds, cheaper "
        "for "
        "predictable load.",
        requirement="HR-1, HR-16",
    )
    provisioned: Capacity | None = setting(None, what="Bounds of provisioned billing.", requirement="HR-16")
    on_demand: Requests | None = setting(None, what="Limits of on-demand billing.", requirement="HR-16")

    @property
    def capacity(self) -> OnDemand | Provisioned:
        """As the table takes it."""
        if self.billing == "provisioned":
            return (self.provisioned or Capacity()).provisioned
        return (self.on_demand or Requests()).on_demand

    @check("billing", "provisioned", "on_demand")
    def limits_are_of_the_billing(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Limits of the other way of billing would have no effect."""
        other, given = (
            ("provisioned", self.provisioned) if self.billing == "onDemand" else ("on_demand", self.on_demand)
        )
        if given is not None:
            yield Problem(
                field=other,
                given={},
                allowed=f"nothing, with billing: {self.billing}",
                fix="remove it, or change billing",
            )


class TableSettings(BillingSettings):
    """One table."""

    name: TableName | None = setting(
        None, what="Another physical name, for the cut-over to a restored table.", requirement="HR-50, TR-30"
    )
    restore: RestoreSettings | None = setting(
        None, what="Make the table from a backup; needs a new name.", requirement="HR-50, TR-30"
    )

    @check("name", "restore")
    def restored_under_a_new_name(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """AWS restores into a new table only."""
        if self.restore is not None and (self.name is None or self.name == self.restore.source_name):
            yield Problem(
                field="name",
                given=self.name,
                allowed="a name that no table has yet: AWS restores into a new table only",
                fix="give the restored table a name of its own",
            )


class KeySettings(Model):
    """A key attribute of an index."""

    name: Attribute = setting(what="Name of the attribute.", requirement="HR-15")
    type: KeyType = setting("S", what="S string, N number, B binary.", requirement="HR-15")


class IndexSettings(Model):
    """A global secondary index."""

    name: IndexName = setting(what="Name of the index.", requirement="HR-15")
    partition_key: KeySettings = setting(what="Partition key.", requirement="HR-15")
    sort_key: KeySettings | None = setting(None, what="Sort key.", requirement="HR-15")
    projection: Literal["ALL", "KEYS_ONLY"] = setting(
        "ALL", what="What the index copies.", requirement="HR-15"
    )

    @property
    def index(self) -> Index:
        """As the table takes it."""
        return Index(
            name=self.name,
            hash_key=Key(name=self.partition_key.name, type=self.partition_key.type),
            range_key=Key(name=self.sort_key.name, type=self.sort_key.type) if self.sort_key else None,
            projection=self.projection,
        )


def index_problems(indexes: tuple[IndexSettings, ...], *, hash_key: Key, range_key: Key) -> Iterator[Problem]:
    """Problems of the indexes of a table with these keys."""
    yield from key_schema_problems(
        hash_key=hash_key,
        range_key=range_key,
        indexes=[index.index for index in indexes],
        local_indexes=(),
        ttl_attribute=None,
    )
