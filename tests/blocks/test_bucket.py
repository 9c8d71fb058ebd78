from dataclasses import replace
from typing import Any

import pytest

from components.blocks.bucket import Bucket, BucketArgs, Cors, LogSink, Replication
from components.guards.buckets import Transition
from tests.blocks.data_support import (
    ACCOUNT,
    DEV,
    DR_KEY_ARN,
    KEY_ARN,
    PROD,
    granted,
    linked,
    made,
    unpublished,
)
from tests.support.recorder import Recorder, declare

ARGS = BucketArgs(environment=DEV, name="prod-hookrelay-dlq-123456789012-us-east-1")
ARCHIVE = replace(ARGS, versioned=True, expire_days=90, expire_rule_id="DeleteOldDLQItems")
ALL_BLOCKED = {
    "blockPublicAcls": True,
    "blockPublicPolicy": True,
    "ignorePublicAcls": True,
    "restrictPublicBuckets": True,
}


def recorded(args: BucketArgs = ARGS) -> Recorder:
    return declare(lambda: Bucket("dlq-archive", args))


def rules(args: BucketArgs) -> dict[str, dict[str, Any]]:
    return {rule["id"]: rule for rule in recorded(args).inputs("dlq-archive-lifecycle")["rules"]}


@pytest.mark.requirement("HR-7", "HR-47", "X-11")
def test_a_bucket_is_private_owned_and_encrypted() -> None:
    bucket = recorded()
    blocked = bucket.inputs("dlq-archive-public-access")
    assert {key: blocked[key] for key in ALL_BLOCKED} == ALL_BLOCKED
    assert bucket.inputs("dlq-archive-ownership")["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    (rule,) = bucket.inputs("dlq-archive-encryption")["rules"]
    assert rule == {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}


def test_none_of_the_buckets_deprecated_inline_settings_is_used() -> None:
    assert recorded(ARCHIVE).inputs("dlq-archive-bucket").keys() <= {
        "bucket",
        "bucketNamespace",
        "forceDestroy",
        "objectLockEnabled",
        "region",
        "tags",
    }


def test_a_key_of_our_own_is_used_through_a_bucket_key_and_goes_with_the_rights() -> None:
    args = replace(ARGS, kms_key_arn=KEY_ARN)
    (rule,) = recorded(args).inputs("dlq-archive-encryption")["rules"]
    assert rule["bucketKeyEnabled"] is True
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": KEY_ARN,
    }
    assert granted(lambda: Bucket("b", args).allow_read())[1]["Action"] == ["kms:Decrypt"]
    assert granted(lambda: Bucket("b", args).allow_write())[1]["Action"] == [
        "kms:Decrypt",
        "kms:GenerateDataKey",
    ]
    assert len(granted(lambda: Bucket("b", args).allow_objects("s3:DeleteObject"))) == 1


