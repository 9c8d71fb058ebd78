"""Tables, queue and archive: what the guide is about."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.bucket import Bucket
from components.blocks.bucket_args import BucketArgs
from components.blocks.bucket_replication import Replication
from components.blocks.dead_letter_archiver import DeadLetterArchiver, DeadLetterArchiverArgs
from components.blocks.queue import Queue, QueueArgs
from components.blocks.table import Table, TableArgs
from components.guards.buckets import Transition
from components.links import Link
from components.platforms.hookrelay.encryption import Keys
from components.platforms.hookrelay.ground import Ground
from components.platforms.log_bucket import log_bucket
from components.platforms.recovery import table_replicas
from components.settings.hookrelay import DELIVERY_KEY, ENDPOINT_KEY
from components.settings.hookrelay_parts import STANDARD_IA_AFTER_DAYS, DeliveriesTable
from components.settings.tables import TableSettings

# HR-17: the guide's minimum policy, action for action.
TABLE_OPERATIONS = ("Scan", "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")
TABLE_ACTIONS = tuple(f"dynamodb:{operation}" for operation in TABLE_OPERATIONS)

ARCHIVE_RULE = "DeleteOldDLQItems"  # HR-9
ARCHIVE_COMPRESSION = "gzip"  # HR-10: what the application compresses large payloads with
# Six times what the archiver may take for a batch of ten messages of at most 256 KB each: 30 s.
DEAD_LETTER_VISIBILITY_SECONDS = 180


@dataclass(frozen=True, kw_only=True)
class Data:
    """The application's data.

    Attributes:
        endpoints: Webhook endpoints.
        deliveries: Deliveries of each endpoint.
        queue: Delivery attempts.
        archive: What could not be delivered.
        logs: Access logs of bucket, load balancer and distribution.
        archiver: Moves dead letters to the archive, if wanted.
    """

    endpoints: Table
    deliveries: Table
    queue: Queue
    archive: Bucket
    logs: Bucket
    archiver: DeadLetterArchiver | None

    def links(self, *, backoff: bool) -> list[Link]:
        """What the application gets, in every compute mode (HR-17 to HR-20)."""
        return [
            self.endpoints.link("AWS_DDB_ENDPOINTS_TABLE", actions=TABLE_ACTIONS),
            self.deliveries.link("AWS_DDB_DELIVERIES_TABLE", actions=TABLE_ACTIONS),
            self.queue.link("AWS_SQS_QUEUE_URL"),
            Link(statements=self.queue.allow_receive(backoff=backoff)),
            self.archive.link("AWS_S3_DLQ_BUCKET"),
            Link(environment={"DLQ_COMPRESSION": ARCHIVE_COMPRESSION}),
        ]


def declare_data(ground: Ground, keys: Keys) -> Data:
    """Declare the tables, the queue, the archive and what moves dead letters there."""
    logs = log_bucket(ground, "alb", "cloudfront", "s3")
    queue = _queue(ground, keys)
    archive = _archive(ground, keys, logs)
    return Data(
        endpoints=_table(ground, "endpoints", ground.settings.tables.endpoints, keys),
        deliveries=_table(ground, "deliveries", ground.settings.tables.deliveries, keys),
        queue=queue,
        archive=archive,
        logs=logs,
        archiver=_archiver(ground, queue, archive) if ground.settings.archive.archiver else None,
    )


def _table(ground: Ground, thing: str, settings: TableSettings, keys: Keys) -> Table:
    replicas = table_replicas(ground.settings.dr, keys.copies)
    deliveries = settings if isinstance(settings, DeliveriesTable) else None
    return Table(
        f"{ground.name}-{thing}",
        TableArgs(
            environment=ground.environment,
            name=settings.name or ground.names.table(thing),
            hash_key=ENDPOINT_KEY,
            range_key=DELIVERY_KEY if deliveries else None,
            indexes=[each.index for each in deliveries.indexes] if deliveries else (),
            capacity=settings.capacity,
            kms_key_arn=keys.data,
            # a global table copies by its stream (HR-50)
            stream="NEW_AND_OLD_IMAGES" if replicas else None,
            replicas=replicas,
            restore=settings.restore.restore if settings.restore else None,
        ),
        opts=ground.child,
    )


def _queue(ground: Ground, keys: Keys) -> Queue:
    settings = ground.settings.queue
    return Queue(
        f"{ground.name}-attempts",
        QueueArgs(
            environment=ground.environment,
            name=ground.names.queue,
            dead_letter_name=ground.names.dead_letter_queue,
            visibility_timeout_seconds=settings.visibility_timeout.seconds,
            max_receive_count=settings.max_receive_count,
            retention_seconds=settings.retention.seconds,
            dead_letter_visibility_timeout_seconds=DEAD_LETTER_VISIBILITY_SECONDS,
            kms_key_arn=keys.data,
        ),
        opts=ground.child,
    )


def _archive(ground: Ground, keys: Keys, logs: Bucket) -> Bucket:
    settings = ground.settings.archive
    transitions = {
        "standard": [],
        "standardIa": [Transition(storage_class="STANDARD_IA", days=STANDARD_IA_AFTER_DAYS)],
        "intelligentTiering": [Transition(storage_class="INTELLIGENT_TIERING", days=0)],
    }[settings.storage_class]
    there = ground.settings.dr.region_of_copies("bucket")
    copy = None
    if there:
        copy = Replication(
            region=there,
            name=ground.names.bucket("dlq-copy", region=there),
            kms_key_arn=keys.copies,
        )
    return Bucket(
        f"{ground.name}-archive",
        BucketArgs(
            environment=ground.environment,
            name=ground.names.bucket("dlq"),
            versioned=True,
            kms_key_arn=keys.data,
            expire_days=settings.expire_days,
            expire_rule_id=ARCHIVE_RULE,
            noncurrent_days=settings.noncurrent_days,
            transitions=transitions,
            access_logs=logs.access_logs("archive"),
            replicate_to=copy,
        ),
        opts=ground.child,
    )


def _archiver(ground: Ground, queue: Queue, archive: Bucket) -> DeadLetterArchiver:
    """Moves dead letters to the archive before SQS drops them after 14 days (HR-11)."""
    return DeadLetterArchiver(
        f"{ground.name}-archiver",
        DeadLetterArchiverArgs(
            environment=ground.environment,
            name=ground.names.function("archiver"),
            dead_letters=queue.dead_letters,
            bucket=archive.link("ARCHIVE_BUCKET", actions=["s3:PutObject"], listing=False),
            compress=True,
        ),
        opts=ground.child,
    )
