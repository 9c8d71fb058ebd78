"""TikTok Commerce's AI workers, and the jobs that each of them takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from components.guards import Problem
from components.guards.functions import (
    LARGEST_BATCH_WITHOUT_WINDOW,
    MAX_CONCURRENCY,
    QUEUE_BATCH,
    WINDOW_SECONDS,
)
from components.guards.queues import VISIBILITY_FACTOR
from components.guards.topics import MAX_FILTER_VALUES
from components.runtimes import DEFAULT_PYTHON
from components.settings.compute import FunctionSettings, RuntimeName
from components.settings.kinds import Span, Text, Whole
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.texts import Boolean, FunctionMemory, FunctionTimeout, Handler, Percent
from components.settings.units import Duration

JobType = Annotated[
    str, Text(r"[A-Za-z0-9_.:/-]{1,100}", "up to 100 of A-Z a-z 0-9 _ . : / -", "caption-analysis")
]
Window = Annotated[Duration, Span.within(WINDOW_SECONDS, "CreateEventSourceMapping")]
Receives = Annotated[int, Whole(3, 5, "TC-26; Lambda's own advice is 5")]


class WorkerSettings(FunctionSettings):
    """A worker: its code, its size, its queue. The queue hides a job six times as long as the worker runs."""

    handler: Handler = setting(
        "main.lambda_handler", what="Entry point in the artefact.", requirement="TC-21"
    )
    runtime: RuntimeName = setting(DEFAULT_PYTHON, what="Lambda runtime.", requirement="TC-21")
    memory: FunctionMemory = setting(1024, what="Memory in MB; CPU grows with it.", requirement="TC-21")
    timeout: FunctionTimeout = setting(
        Duration(300), what="Longest run (TC-21's figure).", requirement="TC-21, TC-23"
    )
    package_type: Literal["zip", "image"] = setting(
        "zip",
        what="zip: the artefact; image: images.<worker>.tag. A change replaces the function.",
        requirement="TC-21",
    )
    batch_size: Annotated[int, Whole.within(QUEUE_BATCH, "CreateEventSourceMapping")] = setting(
        1, what="Most jobs of one call; each of them may need the whole timeout.", requirement="TC-23"
    )
    batching_window: Window = setting(
        Duration(0), what="How long a batch may be gathered.", requirement="TC-23"
    )
    max_concurrency: Annotated[int, Whole.within(MAX_CONCURRENCY, "CreateEventSourceMapping")] = setting(
        10, what="Most calls at a time, whatever the depth of the queue.", requirement="TC-23"
    )
    max_receive_count: Receives = setting(
        5, what="Receives without success after which a job is a dead letter.", requirement="TC-26"
    )
    types: tuple[JobType, ...] = setting(what="Types of the jobs that it gets.", requirement="TC-27")
    completion_type: JobType = setting(
        what="Type of what it publishes when a job is done; no worker may take it.", requirement="TC-27"
    )
    cache: Boolean = setting(
        False,
        what="Whether it uses the cache; then it runs in the private subnets, and what it loads from the "
        "internet goes through the NAT.",
        requirement="TC-7",
    )

    @property
    def visibility_seconds(self) -> int:
        """How long its queue hides a job (TC-26)."""
        return VISIBILITY_FACTOR * self.timeout.seconds + self.batching_window.seconds

    @check("batch_size", "batching_window")
    def large_batches_are_gathered(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Lambda wants a window for more than ten jobs."""
        if self.batch_size > LARGEST_BATCH_WITHOUT_WINDOW and self.batching_window.seconds < 1:
            yield Problem(
                field="batching_window",
                given=str(self.batching_window),
                allowed=f'at least "1 second" for more than {LARGEST_BATCH_WITHOUT_WINDOW} jobs a batch',
                fix=f'write "1 second", or batchSize: {LARGEST_BATCH_WITHOUT_WINDOW}',
            )

    @check("types")
    def some_jobs_are_its_own(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Without a filter it would get every message of the topic (TC-27)."""
        if not 1 <= len(self.types) <= MAX_FILTER_VALUES:
            yield Problem(
                field="types",
                given=self.types,
                allowed=f"1 to {MAX_FILTER_VALUES} types (SNS quota): without one, it would get every "
                "message of the topic that it publishes to",
                fix="name the type of its jobs",
            )

    @check("artefact", "package_type")
    def the_package_is_of_its_type(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """An image has its code inside."""
        if self.package_type == "image" and self.artefact is not None:
            yield Problem(
                field="artefact",
                given=self.artefact,
                allowed="none, with packageType: image",
                fix="remove it, or use packageType: zip",
            )


class CaptionParser(WorkerSettings):
    """Reads what a video says of a product."""

    types: tuple[JobType, ...] = setting(
        ("caption-analysis",), what="Types of the jobs that it gets.", requirement="TC-27"
    )
    completion_type: JobType = setting(
        "caption-analysis.completed",
        what="Type of what it publishes when a job is done; no worker may take it.",
        requirement="TC-27",
    )


class ThumbnailGenerator(WorkerSettings):
    """Makes pictures of videos."""

    types: tuple[JobType, ...] = setting(
        ("thumbnail-generation",), what="Types of the jobs that it gets.", requirement="TC-27"
    )
    completion_type: JobType = setting(
        "thumbnail-generation.completed",
        what="Type of what it publishes when a job is done; no worker may take it.",
        requirement="TC-27",
    )


class AutoTagger(WorkerSettings):
    """Finds tags for products."""

    types: tuple[JobType, ...] = setting(
        ("auto-tagging",), what="Types of the jobs that it gets.", requirement="TC-27"
    )
    completion_type: JobType = setting(
        "auto-tagging.completed",
        what="Type of what it publishes when a job is done; no worker may take it.",
        requirement="TC-27",
    )


class Workers(Model):
    """The AI workers."""

    caption_parser: CaptionParser = section(what="Reads captions.", requirement="TC-21")
    thumbnail_generator: ThumbnailGenerator = section(what="Makes thumbnails.", requirement="TC-23")
    auto_tagger: AutoTagger = section(what="Finds tags.", requirement="TC-23")
    confidence_percent: Percent = setting(
        80, what="CONFIDENCE_THRESHOLD, as a percentage: 80 is the guide's 0.8.", requirement="TC-22"
    )

    @property
    def all(self) -> dict[str, WorkerSettings]:
        """The workers by field."""
        return {
            "caption_parser": self.caption_parser,
            "thumbnail_generator": self.thumbnail_generator,
            "auto_tagger": self.auto_tagger,
        }

    @check("caption_parser", "thumbnail_generator", "auto_tagger")
    def each_job_has_one_worker(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """TC-27: no job is done twice, and no answer is a job again."""
        owners: dict[str, str] = {}
        for name, worker in self.all.items():
            for job in worker.types:
                if owners.setdefault(job, name) != name:
                    yield Problem(
                        field=f"{name}.types",
                        given=job,
                        allowed="types of its own: the queue of another worker gets these jobs",
                        fix="give each type to one worker",
                    )
        for name, worker in self.all.items():
            if worker.completion_type in owners:
                yield Problem(
                    field=f"{name}.completion_type",
                    given=worker.completion_type,
                    allowed="a type that no worker takes: its answers would be jobs again, without end",
                    fix="name it otherwise, for example auto-tagging.completed",
                )
