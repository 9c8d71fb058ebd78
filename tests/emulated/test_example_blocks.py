"""The example of blocks by themselves: deployed, and used as an application would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from emulator.account import Account
from emulator.deploy import AwsDeployment, declare, deploy
from emulator.policies.decisions import role_may
from examples.blocks import program
from tests.contract.walk import statements_of
from tests.emulated.world import running_account
from tests.support.recorder import Recorder

CONFIG = {"words:alertsTopicArn": "arn:aws:sns:us-east-1:123456789012:alerts"}


@dataclass(frozen=True, kw_only=True)
class Words:
    """The example, deployed."""

    account: Account
    deployment: AwsDeployment

    def output(self, name: str) -> str:
        return str(self.deployment.outputs[name])

    def send(self, body: str) -> None:
        self.account.client("sqs").send_message(QueueUrl=self.output("queueUrl"), MessageBody=body)

    def counted(self) -> dict[str, int]:
        items: list[dict[str, Any]] = self.account.client("dynamodb").scan(
            TableName=self.output("tableName")
        )["Items"]
        return {item["word"]["S"]: int(item["seen"]["N"]) for item in items}


@pytest.fixture(scope="module")
def words() -> Iterator[Words]:
    with running_account() as account:
        account.client("sns").create_topic(Name="alerts")
        yield Words(account=account, deployment=deploy(program, account, config=CONFIG))


def test_messages_are_counted(words: Words) -> None:
    words.send("to be or not to be")
    assert words.counted() == {"to": 2, "be": 2, "or": 1, "not": 1}


def test_the_counter_may_do_what_its_link_says_and_nothing_else_to_the_table(words: Words) -> None:
    role = words.output("roleArn")
    table = f"arn:aws:dynamodb:us-east-1:{words.account.account_id}:table/{words.output('tableName')}"
    answers = {
        action: role_may(words.account.account_id, role, f"dynamodb:{action}", table, "us-east-1", {})
        for action in ("UpdateItem", "PutItem", "Scan", "DeleteTable")
    }
    assert answers == {"UpdateItem": True, "PutItem": False, "Scan": False, "DeleteTable": False}


def test_no_statement_of_it_has_a_wildcard_action() -> None:
    recorded = Recorder(declare(program, config=CONFIG))
    said = [
        statement.statement
        for role in recorded.of_type("aws:iam/rolePolicy:RolePolicy")
        for statement in statements_of(role.inputs["policy"], role.name)
    ]
    assert said
    assert not [each for each in said if any(action.endswith("*") for action in each["Action"])]


def test_each_block_yields_its_alarms() -> None:
    recorded = Recorder(declare(program, config=CONFIG))
    metrics = {str(alarm.inputs.get("metricName")) for alarm in recorded.of_type("MetricAlarm")}
    assert metrics >= {"ApproximateAgeOfOldestMessage", "Errors", "Throttles", "Duration"}


def test_a_function_that_is_slower_than_its_queue_waits_is_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match=r"visibility.*60.*66"):
        declare(program, config={**CONFIG, "words:timeoutSeconds": "11"})
