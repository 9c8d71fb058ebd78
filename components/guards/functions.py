"""What a Lambda function and its event source mappings can't be."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from components.guards import Problem
from components.runtimes import RUNTIMES

Architecture = Literal["x86_64", "arm64"]

# Lambda Developer Guide, "Lambda quotas".
TIMEOUT_SECONDS = range(1, 900 + 1)
MEMORY_MB = range(128, 10_240 + 1)
EPHEMERAL_MB = range(512, 10_240 + 1)
MAX_LAYERS = 5
# API Gateway Developer Guide, "Quotas": an integration's time-out of REST and WebSocket APIs.
API_TIMEOUT_SECONDS = 29

# Lambda API reference, CreateEventSourceMapping.
QUEUE_BATCH = range(1, 10_000 + 1)
STREAM_BATCH = range(1, 10_000 + 1)
LARGEST_BATCH_WITHOUT_WINDOW = 10
WINDOW_SECONDS = range(300 + 1)
MAX_CONCURRENCY = range(2, 1_000 + 1)
RECORD_AGE_SECONDS = range(60, 604_800 + 1)
RETRIES = range(10_000 + 1)
MAX_FILTERS = 5

# The ELF specification: e_machine is the half-word at offset 18; EM_X86_64 and EM_AARCH64.
_ELF_MAGIC = b"\x7fELF"
_ELF_MACHINE = slice(18, 20)
_MACHINES: dict[int, Architecture] = {0x3E: "x86_64", 0xB7: "arm64"}
_UNIX = 3  # PKWARE's APPNOTE 4.4.2: "version made by", upper byte
_MODE_SHIFT = 16  # the upper half of a zip's external attributes is the Unix mode
BOOTSTRAP = "bootstrap"


def function_problems(
    *,
    timeout_seconds: int,
    memory_mb: int,
    ephemeral_mb: int,
    layers: int,
    reserved_concurrency: int | None,
    provisioned_concurrency: int | None,
    provisioned_maximum: int | None,
    alias: bool,
    snap_start: bool,
    tenant_isolation: bool,
    runtime: str | None,
) -> Iterator[Problem]:
    """Problems of a function's settings."""
    for field, given, allowed in (
        ("timeout_seconds", timeout_seconds, TIMEOUT_SECONDS),
        ("memory_mb", memory_mb, MEMORY_MB),
        ("ephemeral_mb", ephemeral_mb, EPHEMERAL_MB),
    ):
        if given not in allowed:
            yield _out_of_range(field, given, allowed, "Lambda quota")
    if layers > MAX_LAYERS:
        yield Problem(
            field="layers", given=layers, allowed=f"at most {MAX_LAYERS} (Lambda quota)", fix="merge layers"
        )
    if reserved_concurrency is not None and reserved_concurrency < 0:
        yield Problem(
            field="reserved_concurrency",
            given=reserved_concurrency,
            allowed="0 (off) or more",
            fix="leave it out for no reservation",
        )
    yield from provisioned_problems(
        provisioned_concurrency, provisioned_maximum, reserved_concurrency, alias=alias
    )
    if provisioned_concurrency is not None and (snap_start or tenant_isolation):
        other = "snap_start" if snap_start else "tenant_isolation"
        yield Problem(
            field="provisioned_concurrency",
            given=provisioned_concurrency,
            allowed=f"not together with {other}",
            fix=f"choose one of provisioned_concurrency and {other}",
        )
    if snap_start:
        yield from _snap_start_problems(runtime, ephemeral_mb, alias=alias, tenant_isolation=tenant_isolation)


