"""Buckets, objects and settings change, are described, and go with all they hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from emulator.account import Account

from .life import Life
from .support import role

BUCKET, OBJECT = "aws:s3/bucket:Bucket", "aws:s3/bucketObjectv2:BucketObjectv2"
NAME = "bucket-with-a-life"


def bucket(account: Account, **inputs: Any) -> Life:
    return Life(account, BUCKET, bucket=NAME, **inputs)


def test_a_buckets_tags_change_as_one(account: Account) -> None:
    life = bucket(account, tags={"a": "1"})
    life.change(tags={"b": "2"})
    s3 = account.client("s3")
    assert s3.get_bucket_tagging(Bucket=NAME)["TagSet"] == [{"Key": "b", "Value": "2"}]
    life.change(tags=None)
    assert life.asked == ["DeleteBucketTagging"]
    described = life.described()
    assert described == {"bucket": NAME, "objectLockEnabled": False, "tags": {}}


def test_a_full_bucket_goes_only_if_told_to(account: Account) -> None:
    life, s3 = bucket(account), account.client("s3")
    s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
    for _ in range(2):
        s3.put_object(Bucket=NAME, Key="o", Body=b"o")
    s3.delete_object(Bucket=NAME, Key="o")
    with pytest.raises(s3.exceptions.ClientError, match="BucketNotEmpty"):
        life.delete()
    life.change(forceDestroy=True)
    life.delete()
    assert s3.list_buckets()["Buckets"] == []
    assert life.described() is None
    life.delete()


def test_more_objects_than_a_page_go_too(account: Account) -> None:
    life, s3 = bucket(account, forceDestroy=True), account.client("s3")
    for number in range(1005):
        s3.put_object(Bucket=NAME, Key=str(number), Body=b"")
    life.delete()
    assert s3.list_buckets()["Buckets"] == []


def test_an_object_is_uploaded_again_when_its_content_changes(account: Account) -> None:
    bucket(account)
    s3 = account.client("s3")
    life = Life(
        account, OBJECT, bucket=NAME, key="o", content="one", contentType="text/plain", tags={"a": "1"}
    )
    life.change(content="two")
    assert life.asked == ["PutObject"]
    found = s3.get_object(Bucket=NAME, Key="o")
    assert (found["Body"].read(), found["ContentType"]) == (b"two", "text/plain")
    life.change(source=pulumi.StringAsset("three"), content=None)
    assert s3.get_object(Bucket=NAME, Key="o")["Body"].read() == b"three"


def test_an_objects_tags_change_without_an_upload(account: Account) -> None:
    bucket(account)
    life = Life(account, OBJECT, bucket=NAME, key="o", content="one", tags={"a": "1"})
    life.change(tags={"b": "2"})
    assert life.asked == ["PutObjectTagging"]
    life.change(tags=None)
    assert life.asked == ["DeleteObjectTagging"]
    described = life.described()
    assert described is not None
    assert (described["key"], described["tags"]) == ("o", {})


def test_an_object_goes_with_its_versions(account: Account) -> None:
    bucket(account)
    s3 = account.client("s3")
    s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=NAME, Key="other", Body=b"")
    s3.put_object(Bucket=NAME, Key="o-too", Body=b"")
    life = Life(account, OBJECT, bucket=NAME, key="o", content="one")
    life.change(content="two")
    life.delete()
    assert life.described() is None
    left = s3.list_object_versions(Bucket=NAME)
    assert {version["Key"] for version in left["Versions"]} == {"o-too", "other"}
    assert "DeleteMarkers" not in left


def test_a_bucket_policy_changes_and_goes(account: Account) -> None:
    bucket(account)

    def policy(action: str) -> str:
        statement = {
            "Effect": "Deny",
            "Principal": "*",
            "Action": action,
            "Resource": f"arn:aws:s3:::{NAME}/*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    life = Life(account, "aws:s3/bucketPolicy:BucketPolicy", bucket=NAME, policy=policy("s3:GetObject"))
    life.change(policy=policy("s3:PutObject"))
    assert "s3:PutObject" in account.client("s3").get_bucket_policy(Bucket=NAME)["Policy"]
    life.delete()
    assert life.described() is None


RULE = {"id": "a", "status": "Enabled"}
Found = Callable[[Any], Any]
SETTINGS: list[tuple[str, dict[str, Any], dict[str, Any], Found, Any, bool]] = [
    (
        "bucketVersioning:BucketVersioning",
        {"versioningConfiguration": {"status": "Enabled"}},
        {"versioningConfiguration": {"status": "Suspended"}},
        lambda s3: s3.get_bucket_versioning(Bucket=NAME)["Status"],
        "Suspended",
        False,
    ),
    (
        "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        {"rules": [{**RULE, "expiration": {"days": 1}}]},
        {"rules": [{**RULE, "expiration": {"days": 2}}]},
        lambda s3: s3.get_bucket_lifecycle_configuration(Bucket=NAME)["Rules"][0]["Expiration"]["Days"],
        2,
        True,
    ),
    (
        "bucketCorsConfiguration:BucketCorsConfiguration",
        {"corsRules": [{"allowedMethods": ["GET"], "allowedOrigins": ["https://a.example"]}]},
        {"corsRules": [{"allowedMethods": ["PUT"], "allowedOrigins": ["https://a.example"]}]},
        lambda s3: s3.get_bucket_cors(Bucket=NAME)["CORSRules"][0]["AllowedMethods"],
        ["PUT"],
        True,
    ),
    (
        "bucketOwnershipControls:BucketOwnershipControls",
        {"rule": {"objectOwnership": "BucketOwnerPreferred"}},
        {"rule": {"objectOwnership": "BucketOwnerEnforced"}},
        lambda s3: s3.get_bucket_ownership_controls(Bucket=NAME)["OwnershipControls"]["Rules"],
        [{"ObjectOwnership": "BucketOwnerEnforced"}],
        True,
    ),
    (
        "bucketPublicAccessBlock:BucketPublicAccessBlock",
        {"blockPublicAcls": True},
        {"blockPublicPolicy": True},
        lambda s3: s3.get_public_access_block(Bucket=NAME)["PublicAccessBlockConfiguration"],
        {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": False,
            "RestrictPublicBuckets": False,
        },
        True,
    ),
    (
        "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}]},
        lambda s3: s3.get_bucket_encryption(Bucket=NAME)["ServerSideEncryptionConfiguration"]["Rules"][0][
            "ApplyServerSideEncryptionByDefault"
        ]["SSEAlgorithm"],
        "aws:kms",
        True,
    ),
    (
        "bucketAccelerateConfiguration:BucketAccelerateConfiguration",
        {"status": "Enabled"},
        {"status": "Suspended"},
        lambda s3: s3.get_bucket_accelerate_configuration(Bucket=NAME)["Status"],
        "Suspended",
        False,
    ),
    (
        "bucketWebsiteConfiguration:BucketWebsiteConfiguration",
        {"indexDocument": {"suffix": "a.html"}},
        {"indexDocument": {"suffix": "b.html"}},
        lambda s3: s3.get_bucket_website(Bucket=NAME)["IndexDocument"],
        {"Suffix": "b.html"},
        True,
    ),
]


@pytest.mark.parametrize(
    ("kind", "first", "second", "found", "expected", "goes"),
    SETTINGS,
    ids=[setting[0] for setting in SETTINGS],
)
def test_a_setting_changes_is_described_and_goes(
    account: Account,
    kind: str,
    first: dict[str, Any],
    second: dict[str, Any],
    found: Found,
    expected: Any,
    goes: bool,
) -> None:
    bucket(account)
    s3 = account.client("s3")
    life = Life(account, f"aws:s3/{kind}", bucket=NAME, **first)
    described = life.described()
    assert found(s3) != expected
    life.change(**second)
    assert found(s3) == expected
    assert life.described() != described
    assert "bucket" not in life.handler.updatable(life.token)
    life.delete()
    if goes:
        assert life.described() is None


def test_logs_of_a_bucket_can_be_switched_off(account: Account) -> None:
    bucket(account)
    logs = Life(account, BUCKET, bucket="bucket-of-logs")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{logs.id}/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    Life(account, "aws:s3/bucketPolicy:BucketPolicy", bucket=logs.id, policy=policy)
    life = Life(
        account, "aws:s3/bucketLogging:BucketLogging", bucket=NAME, targetBucket=logs.id, targetPrefix="a/"
    )
    life.change(targetPrefix="b/")
    described = life.described()
    assert described is not None
    assert described["TargetPrefix"] == "b/"
    life.delete()
    assert life.described() is None


def test_notifications_change_and_stop(account: Account) -> None:
    bucket(account)
    queue = Life(account, "aws:sqs/queue:Queue", name="q")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue.state["arn"],
    }
    queue.change(policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))

    def told(event: str) -> list[dict[str, Any]]:
        return [{"id": "n", "queueArn": queue.state["arn"], "events": [event]}]

    life = Life(
        account,
        "aws:s3/bucketNotification:BucketNotification",
        bucket=NAME,
        queues=told("s3:ObjectCreated:*"),
    )
    life.change(queues=told("s3:ObjectRemoved:*"))
    described = life.described()
    assert described is not None
    assert described["QueueConfigurations"][0]["Events"] == ["s3:ObjectRemoved:*"]
    life.delete()
    s3 = account.client("s3")
    assert "QueueConfigurations" not in s3.get_bucket_notification_configuration(Bucket=NAME)


def test_replication_changes_and_stops(account: Account) -> None:
    bucket(account)
    Life(account, BUCKET, bucket="bucket-of-copies")
    for name in (NAME, "bucket-of-copies"):
        Life(
            account,
            "aws:s3/bucketVersioning:BucketVersioning",
            bucket=name,
            versioningConfiguration={"status": "Enabled"},
        )
    copier = role(account, "copier", "s3.amazonaws.com")

    def rules(status: str) -> list[dict[str, Any]]:
        destination = {"bucket": "arn:aws:s3:::bucket-of-copies"}
        return [
            {
                "id": "r",
                "status": status,
                "priority": 1,
                "filter": {"prefix": "a"},
                "deleteMarkerReplication": {"status": "Disabled"},
                "destination": destination,
            }
        ]

    life = Life(
        account,
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        bucket=NAME,
        role=copier,
        rules=rules("Enabled"),
    )
    life.change(rules=rules("Disabled"))
    described = life.described()
    assert described is not None
    assert described["Rules"][0]["Status"] == "Disabled"
    life.delete()
    assert life.described() is None


def test_public_access_of_the_account_changes_and_goes(account: Account) -> None:
    life = Life(account, "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", blockPublicAcls=True)
    life.change(blockPublicPolicy=True)
    described = life.described()
    assert described is not None
    assert described["BlockPublicPolicy"] is True
    life.delete()
    assert life.described() is None


@pytest.mark.parametrize(
    ("kind", "operation", "inputs", "change"),
    [
        ("bucketMetric:BucketMetric", "BucketMetricsConfiguration", {}, {"filter": {"prefix": "a"}}),
        (
            "bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration",
            "BucketIntelligentTieringConfiguration",
            {"tierings": [{"accessTier": "ARCHIVE_ACCESS", "days": 90}]},
            {"tierings": [{"accessTier": "ARCHIVE_ACCESS", "days": 180}]},
        ),
    ],
)
def test_metrics_and_tiering_are_put_again_and_deleted(
    account: Account, kind: str, operation: str, inputs: dict[str, Any], change: dict[str, Any]
) -> None:
    bucket(account)
    life = Life(account, f"aws:s3/{kind}", bucket=NAME, name="n", **inputs)
    life.change(**change)
    life.delete()
    assert [len(account.ledger.of("s3", f"{verb}{operation}")) for verb in ("Put", "Delete")] == [2, 1]
    assert account.ledger.of("s3", f"Delete{operation}") == [{"Bucket": NAME, "Id": "n"}]
