import zipfile
from pathlib import Path
from typing import Any

import pytest

from components.guards.functions import (
    Architecture,
    api_timeout_warnings,
    artifact_problems,
    function_problems,
    mapping_problems,
    queue_mapping_problems,
    stream_mapping_problems,
)
from components.guards.schedules import schedule_problems

GOOD: dict[str, Any] = {
    "timeout_seconds": 29,
    "memory_mb": 512,
    "ephemeral_mb": 512,
    "layers": 0,
    "reserved_concurrency": None,
    "provisioned_concurrency": None,
    "provisioned_maximum": None,
    "alias": True,
    "snap_start": False,
    "tenant_isolation": False,
    "runtime": "python3.13",
}
X86 = b"\x7fELF\x02\x01\x01" + bytes(11) + b"\x3e\x00"
ARM = b"\x7fELF\x02\x01\x01" + bytes(11) + b"\xb7\x00"


def zipped(path: Path, content: bytes, *, name: str = "bootstrap", mode: int = 0o755, system: int = 3) -> str:
    entry = zipfile.ZipInfo(name)
    entry.create_system = system
    entry.external_attr = (0o100000 | mode) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, content)
    return str(path)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, []),
        ({"timeout_seconds": 900}, []),
        ({"timeout_seconds": 901}, ["timeout_seconds"]),
        ({"timeout_seconds": 0}, ["timeout_seconds"]),
        ({"memory_mb": 127}, ["memory_mb"]),
        ({"ephemeral_mb": 10_241}, ["ephemeral_mb"]),
        ({"layers": 6}, ["layers"]),
        ({"reserved_concurrency": 0}, []),
        ({"reserved_concurrency": -1}, ["reserved_concurrency"]),
        ({"provisioned_concurrency": 2}, []),
        ({"provisioned_concurrency": 2, "provisioned_maximum": 4}, []),
        ({"provisioned_concurrency": 2, "provisioned_maximum": 1}, ["provisioned_concurrency"]),
        ({"provisioned_concurrency": 2, "alias": False}, ["provisioned_concurrency"]),
        ({"provisioned_concurrency": 2, "reserved_concurrency": 1}, ["provisioned_concurrency"]),
        ({"provisioned_concurrency": 2, "tenant_isolation": True}, ["provisioned_concurrency"]),
        ({"provisioned_maximum": 2}, ["provisioned_maximum"]),
        ({"snap_start": True}, []),
        ({"snap_start": True, "alias": False}, ["snap_start"]),
        ({"snap_start": True, "ephemeral_mb": 1024}, ["ephemeral_mb"]),
        ({"snap_start": True, "provisioned_concurrency": 1}, ["provisioned_concurrency"]),
        ({"snap_start": True, "tenant_isolation": True}, ["snap_start"]),
    ],
)
def test_settings_that_lambda_refuses_are_named(changed: dict[str, Any], fields: list[str]) -> None:
    assert [problem.field for problem in function_problems(**GOOD | changed)] == fields


@pytest.mark.requirement("ST-20")
@pytest.mark.parametrize("runtime", ["provided.al2023", "nodejs24.x", "python3.11", None])
def test_snap_start_is_refused_where_it_doesnt_exist(runtime: str | None) -> None:
    [problem] = function_problems(**GOOD | {"snap_start": True, "runtime": runtime})
    assert "provisioned_concurrency" in problem.fix


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, []),
        ({"batch_size": 0}, ["batch_size"]),
        ({"batch_size": 10_001}, ["batch_size"]),
        ({"window_seconds": 301}, ["window_seconds"]),
        ({"max_concurrency": 1}, ["max_concurrency"]),
        ({"max_concurrency": 1000}, []),
        ({"filters": 6}, ["filters"]),
    ],
)
def test_mappings_that_lambda_refuses_are_named(changed: dict[str, Any], fields: list[str]) -> None:
    good: dict[str, Any] = {"batch_size": 10, "window_seconds": 0}
    assert [problem.field for problem in mapping_problems(**good | changed)] == fields


