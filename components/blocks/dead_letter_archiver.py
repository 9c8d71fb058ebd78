"""Dead letters kept in S3, one JSON object per message (HR-11)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Own
from components.blocks.function_events import QueueMapping
from components.blocks.queue_access import DeadLetters
from components.environments import Environment
from components.guards.queues import VISIBILITY_FACTOR
from components.links import Link
from components.runtimes import DEFAULT_PYTHON

MEMORY_MB = 256  # boto3 and a batch of ten messages of at most 1 MiB each
BATCH_SIZE = 10


@dataclass(frozen=True, kw_only=True)
class DeadLetterArchiverArgs:
    """Settings of an archiver.

    Attributes:
        environment: Where it runs.
        dead_letters: The queue that it empties.
        bucket: The bucket, as a link: its name in `ARCHIVE_BUCKET`, and `s3:PutObject` on it.
        name: Physical name of the function, or None to have one generated.
        role_name: Physical name of its role, or None to have one generated.
        prefix: Folder within the bucket.
        compress: Whether objects are compressed (HR-10).
        log_retention_days: If not the environment's.
    """

    environment: Environment
    dead_letters: DeadLetters
    bucket: Link
    name: str | None = None
    role_name: str | None = None
    prefix: str = ""
    compress: bool = False
    log_retention_days: int | None = None

    def __post_init__(self) -> None:
        """Refuse a link that doesn't say where the archive is.

        Raises:
            ValueError: the link has no ARCHIVE_BUCKET.
        """
        if "ARCHIVE_BUCKET" not in self.bucket.environment:
            raise ValueError("DeadLetterArchiver: bucket must be a link that gives ARCHIVE_BUCKET")


class DeadLetterArchiver(pulumi.ComponentResource):
    """The function and its mapping. Alarm on its errors, and on the age of what stays in the queue.

    Attributes:
        function: The function.
    """

    def __init__(
        self, name: str, args: DeadLetterArchiverArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:DeadLetterArchiver", name, None, opts)
        self.function = Function(
            f"{name}-archiver",
            FunctionArgs(
                environment=args.environment,
                code=Own(files=("dead_letter_archiver.py",)),
                runtime=DEFAULT_PYTHON,
                handler="dead_letter_archiver.handler",
                name=args.name,
                description="Moves dead letters to S3",
                role_name=args.role_name,
                # as long as the queue's own setting allows
                timeout_seconds=max(1, args.dead_letters.visibility_timeout_seconds // VISIBILITY_FACTOR),
                memory_mb=MEMORY_MB,
                variables={
                    "ARCHIVE_PREFIX": args.prefix,
                    "DLQ_COMPRESSION": "gzip" if args.compress else "none",
                },
                uses=[args.bucket],
                log_retention_days=args.log_retention_days,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.function.consumes(args.dead_letters, QueueMapping(batch_size=BATCH_SIZE))
        self.register_outputs({"function_name": self.function.name})
