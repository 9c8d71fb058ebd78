"""Which checks run, and what becomes of one that fails, is refused, or stumbles."""

from __future__ import annotations

from importlib import import_module

import boto3
import pytest
from botocore.exceptions import ClientError

import smoke.hookrelay
from smoke import runner
from smoke.core import Check, CheckFailed, Deployed, Result, expect

SESSION = boto3.Session(region_name="eu-west-1")
OUTPUTS = {"hookrelay": {"region": "eu-central-1", "queueUrl": "https://queue"}}


def holds(deployed: Deployed) -> str:
    return f"seen {deployed['queueUrl']}"


def fails(_: Deployed) -> str:
    raise CheckFailed("nothing was seen")


def refused(_: Deployed) -> str:
    answer = {"Error": {"Code": "AccessDenied", "Message": "not you"}}
    raise ClientError(answer, "GetQueueAttributes")


def stumbles(deployed: Deployed) -> str:
    return str(deployed.outputs["missing"]["deeper"])


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Check]:
    """HookRelay's checks, in a list that a test fills."""
    made: list[Check] = []
    monkeypatch.setattr(smoke.hookrelay, "CHECKS", made)
    return made


def outcomes(*, writes: bool = False) -> list[Result]:
    return list(runner.run(OUTPUTS, SESSION, writes=writes))


def test_a_check_that_holds_tells_what_it_saw(checks: list[Check]) -> None:
    checks.append(Check(title="the queue is there", test=holds))
    (result,) = outcomes()
    assert tuple(result) == ("hookrelay", "the queue is there", True, "seen https://queue")


@pytest.mark.parametrize(
    ("test", "detail"),
    [
        (fails, "nothing was seen"),
        (refused, "AccessDenied"),
        (stumbles, "KeyError: 'missing'"),
    ],
)
def test_a_check_that_does_not_hold_says_why_and_the_next_one_runs(
    checks: list[Check], test: object, detail: str
) -> None:
    checks.append(Check(title="first", test=test))  # type: ignore[arg-type]
    checks.append(Check(title="second", test=holds))
    first, second = outcomes()
    assert not first.ok
    assert detail in first.detail
    assert second.ok


def test_what_changes_something_runs_only_where_that_is_allowed(checks: list[Check]) -> None:
    checks.append(Check(title="writes", test=holds, writes=True))
    assert outcomes() == []
    assert [result.title for result in outcomes(writes=True)] == ["writes"]


def test_what_does_not_apply_is_left_out(checks: list[Check]) -> None:
    checks.append(Check(title="never", test=fails, applies=lambda _: False))
    assert outcomes(writes=True) == []


def test_a_stack_without_a_known_platform_does_not_pass(checks: list[Check]) -> None:
    assert list(runner.run({"other": {}}, SESSION, writes=True)) == []
    (result,) = runner.check({"other": {}}, SESSION, "dev")
    assert (result.platform, result.ok) == ("dev", False)


def test_outputs_that_the_cli_hides_are_no_pass(checks: list[Check]) -> None:
    checks.append(Check(title="the queue is there", test=holds))
    (result,) = runner.run({"hookrelay": "[secret]"}, SESSION, writes=False)
    assert not result.ok
    assert "--show-secrets" in result.detail


def test_a_missing_output_is_named() -> None:
    deployed = Deployed(outputs={}, session=SESSION)
    with pytest.raises(CheckFailed, match="output 'queueUrl' is missing"):
        deployed["queueUrl"]


def test_clients_are_of_the_platforms_region_unless_another_is_asked_for() -> None:
    deployed = Deployed(outputs=OUTPUTS["hookrelay"], session=SESSION)
    assert deployed.client("sqs").meta.region_name == "eu-central-1"
    assert deployed.client("sqs", "us-east-1").meta.region_name == "us-east-1"
    older = Deployed(outputs={}, session=SESSION)
    assert older.client("sqs").meta.region_name == "eu-west-1"


@pytest.mark.parametrize("value", ["", [], None, 0])
def test_an_expectation_is_about_truth(value: object) -> None:
    expect("something", "never said")
    with pytest.raises(CheckFailed, match="nothing there"):
        expect(value, "nothing there")


@pytest.mark.parametrize("platform", runner.PLATFORMS)
def test_every_platform_has_checks_that_only_read_and_checks_that_write(platform: str) -> None:
    checks = import_module(runner.PLATFORMS[platform]).CHECKS
    assert {check.writes for check in checks} == {True, False}
    titles = [check.title for check in checks]
    assert len(set(titles)) == len(titles)