def test_large_batches_of_messages_need_a_window() -> None:
    assert not list(queue_mapping_problems(batch_size=10, window_seconds=0))
    assert not list(queue_mapping_problems(batch_size=11, window_seconds=1))
    assert [p.field for p in queue_mapping_problems(batch_size=11, window_seconds=0)] == ["window_seconds"]


def test_a_stream_gives_up_within_lambdas_bounds() -> None:
    assert not list(stream_mapping_problems(max_age_seconds=60, retries=0, parallelization=1))
    found = stream_mapping_problems(max_age_seconds=59, retries=10_001, parallelization=11)
    assert [problem.field for problem in found] == ["max_age_seconds", "retries", "parallelization"]


@pytest.mark.requirement("ST-11")
@pytest.mark.parametrize(
    ("content", "architecture", "field"),
    [
        (X86, "x86_64", None),
        (ARM, "arm64", None),
        (ARM, "x86_64", "architecture"),
        (X86, "arm64", "architecture"),
        (b"\x7fELF\x02\x01\x01" + bytes(11) + b"\x08\x00", "x86_64", "architecture"),
        (b"#!/bin/sh\n", "arm64", None),
        (b"MZ\x90\x00", "x86_64", "artifact"),
    ],
)
def test_an_executable_for_another_machine_is_refused_before_it_is_deployed(
    tmp_path: Path, content: bytes, architecture: Architecture, field: str | None
) -> None:
    artifact = zipped(tmp_path / "connect.zip", content)
    found = artifact_problems(artifact, runtime="provided.al2023", architecture=architecture)
    assert [problem.field for problem in found] == ([field] if field else [])


@pytest.mark.requirement("ST-11")
def test_an_executable_under_another_name_or_without_the_mode_is_refused(tmp_path: Path) -> None:
    for artifact in (
        zipped(tmp_path / "a.zip", X86, name="main"),
        zipped(tmp_path / "b.zip", X86, mode=0o644),
    ):
        found = artifact_problems(artifact, runtime="provided.al2023", architecture="x86_64")
        assert [problem.field for problem in found] == ["artifact"]


def test_a_zip_made_on_windows_has_no_modes_to_judge(tmp_path: Path) -> None:
    artifact = zipped(tmp_path / "a.zip", X86, mode=0, system=0)
    assert not list(artifact_problems(artifact, runtime="provided.al2023", architecture="x86_64"))


def test_a_directory_is_an_artefact_but_not_of_an_executable(tmp_path: Path) -> None:
    (tmp_path / "bootstrap").write_bytes(X86)
    assert not list(artifact_problems(tmp_path, runtime="python3.13", architecture="arm64"))
    assert list(artifact_problems(tmp_path, runtime="provided.al2023", architecture="x86_64"))


def test_an_artefact_that_isnt_there_or_isnt_a_zip_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "code.zip"
    text.write_text("not a zip")
    for path in (tmp_path / "missing.zip", text):
        assert [p.field for p in artifact_problems(path, runtime="nodejs24.x", architecture="x86_64")] == [
            "artifact"
        ]


@pytest.mark.requirement("ST-16", "SC-10")
def test_a_timeout_beyond_api_gateways_is_a_warning() -> None:
    assert not list(api_timeout_warnings(29))
    assert "29 s" in next(iter(api_timeout_warnings(30)))


@pytest.mark.parametrize(
    ("expression", "refused"),
    [
        ("rate(1 day)", False),
        ("rate(12 hours)", False),
        ("cron(0 3 * * ? *)", False),
        ("at(2027-01-31T03:00:00)", False),
        ("rate(0 days)", True),
        ("cron(0 3 * * *)", True),
        ("every day", True),
    ],
)
def test_schedules_have_one_of_three_forms(expression: str, refused: bool) -> None:
    assert bool(list(schedule_problems(expression))) is refused
