"""What DynamoDB refuses of a table, and what it accepts and breaks.

The limits are those of the Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from components.guards import Problem
from components.table_schema import (
    Index,
    Key,
    LocalIndex,
    OnDemand,
    Provisioned,
    Restore,
    StreamView,
    all_keys,
)

MAX_GLOBAL_INDEXES = 20
MAX_LOCAL_INDEXES = 5
INDEX_NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}")
RECOVERY_DAYS = range(1, 35 + 1)  # UpdateContinuousBackups, RecoveryPeriodInDays
UTILIZATION_PERCENT = range(20, 90 + 1)  # Developer Guide, "Auto scaling": target between 20 and 90 percent
# Global tables copy what the stream says, so it has to say all of it (Developer Guide, "Global tables").
REPLICATED_STREAM: StreamView = "NEW_AND_OLD_IMAGES"


def key_schema_problems(
    *,
    hash_key: Key,
    range_key: Key | None,
    indexes: Sequence[Index],
    local_indexes: Sequence[LocalIndex],
    ttl_attribute: str | None,
) -> Iterator[Problem]:
    """Problems of a table's keys and indexes."""
    yield from _type_problems(all_keys(hash_key, range_key, indexes, local_indexes))
    for field, number, limit in (
        ("indexes", len(indexes), MAX_GLOBAL_INDEXES),
        ("local_indexes", len(local_indexes), MAX_LOCAL_INDEXES),
    ):
        if number > limit:
            yield Problem(
                field=field,
                given=number,
                allowed=f"at most {limit} (DynamoDB quota)",
                fix="merge or drop some",
            )
    if local_indexes and range_key is None:
        yield Problem(
            field="local_indexes",
            given=[index.name for index in local_indexes],
            allowed="none on a table without a range key",
            fix="give the table a range key or make them global indexes",
        )
    every: list[Index | LocalIndex] = [*indexes, *local_indexes]
    names = [index.name for index in every]
    for number, index in enumerate(every):
        field = f"indexes[{number}]" if number < len(indexes) else f"local_indexes[{number - len(indexes)}]"
        if names.count(index.name) > 1 or not INDEX_NAME.fullmatch(index.name):
            yield Problem(
                field=f"{field}.name",
                given=index.name,
                allowed="a name that no other index has: 3 to 255 of A-Z a-z 0-9 _ . -",
                fix="rename it",
            )
        if bool(index.include) != (index.projection == "INCLUDE"):
            yield Problem(
                field=f"{field}.include",
                given=list(index.include),
                allowed=f"attributes with projection INCLUDE only; the projection is {index.projection}",
                fix="list the attributes under projection INCLUDE, or neither",
            )
    table_keys = {hash_key.name, range_key.name if range_key else None}
    if ttl_attribute is not None and ttl_attribute in table_keys:
        yield Problem(
            field="ttl_attribute",
            given=ttl_attribute,
            allowed="an attribute that is no key of the table",
            fix="write the expiry to an attribute of its own, as a number of seconds since 1970",
        )


def _type_problems(keys: Sequence[Key]) -> Iterator[Problem]:
    for name in sorted({key.name for key in keys}):
        types = sorted({key.type for key in keys if key.name == name})
        if len(types) > 1:
            yield Problem(
                field="indexes",
                given=f"{name} as {' and '.join(types)}",
                allowed="one type per attribute",
                fix="give the attribute the same type wherever it is a key",
            )


def capacity_problems(capacity: OnDemand | Provisioned) -> Iterator[Problem]:
    """Problems of a table's capacity."""
    if isinstance(capacity, OnDemand):
        for field, value in vars(capacity).items():
            if value is not None and value < 1:
                yield Problem(
                    field=f"capacity.{field}",
                    given=value,
                    allowed="1 or more",
                    fix="leave it out for no limit",
                )
        return
    for field, minimum, maximum in (
        ("read", capacity.read_minimum, capacity.read_maximum),
        ("write", capacity.write_minimum, capacity.write_maximum),
    ):
        if not 1 <= minimum <= maximum:
            yield Problem(
                field=f"capacity.{field}_maximum",
                given=f"{minimum} to {maximum}",
                allowed="1 <= minimum <= maximum",
                fix="raise the maximum",
            )
    if capacity.target_percent not in UTILIZATION_PERCENT:
        yield Problem(
            field="capacity.target_percent",
            given=capacity.target_percent,
            allowed="20 to 90 (DynamoDB auto scaling)",
            fix="choose a share in that range",
        )


def recovery_problems(*, recovery_days: int | None, restore: Restore | None) -> Iterator[Problem]:
    """Problems of a table's point-in-time recovery and of the backup that it is made from."""
    if recovery_days is not None and recovery_days not in RECOVERY_DAYS:
        yield Problem(
            field="recovery_days",
            given=recovery_days,
            allowed="1 to 35 (DynamoDB)",
            fix="choose a period in that range",
        )
    if restore is None:
        return
    sources = [restore.source_name, restore.source_table_arn, restore.backup_arn]
    if sum(source is not None for source in sources) != 1:
        yield Problem(
            field="restore",
            given=[source for source in sources if source is not None],
            allowed="exactly one of source_name, source_table_arn, backup_arn",
            fix="name the one source",
        )
    if restore.backup_arn is not None and restore.date_time is not None:
        yield Problem(
            field="restore.date_time",
            given=restore.date_time,
            allowed="no time with backup_arn: a backup is of one moment",
            fix="leave date_time or backup_arn out",
        )


def replica_problems(
    *, stream: StreamView | None, replica_regions: Sequence[str], key_regions: Sequence[str], own_key: bool
) -> Iterator[Problem]:
    """Problems of a global table (HR-50).

    Args:
        stream: What the table's stream carries.
        replica_regions: Regions of the replicas.
        key_regions: Those of them that have a customer managed key.
        own_key: Whether the table itself is encrypted by a customer managed key.
    """
    if not replica_regions:
        return
    if stream != REPLICATED_STREAM:
        yield Problem(
            field="stream",
            given=stream,
            allowed=f"{REPLICATED_STREAM} on a table with replicas: replication reads the stream",
            fix=f"set stream to {REPLICATED_STREAM}",
        )
    if len(set(replica_regions)) != len(replica_regions):
        yield Problem(
            field="replicas", given=list(replica_regions), allowed="one replica per region", fix="drop one"
        )
    wrong = sorted(set(replica_regions) - set(key_regions) if own_key else set(key_regions))
    if wrong:
        yield Problem(
            field="replicas",
            given=f"keys in {sorted(key_regions)}",
            allowed="a customer managed key for the table and for each replica, or for none of them",
            fix=f"{'give' if own_key else 'remove'} kms_key_arn in {', '.join(wrong)}",
        )
