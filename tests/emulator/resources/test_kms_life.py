"""Keys and their names change in place; a deletion is scheduled."""

import json
from typing import Any

from emulator.account import Account

from .life import Life

KEY = "aws:kms/key:Key"


def policy(account: Account, sid: str) -> str:
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account.account_id}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def metadata(account: Account, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = account.client("kms").describe_key(KeyId=id_)["KeyMetadata"]
    return found


def test_a_key_changes_by_the_operation_for_what_differs(account: Account) -> None:
    key, kms = Life(account, KEY, description="old"), account.client("kms")
    key.change(description="new")
    assert (key.asked, metadata(account, key.id)["Description"]) == (["UpdateKeyDescription"], "new")
    key.change(enableKeyRotation=True, rotationPeriodInDays=100)
    assert kms.get_key_rotation_status(KeyId=key.id)["KeyRotationEnabled"] is True
    (sent,) = [call.params for call in account.requests if call.operation == "EnableKeyRotation"]
    assert sent["RotationPeriodInDays"] == 100
    key.change(enableKeyRotation=False, rotationPeriodInDays=None)
    assert kms.get_key_rotation_status(KeyId=key.id)["KeyRotationEnabled"] is False
    key.change(isEnabled=False)
    assert metadata(account, key.id)["Enabled"] is False
    key.change(isEnabled=None)
    assert metadata(account, key.id)["Enabled"] is True
    key.change(policy=policy(account, "Ours"))
    assert "Ours" in kms.get_key_policy(KeyId=key.id, PolicyName="default")["Policy"]
    key.change(policy=None)
    assert "Ours" not in kms.get_key_policy(KeyId=key.id, PolicyName="default")["Policy"]
    key.change(tags={"a": "1"})
    assert key.asked == ["TagResource"]
    assert kms.list_resource_tags(KeyId=key.id)["Tags"] == [{"TagKey": "a", "TagValue": "1"}]


def test_a_key_whose_deletion_is_scheduled_counts_as_gone(account: Account) -> None:
    key = Life(account, KEY, deletionWindowInDays=7)
    assert key.described() is not None
    key.change(deletionWindowInDays=8)
    key.delete()
    assert key.asked == ["ScheduleKeyDeletion"]
    assert metadata(account, key.id)["KeyState"] == "PendingDeletion"
    assert key.described() is None
    key.delete()
    assert key.asked == []


def test_an_alias_can_stand_for_another_key(account: Account) -> None:
    first, second = Life(account, KEY), Life(account, KEY)
    alias = Life(account, "aws:kms/alias:Alias", name="alias/a", targetKeyId=first.id)
    outputs = alias.change(targetKeyId=second.id)
    assert outputs["targetKeyArn"] == second.state["arn"]
    described = alias.described()
    assert described is not None
    assert described["TargetKeyId"] == second.id
    alias.delete()
    assert alias.described() is None


def test_a_key_policy_of_its_own_is_put_again(account: Account) -> None:
    key = Life(account, KEY)
    own = Life(account, "aws:kms/keyPolicy:KeyPolicy", keyId=key.id, policy=policy(account, "One"))
    own.change(policy=policy(account, "Two"))
    described = own.described()
    assert described is not None
    assert "Two" in described["policy"]
    own.delete()


def test_a_replica_changes_in_its_own_region(account: Account) -> None:
    key = Life(account, KEY, multiRegion=True)
    replica = Life(
        account, "aws:kms/replicaKey:ReplicaKey", region="eu-west-1", primaryKeyArn=key.state["arn"]
    )
    replica.change(description="copy", enabled=False)
    there = account.client("kms", "eu-west-1").describe_key(KeyId=replica.id)["KeyMetadata"]
    assert (there["Description"], there["Enabled"]) == ("copy", False)
    replica.delete()
    assert replica.described() is None


def test_a_grant_is_there_until_it_is_revoked(account: Account) -> None:
    key = Life(account, KEY)
    grant = Life(
        account,
        "aws:kms/grant:Grant",
        keyId=key.id,
        granteePrincipal=f"arn:aws:iam::{account.account_id}:root",
        operations=["Decrypt"],
    )
    assert grant.described() is not None
    grant.delete()
    assert grant.described() is None
