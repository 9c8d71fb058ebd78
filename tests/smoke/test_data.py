"""The checks of tables, queue and archive notice what breaks them."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from smoke import queues, shared
from smoke.core import Deployed
from smoke.hookrelay import data
from tests.smoke.support import broken, notices, queue_attribute, without


@pytest.mark.requirement("HR-1", "HR-2", "HR-15")
def test_tables_that_answer_leave_nothing_behind(deployed: Deployed) -> None:
    assert data.tables_answer(deployed).endswith("1 indexes")
    for output in ("endpointsTable", "deliveriesTable"):
        assert deployed.client("dynamodb").scan(TableName=deployed[output])["Items"] == []


@pytest.mark.requirement("HR-15")
def test_an_index_that_finds_nothing_is_noticed(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(dynamodb: Any, table: str, index: str | None, key: str, value: Any) -> list[Any]:
        return [] if index else original(dynamodb, table, index, key, value)

    original = shared.query
    monkeypatch.setattr(shared, "query", blind)
    notices(data.tables_answer, deployed, "not found by index ByStatus")


@pytest.mark.requirement("HR-50")
def test_a_table_without_point_in_time_recovery_is_noticed(deployed: Deployed) -> None:
    dynamodb, table = deployed.client("dynamodb"), deployed["deliveriesTable"]

    def recovery(on: bool) -> None:
        dynamodb.update_continuous_backups(
            TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": on}
        )

    with broken(lambda: recovery(False), lambda: recovery(True)):
        notices(data.tables_are_guarded, deployed, "deliveries: point-in-time recovery is DISABLED")
    data.tables_are_guarded(deployed)


@pytest.mark.requirement("HR-47")
def test_a_table_without_encryption_of_its_own_is_noticed(deployed: Deployed) -> None:
    dynamodb = deployed.client("dynamodb")
    dynamodb.create_table(
        TableName="plain",
        KeySchema=[{"AttributeName": "endpoint_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "endpoint_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.update_continuous_backups(
        TableName="plain", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    notices(data.tables_are_guarded, without(deployed, endpointsTable="plain"), "plain has no KMS encryption")


@pytest.mark.requirement("HR-4", "HR-5", "HR-6", "HR-12", "HR-13", "HR-47")
@pytest.mark.parametrize(
    ("queue", "attribute", "value", "reason"),
    [
        ("queueUrl", "VisibilityTimeout", "60", "hidden for 60 s, and the worker needs 300 s"),
        ("queueUrl", "ReceiveMessageWaitTimeSeconds", "0", "does not poll long"),
        ("dlqUrl", "MessageRetentionPeriod", "3600", "dead letters expire before"),
        ("dlqUrl", "RedriveAllowPolicy", '{"redrivePermission": "allowAll"}', "other queues may use"),
    ],
)
def test_a_queue_that_is_not_as_stated_is_noticed(
    deployed: Deployed, queue: str, attribute: str, value: str, reason: str
) -> None:
    data.queue_is_as_stated(deployed)
    with queue_attribute(deployed, queue, attribute, value):
        notices(data.queue_is_as_stated, deployed, reason)


@pytest.mark.requirement("HR-47", "X-11")
@pytest.mark.parametrize(("queue", "name"), [("queueUrl", "the queue"), ("dlqUrl", "the dead-letter queue")])
def test_a_queue_that_takes_plain_http_is_noticed(deployed: Deployed, queue: str, name: str) -> None:
    sqs, url = deployed.client("sqs"), deployed[queue]
    policy = json.loads(
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    )
    for statement in policy["Statement"]:  # the right words on the wrong side
        statement["Condition"] = {"Bool": {"aws:SecureTransport": "true"}}
    with queue_attribute(deployed, queue, "Policy", json.dumps(policy)):
        notices(data.queue_is_as_stated, deployed, f"{name} accepts plain HTTP")


@pytest.mark.requirement("HR-5")
def test_a_queue_without_dead_letters_is_noticed(deployed: Deployed) -> None:
    sqs = deployed.client("sqs")
    bare = sqs.create_queue(QueueName="bare")["QueueUrl"]
    broken_one = without(deployed, queueUrl=bare, workerFunctionName=None)
    notices(data.queue_is_as_stated, broken_one, "no dead-letter queue")
    notices(data.poison_messages_become_dead_letters, broken_one, "no dead-letter queue")


@pytest.mark.requirement("HR-5")
def test_dead_letters_that_go_elsewhere_are_noticed(deployed: Deployed) -> None:
    elsewhere = deployed.client("sqs").create_queue(QueueName="elsewhere")["QueueUrl"]
    notices(data.queue_is_as_stated, without(deployed, dlqUrl=elsewhere), "dead letters go elsewhere")
    lost = without(deployed, dlqUrl=elsewhere, archiverFunctionName=None)
    notices(data.poison_messages_become_dead_letters, lost, "the message is not in elsewhere")


@pytest.mark.requirement("HR-11")
def test_an_archiver_that_is_switched_off_is_noticed(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "ARCHIVE_ATTEMPTS", 1)
    monkeypatch.setattr(data, "ARCHIVE_WAIT_SECONDS", 0)
    client, sqs = deployed.client("lambda"), deployed.client("sqs")
    letters = sqs.get_queue_attributes(QueueUrl=deployed["dlqUrl"], AttributeNames=["QueueArn"])
    (mapping,) = client.list_event_source_mappings(EventSourceArn=letters["Attributes"]["QueueArn"])[
        "EventSourceMappings"
    ]
    with broken(
        lambda: client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False),
        lambda: client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True),
    ):
        notices(data.poison_messages_become_dead_letters, deployed, "the archiver did not bring")
    assert "in the archive" in data.poison_messages_become_dead_letters(deployed)


@pytest.mark.requirement("HR-5")
def test_a_message_that_is_given_up_too_early_or_too_late_is_noticed(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs, url = deployed.client("sqs"), deployed["queueUrl"]
    attributes = queues.attributes(sqs, url)
    stated = json.loads(attributes["RedrivePolicy"])
    for actual, reason in ((2, "gone at receive 3"), (5, "still in the queue at receive 4")):
        policy = json.dumps({**stated, "maxReceiveCount": actual})
        with queue_attribute(deployed, "queueUrl", "RedrivePolicy", policy):
            monkeypatch.setattr(queues, "redrive", lambda _: stated)
            notices(data.poison_messages_become_dead_letters, deployed, reason)
            monkeypatch.undo()
        for message in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=0).get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


@pytest.mark.requirement("HR-8", "HR-9")
def test_an_archive_that_keeps_everything_or_lets_anybody_in_is_noticed(deployed: Deployed) -> None:
    s3, bucket = deployed.client("s3"), deployed["dlqBucket"]
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]

    def put(rules: list[dict[str, Any]]) -> Any:
        configuration = {"Rules": rules}
        return s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=configuration)

    def lacking(rule: dict[str, Any], key: str, **instead: Any) -> dict[str, Any]:
        return {**{name: value for name, value in rule.items() if name != key}, **instead}

    (main,) = (rule for rule in rules if rule["ID"] == data.ARCHIVE_RULE)
    (leftovers,) = (rule for rule in rules if rule is not main)
    moved = [{"Days": 30, "StorageClass": "STANDARD_IA"}]
    check = data.archive_is_versioned_and_expires
    for wrong, reason in (
        ([leftovers], f"no lifecycle rule {data.ARCHIVE_RULE}"),
        ([main, lacking(leftovers, "NoncurrentVersionExpiration")], "old versions never expire"),
        ([lacking(main, "Expiration", Transitions=moved), leftovers], "expires nothing"),
        ([main, lacking(leftovers, "Expiration")], "delete markers"),
    ):
        with broken(partial(put, wrong), partial(put, rules)):
            notices(check, deployed, reason)
    gone = partial(s3.delete_bucket_lifecycle, Bucket=bucket)
    with broken(gone, partial(put, rules)), pytest.raises(ClientError, match="NoSuchLifecycleConfiguration"):
        check(deployed)

    def versions(status: str) -> Any:
        return s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})

    with broken(lambda: versions("Suspended"), lambda: versions("Enabled")):
        notices(check, deployed, "not versioned")
    assert check(deployed).endswith("90 days")


@pytest.mark.requirement("HR-47", "X-11")
def test_a_bucket_that_is_public_or_takes_plain_http_is_noticed(deployed: Deployed) -> None:
    s3, bucket = deployed.client("s3"), deployed["dlqBucket"]
    check = data.archive_is_versioned_and_expires
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]

    def put(**changes: bool) -> Any:
        wanted = {**block, **changes}
        return s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=wanted)

    with broken(lambda: put(BlockPublicPolicy=False), put):
        notices(check, deployed, "public access is not blocked")
    policy = s3.get_bucket_policy(Bucket=bucket)["Policy"]
    document = json.loads(policy)
    secure = [s for s in document["Statement"] if "SecureTransport" not in json.dumps(s)]
    secure = secure or [{**document["Statement"][0], "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]
    lax = json.dumps({**document, "Statement": secure})
    with broken(
        lambda: s3.put_bucket_policy(Bucket=bucket, Policy=lax),
        lambda: s3.put_bucket_policy(Bucket=bucket, Policy=policy),
    ):
        notices(check, deployed, "accepts plain HTTP")
