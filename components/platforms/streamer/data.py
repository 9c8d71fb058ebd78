"""The tables, their key, and where the stream's failures and finished requests go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.bucket import Bucket
from components.blocks.bucket_args import BucketArgs
from components.blocks.bucket_replication import Replication
from components.blocks.expired_item_archiver import ExpiredItemArchiver, ExpiredItemArchiverArgs
from components.blocks.queue import DEAD_LETTER_RETENTION_SECONDS, Queue, QueueArgs
from components.blocks.table import Table, TableArgs
from components.links import Link
from components.platforms.alerting import platform_key
from components.platforms.recovery import copies_key, table_replicas
from components.platforms.streamer.ground import Ground
from components.settings.tables import TableSettings
from components.table_schema import Index, Key, Replica, StreamView

STREAM: StreamView = "NEW_AND_OLD_IMAGES"
USER_INDEX = "UserIndex"
CONNECTION = Key(name="ConnectionID")  # ST-6
REQUEST = Key(name="RequestID")  # ST-7
SUBSCRIPTION = Key(name="SubscriptionID")  # ST-5
CREATED = Key(name="CreatedAt")
CONNECTION_INDEXES = (
    Index(name=USER_INDEX, hash_key=Key(name="UserID")),
    Index(name="TenantIndex", hash_key=Key(name="TenantID")),
)
# ST-7: the guide declares these attributes and no index; this is what they are evidently for.
REQUEST_INDEXES = (
    Index(name="ConnectionIndex", hash_key=CONNECTION, range_key=CREATED),
    Index(name="StatusIndex", hash_key=Key(name="Status"), range_key=CREATED),
)
SUBSCRIPTION_INDEXES = (
    Index(name="ConnectionIndex", hash_key=CONNECTION),
    Index(name="RequestIndex", hash_key=REQUEST),
)
# ST-37: the guide's five actions.
TABLE_OPERATIONS = ("PutItem", "GetItem", "DeleteItem", "Query", "UpdateItem")
TABLE_ACTIONS = tuple(f"dynamodb:{operation}" for operation in TABLE_OPERATIONS)

# Nothing consumes the queue of failures but a person with a tool: long enough to look at a message, and
# so many looks that none of them makes it a dead letter by accident.
FAILURE_VISIBILITY_SECONDS = 300
FAILURE_RECEIVES = 100


@dataclass(frozen=True, kw_only=True)
class Data:
    """The application's data.

    Attributes:
        key: The key of all of it; None where AWS's own encrypt.
        connections: Open connections.
        requests: Requests and where they stand; its stream feeds the processor.
        subscriptions: Who follows which request, if wanted.
        failures: What the stream's readers failed at.
        archive: Finished requests, if wanted.
        archiver: What puts them there.
    """

    key: pulumi.Input[str] | None
    connections: Table
    requests: Table
    subscriptions: Table | None
    failures: Queue
    archive: Bucket | None
    archiver: ExpiredItemArchiver | None

    @property
    def tables(self) -> list[Table]:
        """All that there are."""
        return [self.connections, self.requests, *([self.subscriptions] if self.subscriptions else [])]

    def use_connections(self, *, indexes: tuple[str, ...] | None = None) -> Link:
        """The table of connections."""
        return self.connections.link("CONNECTIONS_TABLE", actions=TABLE_ACTIONS, indexes=indexes)

    def use_requests(self) -> Link:
        """The table of requests."""
        return self.requests.link("REQUESTS_TABLE", actions=TABLE_ACTIONS)

    def use_subscriptions(self) -> Link:
        """The table of subscriptions; nothing where there is none."""
        if self.subscriptions is None:
            return Link()
        return self.subscriptions.link("SUBSCRIPTIONS_TABLE", actions=TABLE_ACTIONS)


def declare_data(ground: Ground) -> Data:
    """Declare the tables and what belongs to their stream."""
    settings = ground.settings
    key: pulumi.Input[str] | None = settings.kms_key_arn
    if key is None and settings.customer_managed_key:
        key = platform_key(ground, "key", "Streamer: tables, failures, archive")
    copies = copies_key(ground, key, "Streamer: copies of tables and archive", ("table", "bucket"))
    replicas = table_replicas(settings.dr, copies)
    tables = settings.tables
    requests = _table(
        ground, "requests", tables.requests, key, REQUEST, REQUEST_INDEXES, STREAM, replicas=replicas
    )
    failures = _failures(ground, key)
    archive = _archive(ground, key, copies)
    return Data(
        key=key,
        # of no use elsewhere: a connection ends with the region that holds it
        connections=_table(ground, "connections", tables.connections, key, CONNECTION, CONNECTION_INDEXES),
        requests=requests,
        subscriptions=_table(
            ground,
            "subscriptions",
            tables.subscriptions,
            key,
            SUBSCRIPTION,
            SUBSCRIPTION_INDEXES,
            # a global table copies by its stream
            STREAM if replicas else None,
            replicas=replicas,
        )
        if tables.subscriptions.enabled
        else None,
        failures=failures,
        archive=archive,
        archiver=_archiver(ground, requests, failures, archive) if archive else None,
    )


def _table(
    ground: Ground,
    thing: str,
    settings: TableSettings,
    key: pulumi.Input[str] | None,
    hash_key: Key,
    indexes: tuple[Index, ...],
    stream: StreamView | None = None,
    replicas: Sequence[Replica] = (),
) -> Table:
    return Table(
        f"{ground.name}-{thing}",
        TableArgs(
            environment=ground.environment,
            name=settings.name or ground.names.table(thing),
            hash_key=hash_key,
            indexes=indexes,
            ttl_attribute=ground.settings.tables.ttl_attribute,
            stream=stream,
            replicas=replicas,
            capacity=settings.capacity,
            kms_key_arn=key,
            restore=settings.restore.restore if settings.restore else None,
        ),
        opts=ground.child,
    )


def _failures(ground: Ground, key: pulumi.Input[str] | None) -> Queue:
    """Where a record goes that failed every attempt: a poison record holds no shard up (ST-22)."""
    return Queue(
        f"{ground.name}-failures",
        QueueArgs(
            environment=ground.environment,
            name=ground.names.failures,
            dead_letter_name=ground.names.failures_dead_letters,
            visibility_timeout_seconds=FAILURE_VISIBILITY_SECONDS,
            max_receive_count=FAILURE_RECEIVES,
            retention_seconds=DEAD_LETTER_RETENTION_SECONDS,
            kms_key_arn=key,
        ),
        opts=ground.child,
    )


def _archive(
    ground: Ground, key: pulumi.Input[str] | None, copies: pulumi.Input[str] | None
) -> Bucket | None:
    settings, there = ground.settings.archive, ground.settings.dr.region_of_copies("bucket")
    if settings is None:
        return None
    return Bucket(
        f"{ground.name}-archive",
        BucketArgs(
            environment=ground.environment,
            name=ground.names.bucket("archive"),
            versioned=True,
            kms_key_arn=key,
            expire_days=settings.expire_days,
            replicate_to=Replication(
                region=there, name=ground.names.bucket("archive-copy", region=there), kms_key_arn=copies
            )
            if there
            else None,
        ),
        opts=ground.child,
    )


def _archiver(ground: Ground, requests: Table, failures: Queue, archive: Bucket) -> ExpiredItemArchiver:
    """Keeps finished requests as they expire (ST-9); with the processor, the stream's two readers."""
    statuses = ground.settings.archive.statuses if ground.settings.archive else ()
    return ExpiredItemArchiver(
        f"{ground.name}-archive",
        ExpiredItemArchiverArgs(
            environment=ground.environment,
            table=requests,
            key_attribute=REQUEST.name,
            bucket=archive.link("ARCHIVE_BUCKET", actions=["s3:PutObject"], listing=False),
            failures=failures,
            values={"Status": statuses} if statuses else {},
            name=ground.names.function("archiver"),
            role_name=ground.names.role("archiver"),
        ),
        opts=ground.child,
    )
