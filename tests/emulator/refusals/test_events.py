"""Rules and schedules."""

from typing import Any

import pytest

from emulator.account import Account

from . import refused, role

QUEUE = "arn:aws:sqs:us-east-1:123456789012:work"


def test_schedules_of_rules(account: Account) -> None:
    events = account.client("events")
    for bad, reason in [
        ("rate(1 days)", "singular"),
        ("rate(5 minute)", "singular"),
        ("every day", "no schedule"),
    ]:
        assert reason in refused(events.put_rule, Name="r", ScheduleExpression=bad)
    for good in ("rate(1 day)", "rate(5 minutes)", "cron(0 5 ? * MON *)"):
        events.put_rule(Name="r", ScheduleExpression=good)
    events.create_event_bus(Name="own")
    why = refused(events.put_rule, Name="r", EventBusName="own", ScheduleExpression="rate(1 day)")
    assert "default bus only" in why


@pytest.mark.parametrize(
    ("targets", "reason"),
    [
        ([{"Id": str(n), "Arn": QUEUE} for n in range(6)], "at most 5"),
        ([{"Id": "a", "Arn": "work"}], "no ARN"),
        ([{"Id": "a", "Arn": QUEUE, "Input": "{}", "InputPath": "$.detail"}], "exclude each other"),
        (
            [{"Id": "a", "Arn": "arn:aws:states:us-east-1:123456789012:stateMachine:m"}],
            "RoleArn is needed for states",
        ),
        ([{"Id": "a", "Arn": QUEUE + ".fifo"}], "needs a MessageGroupId"),
    ],
)
def test_refused_targets(account: Account, targets: list[dict[str, Any]], reason: str) -> None:
    events = account.client("events")
    events.put_rule(Name="r", ScheduleExpression="rate(1 day)")
    assert reason in refused(events.put_targets, Rule="r", Targets=targets)


def test_accepted_targets(account: Account) -> None:
    events = account.client("events")
    events.put_rule(Name="r", ScheduleExpression="rate(1 day)")
    events.put_targets(Rule="r", Targets=[{"Id": "a", "Arn": QUEUE, "Input": "{}"}])


@pytest.mark.requirement("ST-9")
def test_a_schedule_needs_a_role_that_the_scheduler_can_assume(account: Account) -> None:
    create = account.client("scheduler").create_schedule
    wrong, right = role(account, "lambda", name="wrong"), role(account, "scheduler", name="right")

    def schedule(role_arn: str, **window: Any) -> dict[str, Any]:
        target = {"Arn": "arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime", "RoleArn": role_arn}
        window = window or {"Mode": "OFF"}
        base = {"Name": "daily", "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": window}
        return {**base, "Target": {**target, "Input": "{}"}}

    assert "assume it" in refused(create, **schedule(wrong))
    assert "MaximumWindowInMinutes" in refused(create, **schedule(right, Mode="FLEXIBLE"))
    create(**schedule(right, Mode="FLEXIBLE", MaximumWindowInMinutes=15))
