"""What an account or region has once is made, changes in place, and goes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emulator.account import Account
from emulator.refusals.core import Refused

from .life import Life
from .support import role

TRAIL = "aws:cloudtrail/trail:Trail"
DETECTOR = "aws:guardduty/detector:Detector"
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
HUB = "aws:securityhub/account:Account"
STANDARD = "aws:securityhub/standardsSubscription:StandardsSubscription"
RECORDER = "aws:cfg/recorder:Recorder"
CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"
STATUS = "aws:cfg/recorderStatus:RecorderStatus"
ANALYZER = "aws:accessanalyzer/analyzer:Analyzer"
DISKS = "aws:ebs/encryptionByDefault:EncryptionByDefault"
MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
SLACK = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
FSBP = "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"


def said(life: Life) -> dict[str, Any]:
    described = life.described()
    assert described is not None
    return dict(described)


def bucket_for(account: Account, *services: str, name: str = "records") -> str:
    """A bucket that lets services of AWS write."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket=name)
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": list(services)},
        "Action": ["s3:PutObject", "s3:GetBucketAcl"],
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
    }
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}))
    return name


def recording(account: Account) -> Life:
    """A recorder that records."""
    bucket = bucket_for(account, "config.amazonaws.com")
    arn = role(account, "config", "config.amazonaws.com")
    recorder = Life(account, RECORDER, name="main", roleArn=arn)
    Life(account, CHANNEL, name="main", s3BucketName=bucket)
    Life(account, STATUS, name="main", isEnabled=True)
    return recorder


def test_a_trail_logs_from_its_start_and_can_be_stopped(account: Account) -> None:
    bucket = bucket_for(account, "cloudtrail.amazonaws.com")
    trail = Life(account, TRAIL, name="all", s3BucketName=bucket, isMultiRegionTrail=True, tags={"a": "1"})
    assert trail.asked == ["CreateTrail", "StartLogging"]
    assert said(trail)["enableLogging"] is True
    trail.change(enableLogFileValidation=True, tags={"b": "2"})
    assert trail.asked == ["UpdateTrail", "RemoveTags", "AddTags"]
    assert said(trail)["LogFileValidationEnabled"] is True
    selectors = [{"readWriteType": "WriteOnly", "includeManagementEvents": True}]
    trail.change(eventSelectors=selectors)
    assert trail.asked == ["PutEventSelectors"]
    trail.change(enableLogging=False)
    assert said(trail)["enableLogging"] is False
    trail.delete()
    assert trail.described() is None
    trail.delete()


def test_a_trail_needs_a_bucket_and_a_key_that_let_it_write(account: Account) -> None:
    account.client("s3").create_bucket(Bucket="closed")
    with pytest.raises(Refused, match="incorrect S3 bucket policy"):
        Life(account, TRAIL, name="all", s3BucketName="closed")
    key = account.client("kms").create_key()["KeyMetadata"]["Arn"]
    with pytest.raises(Refused, match="insufficient permissions to access S3 bucket or KMS key"):
        Life(
            account,
            TRAIL,
            name="all",
            s3BucketName=bucket_for(account, "cloudtrail.amazonaws.com"),
            kmsKeyId=key,
        )


def test_a_region_has_one_detector_whose_features_are_kept_apart(account: Account) -> None:
    detector = Life(account, DETECTOR, enable=True, tags={"a": "1"})
    with pytest.raises(Refused, match="a detector already exists for the current account"):
        Life(account, DETECTOR, enable=True)
    first = Life(account, FEATURE, detectorId=detector.id, name="S3_DATA_EVENTS", status="ENABLED")
    second = Life(account, FEATURE, detectorId=detector.id, name="RDS_LOGIN_EVENTS", status="ENABLED")
    second.change(status="DISABLED")
    assert (said(first)["Status"], said(second)["Status"]) == ("ENABLED", "DISABLED")
    detector.change(findingPublishingFrequency="ONE_HOUR")
    assert said(detector)["FindingPublishingFrequency"] == "ONE_HOUR"
    detector.delete()
    assert detector.described() is None


def test_standards_need_a_hub_and_something_that_records(account: Account) -> None:
    with pytest.raises(Refused, match="not subscribed to AWS Security Hub"):
        Life(account, STANDARD, standardsArn=FSBP)
    hub = Life(account, HUB, enableDefaultStandards=False, autoEnableControls=True)
    assert hub.asked == ["EnableSecurityHub", "UpdateSecurityHubConfiguration"]
    with pytest.raises(Refused, match="already subscribed"):
        Life(account, HUB)
    with pytest.raises(Refused, match="nothing records"):
        Life(account, STANDARD, standardsArn=FSBP)
    recording(account)
    standard = Life(account, STANDARD, standardsArn=FSBP)
    assert standard.id.endswith(":subscription/aws-foundational-security-best-practices/v/1.0.0")
    standard.delete()
    assert standard.asked == ["BatchDisableStandards"]
    hub.delete()
    assert account.ledger.of("securityhub", "BatchDisableStandards")


def test_a_region_has_one_recorder_with_one_place_to_deliver_to(account: Account) -> None:
    recorder = recording(account)
    with pytest.raises(Exception, match="MaxNumberOfConfigurationRecordersExceeded"):
        Life(account, RECORDER, name="other", roleArn=recorder.inputs["roleArn"])
    recorder.change(recordingGroup={"allSupported": True, "includeGlobalResourceTypes": True})
    assert said(recorder)["recordingGroup"]["includeGlobalResourceTypes"] is True
    status = Life(account, STATUS, name="main", isEnabled=True)
    assert said(status)["recording"] is True
    status.delete()
    assert said(status)["recording"] is False
    recorder.delete()
    assert recorder.described() is None


