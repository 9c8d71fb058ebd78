"""`python -m smoke`: one line per check, an exit code that means it, and never a traceback."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from smoke.__main__ import main
from tests.emulated.world import World, world
from tests.support.program import Variant


@pytest.fixture(scope="module")
def deployed() -> Iterator[World]:
    with world(Variant(file="dev")) as found:
        yield found


@pytest.fixture
def outputs(deployed: World, tmp_path: Path) -> Path:
    """A file as `pulumi stack output --json` writes it."""
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps(deployed.deployment.outputs))
    return file


def test_a_healthy_stack_passes_and_nothing_is_written_to_it(
    deployed: World, outputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(outputs), "--region", "us-east-1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("ok   hookrelay: ") for line in lines)
    assert not any("poison messages" in line or "tables answer" in line for line in lines)


def test_writing_checks_run_when_asked_for(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(outputs), "--region", "us-east-1", "--writes"]) == 0
    assert "poison messages become dead letters" in capsys.readouterr().out


def test_a_broken_stack_fails_with_the_reason(
    deployed: World, outputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs, url = deployed.client("sqs"), deployed["queueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
    try:
        assert main([str(outputs), "--region", "us-east-1"]) == 1
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "300"})
    failed = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("ok ")]
    assert len(failed) == 1
    assert failed[0].startswith("FAIL hookrelay: the queue is as stated (messages are hidden for 60 s")


def test_outputs_come_from_standard_input(
    outputs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(outputs.read_text()))
    assert main(["--region", "us-east-1"]) == 0
    assert "ok   hookrelay" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "not json", "[]", "null", '"[secret]"'])
def test_what_is_no_stack_output_is_wrong_usage(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(text)
    assert main([str(file)]) == 2
    assert capsys.readouterr().err.startswith("smoke: ")


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere.json")]) == 2
    assert "nowhere.json" in capsys.readouterr().err


def test_outputs_without_a_platform_do_not_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "outputs.json"
    file.write_text('{"something": {}}')
    assert main([str(file), "--region", "us-east-1"]) == 1
    assert "no platform" in capsys.readouterr().err


def test_a_profile_that_does_not_exist_is_one_message(
    outputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(outputs), "--profile", "nobody"]) == 1
    assert "nobody" in capsys.readouterr().err


def test_unknown_options_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["--what"])
    assert raised.value.code == 2
