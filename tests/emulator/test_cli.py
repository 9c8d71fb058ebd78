"""The command line: one clear message for whatever goes wrong, and an exit code that means it."""

import json
from pathlib import Path

import pytest

from emulator.__main__ import main

PROGRAM = """
import pulumi
import pulumi_aws as aws

config = pulumi.Config()
queue = aws.sqs.Queue("jobs", name=config.get("queue") or "jobs")
if config.get_bool("broken"):
    aws.sqs.QueuePolicy("never", queue_url=aws.sqs.Queue("bad", name="!").url, policy="{}")
if config.get("mode") == "told":
    raise pulumi.RunError("shop:mode must not be told")
if config.get("mode") == "crash":
    raise ValueError("oh no")
if config.get("zone"):
    pulumi.export("zone", aws.route53.get_zone_output(name=config.get("zone")).zone_id)
pulumi.export("url", queue.url)
pulumi.export("samples", config.get_bool("samples"))
pulumi.export("token", pulumi.Output.secret("hunter2"))
"""

CHECKS = """
def check(outputs, session, stack):
    queues = session.client("sqs").list_queues()["QueueUrls"]
    yield "shop", "the queue is there", outputs["url"] in queues, f"{len(queues)} queues in {stack}"
    yield "shop", "the token is readable", outputs["token"] == "hunter2", "compared"
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {aws:region: eu-west-1}\n")
    (tmp_path / "__main__.py").write_text(PROGRAM)
    (tmp_path / "good_checks_of_shop.py").write_text(CHECKS)
    (tmp_path / "bad_checks_of_shop.py").write_text(
        "def check(outputs, session, stack):\n    yield 'shop', 'pigs fly', False, 'they walk'\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def failing(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The message of a command that fails."""
    assert main(arguments) == 1
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    assert shown.err.startswith("emulator: ")
    return shown.err


def test_up_tells_what_there_is_and_masks_secrets(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "dev"]) == 0
    shown = capsys.readouterr().out
    assert "url: https://sqs.eu-west-1.amazonaws.com/123456789012/jobs" in shown
    assert "token: [secret]" in shown
    assert "hunter2" not in shown
    assert "1 resource created in" in shown
    assert "shop dev, eu-west-1" in shown


def test_up_lets_samples_through_unless_told_otherwise(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["up", "dev", "--json"])
    assert json.loads(capsys.readouterr().out)["outputs"]["samples"] is True
    main(["up", "dev", "--json", "--config", "samples=false"])
    assert json.loads(capsys.readouterr().out)["outputs"]["samples"] is False


def test_the_machines_form_is_one_object(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "dev", "--json", "--check", "good_checks_of_shop", "--given", "zone=example.com"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["project"] == "shop"
    assert told["stack"] == "dev"
    assert told["outputs"]["token"] == "[secret]"
    assert [check["ok"] for check in told["checks"]] == [True, True]
    assert told["given"][0].startswith("public hosted zone example.com")
    assert [made["type"] for made in told["resources"].values()] == ["aws:sqs/queue:Queue"]
    assert told["validated_only"] == {}
    assert told["seconds"] > 0


def test_checks_are_told_one_by_one_and_decide_the_exit_code(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["up", "dev", "--check", "good_checks_of_shop"]) == 0
    shown = capsys.readouterr().out
    assert "ok   shop: the queue is there (1 queues in dev)" in shown
    assert main(["up", "dev", "--check", "bad_checks_of_shop"]) == 1
    assert "FAIL shop: pigs fly (they walk)" in capsys.readouterr().out


def test_a_module_without_checks_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--check nowhere: No module named 'nowhere'" in failing(capsys, "up", "dev", "--check", "nowhere")
    assert "--check json: module 'json' has no attribute 'check'" in failing(
        capsys, "up", "dev", "--check", "json"
    )


def test_an_unknown_stack_is_told_with_the_known_ones(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no stack named 'live' found in .; there is dev" in failing(capsys, "up", "live")


def test_failing_resources_are_told_together(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = failing(capsys, "up", "dev", "--config", "broken=true")
    assert "1 resource failed:" in message
    assert "aws:sqs/queue:Queue::bad" in message
    assert "not tried, because they need what failed: 1\n  aws:sqs/queuePolicy:QueuePolicy::never" in message


def test_what_the_program_tells_is_told_as_it_is(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(capsys, "up", "dev", "--config", "mode=told") == "emulator: shop:mode must not be told\n"


def test_a_crash_of_the_program_is_told_with_its_place(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = failing(capsys, "up", "dev", "--config", "mode=crash")
    assert "ValueError: oh no" in message
    assert "__main__.py:12" in message
    assert main(["up", "dev", "--config", "mode=crash", "--traceback"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_look_up_of_what_is_not_there_says_how_to_give_it(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "--given zone=example.com" in failing(capsys, "up", "dev", "--config", "zone=example.com")
    assert main(["up", "dev", "--config", "zone=example.com", "--given", "zone=example.com"]) == 0
    assert "given: public hosted zone example.com" in capsys.readouterr().out
    assert "can't be given: 'planet=mars'" in failing(capsys, "up", "dev", "--given", "planet=mars")


def test_config_wants_key_and_value(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--config takes KEY=VALUE, not 'queue'" in failing(capsys, "up", "dev", "--config", "queue")


def test_preview_says_what_would_be_made(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "dev"]) == 0
    shown = capsys.readouterr().out
    assert "1 resource would be created in" in shown
    assert "url:" not in shown


def test_a_project_elsewhere(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert "no Pulumi.yaml in ." in failing(capsys, "up", "dev")
    assert main(["up", "dev", "--project", str(shop), "--seed", "3"]) == 0


@pytest.mark.parametrize(
    "arguments", [[], ["up"], ["down", "dev"], ["preview", "dev", "--serve"], ["up", "dev", "--seed", "x"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m emulator" in capsys.readouterr().err
