"""Rules, targets, buses and schedules change in place, are described, and go."""

import json
from typing import Any

from emulator.account import Account

from .life import Life
from .support import role

BUS, RULE, TARGET = (
    "aws:cloudwatch/eventBus:EventBus",
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/eventTarget:EventTarget",
)


def pattern(source: str) -> str:
    return json.dumps({"source": [source]})


def test_a_rule_is_put_again_and_keeps_its_targets(account: Account) -> None:
    rule, events = (
        Life(account, RULE, name="r", eventPattern=pattern("a"), tags={"a": "1"}),
        account.client("events"),
    )
    queue = Life(account, "aws:sqs/queue:Queue", name="q")
    target = Life(account, TARGET, rule="r", targetId="t", arn=queue.state["arn"], input='{"a": 1}')
    rule.change(eventPattern=pattern("b"), state="DISABLED")
    described = rule.described()
    assert described is not None
    assert (json.loads(described["EventPattern"]), described["isEnabled"]) == ({"source": ["b"]}, False)
    target.change(input='{"a": 2}')
    assert [one["Input"] for one in events.list_targets_by_rule(Rule="r")["Targets"]] == ['{"a": 2}']
    rule.change(tags={"b": "2"})
    described = rule.described()
    assert described is not None
    assert described["Tags"] == [{"Key": "b", "Value": "2"}]
    target.delete()
    assert target.described() is None
    rule.delete()
    assert rule.described() is None


def test_a_rule_on_a_bus_of_its_own_goes(account: Account) -> None:
    bus = Life(account, BUS, name="b")
    rule = Life(account, RULE, name="r", eventBusName="b", eventPattern=pattern("a"))
    assert rule.described() is not None
    rule.delete()
    bus.change(description="d", tags={"a": "1"})
    assert account.ledger.of("events", "UpdateEventBus") == [{"Name": "b", "Description": "d"}]
    bus.delete()
    assert bus.described() is None


def test_a_bus_policy_is_put_again(account: Account) -> None:
    bus = Life(account, BUS, name="b")

    def policy(action: str) -> str:
        statement = {
            "Sid": "s",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account.account_id}:root"},
            "Action": action,
            "Resource": bus.state["arn"],
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    life = Life(
        account,
        "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
        eventBusName="b",
        policy=policy("events:PutEvents"),
    )
    life.change(policy=policy("events:PutRule"))
    described = life.described()
    assert described is not None
    assert "events:PutRule" in described["Policy"]
    life.delete()
    assert life.described() is None


def test_a_permission_is_put_again(account: Account) -> None:
    life = Life(
        account,
        "aws:cloudwatch/eventPermission:EventPermission",
        principal="111122223333",
        statementId="s",
    )
    life.change(principal="444455556666")
    described = life.described()
    assert described is not None
    assert "444455556666" in json.dumps(described)
    life.delete()
    assert life.described() is None


def test_an_archive_changes_its_retention(account: Account) -> None:
    bus = Life(account, BUS, name="b")
    life = Life(
        account,
        "aws:cloudwatch/eventArchive:EventArchive",
        name="a",
        eventSourceArn=bus.state["arn"],
        retentionDays=1,
    )
    life.change(retentionDays=9)
    described = life.described()
    assert described is not None
    assert described["RetentionDays"] == 9
    life.delete()
    assert life.described() is None


def test_a_destination_and_its_connection_change(account: Account) -> None:
    def signing(value: str) -> dict[str, Any]:
        return {"apiKey": {"key": "k", "value": value}}

    connection = Life(
        account,
        "aws:cloudwatch/eventConnection:EventConnection",
        name="c",
        authorizationType="API_KEY",
        authParameters=signing("one"),
    )
    connection.change(authParameters=signing("two"), description="d")
    described = connection.described()
    assert described is not None
    assert described["Description"] == "d"
    destination = Life(
        account,
        "aws:cloudwatch/eventApiDestination:EventApiDestination",
        name="d",
        connectionArn=connection.state["arn"],
        httpMethod="POST",
        invocationEndpoint="https://a.example",
    )
    destination.change(invocationEndpoint="https://b.example")
    described = destination.described()
    assert described is not None
    assert described["InvocationEndpoint"] == "https://b.example"
    for life in (destination, connection):
        life.delete()
        assert life.described() is None


def test_a_schedule_changes_as_a_whole(account: Account) -> None:
    runner = role(account, "scheduler", "scheduler.amazonaws.com", "sqs:SendMessage")
    queue = Life(account, "aws:sqs/queue:Queue", name="q")
    group = Life(account, "aws:scheduler/scheduleGroup:ScheduleGroup", name="g")
    life = Life(
        account,
        "aws:scheduler/schedule:Schedule",
        name="s",
        groupName="g",
        description="d",
        scheduleExpression="rate(1 hour)",
        flexibleTimeWindow={"mode": "OFF"},
        target={"arn": queue.state["arn"], "roleArn": runner},
    )
    life.change(scheduleExpression="rate(2 hours)", state="DISABLED", description=None)
    described = life.described()
    assert described is not None
    assert (described["ScheduleExpression"], described["State"]) == ("rate(2 hours)", "DISABLED")
    assert not described.get("Description")
    group.change(tags={"a": "1"})
    for thing in (life, group):
        thing.delete()
        assert thing.described() is None
