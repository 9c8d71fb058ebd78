"""What DynamoDB deletes because its time is over is kept; nothing else is."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import boto3
import pytest

from emulator.account import Account
from tests.functions.loading import load

BY_TTL = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
ITEM = {
    "RequestID": {"S": "r/1"},
    "Status": {"S": "COMPLETED"},
    "Tries": {"N": "2"},
    "Share": {"N": "0.5"},
    "Tags": {"SS": ["b", "a"]},
    "Raw": {"B": b"\x01"},
}

pytestmark = pytest.mark.requirement("ST-9")


@pytest.fixture
def account() -> Any:
    with Account() as active:
        active.client("s3").create_bucket(Bucket="archive")
        yield active


@pytest.fixture
def archiver(account: Account, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("ARCHIVE_BUCKET", "archive")
    monkeypatch.setenv("KEY_ATTRIBUTE", "RequestID")
    module = load("infrastructure/expired_item_archiver.py")
    monkeypatch.setattr(module, "_s3", lambda: boto3.client("s3", region_name="us-east-1"))
    return module


def record(number: str = "1", **change: Any) -> dict[str, Any]:
    return {
        "eventName": "REMOVE",
        "userIdentity": BY_TTL,
        "dynamodb": {
            "SequenceNumber": number,
            "ApproximateCreationDateTime": 1_795_219_200.0,
            "OldImage": ITEM,
        },
        **change,
    }


def kept(account: Account) -> dict[str, Any]:
    s3 = account.client("s3")
    found = s3.list_objects_v2(Bucket="archive").get("Contents", [])
    return {
        each["Key"]: json.loads(s3.get_object(Bucket="archive", Key=each["Key"])["Body"].read())
        for each in found
    }


def test_an_expired_item_is_kept_as_json_under_the_day_it_went(
    account: Account, archiver: ModuleType
) -> None:
    assert archiver.handler({"Records": [record()]}, None) == {"batchItemFailures": []}
    assert kept(account) == {
        "2026/11/21/r%2F1.json": {
            "RequestID": "r/1",
            "Status": "COMPLETED",
            "Tries": 2,
            "Share": 0.5,
            "Tags": ["a", "b"],
            "Raw": "01",
        }
    }


def test_an_item_that_comes_twice_is_kept_once_and_under_its_prefix(
    account: Account, archiver: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVE_PREFIX", "/requests/")
    archiver.handler({"Records": [record(), record()]}, None)
    assert list(kept(account)) == ["requests/2026/11/21/r%2F1.json"]


@pytest.mark.parametrize(
    "change",
    [{"eventName": "MODIFY"}, {"userIdentity": None}, {"userIdentity": {"type": "User", "principalId": "a"}}],
)
def test_what_an_application_deletes_or_changes_is_not_kept(
    account: Account, archiver: ModuleType, change: dict[str, Any]
) -> None:
    assert archiver.handler({"Records": [record(**change)]}, None) == {"batchItemFailures": []}
    assert kept(account) == {}


def test_the_stream_comes_again_from_the_first_failure(account: Account, archiver: ModuleType) -> None:
    broken = record("2", dynamodb={"SequenceNumber": "2", "ApproximateCreationDateTime": 0.0, "OldImage": {}})
    answer = archiver.handler({"Records": [record("1"), broken, record("3")]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert len(kept(account)) == 1
