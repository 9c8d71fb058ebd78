"""The bucket that a platform's access logs go to."""

from __future__ import annotations

from components.blocks.bucket import Bucket
from components.blocks.bucket_args import BucketArgs
from components.blocks.log_sink import LogSink
from components.guards.buckets import LogSource
from components.platforms.ground import Ground
from components.platforms.names import PlatformNames
from components.settings.platform import PlatformSettings

# Folders, which whoever writes the logs is told as well. CloudFront is told its own with each distribution.
PREFIXES: dict[LogSource, str] = {"alb": "alb", "s3": "s3"}
LOG_DAYS = 90  # as long as what they are about is kept (HR-9); no other guide has a figure


def log_bucket(ground: Ground[PlatformSettings, PlatformNames], *sources: LogSource) -> Bucket:
    """A bucket for logs only, which are deleted after `LOG_DAYS`.

    It has no key: load balancers can't write to a bucket with one (ELB User Guide, "Access logs").

    Args:
        ground: The stack.
        sources: What writes to it.
    """
    return Bucket(
        f"{ground.name}-logs",
        BucketArgs(
            environment=ground.environment,
            name=ground.names.bucket("logs"),
            expire_days=LOG_DAYS,
            sinks=[LogSink(source=source, prefix=PREFIXES.get(source, "")) for source in sources],
            account_id=ground.context.account_id,
            partition=ground.context.partition,
        ),
        opts=ground.child,
    )
