"""Secrets change in place, their values by new versions; they go with their window."""

import json

from emulator.account import Account

from .life import Life
from .support import function

SECRET, VERSION = "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"


def policy(action: str) -> str:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_secret_changes_by_the_operation_for_what_differs(account: Account) -> None:
    secret, client = Life(account, SECRET, name="s", description="old"), account.client("secretsmanager")
    Life(account, VERSION, secretId=secret.id, secretString="v")
    secret.change(description="new")
    assert secret.asked == ["UpdateSecret"]
    assert client.describe_secret(SecretId="s")["Description"] == "new"
    assert client.get_secret_value(SecretId="s")["SecretString"] == "v"
    secret.change(policy=policy("secretsmanager:PutSecretValue"))
    assert "PutSecretValue" in client.get_resource_policy(SecretId="s")["ResourcePolicy"]
    secret.change(policy=None)
    assert "ResourcePolicy" not in client.get_resource_policy(SecretId="s")
    secret.change(tags={"a": "1"})
    assert secret.asked == ["TagResource"]
    assert client.describe_secret(SecretId="s")["Tags"] == [{"Key": "a", "Value": "1"}]


def test_copies_of_a_secret_come_and_go(account: Account) -> None:
    secret = Life(account, SECRET, name="s", recoveryWindowInDays=0, replicas=[{"region": "eu-west-1"}])
    secret.change(replicas=[{"region": "eu-west-2"}])
    found = account.client("secretsmanager").describe_secret(SecretId="s")
    assert [status["Region"] for status in found["ReplicationStatus"]] == ["eu-west-2"]
    secret.delete()
    for region in ("eu-west-1", "eu-west-2", "us-east-1"):
        assert account.client("secretsmanager", region).list_secrets()["SecretList"] == [], region


def test_another_value_is_another_version(account: Account) -> None:
    secret = Life(account, SECRET, name="s")
    version = Life(account, VERSION, secretId=secret.id, secretString="v")
    able = version.handler.updatable(VERSION)
    assert not {"secretString", "secretBinary", "secretStringWoVersion", "secretId"} & able
    other = Life(account, VERSION, secretId=secret.id, secretString="w")
    version.delete()
    client = account.client("secretsmanager")
    assert client.get_secret_value(SecretId="s")["SecretString"] == "w"
    assert other.described() is not None


def test_a_write_only_value_alone_changes_nothing(account: Account) -> None:
    secret = Life(account, SECRET, name="s")
    version = Life(account, VERSION, secretId=secret.id, secretStringWo="v", secretStringWoVersion=1)
    version.change(secretStringWo="w")
    assert version.asked == []
    assert account.client("secretsmanager").get_secret_value(SecretId="s")["SecretString"] == "v"


def test_a_versions_stages_move(account: Account) -> None:
    secret = Life(account, SECRET, name="s")
    first = Life(account, VERSION, secretId=secret.id, secretString="v", versionStages=["AWSCURRENT", "BLUE"])
    second = Life(account, VERSION, secretId=secret.id, secretString="w", versionStages=["GREEN"])
    second.change(versionStages=["BLUE"])
    client = account.client("secretsmanager")
    assert client.get_secret_value(SecretId="s", VersionStage="BLUE")["SecretString"] == "w"
    assert client.get_secret_value(SecretId="s")["SecretString"] == "v"
    assert first.described() is not None


def test_a_secret_in_its_recovery_window_counts_as_gone(account: Account) -> None:
    secret = Life(account, SECRET, name="s")
    secret.delete()
    (sent,) = [call.params for call in account.requests if call.operation == "DeleteSecret"]
    assert sent["RecoveryWindowInDays"] == 30
    assert secret.described() is None
    secret.delete()
    assert secret.asked == []


def test_a_secret_without_a_window_leaves_its_name_free(account: Account) -> None:
    secret = Life(account, SECRET, name="s", recoveryWindowInDays=7)
    secret.change(recoveryWindowInDays=0)
    secret.delete()
    assert Life(account, SECRET, name="s").id


def test_a_secret_policy_changes_and_goes(account: Account) -> None:
    secret = Life(account, SECRET, name="s")
    own = Life(
        account,
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        secretArn=secret.id,
        policy=policy("secretsmanager:PutSecretValue"),
    )
    own.change(policy=policy("secretsmanager:DeleteSecret"))
    described = own.described()
    assert described is not None
    assert "DeleteSecret" in described["ResourcePolicy"]
    own.delete()
    assert own.described() is None


def test_rotation_changes_and_stops(account: Account) -> None:
    secret = Life(account, SECRET, name="s")
    Life(account, VERSION, secretId=secret.id, secretString="v")
    rotator = function(account, "rotator")
    account.client("lambda").add_permission(
        FunctionName="rotator",
        StatementId="s",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
    )
    rotation = Life(
        account,
        "aws:secretsmanager/secretRotation:SecretRotation",
        secretId=secret.id,
        rotationLambdaArn=rotator,
        rotationRules={"automaticallyAfterDays": 30},
        rotateImmediately=False,
    )
    rotation.change(rotationRules={"automaticallyAfterDays": 10})
    described = rotation.described()
    assert described is not None
    assert described["RotationRules"]["AutomaticallyAfterDays"] == 10
    rotation.delete()
    assert rotation.described() is None
