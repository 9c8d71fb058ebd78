"""Alarms that tell nobody while a stack is updated, seen from CloudWatch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

import emulator.resources.cloudwatch  # noqa: F401 - says which operations are only recorded
from automation import AutomationError, Mute, MuteEvent, Outputs, SmokeFailed, release
from automation.__main__ import main
from emulator.account import Account
from tests.emulated.world import running_account

from .conftest import Shop, failed

pytestmark = pytest.mark.requirement("X-17")

HERE, GLOBAL = "eu-central-1", "us-east-1"
NOW = datetime(2026, 11, 21, 9, 30, 12, tzinfo=UTC)


@pytest.fixture
def account() -> Iterator[Account]:
    with running_account() as made:
        yield made


def alarms(region: str, *names: str) -> None:
    client = boto3.client("cloudwatch", region_name=region)
    for name in names:
        client.put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/SQS",
            MetricName="NumberOfMessagesSent",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )


def outputs(*names: str) -> Outputs:
    return Outputs(values={"trinity": {"region": HERE, "alarms": list(names)}, "note": "no platform"})


def rules(account: Account) -> list[Mapping[str, Any]]:
    return account.ledger.of("cloudwatch", "PutAlarmMuteRule")


def ended(account: Account) -> list[str]:
    return [one["AlarmMuteRuleName"] for one in account.ledger.of("cloudwatch", "DeleteAlarmMuteRule")]


def test_a_window_of_the_asked_length_begins_with_the_next_minute_and_ends_with_the_update(
    account: Account,
) -> None:
    alarms(HERE, "Trinity-Slow")
    told: list[MuteEvent] = []
    with Mute(seconds=1800, now=lambda: NOW).of("prod", outputs("Trinity-Slow"), told.append):
        [rule] = rules(account)
        assert ended(account) == []
    assert rule["Name"] == "prod-trinity-update-1"
    assert rule["Rule"]["Schedule"] == {"Expression": "at(2026-11-21T09:31)", "Duration": "PT30M"}
    assert rule["ExpireDate"] == datetime(2026, 11, 21, 10, 1, tzinfo=UTC)
    assert ended(account) == ["prod-trinity-update-1"]
    assert [(one.platform, one.region, one.alarms) for one in told] == [("trinity", HERE, 1)]


def test_alarms_are_muted_where_they_are_and_only_those_that_are_there(account: Account) -> None:
    alarms(HERE, "Trinity-Slow")
    alarms(GLOBAL, "Trinity-Edge")
    with Mute(seconds=60).of("prod", outputs("Trinity-Slow", "Trinity-Edge", "Trinity-Gone"), lambda _: None):
        pass
    muted = [entry for entry in account.ledger.entries if entry.operation == "PutAlarmMuteRule"]
    assert [(one.region, one.params["MuteTargets"]["AlarmNames"]) for one in muted] == [
        (HERE, ["Trinity-Slow"]),
        (GLOBAL, ["Trinity-Edge"]),
    ]
    over = [entry.region for entry in account.ledger.entries if entry.operation == "DeleteAlarmMuteRule"]
    assert sorted(over) == sorted([HERE, GLOBAL])


def test_more_alarms_than_one_rule_takes_have_several(account: Account) -> None:
    names = [f"Trinity-{number}" for number in range(130)]
    alarms(HERE, *names)
    with Mute(seconds=60).of("prod", outputs(*names), lambda _: None):
        pass
    muted = [rule["MuteTargets"]["AlarmNames"] for rule in rules(account)]
    assert [len(each) for each in muted] == [100, 30]
    assert sorted(name for each in muted for name in each) == sorted(names)
    assert sorted(ended(account)) == ["prod-trinity-update-1", "prod-trinity-update-2"]


def test_an_update_that_fails_or_is_interrupted_is_heard_again(account: Account) -> None:
    alarms(HERE, "Trinity-Slow")
    for error in (RuntimeError("boom"), KeyboardInterrupt()):
        with (
            pytest.raises(type(error)),
            Mute(seconds=60).of("prod", outputs("Trinity-Slow"), lambda _: None),
        ):
            raise error
    assert ended(account) == ["prod-trinity-update-1"] * 2


def test_what_aws_refuses_is_told_with_the_platform(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not you"}}, "DescribeAlarms")

    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", refused)
    with (
        pytest.raises(AutomationError, match=r"muting the alarms of trinity: .*not you"),
        Mute(seconds=60).of("prod", outputs("Trinity-Slow"), lambda _: None),
    ):
        pytest.fail("the update was begun")


@pytest.mark.parametrize("seconds", [0, 59, 90, 15 * 86_400 + 60])
def test_lengths_that_cloudwatch_refuses_are_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match="1 minute to 15 days"):
        Mute(seconds=seconds)


def exported(shop: Shop, *names: str) -> None:
    shop.answers(stack_output=[{"stdout": json.dumps(dict(outputs(*names).values))}])


def test_a_release_is_silent_to_the_end_of_its_checks(
    shop: Shop, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    alarms(HERE, "Trinity-Slow")
    exported(shop, "Trinity-Slow")
    seen: list[tuple[int, int]] = []

    def checks(*_: object, **__: object) -> list[object]:
        seen.append((len(rules(account)), len(ended(account))))
        return []

    monkeypatch.setattr("smoke.run", checks)
    with pytest.raises(SmokeFailed):
        release(shop.deployer(), confirm=lambda _: True, mute=Mute(seconds=60))
    assert seen == [(1, 0)]
    assert ended(account) == ["dev-trinity-update-1"]


def test_the_command_takes_a_length_and_refuses_what_cloudwatch_would(
    shop: Shop, account: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PULUMI_BIN", str(shop.bin))
    alarms(HERE, "Trinity-Slow")
    exported(shop, "Trinity-Slow")
    where = ["--stack", "dev", "--project", str(shop.directory), "--yes", "--no-smoke"]
    assert main(["up", *where, "--mute", "30 minutes"]) == 0
    assert "trinity: 1 alarms in eu-central-1 tell nobody until the end" in capsys.readouterr().out
    assert len(rules(account)) == len(ended(account)) == 1
    with pytest.raises(SystemExit):
        main(["up", *where, "--mute", "30 seconds"])
    assert "1 minute to 15 days" in capsys.readouterr().err


def test_without_it_nothing_is_asked_of_cloudwatch(shop: Shop, account: Account) -> None:
    exported(shop, "Trinity-Slow")
    shop.answers(up=[{"code": 1, "events": failed("refused")}])
    with pytest.raises(AutomationError):
        release(shop.deployer(), confirm=lambda _: True, smoke=None)
    assert account.requests == []
