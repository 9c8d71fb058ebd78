"""What is recorded of the account, and where: the trail, AWS Config, and a locked bucket for each."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.baseline.ground import BaselineGround
from components.blocks.bucket import Bucket
from components.blocks.bucket_args import BucketArgs
from components.blocks.config_recorder import ConfigRecorder, ConfigRecorderArgs
from components.blocks.key import Key, KeyArgs, KeyUser
from components.blocks.log_sink import LogSink
from components.blocks.trail import Trail, TrailArgs
from components.guards.buckets import LogSource


@dataclass(frozen=True, kw_only=True)
class Records:
    """What is recorded.

    Attributes:
        trail: The trail, if held here.
        trail_bucket: Its bucket, if made here.
        recorder: AWS Config's recorder, if held here.
        recorder_bucket: Its bucket, if made here.
    """

    trail: Trail | None
    trail_bucket: Bucket | None
    recorder: ConfigRecorder | None
    recorder_bucket: Bucket | None


def declare_records(ground: BaselineGround, account_id: str | None) -> Records:
    """Make or adopt trail and recorder.

    Args:
        ground: The stack.
        account_id: The account as plain text, where something is adopted.
    """
    settings = ground.settings
    key = _key(ground)
    trail_bucket = (
        # CloudTrail delivers to a bucket with a default retention; AWS Config doesn't: hence one for each.
        _bucket(
            ground,
            "trail",
            "cloudtrail",
            key,
            expire_days=settings.trail.expire_days,
            lock_days=settings.trail.lock_days,
        )
        if settings.trail.made
        else None
    )
    recorder_bucket = (
        _bucket(ground, "config", "config", key, expire_days=settings.trail.expire_days, lock_days=None)
        if settings.config.made
        else None
    )
    return Records(
        trail=_trail(ground, trail_bucket, key, account_id) if settings.trail.held else None,
        trail_bucket=trail_bucket,
        recorder=_recorder(ground, recorder_bucket, key) if settings.config.held else None,
        recorder_bucket=recorder_bucket,
    )


def _key(ground: BaselineGround) -> pulumi.Input[str] | None:
    settings = ground.settings
    wanted: dict[KeyUser, bool] = {"cloudtrail": settings.trail.made, "config": settings.config.made}
    users = [user for user, made in wanted.items() if made]
    if not users or not settings.customer_managed_key or settings.kms_key_arn is not None:
        return settings.kms_key_arn
    return Key(
        f"{ground.name}-records-key",
        KeyArgs(
            environment=ground.environment,
            description="Baseline: records of the account",
            account_id=ground.context.account_id,
            partition=ground.context.partition,
            alias=ground.names.key_alias("records"),
            users=users,
        ),
        opts=ground.child,
    ).arn


def _bucket(
    ground: BaselineGround,
    thing: str,
    source: LogSource,
    key: pulumi.Input[str] | None,
    *,
    expire_days: int,
    lock_days: int | None,
) -> Bucket:
    return Bucket(
        f"{ground.name}-{thing}-records",
        BucketArgs(
            environment=ground.environment,
            name=ground.names.bucket(f"{thing}-records"),
            versioned=True,
            kms_key_arn=key,
            expire_days=expire_days,
            lock_days=lock_days,
            sinks=[LogSink(source=source)],
            account_id=ground.context.account_id,
            partition=ground.context.partition,
        ),
        opts=ground.child,
    )


def _trail(
    ground: BaselineGround, bucket: Bucket | None, key: pulumi.Input[str] | None, account_id: str | None
) -> Trail:
    settings, context = ground.settings.trail, ground.context
    name = settings.name or ground.names.of("trail", "trail")
    searchable = settings.made and settings.searchable
    return Trail(
        f"{ground.name}-trail",
        TrailArgs(
            name=name,
            bucket=bucket,
            kms_key_arn=key,
            log_group_name=f"/cloudtrail/{name}" if searchable else None,
            log_retention_days=ground.settings.log_retention_days if searchable else None,
            adopt=None
            if settings.made
            else f"arn:{context.partition}:cloudtrail:{ground.region}:{account_id}:trail/{name}",
        ),
        opts=ground.child,
    )


def _recorder(ground: BaselineGround, bucket: Bucket | None, key: pulumi.Input[str] | None) -> ConfigRecorder:
    settings = ground.settings.config
    name = settings.name or ground.names.of("recorder", "recorder")
    return ConfigRecorder(
        f"{ground.name}-config",
        ConfigRecorderArgs(
            name=name,
            role_name=ground.names.of("role", "config"),
            bucket=bucket,
            kms_key_arn=key if settings.made else None,
            partition=ground.context.partition,
            adopt=None if settings.made else name,
        ),
        opts=ground.child,
    )
