"""The sections of HookRelay's settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from components.guards import Problem
from components.guards.buckets import INFREQUENT_ACCESS_DAYS, Transition, lifecycle_problems
from components.guards.functions import (
    LARGEST_BATCH_WITHOUT_WINDOW,
    MAX_CONCURRENCY,
    QUEUE_BATCH,
    WINDOW_SECONDS,
)
from components.guards.queues import RECEIVE_COUNT, RETENTION_SECONDS, VISIBILITY_SECONDS
from components.settings.compute import (
    ApiFunctionSettings,
    Concurrency,
    FargateSize,
    FunctionSettings,
    ImageFunctionSettings,
    Tasks,
)
from components.settings.disaster_recovery import DatabaseNetwork, DisasterRecovery
from components.settings.kinds import Span, Text, Whole
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.network import OwnNetwork
from components.settings.tables import IndexSettings, TableSettings
from components.settings.texts import (
    Boolean,
    Cidr,
    FunctionArn,
    FunctionMemory,
    FunctionTimeout,
    SecurityGroupId,
)
from components.settings.units import Duration

Days = Annotated[int, Whole(1, 36_500, "days")]
STANDARD_IA_AFTER_DAYS = INFREQUENT_ACCESS_DAYS  # HR-10: as soon as S3 allows


class AppFunction(ApiFunctionSettings, ImageFunctionSettings):
    """The application as a function (compute: lambda)."""

    memory: FunctionMemory = setting(1024, what="Memory in MB; CPU grows with it.", requirement="HR-52")
    api_type: Literal["rest", "http"] = setting(
        "rest", what="rest can have a web ACL; http is cheaper.", requirement="HR-41"
    )
    provisioned_concurrency: Concurrency | None = setting(
        None, what="Copies that are kept warm; costs all the time.", requirement="HR-41"
    )
    access_logs: Boolean = setting(
        False,
        what="Log each request of the REST API. The account's API Gateway log role must exist (baseline).",
        requirement="HR-41, X-8",
    )


class Docker(Model):
    """A host of your own (compute: docker)."""

    host_security_group_id: SecurityGroupId | None = setting(
        None, what="The host's security group; it is let in to database and cache.", requirement="HR-52"
    )


class WorkerFunction(FunctionSettings):
    """The delivery worker as a function."""

    timeout: FunctionTimeout = setting(
        Duration(50),
        what="Longest run; the queue must hide a message six times as long, plus the batching window.",
        requirement="HR-13",
    )
    batch_size: Annotated[int, Whole.within(QUEUE_BATCH, "CreateEventSourceMapping")] = setting(
        10, what="Most messages of one call.", requirement="HR-12"
    )
    batching_window: Annotated[Duration, Span.within(WINDOW_SECONDS, "CreateEventSourceMapping")] = setting(
        Duration(0), what="How long a batch may be gathered.", requirement="HR-12"
    )
    max_concurrency: Annotated[int, Whole.within(MAX_CONCURRENCY, "CreateEventSourceMapping")] | None = (
        setting(None, what="Most calls at a time.", requirement="HR-14")
    )

    @check("batch_size", "batching_window")
    def large_batches_are_gathered(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Lambda wants a window for more than ten messages."""
        if self.batch_size > LARGEST_BATCH_WITHOUT_WINDOW and self.batching_window.seconds < 1:
            yield Problem(
                field="batching_window",
                given=str(self.batching_window),
                allowed=f'at least "1 second" for more than {LARGEST_BATCH_WITHOUT_WINDOW} messages a batch',
                fix=f'write "1 second", or batchSize: {LARGEST_BATCH_WITHOUT_WINDOW}',
            )


