import gzip
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from tests.functions.loading import load as load_function

SENT = "1795219200000"  # 2026-11-21T00:00:00Z


def load() -> ModuleType:
    return load_function("infrastructure/dead_letter_archiver.py")


def record(
    message_id: str = "m-1", body: str = '{"url": "https://example.com"}', sent: str = SENT
) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"SentTimestamp": sent, "ApproximateReceiveCount": "1"},
        "messageAttributes": {"kind": {"stringValue": "webhook", "dataType": "String"}},
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:prod-hookrelay-dlq",
    }


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("ARCHIVE_BUCKET", "archive")
    with mock_aws():
        s3 = boto3.resource("s3", region_name="us-east-1")
        yield s3.create_bucket(Bucket="archive")


@pytest.mark.requirement("HR-11")
def test_each_message_becomes_one_object_that_has_all_that_a_redelivery_needs(bucket: Any) -> None:
    answer = load().handler({"Records": [record("m-1"), record("m-2", body="not json")]}, None)

    assert answer == {"batchItemFailures": []}
    assert sorted(item.key for item in bucket.objects.all()) == [
        "prod-hookrelay-dlq/2026/11/21/m-1.json",
        "prod-hookrelay-dlq/2026/11/21/m-2.json",
    ]
    stored = json.loads(bucket.Object("prod-hookrelay-dlq/2026/11/21/m-1.json").get()["Body"].read())
    assert stored["body"] == '{"url": "https://example.com"}'
    assert stored["messageAttributes"] == record()["messageAttributes"]
    assert stored["sentAt"] == "2026-11-21T00:00:00+00:00"


def test_a_message_that_comes_twice_is_kept_once(bucket: Any) -> None:
    module = load()
    again = record() | {"attributes": {"SentTimestamp": SENT, "ApproximateReceiveCount": "2"}}
    module.handler({"Records": [record()]}, None)
    module.handler({"Records": [again]}, None)
    assert len(list(bucket.objects.all())) == 1


def test_only_what_could_not_be_written_stays_in_the_queue(bucket: Any) -> None:
    broken = record("m-2") | {"attributes": {}}
    answer = load().handler({"Records": [record("m-1"), broken, record("m-3")]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-2"}]}
    assert len(list(bucket.objects.all())) == 2


def test_nothing_is_taken_as_written_when_the_bucket_is_gone(bucket: Any) -> None:
    bucket.delete()
    answer = load().handler({"Records": [record("m-1"), record("m-2")]}, None)
    assert [item["itemIdentifier"] for item in answer["batchItemFailures"]] == ["m-1", "m-2"]


@pytest.mark.requirement("HR-10")
def test_compression_is_a_choice_and_the_object_says_so(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLQ_COMPRESSION", "gzip")
    load().handler({"Records": [record()]}, None)
    [item] = bucket.objects.all()
    got = item.get()
    assert item.key.endswith(".json.gz")
    assert got["ContentEncoding"] == "gzip"
    assert json.loads(gzip.decompress(got["Body"].read()))["messageId"] == "m-1"


@pytest.mark.parametrize("prefix", ["failed", "failed/", "/failed/"])
def test_the_folder_is_part_of_the_key_however_it_is_written(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    monkeypatch.setenv("ARCHIVE_PREFIX", prefix)
    load().handler({"Records": [record()]}, None)
    assert [item.key for item in bucket.objects.all()] == ["failed/prod-hookrelay-dlq/2026/11/21/m-1.json"]


@given(body=st.text(), sent=st.integers(0, 4_102_444_800_000))
def test_any_body_comes_back_as_it_was(body: str, sent: int) -> None:
    module = load()
    made = module.document(record(body=body, sent=str(sent)))
    assert json.loads(json.dumps(made, ensure_ascii=False))["body"] == body
