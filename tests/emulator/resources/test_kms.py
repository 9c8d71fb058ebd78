"""KMS keys and what refers to them."""

import json

import pulumi
import pulumi_aws as aws

from emulator.account import Account
from emulator.deploy import deploy

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Owner",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ],
}


def test_a_key_rotates_and_has_an_alias_and_tags(account: Account) -> None:
    def program() -> None:
        key = aws.kms.Key(
            "data",
            description="data of hookrelay",
            policy=json.dumps(POLICY),
            enable_key_rotation=True,
            rotation_period_in_days=180,
            deletion_window_in_days=7,
            tags={"Project": "hookrelay"},
        )
        alias = aws.kms.Alias("data", name="alias/hookrelay", target_key_id=key.key_id)
        unnamed = aws.kms.Alias("unnamed", target_key_id=key.arn)
        pulumi.export("id", key.id)
        pulumi.export("arn", key.arn)
        pulumi.export("alias", alias.arn)
        pulumi.export("target", alias.target_key_arn)
        pulumi.export("unnamed", unnamed.name)

    outputs, kms = deploy(program, account).outputs, account.client("kms")
    assert kms.get_key_rotation_status(KeyId=outputs["id"])["KeyRotationEnabled"]
    assert (
        kms.describe_key(KeyId="alias/hookrelay")["KeyMetadata"]["Arn"] == outputs["arn"] == outputs["target"]
    )
    assert outputs["alias"] == "arn:aws:kms:us-east-1:123456789012:alias/hookrelay"
    assert outputs["unnamed"].startswith("alias/unnamed-")
    assert json.loads(kms.get_key_policy(KeyId=outputs["id"], PolicyName="default")["Policy"]) == POLICY
    assert kms.list_resource_tags(KeyId=outputs["id"])["Tags"] == [
        {"TagKey": "Project", "TagValue": "hookrelay"}
    ]
    (rotation,) = [call.params for call in account.requests if call.operation == "EnableKeyRotation"]
    assert rotation["RotationPeriodInDays"] == 180


def test_a_multi_region_key_has_a_replica_elsewhere(account: Account) -> None:
    def program() -> None:
        primary = aws.kms.Key("primary", multi_region=True)
        replica = aws.kms.ReplicaKey(
            "replica", primary_key_arn=primary.arn, region="us-west-2", enabled=False
        )
        pulumi.export("id", replica.key_id)
        pulumi.export("arn", replica.arn)

    outputs = deploy(program, account).outputs
    assert ":us-west-2:" in outputs["arn"]
    found = account.client("kms", "us-west-2").describe_key(KeyId=outputs["id"])["KeyMetadata"]
    assert found["Arn"] == outputs["arn"]
    assert found["Enabled"] is False


def test_policies_and_grants_are_attached_to_keys_made_elsewhere(account: Account) -> None:
    def program() -> None:
        key = aws.kms.Key("data")
        aws.kms.KeyPolicy("policy", key_id=key.key_id, policy=json.dumps(POLICY))
        grant = aws.kms.Grant(
            "grant",
            key_id=key.key_id,
            grantee_principal="arn:aws:iam::123456789012:root",
            operations=["Decrypt"],
            constraints=[{"encryption_context_equals": {"Department": "Finance"}}],
        )
        pulumi.export("id", key.key_id)
        pulumi.export("grant", grant.grant_id)

    outputs, kms = deploy(program, account).outputs, account.client("kms")
    assert json.loads(kms.get_key_policy(KeyId=outputs["id"], PolicyName="default")["Policy"]) == POLICY
    (grant,) = kms.list_grants(KeyId=outputs["id"])["Grants"]
    assert grant["GrantId"] == outputs["grant"]
    assert grant["Constraints"] == {"EncryptionContextEquals": {"Department": "Finance"}}
