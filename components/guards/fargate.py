"""What a Fargate service can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from components.environments import TaskCount
from components.guards import Problem

# ECS Developer Guide, "Task CPU and memory" on Fargate: CPU units -> MiB of memory.
SIZES: Mapping[int, range] = {
    512: range(1_024, 4_096 + 1, 1_024),
    1_024: range(2_048, 8_192 + 1, 1_024),
    2_048: range(4_096, 16_384 + 1, 1_024),
    4_096: range(8_192, 30_720 + 1, 1_024),
    8_192: range(16_384, 61_440 + 1, 4_096),
    16_384: range(32_768, 122_880 + 1, 8_192),
}
SMALLEST_CPU = 256
SMALLEST_CPU_MEMORY = (512, 1_024, 2_048)  # the one row of that table that is no arithmetic series
PORTS = range(1, 65_535 + 1)
# ECS API reference, ContainerDefinition and HealthCheck.
NAME = re.compile(r"[a-zA-Z0-9_-]{1,255}")
# A tag (OCI distribution specification, "Pulling manifests") or a digest.
_TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
PERCENT = range(1, 100 + 1)
BAKE_MINUTES = range(1_440 + 1)  # ECS API reference, DeploymentConfiguration


def memory_of(cpu: int) -> Sequence[int]:
    """The memory sizes (MiB) that go with a number of CPU units; none for a size that doesn't exist."""
    return SMALLEST_CPU_MEMORY if cpu == SMALLEST_CPU else SIZES.get(cpu, ())


def size_problems(*, cpu: int, memory: int) -> Iterator[Problem]:
    """A CPU and memory pair that Fargate doesn't have."""
    sizes = memory_of(cpu)
    if not sizes:
        yield Problem(
            field="cpu",
            given=cpu,
            allowed=", ".join(str(size) for size in (SMALLEST_CPU, *SIZES))
            + " CPU units (1024 are one vCPU)",
            fix="choose one of these",
        )
    elif memory not in sizes:
        larger = [size for size in sizes if size > memory]
        yield Problem(
            field="memory",
            given=memory,
            allowed=f"{sizes[0]} to {sizes[-1]} MiB in Fargate's steps for {cpu} CPU units",
            fix=f"use {larger[0] if larger else sizes[-1]}, or change cpu",
        )


def image_problems(tag: str | None) -> Iterator[Problem]:
    """A reference that no registry accepts; None (nothing to run yet) is allowed."""
    if tag is not None and not _TAG.fullmatch(tag) and not _DIGEST.fullmatch(tag):
        yield Problem(
            field="image_tag",
            given=tag,
            allowed="a tag, or a digest as sha256: and 64 hex digits",
            fix="give only the tag, without the repository",
        )


def count_problems(tasks: TaskCount) -> Iterator[Problem]:
    """Task counts that contradict each other."""
    if not 0 <= tasks.minimum <= tasks.desired <= tasks.maximum or tasks.maximum < 1:
        yield Problem(
            field="tasks",
            given=f"{tasks.desired}/{tasks.minimum}/{tasks.maximum}",
            allowed="desired/minimum/maximum with 0 <= minimum <= desired <= maximum and maximum >= 1",
            fix="order them",
        )


def scaling_problems(
    *, cpu_percent: int | None, memory_percent: int | None, has_target: bool, requests_per_task: float | None
) -> Iterator[Problem]:
    """Scaling goals that can't be followed."""
    for field, given in (("scaling.cpu_percent", cpu_percent), ("scaling.memory_percent", memory_percent)):
        if given is not None and given not in PERCENT:
            yield Problem(
                field=field, given=given, allowed="1 to 100 (percent)", fix="choose a value in that range"
            )
    if requests_per_task is not None and not has_target:
        yield Problem(
            field="scaling.requests_per_task",
            given=requests_per_task,
            allowed="only a service behind a load balancer",
            fix="scale on CPU, memory or a queue's backlog",
        )


def container_problems(*, names: Sequence[str], port: int | None, has_target: bool) -> Iterator[Problem]:
    """Containers of one task that ECS refuses."""
    for name in names:
        if not NAME.fullmatch(name):
            yield Problem(
                field="container_name",
                given=name,
                allowed="up to 255 letters, digits, _ and -",
                fix="rename the container",
            )
    if len(set(names)) < len(names):
        yield Problem(
            field="sidecars", given=list(names), allowed="containers of different names", fix="rename one"
        )
    if port is not None and port not in PORTS:
        yield Problem(field="port", given=port, allowed="1 to 65535", fix="choose a TCP port")
    if has_target and port is None:
        yield Problem(
            field="port",
            given=None,
            allowed="the port that the target group forwards to",
            fix="name the container's port",
        )


def rollout_problems(
    *, strategy: str, has_alternate: bool, canary_percent: int, bake_minutes: int
) -> Iterator[Problem]:
    """A deployment that ECS can't carry out."""
    if strategy != "rolling" and not has_alternate:
        yield Problem(
            field="rollout.strategy",
            given=strategy,
            allowed="rolling, unless the service has a target with an alternate target group",
            fix="give the load balancer's target alternate=True",
        )
    if strategy == "rolling" and has_alternate:
        yield Problem(
            field="rollout.strategy",
            given=strategy,
            allowed="blueGreen or canary for a target with an alternate target group",
            fix="leave the alternate out: a rolling deployment doesn't use it",
        )
    if canary_percent not in PERCENT:
        yield Problem(
            field="rollout.canary_percent",
            given=canary_percent,
            allowed="1 to 100 (percent)",
            fix="choose a value in that range",
        )
    if bake_minutes not in BAKE_MINUTES:
        yield Problem(
            field="rollout.bake_minutes",
            given=bake_minutes,
            allowed=f"0 to {BAKE_MINUTES.stop - 1} (ECS: at most a day)",
            fix="choose a value in that range",
        )
