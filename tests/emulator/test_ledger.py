"""What moto lacks is validated, recorded and answered; it is never silently skipped."""

import pytest
from botocore.exceptions import ParamValidationError

from emulator import ledger
from emulator.account import Account
from emulator.request import Request


@pytest.fixture(autouse=True)
def _lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_LACKING", dict(ledger._LACKING))
    monkeypatch.setattr(ledger, "_ANSWERS", dict(ledger._ANSWERS))
    ledger.lacks("xray", "CreateGroup", "CreateSamplingRule", reason="moto has no control plane of X-Ray")


def test_the_answer_has_the_shape_of_awss(account: Account) -> None:
    made = account.client("xray").create_group(GroupName="slow", FilterExpression="duration > 1")
    assert made["Group"]["GroupName"] == "slow"
    assert made["Group"]["FilterExpression"] == "duration > 1"
    assert made["Group"]["GroupARN"].startswith("arn:aws:xray:us-east-1:123456789012:group/")


def test_the_same_request_is_answered_alike_and_another_otherwise(account: Account) -> None:
    def arn(name: str) -> str:
        return str(account.client("xray").create_group(GroupName=name)["Group"]["GroupARN"])

    assert arn("a") == arn("a")
    assert arn("a") != arn("b")


def test_what_was_asked_is_on_record_with_the_resource_and_the_reason(account: Account) -> None:
    request = Request(account, "aws:xray/group:Group", "slow", {}, "eu-west-1", "urn:slow")
    request.api("xray", "create_group", GroupName="slow")
    entry = account.ledger.entries[0]
    assert (entry.service, entry.operation, entry.region, entry.urn) == (
        "xray",
        "CreateGroup",
        "eu-west-1",
        "urn:slow",
    )
    assert entry.params == {"GroupName": "slow"}
    assert entry.reason == "moto has no control plane of X-Ray"
    assert account.ledger.of("xray", "CreateGroup") == [{"GroupName": "slow"}]
    assert [call.operation for call in account.requests] == ["CreateGroup"]


def test_validation_comes_first(account: Account) -> None:
    with pytest.raises(ParamValidationError):
        account.client("xray").create_group()
    with pytest.raises(ParamValidationError, match="FixedRate"):
        account.client("xray").create_sampling_rule(
            SamplingRule={
                "RuleName": "r",
                "ResourceARN": "*",
                "Priority": 1,
                "FixedRate": 1.5,
                "ReservoirSize": 1,
                "ServiceName": "*",
                "ServiceType": "*",
                "Host": "*",
                "HTTPMethod": "*",
                "URLPath": "*",
                "Version": 1,
            }
        )
    assert account.ledger.entries == []


def test_an_answer_may_be_told(account: Account) -> None:
    ledger.lacks("xray", "PutEncryptionConfig", answer={"EncryptionConfig": {"Status": "ACTIVE"}})
    answered = account.client("xray").put_encryption_config(Type="NONE")
    assert answered["EncryptionConfig"] == {"Status": "ACTIVE"}


def test_what_moto_has_is_not_touched(account: Account) -> None:
    account.client("sqs").create_queue(QueueName="jobs")
    assert account.ledger.entries == []
