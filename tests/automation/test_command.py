"""`python -m automation`: its order, its questions, and one clear message for whatever goes wrong."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import smoke
from automation.__main__ import main
from automation.delivery import PreviewedEvent
from automation.deployer import Result
from automation.events import ResourceEvent, SummaryEvent
from automation.project import OWN
from automation.report import Report

from .conftest import LOCKED, MISSING, QUEUE, Shop, failed, summary


@pytest.fixture(autouse=True)
def found(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_BIN", str(shop.bin))


def run(shop: Shop, command: str, *arguments: str) -> int:
    return main([command, "--stack", "dev", "--project", str(shop.directory), *arguments])


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Mapping[str, Any], bool]]:
    """Smoke checks that hold, and what they were asked to check."""
    asked: list[tuple[Mapping[str, Any], bool]] = []

    def checks(outputs: Mapping[str, Any], _session: object, *, writes: bool) -> list[smoke.Result]:
        asked.append((outputs, writes))
        return [smoke.Result(platform="shop", title="the queue answers", ok=True, detail="1 queue")]

    monkeypatch.setattr(smoke, "run", checks)
    return asked


@pytest.mark.requirement("TR-34")
def test_an_update_is_checked_previewed_made_and_checked_in_this_order(
    shop: Shop, checked: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shop, "up", "--yes", "--check", "true first", "--check", "true second") == 0
    said = capsys.readouterr().out
    order = [
        "true first",
        "true second",
        "preview: create 1",
        "up: create 1",
        "https://jobs",
        "the queue answers",
    ]
    assert sorted(order, key=said.index) == order
    assert checked == [({"url": "https://jobs"}, False)], "checks that write are for where it is harmless"


@pytest.mark.requirement("TR-34")
def test_a_failed_check_ends_it_before_anything_is_asked_of_the_engine(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = f"{sys.executable} -c \"print('2 errors'); raise SystemExit(3)\""
    assert run(shop, "up", "--yes", "--check", failing, "--check", "true later") == 1
    shown = capsys.readouterr()
    assert "ended with 3; nothing was deployed\n  2 errors" in shown.err
    assert "later" not in shown.out
    assert shop.calls == []


@pytest.mark.requirement("TR-34")
def test_a_failed_preview_ends_it_before_the_update(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.answers(preview=[{"events": failed("would be replaced"), "code": 1}])
    assert run(shop, "up", "--yes") == 1
    assert "would be replaced" in capsys.readouterr().err
    assert "up" not in shop.commands


@pytest.mark.requirement("TR-34")
def test_a_failed_update_ends_it_before_the_smoke_checks(shop: Shop, checked: list[Any]) -> None:
    shop.answers(up=[{"events": failed("Access denied"), "code": 1}])
    assert run(shop, "up", "--yes") == 1
    assert checked == []


def test_a_failed_smoke_check_fails_the_command(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = smoke.Result(platform="shop", title="pigs fly", ok=False, detail="they walk")
    monkeypatch.setattr(smoke, "run", lambda *_, **__: [bad])
    assert run(shop, "up", "--yes") == 1
    shown = capsys.readouterr()
    assert "FAIL shop: pigs fly (they walk)" in shown.out
    assert "1 smoke check failed after the update" in shown.err


def test_outputs_that_name_no_platform_are_no_success(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shop, "up", "--yes") == 1
    assert "the outputs name no platform" in capsys.readouterr().err
    assert run(shop, "up", "--yes", "--no-smoke") == 0


# -- asking


class Terminal(io.StringIO):
    """What looks like one."""

    def isatty(self) -> bool:
        return True


def typing(monkeypatch: pytest.MonkeyPatch, answer: str) -> Terminal:
    """Somebody at a terminal who types an answer; a fixture would come before pytest's own capture."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    return screen


