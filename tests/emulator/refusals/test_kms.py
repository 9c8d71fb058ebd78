"""KMS."""

import pytest

from emulator.account import Account

from . import allow, document, refused

ROOT = allow("kms:*", "*", Principal={"AWS": "arn:aws:iam::123456789012:root"})


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ("{", "not JSON"),
        (document(allow("kms:*")), "exactly one of Principal"),
        (document({**ROOT, "Action": "s3:*"}), "not one of kms"),
        (
            document(allow("kms:Decrypt", Principal={"Service": "sns.amazonaws.com"})),
            "change the key policy in the future",
        ),
        (document({**ROOT, "Principal": {"AWS": "arn:aws:iam::123456789012:role/gone"}}), "doesn't exist"),
    ],
)
def test_refused_key_policies(account: Account, policy: str, reason: str) -> None:
    kms = account.client("kms")
    assert reason in refused(kms.create_key, Policy=policy)
    key = kms.create_key(Policy=document(ROOT))["KeyMetadata"]["KeyId"]
    assert reason in refused(kms.put_key_policy, KeyId=key, PolicyName="default", Policy=policy)


def test_aliases_rotation_and_deletion(account: Account) -> None:
    kms = account.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert "reserved" in refused(kms.create_alias, AliasName="alias/aws/mine", TargetKeyId=key)
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key)
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    asymmetric = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    assert "asymmetric" in refused(kms.enable_key_rotation, KeyId=asymmetric)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