def provisioned_problems(
    provisioned: int | None, maximum: int | None, reserved: int | None = None, *, alias: bool = True
) -> Iterator[Problem]:
    """Problems of the environments that are kept started for a function's alias.

    Args:
        provisioned: How many at least; None for none.
        maximum: How many scaling may make of them; None for no scaling.
        reserved: The function's share of the account's concurrency, if it has one.
        alias: Whether there is an alias.

    """
    if provisioned is None:
        if maximum is not None:
            yield Problem(
                field="provisioned_maximum",
                given=maximum,
                allowed="only with provisioned_concurrency",
                fix="say how many there are at least",
            )
        return
    if provisioned < 1 or (maximum is not None and maximum < provisioned):
        yield Problem(
            field="provisioned_concurrency",
            given=provisioned,
            allowed="at least 1, and no more than provisioned_maximum",
            fix="leave it out for none",
        )
    if reserved is not None and (maximum or provisioned) > reserved:
        yield Problem(
            field="provisioned_concurrency",
            given=maximum or provisioned,
            allowed=f"at most reserved_concurrency, {reserved}",
            fix="raise the reservation",
        )
    if not alias:
        yield Problem(
            field="provisioned_concurrency",
            given=provisioned,
            allowed="a function with an alias ($LATEST can't have it)",
            fix="set alias, e.g. live",
        )


def _snap_start_problems(
    runtime: str | None, ephemeral_mb: int, *, alias: bool, tenant_isolation: bool
) -> Iterator[Problem]:
    if runtime is None or runtime not in RUNTIMES or not RUNTIMES[runtime].snap_start:
        able = ", ".join(name for name, known in RUNTIMES.items() if known.snap_start)
        yield Problem(
            field="snap_start",
            given=f"True with runtime {runtime}",
            allowed=f"runtimes {able} (Java and .NET too); never provided.*, nodejs or an image",
            fix="use provisioned_concurrency",
        )
    if not alias:
        yield Problem(
            field="snap_start",
            given=True,
            allowed="a function with an alias: only published versions start from a snapshot",
            fix="set alias, e.g. live",
        )
    if ephemeral_mb > EPHEMERAL_MB.start:
        yield Problem(
            field="ephemeral_mb",
            given=ephemeral_mb,
            allowed=f"{EPHEMERAL_MB.start} with snap_start",
            fix="leave it out",
        )
    if tenant_isolation:
        yield Problem(
            field="snap_start", given=True, allowed="not with tenant_isolation", fix="choose one of them"
        )


def _out_of_range(field: str, given: int, allowed: range, origin: str) -> Problem:
    return Problem(
        field=field,
        given=given,
        allowed=f"{allowed.start} to {allowed.stop - 1} ({origin})",
        fix="choose a value in that range",
    )


def mapping_problems(
    *, batch_size: int, window_seconds: int, max_concurrency: int | None = None, filters: int = 0
) -> Iterator[Problem]:
    """Problems of a mapping from a queue or a stream."""
    if batch_size not in QUEUE_BATCH:
        yield _out_of_range("batch_size", batch_size, QUEUE_BATCH, "CreateEventSourceMapping")
    if window_seconds not in WINDOW_SECONDS:
        yield _out_of_range("window_seconds", window_seconds, WINDOW_SECONDS, "CreateEventSourceMapping")
    if max_concurrency is not None and max_concurrency not in MAX_CONCURRENCY:
        yield _out_of_range("max_concurrency", max_concurrency, MAX_CONCURRENCY, "CreateEventSourceMapping")
    if filters > MAX_FILTERS:
        yield Problem(
            field="filters",
            given=filters,
            allowed=f"at most {MAX_FILTERS} (Lambda quota)",
            fix="merge filters",
        )


def queue_mapping_problems(*, batch_size: int, window_seconds: int) -> Iterator[Problem]:
    """What only a mapping from a queue refuses."""
    if batch_size > LARGEST_BATCH_WITHOUT_WINDOW and window_seconds < 1:
        yield Problem(
            field="window_seconds",
            given=window_seconds,
            allowed=f"at least 1 s for more than {LARGEST_BATCH_WITHOUT_WINDOW} messages a batch",
            fix=f"set window_seconds to 1, or batch_size to {LARGEST_BATCH_WITHOUT_WINDOW}",
        )