@pytest.mark.parametrize(
    ("answer", "code", "updated"), [("yes\n", 0, True), ("\n", 1, False), ("y\n", 1, False)]
)
def test_a_user_is_asked_after_the_preview(
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    code: int,
    updated: bool,
) -> None:
    screen = typing(monkeypatch, answer)
    assert run(shop, "up", "--no-smoke") == code
    assert "1 resource(s). Type yes to go on" in screen.getvalue()
    assert ("up" in shop.commands) == updated
    assert updated or "nothing was changed" in capsys.readouterr().err


def test_nobody_is_asked_where_nothing_changes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.answers(preview=[{"events": [summary(same=7)]}])
    typing(monkeypatch, "")
    assert run(shop, "up", "--no-smoke") == 0


@pytest.mark.parametrize("command", ["up", "destroy"])
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_where_nobody_can_answer_it_must_be_said_beforehand(
    shop: Shop, capsys: pytest.CaptureFixture[str], command: str, more: list[str]
) -> None:
    assert run(shop, command, *more) == 1
    shown = capsys.readouterr()
    assert "say --yes" in shown.out + shown.err
    assert shop.commands.count(command) == (0 if command == "up" else 1), "a destroy has been previewed"


def test_a_destroy_is_previewed_and_done(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shop, "destroy", "--yes") == 0
    said = capsys.readouterr().out
    assert said.index("destroy preview: delete 1") < said.index("destroy: delete 1")


# -- for machines


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_machines_get_one_object_a_line(
    shop: Shop, checked: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shop, "up", "--yes", "--json", "--check", "true") == 0
    told = lines(capsys)
    assert [(each["event"], each.get("command")) for each in told] == [
        ("check", "true"),
        ("resource", "preview"),
        ("resource", "preview"),
        ("summary", "preview"),
        ("preview", None),
        ("resource", "up"),
        ("resource", "up"),
        ("summary", "up"),
        ("outputs", None),
        ("smoke", None),
    ]
    assert told[4]["operations"] == {QUEUE: "create"}
    assert (told[6]["phase"], told[6]["urn"]) == ("done", QUEUE)
    assert told[7]["changes"] == {"create": 1}
    assert told[8]["outputs"] == {"url": "https://jobs"}