@pytest.mark.parametrize(
    ("name", "locked", "reason"),
    [
        ("closed", False, "Insufficient delivery policy"),
        ("records", True, "does not deliver to a bucket with a default retention"),
    ],
)
def test_a_recorder_delivers_only_where_it_may(
    account: Account, name: str, locked: bool, reason: str
) -> None:
    arn = role(account, "config", "config.amazonaws.com")
    Life(account, RECORDER, name="main", roleArn=arn)
    s3 = account.client("s3")
    if locked:
        s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
        rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
        s3.put_object_lock_configuration(
            Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule}
        )
    else:
        s3.create_bucket(Bucket=name)
    with pytest.raises(Refused, match=reason):
        Life(account, CHANNEL, name="main", s3BucketName=name)


def test_a_recorders_role_is_one_that_aws_config_can_assume(account: Account) -> None:
    with pytest.raises(Refused, match="can't assume"):
        Life(account, RECORDER, name="main", roleArn=role(account, "mine", "lambda.amazonaws.com"))


def test_a_region_has_one_analyzer_of_access_from_outside(account: Account) -> None:
    analyzer = Life(account, ANALYZER, analyzerName="outside", type="ACCOUNT", tags={"a": "1"})
    with pytest.raises(Refused, match="only one analyzer of the type ACCOUNT"):
        Life(account, ANALYZER, analyzerName="second", type="ACCOUNT")
    with pytest.raises(Refused, match="already exists"):
        Life(account, ANALYZER, analyzerName="outside", type="ACCOUNT_UNUSED_ACCESS")
    Life(account, ANALYZER, region="us-west-2", analyzerName="outside", type="ACCOUNT")
    analyzer.change(tags={})
    assert analyzer.asked == ["UntagResource"]
    analyzer.delete()
    Life(account, ANALYZER, analyzerName="second", type="ACCOUNT")


def test_new_volumes_are_encrypted_while_the_setting_stands(account: Account) -> None:
    disks = Life(account, DISKS, enabled=True)
    assert said(disks) == {"enabled": True}
    disks.change(enabled=False)
    assert said(disks) == {"enabled": False}
    disks.change(enabled=True)
    disks.delete()
    assert said(disks) == {"enabled": False}


def test_an_account_has_one_monitor_of_all_services(account: Account) -> None:
    monitor = Life(account, MONITOR, name="all", monitorType="DIMENSIONAL", monitorDimension="SERVICE")
    with pytest.raises(Refused, match="Limit exceeded on dimensional spend monitor creation"):
        Life(account, MONITOR, name="more", monitorType="DIMENSIONAL", monitorDimension="SERVICE")
    monitor.change(name="services")
    assert monitor.asked == ["UpdateAnomalyMonitor"]
    threshold = {
        "dimension": {
            "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
            "matchOptions": ["GREATER_THAN_OR_EQUAL"],
            "values": ["20"],
        }
    }
    topic = "arn:aws:sns:us-east-1:123456789012:alerts"
    told: dict[str, Any] = {"name": "all", "monitorArnLists": [monitor.id], "thresholdExpression": threshold}
    by_mail = [{"type": "EMAIL", "address": "a@b.co"}]
    with pytest.raises(Refused, match="SNS subscribers only"):
        Life(account, SUBSCRIPTION, frequency="IMMEDIATE", subscribers=by_mail, **told)
    subscription = Life(
        account, SUBSCRIPTION, frequency="IMMEDIATE", subscribers=[{"type": "SNS", "address": topic}], **told
    )
    (asked,) = account.ledger.of("ce", "CreateAnomalySubscription")
    assert asked["AnomalySubscription"]["ThresholdExpression"]["Dimensions"]["Values"] == ["20"]
    subscription.change(frequency="DAILY", subscribers=by_mail)
    (changed,) = account.ledger.of("ce", "UpdateAnomalySubscription")
    assert (changed["SubscriptionArn"], changed["Frequency"]) == (subscription.id, "DAILY")
    subscription.delete()
    monitor.delete()
    Life(account, MONITOR, name="again", monitorType="DIMENSIONAL", monitorDimension="SERVICE")


def test_a_channel_of_slack_is_asked_for_and_changes(account: Account) -> None:
    arn = role(account, "chat", "chatbot.amazonaws.com")
    slack = Life(
        account,
        SLACK,
        configurationName="alerts",
        iamRoleArn=arn,
        slackTeamId="T0123ABCD",
        slackChannelId="C0123ABCD",
        snsTopicArns=["arn:aws:sns:us-east-1:123456789012:alerts"],
        tags={"a": "1"},
    )
    (asked,) = account.ledger.of("chatbot", "CreateSlackChannelConfiguration")
    assert asked["SlackTeamId"] == "T0123ABCD"
    assert asked["Tags"] == [{"TagKey": "a", "TagValue": "1"}]
    slack.change(loggingLevel="ERROR", tags={"b": "2"})
    assert set(slack.asked) == {"UpdateSlackChannelConfiguration", "UntagResource", "TagResource"}
    slack.delete()
    assert account.ledger.of("chatbot", "DeleteSlackChannelConfiguration") == [
        {"ChatConfigurationArn": slack.id}
    ]
