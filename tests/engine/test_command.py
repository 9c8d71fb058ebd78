"""`make up ENGINE=pulumi`: one command from a checkout to a deployed and checked stack."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from emulator.__main__ import main

from .conftest import ZONE, found, required
from .project import ROOT, SECONDS, language_host


@pytest.mark.engine
@pytest.mark.timeout(SECONDS)
def test_one_command_deploys_and_checks_a_stack_and_leaves_the_checkout_alone(
    cli: Path, tmp_path: Path
) -> None:
    files = {file: file.read_bytes() for file in ROOT.glob("Pulumi*.yaml")}
    language_host(tmp_path)
    done = subprocess.run(  # noqa: S603 - our own command
        [
            sys.executable,
            "-m",
            "emulator",
            "up",
            "dev",
            "--given",
            ZONE,
            "--engine",
            "pulumi",
            "--check",
            "smoke",
        ],
        cwd=ROOT,
        env={**os.environ, "PULUMI_BIN": str(cli), "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "ok   hookrelay: " in done.stdout
    assert "FAIL" not in done.stdout
    assert {file: file.read_bytes() for file in ROOT.glob("Pulumi*.yaml")} == files


def test_without_a_cli_it_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("PULUMI_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["up", "dev", "--project", str(ROOT), "--engine", "pulumi"]) == 1
    said = capsys.readouterr().err
    assert "Pulumi CLI is needed" in said
    assert "PULUMI_BIN" in said
    assert "https://www.pulumi.com/" in said


def test_a_cli_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PULUMI_BIN", str(tmp_path / "absent"))
    assert main(["up", "dev", "--project", str(ROOT), "--engine", "pulumi"]) == 1
    assert f"PULUMI_BIN={tmp_path / 'absent'}" in capsys.readouterr().err


def test_the_tests_of_the_real_engine_fail_in_ci_where_there_is_no_cli(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("PULUMI_BIN", str(tmp_path / "absent"))
    with pytest.raises(pytest.fail.Exception, match=r"PULUMI_BIN=.*absent is no file"):
        required(*found())


def test_elsewhere_they_are_skipped_and_say_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("PULUMI_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match=r"need the Pulumi CLI: .*no `pulumi` on PATH"):
        required(*found())
