"""The shape of a table as data: keys, indexes, capacity and past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi

KeyType = Literal["S", "N", "B"]
Projection = Literal["ALL", "KEYS_ONLY", "INCLUDE"]
StreamView = Literal["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]


@dataclass(frozen=True, kw_only=True)
class Key:
    """A key attribute; declared where it is used as a key and nowhere else.

    Attributes:
        name: Attribute name.
        type: `S` string, `N` number or `B` binary.
    """

    name: str
    type: KeyType = "S"


@dataclass(frozen=True, kw_only=True)
class Index:
    """A global secondary index.

    Attributes:
        name: Index name.
        hash_key: Partition key.
        range_key: Sort key, if any.
        projection: What is copied into the index.
        include: Attributes copied besides the keys; only and always with `INCLUDE`.
    """

    name: str
    hash_key: Key
    range_key: Key | None = None
    projection: Projection = "ALL"
    include: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class LocalIndex:
    """A local secondary index: another sort key under the table's partition key.

    Attributes:
        name: Index name.
        range_key: Its sort key.
        projection: What is copied into the index.
        include: Attributes copied besides the keys; only and always with `INCLUDE`.
    """

    name: str
    range_key: Key
    projection: Projection = "ALL"
    include: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Provisioned:
    """Provisioned capacity that follows the load, of the table and of each of its global indexes (HR-16).

    Attributes:
        read_minimum: Read capacity units at rest.
        read_maximum: Most read capacity units.
        write_minimum: Write capacity units at rest.
        write_maximum: Most write capacity units.
        target_percent: Share of the capacity that scaling keeps in use (20 to 90).
    """

    read_minimum: int
    read_maximum: int
    write_minimum: int
    write_maximum: int
    target_percent: int = 70  # the Developer Guide's own example, and the console's default


@dataclass(frozen=True, kw_only=True)
class OnDemand:
    """Capacity by request.

    Attributes:
        maximum_read_units: Cap on read request units per second; none by default.
        maximum_write_units: Cap on write request units per second; none by default.
        warm_read_units: Reads per second that the table can take at once, without growing first.
        warm_write_units: Writes per second that the table can take at once.
    """

    maximum_read_units: int | None = None
    maximum_write_units: int | None = None
    warm_read_units: int | None = None
    warm_write_units: int | None = None


@dataclass(frozen=True, kw_only=True)
class Restore:
    """The past of a table that is made from a backup (TR-30).

    AWS restores into a new table only, so a restore comes with a new physical name. The settings describe
    how the table came to be: leave them in place as long as it lives, because a change replaces it.

    Attributes:
        source_name: Table of this region to restore to a point in time.
        source_table_arn: Table of another region to restore to a point in time.
        backup_arn: Backup to restore.
        date_time: RFC 3339 time to restore to; the latest restorable time without it.
    """

    source_name: str | None = None
    source_table_arn: str | None = None
    backup_arn: str | None = None
    date_time: str | None = None


@dataclass(frozen=True, kw_only=True)
class Replica:
    """A copy of the table in another region.

    Attributes:
        region: AWS region.
        kms_key_arn: That region's customer managed key; required if the table has one of its own.
    """

    region: str
    kms_key_arn: pulumi.Input[str] | None = None


def attributes_of(keys: Sequence[Key]) -> dict[str, KeyType]:
    """The attribute definitions that these keys need, each once; DynamoDB refuses any other (ST-7)."""
    return {key.name: key.type for key in keys}


def all_keys(
    hash_key: Key, range_key: Key | None, indexes: Sequence[Index], local_indexes: Sequence[LocalIndex]
) -> list[Key]:
    """Every key of a table and its indexes, in the order of declaration."""
    keys = [hash_key, range_key]
    for index in indexes:
        keys += [index.hash_key, index.range_key]
    keys += [local.range_key for local in local_indexes]
    return [key for key in keys if key is not None]
