"""Requests account for every input: what no call takes is an error, never dropped."""

import re

import pytest

from emulator.account import Account
from emulator.request import Child, Request
from emulator.shapes import Unmapped


def request(account: Account, inputs: dict[str, object], **more: str) -> Request:
    return Request(account, "aws:sqs/queue:Queue", "jobs", inputs, urn=more.get("urn", "urn:jobs"))


def test_an_input_that_nothing_took_is_an_error_that_names_it(account: Account) -> None:
    asked = request(account, {"taken": 1, "left": 2, "absent": None, "tagsAll": {}, "region": "us-east-1"})
    assert asked.take("taken") == 1
    with pytest.raises(Unmapped, match=r"aws:sqs/queue:Queue jobs: .* left"):
        asked.finish()
    asked.take("left")
    asked.finish()


def test_take_answers_the_default_for_what_is_absent_or_null(account: Account) -> None:
    asked = request(account, {"null": None, "zero": 0, "false": False})
    assert asked.take("null", "default") == "default"
    assert asked.take("missing") is None
    assert asked.take("zero", 7) == 0
    assert asked.take("false", True) is False


def test_a_given_name_is_the_name(account: Account) -> None:
    asked = request(account, {"name": "exactly-this"})
    assert asked.physical() == "exactly-this"
    assert asked.generated == {}


def test_a_generated_name_is_as_pulumi_makes_them_and_the_same_every_time(account: Account) -> None:
    first, again = request(account, {}).physical(), request(account, {}).physical()
    assert re.fullmatch(r"jobs-[0-9a-f]{7}", first)
    assert first == again
    assert request(account, {}, urn="urn:other").physical() != first
    assert re.fullmatch(r"work[0-9a-f]{7}", request(account, {"namePrefix": "work"}).physical())
    assert re.fullmatch(r"jobs-[0-9a-f]{7}\.fifo", request(account, {}).physical(suffix=".fifo"))


def test_a_generated_name_is_kept_for_the_outputs(account: Account) -> None:
    asked = request(account, {"bucketPrefix": "logs-"})
    assert asked.generated == {}
    assert asked.generated | {"bucket": asked.physical("bucket")} == asked.generated


def test_tags_are_a_map_even_when_there_are_none(account: Account) -> None:
    assert request(account, {}).tags == {}
    asked = request(account, {"tags": {"Service": "x"}})
    assert asked.tags == {"Service": "x"}
    asked.finish()


def test_send_fills_parameters_by_name_and_leaves_the_rest(account: Account) -> None:
    asked = request(account, {"queueName": "jobs", "delaySeconds": 3})
    asked.send("sqs", "create_queue", Attributes={"DelaySeconds": str(asked.take("delaySeconds"))}, tags=None)
    asked.finish()
    assert account.requests[0].params == {"QueueName": "jobs", "Attributes": {"DelaySeconds": "3"}}


def test_send_may_be_held_to_some_inputs_and_told_of_other_names(account: Account) -> None:
    asked = request(account, {"title": "jobs", "tags": {"a": "b"}})
    asked.send("sqs", "create_queue", rename={"title": "QueueName"}, only=["title"])
    assert account.requests[0].params == {"QueueName": "jobs"}
    with pytest.raises(Unmapped, match="tags"):
        asked.finish()


def test_an_explicit_parameter_does_not_swallow_an_input_of_its_name(account: Account) -> None:
    asked = request(account, {"queueName": "ignored"})
    asked.send("sqs", "create_queue", QueueName="explicit")
    assert account.requests[0].params == {"QueueName": "explicit"}
    with pytest.raises(Unmapped, match="queueName"):
        asked.finish()


def test_calls_go_to_the_resources_own_region(account: Account) -> None:
    asked = Request(account, "t", "n", {}, "eu-central-1", "urn:n")
    asked.api("sqs", "create_queue", QueueName="there")
    assert "QueueUrls" not in account.client("sqs").list_queues()
    assert len(account.client("sqs", "eu-central-1").list_queues()["QueueUrls"]) == 1


def test_only_components_have_children(account: Account) -> None:
    with pytest.raises(TypeError, match="children"):
        request(account, {}).child("aws:ec2/vpc:Vpc", "v", {})


def test_a_child_can_be_an_outputs_value() -> None:
    reference = Child(urn="urn:v", id="vpc-1", outputs={}).reference
    assert (reference["urn"], reference["id"]) == ("urn:v", "vpc-1")
