"""Requests are held to AWS's models, beyond what the SDK itself checks."""

import pytest
from botocore.exceptions import ParamValidationError

from emulator.account import Account


def lambda_function(**changes: object) -> dict[str, object]:
    return {
        "FunctionName": "worker",
        "Role": "arn:aws:iam::123456789012:role/worker",
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Code": {"ZipFile": b"PK"},
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"EphemeralStorage": {"Size": 32769}}, "32769, above the maximum of 32768"),
        ({"MemorySize": 64}, "MemorySize"),
        ({"Runtime": "python2.6"}, "'python2.6' is not one of"),
        ({"Role": "not-an-arn"}, "does not match"),
        ({"Environment": {"Variables": {"9lives": "x"}}}, "Variables key"),
        ({"Layers": ["nonsense"]}, r"Layers\[0\]"),
        ({"Description": "d" * 257}, "257 characters, above the maximum of 256"),
    ],
)
def test_values_outside_the_model_are_refused_with_the_reason(
    account: Account, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(ParamValidationError, match=reason):
        account.client("lambda").create_function(**lambda_function(**changes))


@pytest.mark.requirement("HR-2")
def test_an_attribute_that_sqs_does_not_have_is_refused(account: Account) -> None:
    with pytest.raises(ParamValidationError, match="MaxReceiveCount"):
        account.client("sqs").create_queue(QueueName="jobs", Attributes={"MaxReceiveCount": "3"})


def test_all_reasons_are_given_at_once(account: Account) -> None:
    with pytest.raises(ParamValidationError) as refused:
        account.client("lambda").create_function(**lambda_function(Runtime="cobol", Role="nobody"))
    assert "nobody" in str(refused.value)
    assert "cobol" in str(refused.value)


def test_what_aws_documents_and_its_model_lacks_is_accepted(account: Account) -> None:
    made = account.client("s3").create_bucket(Bucket="logs-of-something", ACL="log-delivery-write")
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 200
    with pytest.raises(ParamValidationError, match="everybody"):
        account.client("s3").create_bucket(Bucket="other-bucket", ACL="everybody")


def test_a_secret_is_not_quoted(account: Account) -> None:
    with pytest.raises(ParamValidationError) as refused:
        account.client("secretsmanager").create_secret(Name="s", SecretString="hunter2" * 10000)
    assert "hunter2" not in str(refused.value)
    assert "above the maximum" in str(refused.value)


def test_patterns_of_java_are_understood(account: Account) -> None:
    account.client("cognito-idp").create_user_pool(PoolName="käufer 1")
    with pytest.raises(ParamValidationError, match="does not match"):
        account.client("cognito-idp").create_user_pool(PoolName="a/b")


def test_it_can_be_turned_off() -> None:
    with Account(validate=False) as lax:
        lax.client("sqs").create_queue(QueueName="jobs", Attributes={"MaxReceiveCount": "3"})
    with Account() as strict, pytest.raises(ParamValidationError, match="MaxReceiveCount"):
        strict.client("sqs").create_queue(QueueName="jobs", Attributes={"MaxReceiveCount": "3"})
