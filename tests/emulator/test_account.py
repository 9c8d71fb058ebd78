"""The account: active once, nobody's real credentials, every change on record."""

import json
import os
import subprocess
import sys

import boto3
import pytest
from botocore.exceptions import ParamValidationError

from emulator.account import Account, ApiCall
from emulator.request import Request


def test_a_fresh_account_is_empty_and_what_is_made_in_one_is_gone_from_the_next() -> None:
    with Account() as first:
        first.client("sqs").create_queue(QueueName="jobs")
        assert len(first.client("sqs").list_queues()["QueueUrls"]) == 1
    with Account() as second:
        assert "QueueUrls" not in second.client("sqs").list_queues()


def test_two_accounts_cannot_be_active_at_once(account: Account) -> None:
    with pytest.raises(RuntimeError, match="another emulated account"), Account():
        pass
    assert account.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_after_an_account_its_clients_refuse_to_reach_the_real_aws() -> None:
    with Account() as account:
        sqs = account.client("sqs")
    with pytest.raises(RuntimeError, match="not active"):
        sqs.list_queues()
    with pytest.raises(RuntimeError, match="not active"):
        account.client("sqs")


def test_the_users_own_credentials_and_endpoints_are_hidden_and_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "https://example.invalid")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    with Account(region="eu-west-1") as account:
        assert "AWS_PROFILE" not in os.environ
        assert "AWS_ENDPOINT_URL_SQS" not in os.environ
        assert os.environ["AWS_ACCESS_KEY_ID"] != "real"
        assert account.session().region_name == "eu-west-1"
        assert account.client("sqs").list_queues()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert os.environ["AWS_PROFILE"] == "production"
    assert os.environ["AWS_ENDPOINT_URL_SQS"] == "https://example.invalid"
    assert os.environ["AWS_ACCESS_KEY_ID"] == "real"


def test_a_failing_block_leaves_the_account_and_the_environment_as_they_were() -> None:
    before = dict(os.environ)
    with pytest.raises(KeyError), Account():
        raise KeyError("anything")
    assert dict(os.environ) == before
    with Account() as account:
        assert account.requests == []


def test_clients_are_made_once_per_service_and_region(account: Account) -> None:
    assert account.client("sqs") is account.client("sqs", "us-east-1")
    assert account.client("sqs") is not account.client("sqs", "eu-west-1")


def test_what_is_asked_for_a_resource_is_on_record_as_it_was_sent(account: Account) -> None:
    request = Request(account, "aws:sqs/queue:Queue", "jobs", {}, "eu-west-1", "urn:jobs")
    request.api("sqs", "create_queue", QueueName="jobs", Attributes={"DelaySeconds": "3"}, tags=None)
    request.api("sqs", "list_queues")
    account.client("sqs").create_queue(QueueName="an-applications-own")
    sent = ApiCall(
        service="sqs",
        operation="CreateQueue",
        params={"QueueName": "jobs", "Attributes": {"DelaySeconds": "3"}},
        region="eu-west-1",
        urn="urn:jobs",
    )
    assert account.requests == [sent]
    assert account.calls_of("urn:jobs") == [sent]
    assert account.calls_of("urn:other") == []


def test_a_request_that_is_refused_is_not_on_record(account: Account) -> None:
    request = Request(account, "aws:sqs/queue:Queue", "jobs", {}, urn="urn:jobs")
    with pytest.raises(ParamValidationError):
        request.api("sqs", "create_queue", QueueName="jobs", Attributes={"Nonsense": "3"})
    assert account.requests == []


def test_every_session_of_the_process_is_held_to_the_models(account: Account) -> None:
    with pytest.raises(ParamValidationError, match="MaxReceiveCount"):
        boto3.Session(region_name="us-east-1").client("sqs").create_queue(
            QueueName="jobs", Attributes={"MaxReceiveCount": "3"}
        )


def test_a_roles_session_is_the_roles(account: Account) -> None:
    who = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [who]})
    role = account.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=trust)["Role"]
    caller = account.session(role["Arn"]).client("sts").get_caller_identity()["Arn"]
    assert caller.startswith("arn:aws:sts::123456789012:assumed-role/worker/")
    assert "assumed-role" not in account.session().client("sts").get_caller_identity()["Arn"]


def test_enforcement_of_iam_lasts_as_long_as_it_is_asked_for(account: Account) -> None:
    assert not account.iam_enforced
    with account.enforcing_iam():
        during = account.iam_enforced
    assert (during, account.iam_enforced) == (True, False)


def test_dynamodb_streams_are_reachable(account: Account) -> None:
    account.client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    assert len(account.client("dynamodbstreams").list_streams()["Streams"]) == 1


def test_unit_tests_do_not_pay_for_boto3() -> None:
    code = (
        "import sys, emulator.deploy; print([m for m in ('boto3', 'moto', 'botocore') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    assert shown.stdout.strip() == "[]"