def stream_mapping_problems(*, max_age_seconds: int, retries: int, parallelization: int) -> Iterator[Problem]:
    """What only a mapping from a stream refuses."""
    if max_age_seconds not in RECORD_AGE_SECONDS:
        yield _out_of_range(
            "max_age_seconds", max_age_seconds, RECORD_AGE_SECONDS, "CreateEventSourceMapping"
        )
    if retries not in RETRIES:
        yield _out_of_range("retries", retries, RETRIES, "CreateEventSourceMapping")
    if parallelization not in range(1, 11):
        yield _out_of_range("parallelization", parallelization, range(1, 11), "CreateEventSourceMapping")


def artifact_problems(path: str | Path, *, runtime: str, architecture: Architecture) -> Iterator[Problem]:
    """Problems of an artefact that would deploy, and then fail at every call (ST-11).

    A `provided.*` function is an executable named `bootstrap` at the top of a zip: its machine must be the
    function's, and its mode must let it be executed (an archive that is made of a directory here loses
    modes, so it must be a zip).
    """
    artifact = Path(path)
    if not artifact.exists():
        yield Problem(
            field="artifact",
            given=str(path),
            allowed="a zip or a directory that exists",
            fix="build it first, or leave it out for the placeholder",
        )
        return
    if artifact.is_file() and not zipfile.is_zipfile(artifact):
        yield Problem(field="artifact", given=str(path), allowed="a zip or a directory", fix="zip it")
    elif runtime in RUNTIMES and RUNTIMES[runtime].family == "provided":
        if artifact.is_dir():
            yield Problem(
                field="artifact",
                given=str(path),
                allowed="a zip: an archive made of a directory loses the mode of bootstrap",
                fix="zip it",
            )
        else:
            yield from _bootstrap_problems(artifact, architecture)


def _bootstrap_problems(artifact: Path, architecture: Architecture) -> Iterator[Problem]:
    with zipfile.ZipFile(artifact) as archive:
        if BOOTSTRAP not in archive.namelist():
            yield Problem(
                field="artifact",
                given=str(artifact),
                allowed=f"a zip with {BOOTSTRAP} at its top",
                fix="put the executable at the top of the zip under that name",
            )
            return
        entry = archive.getinfo(BOOTSTRAP)
        with archive.open(entry) as stream:
            head = stream.read(_ELF_MACHINE.stop)
    mode = entry.external_attr >> _MODE_SHIFT
    if entry.create_system == _UNIX and not mode & stat.S_IXOTH:
        yield Problem(
            field="artifact",
            given=f"{BOOTSTRAP} with mode {stat.S_IMODE(mode):o}",
            allowed="an executable for everyone (755)",
            fix="chmod 755 bootstrap before zipping it",
        )
    if head.startswith(_ELF_MAGIC):
        machine = _MACHINES.get(int.from_bytes(head[_ELF_MACHINE], "little"))
        if machine != architecture:
            yield Problem(
                field="architecture",
                given=architecture,
                allowed=f"{machine or 'x86_64 or arm64'}, the machine that {artifact.name} was built for",
                fix=f"set architecture to {machine}" if machine else "build it for x86_64 or arm64",
            )
    elif not head.startswith(b"#!"):
        yield Problem(
            field="artifact",
            given=f"{BOOTSTRAP} beginning with {head[:4]!r}",
            allowed="an ELF executable or a script",
            fix="build it for linux",
        )


def api_timeout_warnings(timeout_seconds: int) -> Iterator[str]:
    """A timeout that the API in front of a function doesn't wait for (ST-16)."""
    if timeout_seconds > API_TIMEOUT_SECONDS:
        yield (
            f"timeout of {timeout_seconds} s behind API Gateway: the client gets its answer, an error, after "
            f"{API_TIMEOUT_SECONDS} s while the function runs on"
        )
