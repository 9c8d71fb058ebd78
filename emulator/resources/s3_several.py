"""S3: what a bucket has several of, each with a name: request metrics and tiering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built
from emulator.resources.parts import again, removal

# moto takes the Put operations for the creation of a bucket.
lacks(
    "s3",
    "DeleteBucketIntelligentTieringConfiguration",
    "DeleteBucketMetricsConfiguration",
    "PutBucketIntelligentTieringConfiguration",
    "PutBucketMetricsConfiguration",
)


def tagged_filter(r: Request) -> dict[str, Any] | None:
    """A filter with `prefix` and a map of `tags`, as AWS splits it: one condition, or several under And."""
    if not (given := r.take("filter")):
        return None
    tags = [{"key": key, "value": value} for key, value in (given.get("tags") or {}).items()]
    others = {key: value for key, value in given.items() if key != "tags" and value is not None}
    if len(tags) + len(others) > 1:
        return {"and": {**others, "tags": tags or None}}
    return {**others, **({"tag": tags[0]} if tags else {})}


def listed(token: str, operation: str, parameter: str, build: Callable[[Request], dict[str, Any]]) -> None:
    """A type of which a bucket has several, each with an id; Pulumi calls the id a name."""

    @resource(token)
    def apply(r: Request) -> Created:
        bucket, name = r.take("bucket"), r.physical()
        configured = built(r, "s3", operation, parameter, {"id": name, **build(r)})
        r.api("s3", operation, Bucket=bucket, Id=name, **{parameter: configured})
        return f"{bucket}:{name}", {"name": name}

    again(token, updates=f"s3.{operation}.{parameter}")
    removal(
        token,
        f"s3.{operation.replace('put_', 'delete_', 1)}",
        Bucket="bucket",
        Id=lambda _, id_: id_.rpartition(":")[2],
    )


listed(
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration",
    "put_bucket_intelligent_tiering_configuration",
    "IntelligentTieringConfiguration",
    lambda r: {
        "filter": tagged_filter(r),
        "status": r.take("status", default="Enabled"),
        "tierings": r.take("tierings"),
    },
)
listed(
    "aws:s3/bucketMetric:BucketMetric",
    "put_bucket_metrics_configuration",
    "MetricsConfiguration",
    lambda r: {"filter": tagged_filter(r)},
)