class WorkerService(FargateSize):
    """The delivery worker as a second Fargate service, from the application's image."""

    command: tuple[Annotated[str, Text(r"\S.*", "a word of the command", "node")], ...] = setting(
        (), what="Command of the container; the image's own by default.", requirement="HR-14"
    )
    min_count: Tasks = setting(
        what="Least tasks.", requirement="HR-14", environment=lambda environment: environment.tasks.minimum
    )
    max_count: Tasks = setting(
        what="Most tasks.", requirement="HR-14", environment=lambda environment: environment.tasks.maximum
    )
    backlog_per_task: Annotated[int, Whole(1, 100_000, "messages")] = setting(
        100, what="Waiting messages per task that scaling keeps (HR-43's figure).", requirement="HR-40"
    )

    @check("min_count", "max_count")
    def counts_are_ordered(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Least and most, in this order."""
        if not self.min_count <= self.max_count or self.max_count < 1:
            yield Problem(
                field="min_count",
                given=self.min_count,
                allowed=f"at most maxCount ({self.max_count}), which is at least 1",
                fix="order them",
            )


class Worker(Model):
    """What delivers: it consumes the queue."""

    mode: Literal["lambda", "fargate", "none"] = setting(
        "lambda",
        what="lambda in every compute mode; fargate with compute: ecs; none where the application polls "
        "itself.",
        requirement="HR-14",
    )
    lambda_: WorkerFunction = section(what="The worker as a function.", requirement="HR-14")
    fargate: WorkerService = section(what="The worker as a service.", requirement="HR-14")


class QueueSettings(Model):
    """The queue of delivery attempts."""

    visibility_timeout: Annotated[Duration, Span.within(VISIBILITY_SECONDS, "SQS quota")] = setting(
        Duration(300), what="How long a received message is hidden.", requirement="HR-4, HR-13"
    )
    max_receive_count: Annotated[int, Whole.within(RECEIVE_COUNT, "SQS quota")] = setting(
        3, what="Receives without success after which a message is a dead letter.", requirement="HR-5"
    )
    retention: Annotated[Duration, Span.within(RETENTION_SECONDS, "SQS quota")] = setting(
        Duration(4 * 24 * 3600), what="How long a message is kept (SQS's own default).", requirement="HR-6"
    )
    change_visibility: Boolean = setting(
        False, what="Let the application postpone a retry (sqs:ChangeMessageVisibility).", requirement="HR-18"
    )


class DeliveriesTable(TableSettings):
    """The table of deliveries."""

    indexes: tuple[IndexSettings, ...] = setting(
        (), what="Global secondary indexes, e.g. by status and time.", requirement="HR-15"
    )


class Tables(Model):
    """The two tables."""

    endpoints: TableSettings = section(what="Endpoints.", requirement="HR-1")
    deliveries: DeliveriesTable = section(what="Deliveries.", requirement="HR-2")


class Archive(Model):
    """The bucket of webhooks that could not be delivered."""

    expire_days: Days = setting(90, what="Days after which an object expires.", requirement="HR-9")
    noncurrent_days: Days = setting(
        90, what="Days after which an old version is deleted.", requirement="HR-9"
    )
    storage_class: Literal["standard", "standardIa", "intelligentTiering"] = setting(
        "standard",
        what="standardIa after 30 days (objects under 128 KB stay); intelligentTiering from the start.",
        requirement="HR-10",
    )
    archiver: Boolean = setting(
        True,
        what="Move dead letters into the bucket, so that nothing is lost after 14 days. Without it, they "
        "wait in "
        "the dead-letter queue to be sent again.",
        requirement="HR-11",
    )

    @property
    def transitions(self) -> list[Transition]:
        """As the bucket takes them."""
        if self.storage_class == "standard":
            return []
        if self.storage_class == "standardIa":
            return [Transition(storage_class="STANDARD_IA", days=STANDARD_IA_AFTER_DAYS)]
        return [Transition(storage_class="INTELLIGENT_TIERING", days=0)]

    @check("expire_days", "noncurrent_days", "storage_class")
    def lives_longer_than_its_transition(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """S3 refuses an expiration that is not after the transition."""
        for problem in lifecycle_problems(
            expire_days=self.expire_days, noncurrent_days=self.noncurrent_days, transitions=self.transitions
        ):
            yield replace(
                problem,
                field="expire_days",
                given=self.expire_days,
                allowed=f"more than {STANDARD_IA_AFTER_DAYS}, the day of the move to Standard-IA (S3)",
                fix="keep objects longer, or use storageClass: standard",
            )


class Rotation(Model):
    """Rotation of the application's secrets by a function of yours."""

    function_arn: FunctionArn = setting(what="The function that rotates.", requirement="HR-48, X-20")
    every_days: Annotated[int, Whole(1, 1_000, "Secrets Manager")] = setting(
        90, what="Days between rotations (quarterly, SC-33).", requirement="HR-48, X-20"
    )


class HookRelayRecovery(DisasterRecovery):
    """The other region, with a place for the database."""

    database_network: DatabaseNetwork | None = setting(
        None,
        what="Network of the database's replica; required with mode: active-passive.",
        requirement="HR-50",
    )

    @check("mode", "database_network")
    def replica_has_a_network(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """RDS makes a replica only in a network of its region."""
        active = self.mode == "active-passive"
        if active and self.database_network is None:
            yield Problem(
                field="database_network",
                given=None,
                allowed="subnetGroup and securityGroupIds of the other region, with mode: active-passive",
                fix="take them from the stack that stands in there, or use mode: pilot-light",
            )
        if not active and self.database_network is not None:
            yield Problem(
                field="database_network",
                given={},
                allowed=f"nothing, with mode: {self.mode}: only active-passive has a replica of the database",
                fix="remove it",
            )


class Network(OwnNetwork):
    """A network of HookRelay's own."""

    cidr: Cidr = setting("10.1.0.0/16", what="Block of the VPC, /16 to /24.", requirement="HR-46")
