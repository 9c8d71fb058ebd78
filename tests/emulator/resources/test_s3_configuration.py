"""What is configured on a bucket."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy

BUCKET = "bucket-to-configure"


def configured(account: Account, configure: Callable[[pulumi.Output[str]], object]) -> Any:
    """A bucket with a configuration; a client to look at it."""

    def program() -> None:
        configure(aws.s3.Bucket("bucket", bucket=BUCKET).bucket)

    deploy(program, account)
    return account.client("s3")


def sent(account: Account, operation: str) -> dict[str, Any]:
    (call,) = [call for call in account.requests if call.operation == operation]
    return dict(call.params)


@pytest.mark.requirement("HR-8")
def test_versions_are_kept(account: Account) -> None:
    s3 = configured(
        account,
        lambda bucket: aws.s3.BucketVersioning(
            "v", bucket=bucket, versioning_configuration={"status": "Enabled"}
        ),
    )
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"


def test_defaults_of_encryption_ownership_and_access(account: Account) -> None:
    def configure(bucket: pulumi.Output[str]) -> None:
        aws.s3.BucketServerSideEncryptionConfiguration(
            "sse",
            bucket=bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms",
                        "kms_master_key_id": "alias/aws/s3",
                    },
                    "bucket_key_enabled": True,
                    "blocked_encryption_types": ["SSE-C"],
                }
            ],
        )
        aws.s3.BucketOwnershipControls("own", bucket=bucket, rule={"object_ownership": "BucketOwnerEnforced"})
        aws.s3.BucketPublicAccessBlock(
            "block", bucket=bucket, block_public_acls=True, block_public_policy=True, ignore_public_acls=True
        )

    s3 = configured(account, configure)
    (rule,) = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": "alias/aws/s3",
    }
    asked = sent(account, "PutBucketEncryption")["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert asked["BlockedEncryptionTypes"] == {"EncryptionType": ["SSE-C"]}
    assert asked["BucketKeyEnabled"] is True
    owner = s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"]
    assert owner == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": False,
    }


@pytest.mark.requirement("HR-9", "HR-10")
def test_lifecycle_rules_keep_every_feature(account: Account) -> None:
    def configure(bucket: pulumi.Output[str]) -> None:
        aws.s3.BucketLifecycleConfiguration(
            "rules",
            bucket=bucket,
            rules=[
                {
                    "id": "DeleteOldDLQItems",
                    "status": "Enabled",
                    "filter": {},
                    "expiration": {"days": 90},
                    "noncurrent_version_expiration": {"noncurrent_days": 90, "newer_noncurrent_versions": 2},
                    "transitions": [{"days": 30, "storage_class": "STANDARD_IA"}],
                    "noncurrent_version_transitions": [
                        {"noncurrent_days": 30, "storage_class": "STANDARD_IA"}
                    ],
                },
                {
                    "id": "tidy",
                    "status": "Enabled",
                    "expiration": {"expired_object_delete_marker": True},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
                },
                {
                    "id": "narrow",
                    "status": "Disabled",
                    "filter": {"and_": {"prefix": "logs/", "tags": {"keep": "no"}}},
                    "expiration": {"days": 1},
                },
                {
                    "id": "one-tag",
                    "status": "Enabled",
                    "filter": {"tag": {"key": "keep", "value": "no"}},
                    "expiration": {"days": 1},
                },
            ],
            transition_default_minimum_object_size="all_storage_classes_128K",
        )

    rules = {
        rule["ID"]: rule
        for rule in configured(account, configure).get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    }
    old = rules["DeleteOldDLQItems"]
    assert old["Filter"] == {"Prefix": ""}
    assert old["Expiration"]["Days"] == 90
    assert old["NoncurrentVersionExpiration"]["NoncurrentDays"] == 90
    assert old["Transitions"] == [{"Days": 30, "StorageClass": "STANDARD_IA"}]
    assert rules["tidy"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}
    assert rules["tidy"]["Expiration"] == {"ExpiredObjectDeleteMarker": True}
    assert rules["narrow"]["Filter"]["And"] == {"Prefix": "logs/", "Tags": [{"Key": "keep", "Value": "no"}]}
    assert rules["one-tag"]["Filter"]["Tag"] == {"Key": "keep", "Value": "no"}
    asked = sent(account, "PutBucketLifecycleConfiguration")
    assert asked["TransitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"
    assert (
        asked["LifecycleConfiguration"]["Rules"][0]["NoncurrentVersionExpiration"]["NewerNoncurrentVersions"]
        == 2
    )


def test_a_policy_and_access_logs(account: Account) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{BUCKET}/logs/*",
            }
        ],
    }

    def configure(bucket: pulumi.Output[str]) -> None:
        allowed = aws.s3.BucketPolicy("policy", bucket=bucket, policy=json.dumps(policy))
        aws.s3.BucketLogging(
            "logs",
            bucket=bucket,
            target_bucket=bucket,
            target_prefix="logs/",
            target_object_key_format={"partitioned_prefix": {"partition_date_source": "EventTime"}},
            opts=pulumi.ResourceOptions(depends_on=[allowed]),
        )

    s3 = configured(account, configure)
    assert json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"]) == policy
    enabled = s3.get_bucket_logging(Bucket=BUCKET)["LoggingEnabled"]
    assert (enabled["TargetBucket"], enabled["TargetPrefix"]) == (BUCKET, "logs/")
    asked = sent(account, "PutBucketLogging")["BucketLoggingStatus"]["LoggingEnabled"]
    assert asked["TargetObjectKeyFormat"] == {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}}


def test_objects_may_move_to_cheaper_tiers_by_themselves(account: Account) -> None:
    def configure(bucket: pulumi.Output[str]) -> None:
        aws.s3.BucketIntelligentTieringConfiguration(
            "tiers",
            bucket=bucket,
            name="whole",
            filter={"prefix": "dlq/", "tags": {"tier": "yes"}},
            tierings=[{"access_tier": "ARCHIVE_ACCESS", "days": 125}],
        )

    configured(account, configure)
    asked = sent(account, "PutBucketIntelligentTieringConfiguration")["IntelligentTieringConfiguration"]
    assert asked == {
        "Id": "whole",
        "Status": "Enabled",
        "Filter": {"And": {"Prefix": "dlq/", "Tags": [{"Key": "tier", "Value": "yes"}]}},
        "Tierings": [{"AccessTier": "ARCHIVE_ACCESS", "Days": 125}],
    }


@pytest.mark.requirement("HR-50")
def test_replication_says_what_is_copied_where(account: Account) -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }

    def configure(bucket: pulumi.Output[str]) -> None:
        copy = aws.s3.Bucket("copy", bucket="copy-elsewhere", region="us-west-2")
        on: aws.s3.BucketVersioningVersioningConfigurationArgsDict = {"status": "Enabled"}
        versions = [
            aws.s3.BucketVersioning("v", bucket=bucket, versioning_configuration=on),
            aws.s3.BucketVersioning("w", bucket=copy.bucket, versioning_configuration=on, region="us-west-2"),
        ]
        role = aws.iam.Role("copier", assume_role_policy=json.dumps(trust))
        aws.s3.BucketReplicationConfig(
            "copying",
            bucket=bucket,
            role=role.arn,
            rules=[
                {
                    "id": "all",
                    "status": "Enabled",
                    "priority": 1,
                    "filter": {},
                    "delete_marker_replication": {"status": "Enabled"},
                    "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
                    "destination": {
                        "bucket": copy.arn,
                        "storage_class": "STANDARD_IA",
                        "encryption_configuration": {
                            "replica_kms_key_id": "arn:aws:kms:us-west-2:123456789012:key/k"
                        },
                        "replication_time": {"status": "Enabled", "time": {"minutes": 15}},
                        "metrics": {"status": "Enabled", "event_threshold": {"minutes": 15}},
                    },
                }
            ],
            opts=pulumi.ResourceOptions(depends_on=versions),
        )

    configured(account, configure)
    (rule,) = sent(account, "PutBucketReplication")["ReplicationConfiguration"]["Rules"]
    assert rule["Filter"] == {"Prefix": ""}
    assert rule["DeleteMarkerReplication"] == {"Status": "Enabled"}
    assert rule["SourceSelectionCriteria"] == {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    assert rule["Destination"]["EncryptionConfiguration"] == {
        "ReplicaKmsKeyID": "arn:aws:kms:us-west-2:123456789012:key/k"
    }
    assert rule["Destination"]["ReplicationTime"] == {"Status": "Enabled", "Time": {"Minutes": 15}}


def test_a_bucket_tells_a_queue_about_new_objects(account: Account) -> None:
    def configure(bucket: pulumi.Output[str]) -> None:
        queue = aws.sqs.Queue("events", name="bucket-events")
        allowed = aws.sqs.QueuePolicy(
            "allowed",
            queue_url=queue.url,
            policy=queue.arn.apply(
                lambda arn: json.dumps(
                    {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": {"Service": "s3.amazonaws.com"},
                                "Action": "sqs:SendMessage",
                                "Resource": arn,
                                "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{BUCKET}"}},
                            }
                        ],
                    }
                )
            ),
        )
        aws.s3.BucketNotification(
            "tell",
            bucket=bucket,
            eventbridge=True,
            queues=[{"events": ["s3:ObjectCreated:*"], "queue_arn": queue.arn, "filter_prefix": "in/"}],
            opts=pulumi.ResourceOptions(depends_on=[allowed]),
        )

    s3, sqs = configured(account, configure), account.client("sqs")
    s3.put_object(Bucket=BUCKET, Key="out/x", Body=b"")
    s3.put_object(Bucket=BUCKET, Key="in/x", Body=b"")
    url = sqs.get_queue_url(QueueName="bucket-events")["QueueUrl"]
    bodies = [m["Body"] for m in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    keys = [
        record["s3"]["object"]["key"] for body in bodies for record in json.loads(body).get("Records", [])
    ]
    assert [key.replace("%2F", "/") for key in keys] == ["in/x"]
    assert (
        sent(account, "PutBucketNotificationConfiguration")["NotificationConfiguration"][
            "EventBridgeConfiguration"
        ]
        == {}
    )


def test_cors_website_lock_acl_and_smaller_settings(account: Account) -> None:
    def configure(bucket: pulumi.Output[str]) -> None:
        aws.s3.BucketCorsConfiguration(
            "cors",
            bucket=bucket,
            cors_rules=[
                {"allowed_methods": ["PUT"], "allowed_origins": ["https://x.example"], "max_age_seconds": 60}
            ],
        )
        site = aws.s3.BucketWebsiteConfiguration(
            "site",
            bucket=bucket,
            index_document={"suffix": "index.html"},
            error_document={"key": "404.html"},
            routing_rules=[
                {
                    "condition": {"key_prefix_equals": "docs/"},
                    "redirect": {"replace_key_prefix_with": "documents/"},
                }
            ],
        )
        pulumi.export("endpoint", site.website_endpoint)
        locked = aws.s3.Bucket("locked", bucket="locked-bucket", object_lock_enabled=True)
        aws.s3.BucketObjectLockConfiguration(
            "lock", bucket=locked.bucket, rule={"default_retention": {"mode": "GOVERNANCE", "days": 5}}
        )
        aws.s3.BucketMetric("metric", bucket=bucket, name="whole", filter={"prefix": "a/"})
        aws.s3.BucketAccelerateConfiguration("fast", bucket=bucket, status="Enabled")
        aws.s3.AccountPublicAccessBlock("account", block_public_acls=True)

    s3 = configured(account, configure)
    (rule,) = s3.get_bucket_cors(Bucket=BUCKET)["CORSRules"]
    assert (rule["AllowedMethods"], rule["MaxAgeSeconds"]) == (["PUT"], 60)
    site = s3.get_bucket_website(Bucket=BUCKET)
    assert site["IndexDocument"] == {"Suffix": "index.html"}
    assert site["RoutingRules"][0]["Redirect"] == {"ReplaceKeyPrefixWith": "documents/"}
    lock = s3.get_object_lock_configuration(Bucket="locked-bucket")["ObjectLockConfiguration"]
    assert (lock["Rule"]["DefaultRetention"]["Mode"], lock["Rule"]["DefaultRetention"]["Days"]) == (
        "GOVERNANCE",
        5,
    )
    assert s3.get_bucket_accelerate_configuration(Bucket=BUCKET)["Status"] == "Enabled"
    blocked = account.client("s3control").get_public_access_block(AccountId="123456789012")
    assert blocked["PublicAccessBlockConfiguration"]["BlockPublicAcls"] is True
    assert blocked["PublicAccessBlockConfiguration"]["BlockPublicPolicy"] is False
    assert sent(account, "PutBucketMetricsConfiguration")["MetricsConfiguration"]["Filter"] == {
        "Prefix": "a/"
    }