def test_machines_get_the_error_too(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.answers(up=[{"events": failed("Access denied"), "code": 1}])
    assert run(shop, "up", "--yes", "--json") == 1
    last = lines(capsys)[-1]
    assert (last["event"], last["kind"]) == ("error", "ResourcesFailed")
    assert last["failures"] == [{"urn": QUEUE, "operation": "create", "reason": "Access denied"}]


def test_secrets_are_shown_only_on_request(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    values = [{"stdout": '{"token": "[secret]"}'}, {"stdout": '{"token": "hunter2"}'}]
    shop.answers(stack_output=values)
    assert run(shop, "outputs") == 0
    assert capsys.readouterr().out == "token: [secret]\n"
    (shop.place / "calls.jsonl").unlink()
    assert run(shop, "outputs", "--show-secrets") == 0
    assert capsys.readouterr().out == "token: hunter2\n"


def test_what_a_program_prints_is_not_among_the_lines_for_machines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = Report(machine=True)
    with report.running():
        print("hello from the program")
        report.event(SummaryEvent(command="up", changes={}, seconds=1.0))
    shown = capsys.readouterr()
    assert [json.loads(line)["event"] for line in shown.out.splitlines()] == ["summary"]
    assert shown.err == "hello from the program\n"


# -- ending early


@pytest.mark.parametrize("interrupts", [1, 2])
def test_a_second_interrupt_is_for_those_who_cannot_wait(shop: Shop, interrupts: int) -> None:
    shop.answers(up=[{"seconds": 60, "interrupts": interrupts}])
    process = subprocess.Popen(  # noqa: S603 - our own command
        [
            sys.executable,
            "-m",
            "automation",
            "up",
            "--stack",
            "dev",
            "--project",
            str(shop.directory),
            "--yes",
        ],
        env={**os.environ, "PYTHONPATH": str(OWN)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        # a shell's background jobs, and so their children, ignore SIGINT
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    started = shop.place / "up.started"
    for _ in range(interrupts):
        while not started.exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        time.sleep(1)
    _, said = process.communicate(timeout=100)
    assert process.returncode == 130
    assert said == "automation: interrupted; what was done is recorded\n"


# -- wrong usage, and what a user sees of errors


def test_a_stack_that_is_missing_is_told_with_the_way_to_make_it(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.answers(stack=MISSING["stack"][:1])
    assert run(shop, "preview", "--backend", "file:///states") == 1
    assert capsys.readouterr().err == (
        "automation: file:///states has no stack 'dev': make it with --create (create=True)\n"
    )


def test_one_attempt_is_one_attempt(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.answers(refresh=[LOCKED])
    assert run(shop, "refresh", "--attempts", "1") == 1
    assert "(tried once)" in capsys.readouterr().err
    assert shop.commands.count("refresh") == 1


def test_a_time_limit_is_said_as_people_say_it(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.answers(refresh=[{"seconds": 60}])
    assert run(shop, "refresh", "--timeout", "2 seconds") == 1
    assert "longer than 2 seconds" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        ["--timeout", "20"],
        ["--timeout", "0 seconds"],
        ["--attempts", "0"],
        ["--config", "no-value"],
        ["--secret", "shop:token=NO_SUCH_VARIABLE"],
    ],
)
def test_wrong_usage_is_refused_before_anything_runs(shop: Shop, wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(shop, "preview", *wrong)
    assert caught.value.code == 2
    assert shop.calls == []


def test_a_secret_comes_from_the_environment(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "hunter2")
    assert run(shop, "preview", "--secret", "shop:token=TOKEN") == 0
    assert shop.call("config set")["input"] == "hunter2\n"


def test_everything_that_says_where_reaches_the_cli(shop: Shop) -> None:
    shop.answers(**MISSING)
    where = ["--backend", "file://states", "--pulumi-home", "home", "--secrets-provider", "passphrase"]
    assert run(shop, "preview", "--create", "--config", "shop:open=no", *where) == 0
    call = shop.call("preview")
    assert call["environment"]["PULUMI_BACKEND_URL"] == f"file://{Path.cwd()}/states"
    assert call["environment"]["PULUMI_HOME"] == f"{Path.cwd()}/home"
    assert 'shop:open: "no"' in call["files"]["Pulumi.dev.yaml"]
    assert "passphrase" in shop.call("stack init")["arguments"]


def test_no_project_is_told(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "--stack", "dev", "--project", str(Path.cwd())]) == 1
    assert f"no Pulumi.yaml in {Path.cwd()}" in capsys.readouterr().err


def test_without_a_cli_it_says_how_to_get_one(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PULUMI_BIN")
    monkeypatch.setenv("PATH", str(Path.cwd()))
    assert run(shop, "preview") == 1
    shown = capsys.readouterr().err
    for way in ("https://www.pulumi.com/", "PULUMI_BIN", "--install-cli"):
        assert way in shown


# -- in a terminal


def test_a_terminal_shows_a_live_line_and_a_table() -> None:
    screen = io.StringIO()
    report = Report(out=Console(file=screen, force_terminal=True, width=100, color_system=None))
    event = {
        "command": "up",
        "operation": "create",
        "urn": QUEUE,
        "type": "aws:sqs/queue:Queue",
        "name": "jobs",
    }
    with report.running():
        preview = Result(changes={"create": 1}, operations={QUEUE: "create"}, seconds=0.1)
        report.step(PreviewedEvent(preview=preview))
        report.event(ResourceEvent(phase="started", **event))  # type: ignore[arg-type]
        report.event(ResourceEvent(phase="done", seconds=3.21, **event))  # type: ignore[arg-type]
        with report.quiet():
            pass
        report.event(SummaryEvent(command="up", changes={"create": 1}, seconds=3.5))
    said = screen.getvalue()
    assert "   3.2 s  create    aws:sqs/queue:Queue jobs" in said
    assert "1/1" in said
    assert "up: create 1 in 3.5 s" in said
