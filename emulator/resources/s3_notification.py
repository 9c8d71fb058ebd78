"""S3: whom a bucket tells about its objects."""

from __future__ import annotations

from typing import Any

from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import removal
from emulator.resources.s3_configuration import configuration


def notifications(r: Request, key: str, arn: str) -> list[dict[str, Any]] | None:
    """The notifications of one kind of destination."""
    out = []
    for number, wanted in enumerate(r.take(key, [])):
        rules = [
            {"Name": name, "Value": value}
            for name, value in (
                ("prefix", wanted.get("filterPrefix")),
                ("suffix", wanted.get("filterSuffix")),
            )
            if value
        ]
        out.append(
            present(
                Id=wanted.get("id") or f"{r.logical}-{key}-{number}",
                Events=wanted["events"],
                Filter={"Key": {"FilterRules": rules}} if rules else None,
            )
            | {arn[0].upper() + arn[1:]: wanted[arn]}
        )
    return out or None


configuration(
    "aws:s3/bucketNotification:BucketNotification",
    "put_bucket_notification_configuration",
    "NotificationConfiguration",
    lambda r: present(
        LambdaFunctionConfigurations=notifications(r, "lambdaFunctions", "lambdaFunctionArn"),
        QueueConfigurations=notifications(r, "queues", "queueArn"),
        TopicConfigurations=notifications(r, "topics", "topicArn"),
        EventBridgeConfiguration={} if r.take("eventbridge") else None,
    ),
    names={
        "eventbridge": "EventBridgeConfiguration",
        "lambdaFunctions": "LambdaFunctionConfigurations",
        "queues": "QueueConfigurations",
        "topics": "TopicConfigurations",
    },
)
removal(
    "aws:s3/bucketNotification:BucketNotification",
    "s3.put_bucket_notification_configuration",
    Bucket="bucket",
    NotificationConfiguration=lambda _r, _id: {},
)
