"""Which inputs can change in place, derived from AWS's own models."""

from __future__ import annotations

import pytest

from emulator import registry
from emulator.account import Account
from emulator.changes import Step, members, steering
from emulator.request import Request
from emulator.resources.parts import changes, later, reader, tagging

GROUP = "aws:cloudwatch/logGroup:LogGroup"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log group of which nothing is said yet but how it is made."""
    create = registry.handler(GROUP).create
    monkeypatch.setitem(registry.RESOURCES, GROUP, registry.Handler(create=create))


def test_the_members_of_a_call_are_those_of_its_model() -> None:
    assert members("logs.put_retention_policy") == {
        "loggroupname": "logGroupName",
        "retentionindays": "retentionInDays",
    }
    assert members("sqs.set_queue_attributes.Attributes")["delayseconds"] == "DelaySeconds"


@pytest.mark.parametrize("call", ["logs.put_something", "sqs.set_queue_attributes.Nothing"])
def test_a_call_that_aws_does_not_have_is_refused(call: str) -> None:
    with pytest.raises(ValueError, match=r"Nothing|put_something"):
        members(call)


def test_an_input_is_taken_by_name_by_plural_or_by_rename() -> None:
    assert Step(call="logs.put_retention_policy").inputs(GROUP) == {"retentionInDays"}
    renamed = Step(call="logs.put_retention_policy", rename={"name": "logGroupName"})
    assert renamed.inputs(GROUP) == {"retentionInDays", "name"}


def test_without_an_update_operation_everything_but_steering_replaces(bare: None) -> None:
    assert registry.handler(GROUP).updatable(GROUP) == steering(GROUP) == {"skipDestroy"}


def test_what_lasts_replaces_though_an_operation_takes_it(bare: None) -> None:
    later(GROUP, updates="logs.put_retention_policy", rename={"name": "logGroupName"}, lasting=["name"])
    assert registry.handler(GROUP).updatable(GROUP) == {"retentionInDays", "skipDestroy"}


def test_a_change_calls_only_the_operations_whose_inputs_changed(bare: None, account: Account) -> None:
    changes(GROUP, "logs.put_retention_policy", logGroupName="id")
    tagging(GROUP, "logs.tag_log_group", "logs.untag_log_group", logGroupName="id")
    account.client("logs").create_log_group(logGroupName="g", tags={"old": "1", "same": "1"})
    old = {"retentionInDays": 7, "tags": {"old": "1", "same": "1"}}
    new = {"retentionInDays": 7, "tags": {"new": "2", "same": "1"}}
    request = Request(account, GROUP, "g", new, urn="urn:g", old=old)
    for step in registry.handler(GROUP).steps:
        if step.run is not None and step.inputs(GROUP) & request.changed:
            step.run(request, "g")
    request.finish(request.changed)
    assert [call.operation for call in account.calls_of("urn:g")] == ["UntagLogGroup", "TagLogGroup"]
    tags = account.client("logs").list_tags_log_group(logGroupName="g")["tags"]
    assert tags == {"new": "2", "same": "1"}


def test_a_description_tells_gone_from_there(bare: None, account: Account) -> None:
    reader(
        GROUP,
        "logs.describe_log_groups",
        "logGroups.0",
        logGroupNamePrefix="id",
    )
    describe = registry.handler(GROUP).describe
    assert describe is not None
    request = Request(account, GROUP, "g", {})
    assert describe(request, "g") is None
    account.client("logs").create_log_group(logGroupName="g")
    found = describe(request, "g")
    assert found is not None
    assert found["logGroupName"] == "g"
