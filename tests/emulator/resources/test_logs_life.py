"""Log groups and what is attached to them change in place, are described, and go with what was written."""

import json
from typing import Any

import pytest

from emulator.account import Account

from .life import Life
from .support import function

GROUP = "aws:cloudwatch/logGroup:LogGroup"


def test_a_groups_retention_changes_and_ends(account: Account) -> None:
    group = Life(account, GROUP, name="g", retentionInDays=7)
    group.change(retentionInDays=30)
    assert group.asked == ["PutRetentionPolicy"]
    described = group.described()
    assert described is not None
    assert described["retentionInDays"] == 30
    group.change(retentionInDays=None)
    described = group.described()
    assert described is not None
    assert "retentionInDays" not in described


def test_a_groups_key_and_protection_change_by_their_own_operations(account: Account) -> None:
    statements = [
        {
            "Effect": "Allow",
            "Principal": principal,
            "Action": "kms:*",
            "Resource": "*",
        }
        for principal in (
            {"AWS": f"arn:aws:iam::{account.account_id}:root"},
            {"Service": "logs.us-east-1.amazonaws.com"},
        )
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    key = Life(account, "aws:kms/key:Key", policy=policy).state["arn"]
    group = Life(account, GROUP, name="g")
    group.change(kmsKeyId=key, deletionProtectionEnabled=True)
    group.change(kmsKeyId=None)
    operations = ("AssociateKmsKey", "PutLogGroupDeletionProtection", "DisassociateKmsKey")
    assert [len(account.ledger.of("logs", operation)) for operation in operations] == [1, 1, 1]


def test_a_group_goes_with_what_was_written(account: Account) -> None:
    group, logs = Life(account, GROUP, name="g", tags={"a": "1"}), account.client("logs")
    logs.create_log_stream(logGroupName="g", logStreamName="s")
    logs.put_log_events(
        logGroupName="g", logStreamName="s", logEvents=[{"timestamp": 1_700_000_000_000, "message": "m"}]
    )
    group.change(tags={"b": "2"})
    described = group.described()
    assert described is not None
    assert described["tags"] == {"b": "2"}
    group.delete()
    assert group.described() is None
    group.delete()
    stays = Life(account, GROUP, name="g", skipDestroy=True)
    stays.delete()
    assert stays.described() is not None


def test_a_stream_is_there_until_it_goes(account: Account) -> None:
    Life(account, GROUP, name="g")
    stream = Life(account, "aws:cloudwatch/logStream:LogStream", name="s", logGroupName="g")
    assert stream.described() is not None
    stream.delete()
    assert stream.described() is None


def test_a_metric_filter_is_put_again(account: Account) -> None:
    Life(account, GROUP, name="g")
    metric = {"name": "n", "namespace": "ns", "value": "1"}
    life = Life(
        account,
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        name="f",
        logGroupName="g",
        pattern="ERROR",
        metricTransformation=metric,
    )
    life.change(pattern="WARN")
    described = life.described()
    assert described is not None
    assert described["filterPattern"] == "WARN"
    assert "logGroupName" not in life.handler.updatable(life.token)
    life.delete()
    assert life.described() is None


def test_a_subscription_filter_is_put_again(account: Account) -> None:
    Life(account, GROUP, name="g")
    target = function(account, "target")
    account.client("lambda").add_permission(
        FunctionName="target", StatementId="s", Action="lambda:InvokeFunction", Principal="logs.amazonaws.com"
    )
    life = Life(
        account,
        "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
        name="f",
        logGroup="g",
        filterPattern="ERROR",
        destinationArn=target,
    )
    life.change(filterPattern="WARN")
    described = life.described()
    assert described is not None
    assert described["filterPattern"] == "WARN"
    life.delete()
    assert life.described() is None


def test_a_resource_policy_is_put_again(account: Account) -> None:
    def policy(service: str) -> str:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "logs:PutLogEvents",
            "Resource": "*",
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    life = Life(
        account,
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        policyName="p",
        policyDocument=policy("events.amazonaws.com"),
    )
    life.change(policyDocument=policy("delivery.logs.amazonaws.com"))
    described = life.described()
    assert described is not None
    assert "delivery" in described["policyDocument"]
    life.delete()
    assert life.described() is None


def test_vended_logs_change_and_go(account: Account) -> None:
    bucket = Life(account, "aws:s3/bucket:Bucket", bucket="bucket-of-vended-logs")
    distribution = f"arn:aws:cloudfront::{account.account_id}:distribution/E1ABCDEFGHIJKL"
    source = Life(
        account,
        "aws:cloudwatch/logDeliverySource:LogDeliverySource",
        name="s",
        logType="ACCESS_LOGS",
        resourceArn=distribution,
    )
    destination = Life(
        account,
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        name="d",
        outputFormat="json",
        deliveryDestinationConfiguration={"destinationResourceArn": bucket.state["arn"]},
    )
    delivery = Life(
        account,
        "aws:cloudwatch/logDelivery:LogDelivery",
        deliverySourceName="s",
        deliveryDestinationArn=destination.state["arn"],
        recordFields=["date"],
        tags={"a": "1"},
    )
    delivery.change(recordFields=["date", "time"])
    (sent,) = account.ledger.of("logs", "UpdateDeliveryConfiguration")
    assert sent == {"id": delivery.id, "recordFields": ["date", "time"]}
    for life in (source, destination, delivery):
        life.change(tags={"b": "2"})
        found = account.client("logs").list_tags_for_resource(resourceArn=life.state["arn"])
        assert found["tags"] == {"b": "2"}, life.token
    for life in (delivery, destination, source):
        assert life.described() is not None
        life.delete()
        assert life.described() is None


@pytest.mark.parametrize(
    ("kind", "inputs", "change", "put", "delete"),
    [
        (
            "queryDefinition:QueryDefinition",
            {"name": "q", "queryString": "fields a"},
            {"queryString": "fields b"},
            "PutQueryDefinition",
            "DeleteQueryDefinition",
        ),
        (
            "logDataProtectionPolicy:LogDataProtectionPolicy",
            {"logGroupName": "g", "policyDocument": '{"Name": "a"}'},
            {"policyDocument": '{"Name": "b"}'},
            "PutDataProtectionPolicy",
            "DeleteDataProtectionPolicy",
        ),
        (
            "logAccountPolicy:LogAccountPolicy",
            {"policyName": "p", "policyType": "DATA_PROTECTION_POLICY", "policyDocument": "{}"},
            {"policyDocument": '{"Name": "b"}'},
            "PutAccountPolicy",
            "DeleteAccountPolicy",
        ),
    ],
)
def test_what_is_only_recorded_is_put_again_and_deleted(
    account: Account, kind: str, inputs: dict[str, Any], change: dict[str, Any], put: str, delete: str
) -> None:
    Life(account, GROUP, name="g")
    life = Life(account, f"aws:cloudwatch/{kind}", **inputs)
    life.change(**change)
    life.delete()
    assert (len(account.ledger.of("logs", put)), len(account.ledger.of("logs", delete))) == (2, 1)
    ((key, value),) = change.items()
    assert account.ledger.of("logs", put)[1][key] == value
