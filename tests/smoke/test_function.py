"""The checks of the application as a function notice what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from smoke import entrance
from smoke.core import Deployed
from smoke.hookrelay import workloads
from tests.emulated.world import world
from tests.smoke.conftest import deployed_by
from tests.smoke.support import broken, notices, without
from tests.support.program import Variant


@pytest.fixture(scope="module")
def function() -> Iterator[Deployed]:
    config = {"compute": "lambda", "cdn": False, "waf": True}
    with world(Variant(file="dev", config=config)) as found:
        yield deployed_by(found)


def changed(function: Deployed, change: Callable[[dict[str, str]], None]) -> Callable[[], Any]:
    """Update the function's variables."""

    def update() -> Any:
        client, name = function.client("lambda"), function["functionName"]
        variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        change(variables)
        environment = {"Variables": variables}
        return client.update_function_configuration(FunctionName=name, Environment=environment)

    return update


@pytest.mark.requirement("HR-22", "HR-42")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda variables: variables.pop("AWS_DDB_DELIVERIES_TABLE"), "missing: AWS_DDB_DELIVERIES_TABLE"),
        (lambda variables: variables.update(NODE_ENV="development"), "NODE_ENV is development"),
        (lambda variables: variables.update(DATABASE_URL="postgresql://"), "DATABASE_URL is in plain text"),
        (lambda variables: variables.pop("AUTH_SECRET_PARAM"), "AUTH_SECRET has no reference"),
    ],
    ids=["missing", "other-mode", "plain-text", "no-reference"],
)
def test_a_function_without_its_variables_is_noticed(
    function: Deployed, change: Callable[[dict[str, str]], None], reason: str
) -> None:
    client, name = function.client("lambda"), function["functionName"]
    right = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]

    def restore(variables: dict[str, str]) -> None:
        variables.clear()
        variables.update(right)

    workloads.function_gets_every_variable(function)
    with broken(changed(function, change), changed(function, restore)):
        notices(workloads.function_gets_every_variable, function, reason)


@pytest.mark.requirement("HR-46")
def test_a_firewall_that_was_taken_from_the_api_is_noticed(function: Deployed) -> None:
    waf, resource = function.client("wafv2"), function["firewallProtects"]
    entrance.firewall_stands_before_the_entrance(function)
    with broken(
        lambda: waf.disassociate_web_acl(ResourceArn=resource),
        lambda: waf.associate_web_acl(WebACLArn=function["webAclArn"], ResourceArn=resource),
    ):
        notices(entrance.firewall_stands_before_the_entrance, function, "attached is None")


@pytest.mark.requirement("HR-14")
def test_two_consumers_of_one_queue_are_noticed(function: Deployed) -> None:
    client = function.client("lambda")
    made = client.create_event_source_mapping(
        EventSourceArn=function["queueArn"], FunctionName=function["functionName"], Enabled=False
    )
    with broken(lambda: None, lambda: client.delete_event_source_mapping(UUID=made["UUID"])):
        notices(workloads.worker_consumes_the_queue, function, "2 mappings")
    nowhere = without(function, queueArn=f"{function['queueArn']}-elsewhere")
    notices(workloads.worker_consumes_the_queue, nowhere, "0 mappings")
