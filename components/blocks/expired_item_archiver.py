"""Items that expire, kept in S3: one JSON object for each that DynamoDB's TTL deletes (ST-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.blocks.function import Function
from components.blocks.function_args import FailureQueue, FunctionArgs
from components.blocks.function_code import Own
from components.blocks.function_events import StreamMapping, StreamSource
from components.environments import Environment
from components.links import Link
from components.runtimes import DEFAULT_PYTHON

MEMORY_MB = 256  # boto3 and a batch of records of at most 400 KB each, DynamoDB's largest item
TIMEOUT_SECONDS = 60  # a hundred small objects, written one after the other
BATCH_SIZE = 100
WINDOW_SECONDS = 60  # nobody waits for the archive
# DynamoDB Developer Guide, "DynamoDB Streams and Time to Live".
BY_TTL = {"type": ["Service"], "principalId": ["dynamodb.amazonaws.com"]}


@dataclass(frozen=True, kw_only=True)
class ExpiredItemArchiverArgs:
    """Settings of an archiver.

    Attributes:
        environment: Where it runs.
        table: A table with TTL and a stream of old images (a stream has two readers at most; DynamoDB).
        key_attribute: Its partition key, which names the objects.
        bucket: The bucket, as a link: its name in `ARCHIVE_BUCKET`, and `s3:PutObject` on it.
        failures: Gets what failed every attempt.
        values: Attribute -> the values of which an item must have one to be kept (`Status`: `COMPLETED`).
        name: Physical name of the function, or None to have one generated.
        role_name: Physical name of its role, or None to have one generated.
        prefix: Folder within the bucket.
    """

    environment: Environment
    table: StreamSource
    key_attribute: str
    bucket: Link
    failures: FailureQueue
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    name: str | None = None
    role_name: str | None = None
    prefix: str = ""

    def __post_init__(self) -> None:
        """Refuse a link that doesn't say where the archive is.

        Raises:
            ValueError: the link has no ARCHIVE_BUCKET.
        """
        if "ARCHIVE_BUCKET" not in self.bucket.environment:
            raise ValueError("ExpiredItemArchiver: bucket must be a link that gives ARCHIVE_BUCKET")


class ExpiredItemArchiver(pulumi.ComponentResource):
    """The function and its mapping, whose filter lets only what TTL deleted through.

    Attributes:
        function: The function.
    """

    def __init__(
        self, name: str, args: ExpiredItemArchiverArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:ExpiredItemArchiver", name, None, opts)
        self.function = Function(
            f"{name}-archiver",
            FunctionArgs(
                environment=args.environment,
                code=Own(files=("expired_item_archiver.py",)),
                runtime=DEFAULT_PYTHON,
                handler="expired_item_archiver.handler",
                name=args.name,
                description="Keeps items that expire in S3",
                role_name=args.role_name,
                timeout_seconds=TIMEOUT_SECONDS,
                memory_mb=MEMORY_MB,
                variables={"ARCHIVE_PREFIX": args.prefix, "KEY_ATTRIBUTE": args.key_attribute},
                uses=[args.bucket],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        image = {attribute: {"S": list(values)} for attribute, values in args.values.items()}
        self.function.consumes_stream(
            args.table,
            args.failures,
            StreamMapping(
                batch_size=BATCH_SIZE,
                window_seconds=WINDOW_SECONDS,
                filters=[
                    {
                        "eventName": ["REMOVE"],
                        "userIdentity": BY_TTL,
                        **({"dynamodb": {"OldImage": image}} if image else {}),
                    }
                ],
            ),
        )
        self.register_outputs({"function_name": self.function.name})
