"""Event source mappings: a function that processes a queue's messages or a table's changes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import pulumi
import pulumi_aws as aws

from components.blocks.function_args import FailureQueue
from components.blocks.queue_access import Consumable
from components.guards import refuse
from components.guards.functions import mapping_problems, queue_mapping_problems, stream_mapping_problems
from components.guards.queues import consumer_problems
from components.iam import Statement, policy_document

if TYPE_CHECKING:
    from components.blocks.function import Function

# Only the failed records of a batch come again, not the whole batch.
PARTIAL_BATCHES = "ReportBatchItemFailures"

StartingPosition = Literal["LATEST", "TRIM_HORIZON"]
Filter = Mapping[str, object]


class StreamSource(Protocol):
    """What a consumer needs of a table with a stream."""

    @property
    def label(self) -> str:
        """Short name for logical names of what the consumer makes."""

    @property
    def stream_arn(self) -> pulumi.Output[str]:
        """ARN of the stream."""

    def allow_stream(self) -> Sequence[Statement]:
        """The reader's rights."""


@dataclass(frozen=True, kw_only=True)
class QueueMapping:
    """How a queue is consumed.

    Attributes:
        batch_size: Messages per call (HR-12: 10), up to 10,000; more than 10 need a window.
        window_seconds: How long a batch may fill (0 to 300).
        max_concurrency: Calls at the same time (2 to 1,000); the function's own limit without it.
        filters: Patterns; a message that matches none is deleted unseen. At most 5.
        backoff: Whether the function changes a message's visibility, to retry later and later (HR-18).
    """

    batch_size: int = 10
    window_seconds: int = 0
    max_concurrency: int | None = None
    filters: Sequence[Filter] = ()
    backoff: bool = False

    def __post_init__(self) -> None:
        """Refuse what CreateEventSourceMapping refuses."""
        refuse(
            "QueueMapping",
            [
                *mapping_problems(
                    batch_size=self.batch_size,
                    window_seconds=self.window_seconds,
                    max_concurrency=self.max_concurrency,
                    filters=len(self.filters),
                ),
                *queue_mapping_problems(batch_size=self.batch_size, window_seconds=self.window_seconds),
            ],
        )


@dataclass(frozen=True, kw_only=True)
class StreamMapping:
    """How a stream is read; the figures are ST-22's.

    Attributes:
        batch_size: Records per call, up to 10,000.
        window_seconds: How long a batch may fill (0 to 300).
        starting_position: Where reading begins when the mapping is made.
        max_age_seconds: A record older than this (60 to 604,800) goes to the failure queue.
        retries: Attempts after the first (0 to 10,000) before a batch is split, in the end given up.
        parallelization: Batches of one shard at the same time (1 to 10).
        filters: Patterns; a record that matches none is skipped. At most 5.
    """

    batch_size: int = 10
    window_seconds: int = 0
    starting_position: StartingPosition = "LATEST"
    max_age_seconds: int = 6 * 3600
    retries: int = 3
    parallelization: int = 1
    filters: Sequence[Filter] = ()

    def __post_init__(self) -> None:
        """Refuse what CreateEventSourceMapping refuses."""
        refuse(
            "StreamMapping",
            [
                *mapping_problems(
                    batch_size=self.batch_size,
                    window_seconds=self.window_seconds,
                    filters=len(self.filters),
                ),
                *stream_mapping_problems(
                    max_age_seconds=self.max_age_seconds,
                    retries=self.retries,
                    parallelization=self.parallelization,
                ),
            ],
        )


def consume(function: Function, queue: Consumable, mapping: QueueMapping) -> aws.lambda_.EventSourceMapping:
    """The mapping of a queue, after the rights that it needs.

    Raises:
        ValueError: the queue shows a message again while it may still be processed.
    """
    refuse(
        f"Function {function.label} on queue {queue.label}",
        consumer_problems(
            visibility_timeout_seconds=queue.visibility_timeout_seconds,
            function_timeout_seconds=function.timeout_seconds,
            batching_window_seconds=mapping.window_seconds,
        ),
    )
    policy = _policy(function, queue.label, queue.allow_receive(backoff=mapping.backoff))
    return aws.lambda_.EventSourceMapping(
        f"{function.label}-{queue.label}-mapping",
        event_source_arn=queue.arn,
        function_name=function.qualified_arn,
        batch_size=mapping.batch_size,
        maximum_batching_window_in_seconds=mapping.window_seconds,
        function_response_types=[PARTIAL_BATCHES],
        scaling_config=aws.lambda_.EventSourceMappingScalingConfigArgs(
            maximum_concurrency=mapping.max_concurrency
        )
        if mapping.max_concurrency is not None
        else None,
        filter_criteria=_criteria(mapping.filters),
        enabled=not function.is_placeholder,
        opts=_after(function, policy),
    )


def consume_stream(
    function: Function, table: StreamSource, failures: FailureQueue, mapping: StreamMapping
) -> aws.lambda_.EventSourceMapping:
    """The mapping of a stream, after the rights that it needs."""
    policy = _policy(function, table.label, [*table.allow_stream(), *failures.allow_send()])
    return aws.lambda_.EventSourceMapping(
        f"{function.label}-{table.label}-mapping",
        event_source_arn=table.stream_arn,
        function_name=function.qualified_arn,
        starting_position=mapping.starting_position,
        batch_size=mapping.batch_size,
        maximum_batching_window_in_seconds=mapping.window_seconds,
        parallelization_factor=mapping.parallelization,
        # a record that always fails ends alone in the failure queue, and holds no shard up for a day
        bisect_batch_on_function_error=True,
        maximum_retry_attempts=mapping.retries,
        maximum_record_age_in_seconds=mapping.max_age_seconds,
        destination_config=aws.lambda_.EventSourceMappingDestinationConfigArgs(
            on_failure=aws.lambda_.EventSourceMappingDestinationConfigOnFailureArgs(
                destination_arn=failures.arn
            )
        ),
        function_response_types=[PARTIAL_BATCHES],
        filter_criteria=_criteria(mapping.filters),
        enabled=not function.is_placeholder,
        # another starting position replaces it, and Lambda has one mapping of a stream to a function
        opts=_after(function, policy, delete_before_replace=True),
    )


def _policy(function: Function, source: str, statements: Sequence[Statement]) -> aws.iam.RolePolicy:
    return aws.iam.RolePolicy(
        f"{function.label}-{source}-policy",
        role=function.role_name,
        policy=policy_document(statements),
        opts=pulumi.ResourceOptions(parent=function),
    )


def _after(
    function: Function, policy: aws.iam.RolePolicy, *, delete_before_replace: bool = False
) -> pulumi.ResourceOptions:
    # Lambda refuses a mapping whose source the function's role may not read
    return pulumi.ResourceOptions(
        parent=function, depends_on=[policy], delete_before_replace=delete_before_replace or None
    )


def _criteria(filters: Sequence[Filter]) -> aws.lambda_.EventSourceMappingFilterCriteriaArgs | None:
    if not filters:
        return None
    return aws.lambda_.EventSourceMappingFilterCriteriaArgs(
        filters=[
            aws.lambda_.EventSourceMappingFilterCriteriaFilterArgs(
                pattern=json.dumps(pattern, sort_keys=True)
            )
            for pattern in filters
        ]
    )