@pytest.mark.requirement("HR-47", "X-11")
def test_requests_without_tls_or_with_an_old_one_are_denied() -> None:
    bucket = recorded()
    insecure, old = bucket.statements("dlq-archive-policy")
    assert insecure["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert old["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
    arn = bucket.state("dlq-archive-bucket")["arn"]
    for deny in (insecure, old):
        assert (deny["Effect"], deny["Action"], deny["Resource"]) == ("Deny", "s3:*", [arn, f"{arn}/*"])


@pytest.mark.requirement("HR-8", "HR-9")
def test_on_a_versioned_bucket_expired_objects_really_go() -> None:
    made_ = rules(ARCHIVE)
    assert set(made_) == {"DeleteOldDLQItems", "remove-leftovers"}
    assert made_["DeleteOldDLQItems"]["expiration"] == {"days": 90}
    leftovers = made_["remove-leftovers"]
    assert leftovers["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert leftovers["expiration"] == {"expiredObjectDeleteMarker": True}
    assert leftovers["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert all(rule["status"] == "Enabled" and "prefix" not in rule for rule in made_.values())
    bucket = recorded(ARCHIVE)
    assert bucket.inputs("dlq-archive-versioning")["versioningConfiguration"] == {"status": "Enabled"}
    assert "dlq-archive-versioning" in bucket.needs("dlq-archive-lifecycle")


def test_without_versions_only_unfinished_uploads_are_removed() -> None:
    assert list(rules(ARGS)) == ["remove-leftovers"]
    assert not {"expiration", "noncurrentVersionExpiration"} & rules(ARGS)["remove-leftovers"].keys()
    assert recorded().count("aws:s3/bucketVersioning:BucketVersioning") == 0


@pytest.mark.requirement("HR-10", "TC-9", "TR-25")
@pytest.mark.parametrize(
    ("storage_class", "days"), [("STANDARD_IA", 30), ("INTELLIGENT_TIERING", 0), ("GLACIER", 60)]
)
def test_objects_move_to_cheaper_classes(storage_class: Any, days: int) -> None:
    args = replace(ARGS, transitions=[Transition(storage_class=storage_class, days=days)])
    assert rules(args)["age-objects"]["transitions"] == [{"storageClass": storage_class, "days": days}]
    assert "expiration" not in rules(args)["age-objects"]


@pytest.mark.parametrize(("environment", "destroys"), [(DEV, True), (PROD, False)])
def test_only_outside_production_a_destroy_deletes_objects(environment: Any, destroys: bool) -> None:
    bucket = recorded(replace(ARGS, environment=environment))
    assert bucket.inputs("dlq-archive-bucket")["forceDestroy"] is destroys
    assert bool(bucket.registration("dlq-archive-bucket").protect) is not destroys


@pytest.mark.requirement("X-15")
def test_backup_selects_versioned_buckets_only_since_it_needs_versions() -> None:
    prod = replace(ARGS, environment=PROD)
    assert "tags" not in recorded(prod).inputs("dlq-archive-bucket")
    assert recorded(replace(prod, versioned=True)).inputs("dlq-archive-bucket")["tags"] == {"Backup": "daily"}


@pytest.mark.requirement("HR-7")
def test_a_name_can_live_in_the_accounts_own_namespace() -> None:
    args = replace(ARGS, name="dlq-123456789012-us-east-1-an", namespace="account-regional")
    assert recorded(args).inputs("dlq-archive-bucket")["bucketNamespace"] == "account-regional"
    assert "bucketNamespace" not in recorded().inputs("dlq-archive-bucket")


@pytest.mark.requirement("TC-9")
def test_a_lock_holds_versions_and_comes_after_versioning() -> None:
    bucket = recorded(replace(ARCHIVE, lock_days=30))
    assert bucket.inputs("dlq-archive-bucket")["objectLockEnabled"] is True
    assert bucket.inputs("dlq-archive-lock")["rule"] == {
        "defaultRetention": {"mode": "GOVERNANCE", "days": 30}
    }
    assert "dlq-archive-versioning" in bucket.needs("dlq-archive-lock")
    assert "objectLockEnabled" not in recorded(ARCHIVE).inputs("dlq-archive-bucket")


def test_browsers_and_events_are_let_in_only_when_asked() -> None:
    bucket = recorded(
        replace(ARGS, eventbridge=True, cors=[Cors(origins=["https://app.example.com"], methods=["PUT"])])
    )
    assert bucket.inputs("dlq-archive-cors")["corsRules"] == [
        {"allowedOrigins": ["https://app.example.com"], "allowedMethods": ["PUT"], "maxAgeSeconds": 3600}
    ]
    assert bucket.inputs("dlq-archive-events")["eventbridge"] is True
    plain = recorded()
    assert plain.count("BucketCorsConfiguration") == plain.count("BucketNotification") == 0


@pytest.mark.requirement("TC-9")
def test_access_logs_wait_for_the_policy_that_takes_them() -> None:
    def program() -> None:
        logs = Bucket(
            "logs", BucketArgs(environment=DEV, sinks=[LogSink(source="s3", prefix="s3")], account_id=ACCOUNT)
        )
        Bucket("assets", replace(ARGS, access_logs=logs.access_logs("assets")))

    made_ = declare(program)
    logging = made_.inputs("assets-access-logs")
    assert logging["targetPrefix"] == "s3/assets/"  # where the policy lets S3 write
    assert logging["targetBucket"] == made_.state("logs-bucket")["bucket"]
    assert "logs-policy" in made_.needs("assets-access-logs")


def test_fails_to_log_to_a_bucket_that_takes_no_access_logs() -> None:
    with pytest.raises(ValueError, match="takes no access logs"):
        made(lambda: Bucket("logs", ARGS).access_logs("assets"))


@pytest.mark.requirement("HR-50")
def test_a_copy_lives_in_the_other_region_and_is_as_closed_as_the_bucket() -> None:
    bucket = recorded(replace(ARCHIVE, replicate_to=Replication(region="us-west-2", name="copy-name")))
    copies = [item for item in bucket.graph if item.name.startswith("dlq-archive-copy-")]
    assert {item.inputs["region"] for item in copies} == {"us-west-2"}
    assert len(copies) == 7  # bucket, three that close it, versioning, lifecycle, policy
    assert bucket.inputs("dlq-archive-copy-bucket")["bucket"] == "copy-name"
    assert len(bucket.statements("dlq-archive-copy-policy")) == 2


@pytest.mark.requirement("HR-50")
def test_replication_starts_after_both_versionings_and_its_rights() -> None:
    bucket = recorded(replace(ARCHIVE, replicate_to=Replication(region="us-west-2")))
    assert {
        "dlq-archive-versioning",
        "dlq-archive-copy-versioning",
        "dlq-archive-replication-policy",
    } <= bucket.needs("dlq-archive-replication")
    (rule,) = bucket.inputs("dlq-archive-replication")["rules"]
    assert rule["deleteMarkerReplication"] == {"status": "Disabled"}
    assert rule["destination"] == {"bucket": bucket.state("dlq-archive-copy-bucket")["arn"]}
    assert "sourceSelectionCriteria" not in rule
    assert {each["Sid"] for each in bucket.statements("dlq-archive-replication-policy")} == {
        "ReadConfiguration",
        "ReadVersions",
        "WriteCopies",
    }
    assert bucket.trust("dlq-archive-replication-role")[0]["Principal"] == {"Service": "s3.amazonaws.com"}


@pytest.mark.requirement("HR-50")
def test_encrypted_objects_are_copied_too_with_the_key_of_the_other_region() -> None:
    copy = Replication(region="us-west-2", kms_key_arn=DR_KEY_ARN, delete_markers=True)
    bucket = recorded(replace(ARCHIVE, kms_key_arn=KEY_ARN, replicate_to=copy))
    (rule,) = bucket.inputs("dlq-archive-replication")["rules"]
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    assert rule["destination"]["encryptionConfiguration"] == {"replicaKmsKeyId": DR_KEY_ARN}
    assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
    rights = {each["Sid"]: each for each in bucket.statements("dlq-archive-replication-policy")}
    assert rights["DecryptSource"]["Resource"] == [KEY_ARN]
    assert rights["EncryptCopies"]["Resource"] == [DR_KEY_ARN]


@pytest.mark.requirement("HR-19")
def test_listing_is_granted_on_the_bucket_and_objects_below_it() -> None:
    list_, objects = granted(lambda: Bucket("dlq-archive", ARGS).link("AWS_S3_DLQ_BUCKET").statements)
    arn = recorded().state("dlq-archive-bucket")["arn"]
    assert (list_["Action"], list_["Resource"]) == (["s3:ListBucket"], [arn])
    assert objects["Action"] == ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    assert objects["Resource"] == [f"{arn}/*"]
    link = linked(lambda: Bucket("dlq-archive", ARGS).link("AWS_S3_DLQ_BUCKET"))
    assert link["environment"] == {"AWS_S3_DLQ_BUCKET": ARGS.name}


def test_a_link_can_be_narrower_than_the_guides() -> None:
    (put,) = granted(
        lambda: Bucket("b", ARGS).link("BUCKET", actions=["s3:PutObject"], listing=False).statements
    )
    assert put["Action"] == ["s3:PutObject"]
    (under,) = granted(lambda: Bucket("b", ARGS).allow_objects("s3:GetObject", prefix="exports/"))
    assert under["Resource"][0].endswith("/exports/*")


def test_a_policy_can_wait_for_what_itself_needs_the_bucket_and_is_written_once() -> None:
    allow = {"Sid": "Cdn", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:x"}

    def late() -> None:
        Bucket("site", replace(ARGS, policy_later=True)).attach_policy(allow)

    made_ = declare(late)
    assert [each["Sid"] for each in made_.statements("site-policy")][-1] == "Cdn"
    assert made_.count("BucketPolicy") == 1
    assert declare(lambda: Bucket("site", replace(ARGS, policy_later=True))).count("BucketPolicy") == 0
    with pytest.raises(ValueError, match="policy_later"):
        declare(lambda: Bucket("site", ARGS).attach_policy(allow))


def test_its_size_is_watched_by_metrics_that_exist() -> None:
    assert unpublished(made(lambda: Bucket("b", ARGS).widgets())) == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"name": "UPPER"}, "name"),
        ({"lock_days": 1}, "versioned"),
        ({"replicate_to": Replication(region="us-west-2")}, "versioned"),
        ({"sinks": [LogSink(source="alb")]}, "account_id"),
        ({"sinks": [LogSink(source="alb")], "account_id": ACCOUNT, "kms_key_arn": KEY_ARN}, "SSE-S3"),
        (
            {"versioned": True, "kms_key_arn": KEY_ARN, "replicate_to": Replication(region="us-west-2")},
            "go together",
        ),
    ],
)
def test_fails_with_what_s3_refuses(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(ARGS, **settings)
