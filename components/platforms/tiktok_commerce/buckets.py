"""Four of the five buckets; the fifth is the website's (TC-9)."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.bucket import Bucket
from components.blocks.bucket_args import BucketArgs
from components.blocks.bucket_replication import Replication
from components.blocks.table_export import TableExports, TableExportsArgs
from components.guards.buckets import Transition
from components.platforms.log_bucket import log_bucket
from components.platforms.tiktok_commerce.ground import Ground
from components.platforms.tiktok_commerce.stores import Keys, Stores

# S3 watches by itself which pictures are still looked at; those under 128 KB stay where they are.
BY_USE = [Transition(storage_class="INTELLIGENT_TIERING", days=0)]


@dataclass(frozen=True, kw_only=True)
class Buckets:
    """What is kept in S3.

    Attributes:
        logs: Access logs of buckets, load balancer and distribution.
        assets: Pictures and media of products.
        thumbnails: Pictures made from videos, which can be made again.
        backup: Exports and backups.
        exports: What exports the tables, if wanted.
    """

    logs: Bucket
    assets: Bucket
    thumbnails: Bucket
    backup: Bucket
    exports: TableExports | None


def declare_buckets(ground: Ground, keys: Keys, stores: Stores) -> Buckets:
    """Declare them, and the exports of the tables."""
    logs = log_bucket(ground, "alb", "cloudfront", "s3")
    settings = ground.settings.backup
    backup = Bucket(
        f"{ground.name}-backup",
        BucketArgs(
            environment=ground.environment,
            name=ground.names.bucket("backup"),
            versioned=True,
            kms_key_arn=keys.data,
            expire_days=settings.expire_days,
            transitions=settings.transitions,
            lock_days=settings.lock_days,
            access_logs=logs.access_logs("backup"),
            replicate_to=copy_of(ground, keys, "backup"),
        ),
        opts=ground.child,
    )
    return Buckets(
        logs=logs,
        assets=Bucket(
            f"{ground.name}-assets",
            BucketArgs(
                environment=ground.environment,
                name=ground.names.bucket("assets"),
                versioned=True,
                kms_key_arn=keys.data,
                transitions=BY_USE,
                access_logs=logs.access_logs("assets"),
                replicate_to=copy_of(ground, keys, "assets"),
            ),
            opts=ground.child,
        ),
        thumbnails=Bucket(
            f"{ground.name}-thumbnails",
            BucketArgs(
                environment=ground.environment,
                name=ground.names.bucket("thumbnails"),
                kms_key_arn=keys.data,
                transitions=BY_USE,
                access_logs=logs.access_logs("thumbnails"),
            ),
            opts=ground.child,
        ),
        backup=backup,
        exports=_exports(ground, keys, stores, backup),
    )


def copy_of(ground: Ground, keys: Keys, thing: str, *, encrypted: bool = True) -> Replication | None:
    """Where a bucket is copied to, if anywhere.

    Args:
        ground: The stack.
        keys: Keys.
        thing: The bucket.
        encrypted: Whether the bucket has the platform's key.
    """
    there = ground.settings.dr.region_of_copies("bucket")
    if there is None:
        return None
    return Replication(
        region=there,
        name=ground.names.bucket(f"{thing}-copy", region=there),
        kms_key_arn=keys.copies if encrypted else None,
    )


def _exports(ground: Ground, keys: Keys, stores: Stores, backup: Bucket) -> TableExports | None:
    days = ground.settings.backup.export_every_days
    if days is None:
        return None
    return TableExports(
        f"{ground.name}-exports",
        TableExportsArgs(
            tables=stores.tables,
            bucket=backup,
            every_days=days,
            kms_key_arn=keys.data,
            group_name=ground.names.exports,
            partition=ground.context.partition,
        ),
        opts=ground.child,
    )
