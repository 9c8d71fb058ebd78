"""Sizes and artefacts of Fargate services and Lambda functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from components.environments import TaskCount
from components.guards import Problem
from components.guards.fargate import count_problems, size_problems
from components.guards.functions import API_TIMEOUT_SECONDS, artifact_problems
from components.runtimes import DEFAULT_NODE, runtime_problems
from components.settings.kinds import Text, Whole
from components.settings.model import Model, Resolution, check, setting
from components.settings.texts import FilePath, FunctionMemory, FunctionTimeout, Handler, ImageUri, Percent
from components.settings.units import Duration

# Fargate's quota is in vCPU; 1,000 is more tasks than any default quota gives.
Tasks = Annotated[int, Whole(0, 1_000, "tasks")]
Cpu = Annotated[int, Whole(256, 16_384, "CPU units; 1024 are one vCPU")]
MemoryMib = Annotated[int, Whole(512, 122_880, "MiB")]
# Which runtimes there are is the business of components.runtimes, whose guard lists them.
RuntimeName = Annotated[str, Text(r"[a-z0-9.]+", "a Lambda runtime", DEFAULT_NODE)]
Concurrency = Annotated[int, Whole(1, 100_000, "concurrent executions")]


class FargateSize(Model):
    """CPU and memory of a task."""

    cpu: Cpu = setting(256, what="CPU units of a task.", requirement="HR-34, TC-13")
    memory: MemoryMib = setting(512, what="Memory of a task, in MiB.", requirement="HR-34, TC-13")

    @check("cpu", "memory")
    def size_exists(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A pair that Fargate has."""
        yield from size_problems(cpu=self.cpu, memory=self.memory)


class FargateSettings(FargateSize):
    """A service behind a load balancer."""

    desired_count: Tasks = setting(
        what="Tasks at first.",
        requirement="HR-38",
        environment=lambda environment: environment.tasks.desired,
    )
    min_count: Tasks = setting(
        what="Least tasks.", requirement="HR-40", environment=lambda environment: environment.tasks.minimum
    )
    max_count: Tasks = setting(
        what="Most tasks.", requirement="HR-40", environment=lambda environment: environment.tasks.maximum
    )
    cpu_target: Percent = setting(
        70, what="CPU use that scaling keeps (TC-16's figure).", requirement="HR-40, TC-16"
    )
    memory_target: Percent = setting(
        80, what="Memory use that scaling keeps (TC-16's figure).", requirement="HR-40, TC-16"
    )
    requests_per_target: Annotated[int, Whole(1, 1_000_000, "requests per minute and task")] | None = setting(
        None,
        what="Requests per minute and task that scaling keeps; not followed by default.",
        requirement="HR-40",
    )

    @property
    def tasks(self) -> TaskCount:
        """As the service takes it."""
        return TaskCount(desired=self.desired_count, minimum=self.min_count, maximum=self.max_count)

    @check("desired_count", "min_count", "max_count")
    def counts_are_ordered(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Least, first and most, in this order."""
        for problem in count_problems(self.tasks):
            yield replace(
                problem,
                field="desired_count",
                given=self.desired_count,
                allowed=f"minCount ({self.min_count}) to maxCount ({self.max_count}), which is at least 1",
            )


class FunctionSettings(Model):
    """The code and size of a function that is not ours; a platform derives from it with its own defaults."""

    artefact: FilePath | None = setting(
        None,
        what="Zip or directory with the code. Without it, the function is a placeholder that fails, and "
        "whatever "
        "would feed it is off.",
        requirement="HR-41",
    )
    handler: Handler = setting("lambda.handler", what="Entry point in the artefact.", requirement="HR-41")
    runtime: RuntimeName = setting(DEFAULT_NODE, what="Lambda runtime.", requirement="HR-41")
    architecture: Literal["x86_64", "arm64"] = setting(
        "x86_64", what="What the artefact was built for.", requirement="HR-41, ST-11"
    )
    memory: FunctionMemory = setting(512, what="Memory in MB; CPU grows with it.", requirement="HR-52, ST-16")
    timeout: FunctionTimeout = setting(Duration(30), what="Longest run.", requirement="HR-13")

    @check("runtime")
    def runtime_is_known(self, at: Resolution) -> Iterator[Problem]:
        """A runtime that AWS has, and still deploys."""
        yield from runtime_problems(self.runtime, today=at.environment.today)

    @check("artefact", "runtime", "architecture")
    def artefact_is_deployable(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """It exists, and is what the function runs."""
        if self.artefact is not None:
            for problem in artifact_problems(
                self.artefact, runtime=self.runtime, architecture=self.architecture
            ):
                yield replace(problem, field=problem.field.replace("artifact", "artefact"))


class ImageFunctionSettings(FunctionSettings):
    """A function that may be an image as well."""

    image_uri: ImageUri | None = setting(
        None,
        what="Image in ECR, instead of an artefact (a Next.js adapter is usually one).",
        requirement="HR-41",
    )

    @check("artefact", "image_uri")
    def one_package(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A function is a zip or an image."""
        if self.artefact is not None and self.image_uri is not None:
            yield Problem(
                field="image_uri",
                given=self.image_uri,
                allowed="either artefact or imageUri",
                fix="remove one of them",
            )


class ApiFunctionSettings(FunctionSettings):
    """A function behind an API."""

    timeout: FunctionTimeout = setting(
        Duration(API_TIMEOUT_SECONDS),
        what="Longest run; API Gateway waits 29 seconds.",
        requirement="HR-52, TR-8",
    )

    @check("timeout")
    def api_waits_for_it(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A client has its answer, or an error, after 29 seconds."""
        if self.timeout.seconds > API_TIMEOUT_SECONDS:
            yield Problem(
                field="timeout",
                given=str(self.timeout),
                allowed=f'at most "{API_TIMEOUT_SECONDS} seconds", which API Gateway waits',
                fix=f'write "{API_TIMEOUT_SECONDS} seconds"',
            )
