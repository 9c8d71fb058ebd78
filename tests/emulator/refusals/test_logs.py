"""Log groups."""

import pytest

from emulator.account import Account

from . import allow, document, function, refused

ROOT = allow("kms:*", "*", Principal={"AWS": "arn:aws:iam::123456789012:root"})


@pytest.mark.requirement("ST-38")
@pytest.mark.parametrize(
    ("days", "accepted"), [(30, True), (14, True), (3653, True), (31, False), (0, False)]
)
def test_retention_is_one_of_a_few_numbers(account: Account, days: int, *, accepted: bool) -> None:
    logs = account.client("logs")
    logs.create_log_group(logGroupName="/app")
    given = {"logGroupName": "/app", "retentionInDays": days}
    if accepted:
        logs.put_retention_policy(**given)
    else:
        assert f"{days} days is not one of" in refused(logs.put_retention_policy, **given)


@pytest.mark.requirement("X-11")
def test_a_groups_key_must_let_the_service_in(account: Account) -> None:
    kms, logs = account.client("kms"), account.client("logs")
    key = kms.create_key(Policy=document(ROOT))["KeyMetadata"]
    create = logs.create_log_group
    assert "does not let CloudWatch Logs" in refused(create, logGroupName="/app", kmsKeyId=key["Arn"])
    service = allow(
        ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*"],
        "*",
        Principal={"Service": "logs.us-east-1.amazonaws.com"},
        Condition={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:123456789012:*"}
        },
    )
    kms.put_key_policy(KeyId=key["KeyId"], PolicyName="default", Policy=document(ROOT, service))
    assert "does not exist" in refused(create, logGroupName="/app", kmsKeyId=key["KeyId"])
    create(logGroupName="/app", kmsKeyId=key["Arn"])


def test_subscriptions_and_policies(account: Account) -> None:
    logs = account.client("logs")
    logs.create_log_group(logGroupName="/app")
    arn = function(account)
    given = {"logGroupName": "/app", "filterName": "f", "filterPattern": "", "destinationArn": arn}
    assert "does not let the log group" in refused(logs.put_subscription_filter, **given)
    account.client("lambda").add_permission(
        FunctionName="worker",
        StatementId="logs",
        Action="lambda:InvokeFunction",
        Principal="logs.amazonaws.com",
        SourceArn="arn:aws:logs:us-east-1:123456789012:log-group:/app:*",
    )
    for name in ("f", "g"):
        logs.put_subscription_filter(**{**given, "filterName": name})
    why = refused(logs.put_subscription_filter, **{**given, "filterName": "h"})
    assert "has 2 subscription filters already" in why
    put = logs.put_resource_policy
    assert "not JSON" in refused(put, policyName="p", policyDocument="{")
    put(
        policyName="p",
        policyDocument=document(allow("logs:PutLogEvents", Principal={"Service": "es.amazonaws.com"})),
    )
