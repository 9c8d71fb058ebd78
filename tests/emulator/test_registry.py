"""Handlers by type, and the one-call types that are declared in a line."""

import pytest

from emulator import registry
from emulator.account import Account
from emulator.registry import (
    UnregisteredTypeError,
    dig,
    function,
    handler,
    provider_function,
    resource,
    simple,
)
from emulator.request import Request


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registers of their own for a test."""
    registry.load_rooms()
    monkeypatch.setattr(registry, "RESOURCES", {})
    monkeypatch.setattr(registry, "FUNCTIONS", {})


def test_a_type_without_a_room_is_an_error_that_names_it(empty: None) -> None:
    with pytest.raises(UnregisteredTypeError, match="aws:nobody/thing:Thing"):
        handler("aws:nobody/thing:Thing")
    with pytest.raises(UnregisteredTypeError, match="aws:nobody/getThing:getThing"):
        provider_function("aws:nobody/getThing:getThing")


def test_a_type_is_emulated_in_one_place_only(empty: None) -> None:
    resource("aws:a/b:B")(lambda _r: ("id", {}))
    with pytest.raises(ValueError, match="twice"):
        resource("aws:a/b:B")(lambda _r: ("id", {}))
    function("aws:a/getB:getB")(lambda _r: {})
    with pytest.raises(ValueError, match="twice"):
        function("aws:a/getB:getB")(lambda _r: {})


def test_a_simple_type_is_one_call_made_of_its_inputs(empty: None, account: Account) -> None:
    create = simple(
        "aws:test/group:Group",
        "logs.create_log_group",
        name="logGroupName",
        id="logGroupName",
        rename={"key": "kmsKeyId"},
        ignore=["skipDestroy"],
        outputs={"arn": lambda r, _: f"arn of {r.sent['logGroupName']}", "class": "logGroupClass"},
        logGroupClass=lambda r: r.take("kind", "STANDARD"),
    )
    inputs = {"skipDestroy": True, "tags": {"a": "b"}, "kind": "INFREQUENT_ACCESS"}
    request = Request(account, "aws:test/group:Group", "g", {**inputs, "name": "audit"}, urn="urn:g")
    assert create(request) == ("audit", {"arn": "arn of audit", "class": "INFREQUENT_ACCESS"})
    request.finish()
    assert account.requests[0].params == {
        "logGroupName": "audit",
        "tags": {"a": "b"},
        "logGroupClass": "INFREQUENT_ACCESS",
    }


def test_a_simple_type_may_wrap_its_inputs_in_one_structure(empty: None, account: Account) -> None:
    account.client("s3").create_bucket(Bucket="some-bucket")
    create = simple(
        "aws:test/block:Block",
        "s3.put_public_access_block",
        wrap="PublicAccessBlockConfiguration",
        id=lambda r, _: r.sent["Bucket"],
        Bucket=lambda r: r.take("bucket"),
    )
    request = Request(account, "t", "b", {"bucket": "some-bucket", "blockPublicAcls": True}, urn="urn:b")
    assert create(request)[0] == "some-bucket"
    request.finish()
    assert account.requests[0].params["PublicAccessBlockConfiguration"] == {"BlockPublicAcls": True}


def test_a_path_that_leads_nowhere_says_which() -> None:
    assert dig({"a": [{"b": 1}]}, "a.0.b") == 1
    with pytest.raises(KeyError, match=r"a\.1\.b"):
        dig({"a": [{"b": 1}]}, "a.1.b")
    with pytest.raises(KeyError, match=r"a\.c"):
        dig({"a": {}}, "a.c")


def test_every_room_registers_something() -> None:
    registry.load_rooms()
    assert "aws:sqs/queue:Queue" in registry.RESOURCES
    assert "aws:route53/getZone:getZone" in registry.FUNCTIONS
    assert all(registered.create for registered in registry.RESOURCES.values())
