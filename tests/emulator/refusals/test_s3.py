"""Buckets."""

from typing import Any

import pytest

from emulator.account import Account

from . import allow, document, function, refused, role

NAME = "bucket-of-mine"
ARN = f"arn:aws:s3:::{NAME}"


@pytest.fixture(autouse=True)
def bucket(account: Account) -> None:
    account.client("s3").create_bucket(Bucket=NAME)


@pytest.mark.parametrize(
    "name", ["sthree-x", "a..b", "192.168.0.1", "xn--bucket", "bucket-s3alias", "Bucket"]
)
def test_refused_names(account: Account, name: str) -> None:
    assert "no bucket name" in refused(account.client("s3").create_bucket, Bucket=name)


@pytest.mark.requirement("HR-7")
def test_a_name_of_the_accounts_own_namespace_ends_as_it_must(account: Account) -> None:
    create = account.client("s3").create_bucket
    given = {"BucketNamespace": "account-regional"}
    assert "ends in -123456789012-us-east-1-an" in refused(create, Bucket="logs", **given)
    create(Bucket="logs-123456789012-us-east-1-an", **given)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (allow("s3:GetObject", f"{ARN}/*"), "exactly one of Principal"),
        (
            allow("s3:GetObject", "arn:aws:s3:::other/*", Principal={"AWS": "123456789012"}),
            "not of this bucket",
        ),
        (
            allow("s3:GetObject", ARN, Principal={"AWS": "123456789012"}),
            "does not apply to any of its resources",
        ),
        (allow("s3:ListBucket", f"{ARN}/*", Principal={"AWS": "123456789012"}), "does not apply"),
        (allow("sqs:SendMessage", ARN, Principal={"AWS": "123456789012"}), "not one of s3"),
    ],
)
def test_refused_policies(account: Account, statement: dict[str, Any], reason: str) -> None:
    assert reason in refused(account.client("s3").put_bucket_policy, Bucket=NAME, Policy=document(statement))


@pytest.mark.requirement("X-11")
def test_public_policies_are_refused_under_a_block(account: Account) -> None:
    s3 = account.client("s3")
    public = allow("s3:GetObject", f"{ARN}/*", Principal="*")
    put = s3.put_bucket_policy
    # buckets have all four blocks since 2023
    assert "is public" in refused(put, Bucket=NAME, Policy=document(public))
    s3.put_public_access_block(Bucket=NAME, PublicAccessBlockConfiguration={"BlockPublicPolicy": True})
    assert "is public" in refused(put, Bucket=NAME, Policy=document(public))
    narrowed = {**public, "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}
    tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [ARN, f"{ARN}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    put(Bucket=NAME, Policy=document(narrowed, tls))
    s3.put_public_access_block(Bucket=NAME, PublicAccessBlockConfiguration={"BlockPublicPolicy": False})
    put(Bucket=NAME, Policy=document(public))


def expire(days: int = 90) -> dict[str, Any]:
    return {"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": days}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Expiration": {}}, "does nothing"),
        ({"Filter": None, "Prefix": None}, "neither Filter nor Prefix"),
        ({"Transitions": [{"Days": 29, "StorageClass": "STANDARD_IA"}]}, "at least 30"),
        ({"Transitions": [{"Days": 90, "StorageClass": "GLACIER"}]}, "not before the expiration"),
        (
            {
                "Transitions": [
                    {"Days": 30, "StorageClass": "GLACIER"},
                    {"Days": 60, "StorageClass": "STANDARD_IA"},
                ]
            },
            "warmer",
        ),
        ({"Expiration": {"Days": 1, "ExpiredObjectDeleteMarker": True}}, "more than one of Days"),
    ],
)
def test_refused_lifecycles(account: Account, change: dict[str, Any], reason: str) -> None:
    rule = {key: value for key, value in {**expire(), **change}.items() if value is not None}
    put = account.client("s3").put_bucket_lifecycle_configuration
    assert reason in refused(put, Bucket=NAME, LifecycleConfiguration={"Rules": [rule]})


@pytest.mark.requirement("HR-9", "HR-10")
def test_an_accepted_lifecycle(account: Account) -> None:
    put = account.client("s3").put_bucket_lifecycle_configuration
    rules = [
        {
            **expire(),
            "Transitions": [
                {"Days": 30, "StorageClass": "STANDARD_IA"},
                {"Days": 60, "StorageClass": "GLACIER"},
            ],
        },
        {
            "ID": "old",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        },
    ]
    put(Bucket=NAME, LifecycleConfiguration={"Rules": rules})
    twice = [expire(), expire()]
    assert "more than once" in refused(put, Bucket=NAME, LifecycleConfiguration={"Rules": twice})


def test_access_lists_need_ownership_controls(account: Account) -> None:
    s3 = account.client("s3")
    assert "does not allow ACLs" in refused(s3.put_bucket_acl, Bucket=NAME, ACL="log-delivery-write")
    controls = {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
    s3.put_bucket_ownership_controls(Bucket=NAME, OwnershipControls=controls)
    s3.put_bucket_acl(Bucket=NAME, ACL="log-delivery-write")


def replicated(role_arn: str, **change: Any) -> dict[str, Any]:
    rule = {
        "ID": "r",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": "arn:aws:s3:::copy-of-mine"},
        **change,
    }
    return {"Role": role_arn, "Rules": [{key: value for key, value in rule.items() if value is not None}]}


@pytest.mark.requirement("HR-50")
def test_replication_needs_versions_on_both_sides_and_a_role_of_s3(account: Account) -> None:
    s3 = account.client("s3")
    s3.create_bucket(Bucket="copy-of-mine")
    wrong, right = role(account, "lambda", name="wrong"), role(account, "s3", name="right")
    put = s3.put_bucket_replication
    s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
    why = refused(put, Bucket=NAME, ReplicationConfiguration=replicated(right))
    assert "versioning must be enabled on the bucket copy-of-mine" in why
    s3.put_bucket_versioning(Bucket="copy-of-mine", VersioningConfiguration={"Status": "Enabled"})
    assert "assumed by S3" in refused(put, Bucket=NAME, ReplicationConfiguration=replicated(wrong))
    marker = replicated(right, DeleteMarkerReplication=None)
    assert "DeleteMarkerReplication" in refused(put, Bucket=NAME, ReplicationConfiguration=marker)
    kms = {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}}
    assert "EncryptionConfiguration" in refused(
        put, Bucket=NAME, ReplicationConfiguration=replicated(right, **kms)
    )
    put(Bucket=NAME, ReplicationConfiguration=replicated(right))


@pytest.mark.requirement("TR-25")
def test_archive_tiers_begin_late(account: Account) -> None:
    put = account.client("s3").put_bucket_intelligent_tiering_configuration
    base = {"Id": "t", "Status": "Enabled"}
    early = {**base, "Tierings": [{"Days": 30, "AccessTier": "ARCHIVE_ACCESS"}]}
    late = {**base, "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}]}
    assert "at least 90 days" in refused(put, Bucket=NAME, Id="t", IntelligentTieringConfiguration=early)
    put(Bucket=NAME, Id="t", IntelligentTieringConfiguration=late)


def test_notifications_need_a_destination_that_lets_the_bucket_in(account: Account) -> None:
    s3, client = account.client("s3"), account.client("lambda")
    arn = function(account)
    to = {"LambdaFunctionConfigurations": [{"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    put = s3.put_bucket_notification_configuration
    assert "unable to validate" in refused(put, Bucket=NAME, NotificationConfiguration=to)
    client.add_permission(
        FunctionName="worker",
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=ARN,
    )
    put(Bucket=NAME, NotificationConfiguration=to)


@pytest.mark.requirement("TC-9")
def test_server_logs_need_a_bucket_that_takes_them(account: Account) -> None:
    s3 = account.client("s3")
    s3.create_bucket(Bucket="logs-of-mine")
    status = {"LoggingEnabled": {"TargetBucket": "logs-of-mine", "TargetPrefix": "s3/"}}
    assert "does not let logging.s3" in refused(
        s3.put_bucket_logging, Bucket=NAME, BucketLoggingStatus=status
    )
    statement = allow(
        "s3:PutObject", "arn:aws:s3:::logs-of-mine/*", Principal={"Service": "logging.s3.amazonaws.com"}
    )
    s3.put_bucket_policy(Bucket="logs-of-mine", Policy=document(statement))
    s3.put_bucket_logging(Bucket=NAME, BucketLoggingStatus=status)
