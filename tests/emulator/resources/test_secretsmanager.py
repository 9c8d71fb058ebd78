"""Secrets and their values."""

import json

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy


def test_a_secret_holds_its_value_replicas_and_policy(account: Account) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                "Action": "secretsmanager:GetSecretValue",
                "Resource": "*",
            }
        ],
    }

    def program() -> None:
        secret = aws.secretsmanager.Secret(
            "db",
            name="hookrelay/db",
            description="of the database",
            recovery_window_in_days=7,
            replicas=[{"region": "us-west-2"}],
            tags={"a": "b"},
        )
        version = aws.secretsmanager.SecretVersion("db", secret_id=secret.id, secret_string="postgresql://x")
        aws.secretsmanager.SecretPolicy(
            "db", secret_arn=secret.arn, policy=json.dumps(policy), block_public_policy=True
        )
        pulumi.export("arn", secret.arn)
        pulumi.export("version", version.version_id)

    outputs = deploy(program, account).outputs
    for region in ("us-east-1", "us-west-2"):
        client = account.client("secretsmanager", region)
        assert client.get_secret_value(SecretId="hookrelay/db")["SecretString"] == "postgresql://x"
    client = account.client("secretsmanager")
    found = client.describe_secret(SecretId=outputs["arn"])
    assert (found["Description"], found["Tags"]) == ("of the database", [{"Key": "a", "Value": "b"}])
    assert outputs["version"] in found["VersionIdsToStages"]
    assert json.loads(client.get_resource_policy(SecretId="hookrelay/db")["ResourcePolicy"]) == policy


@pytest.mark.requirement("HR-26")
def test_a_value_given_write_only_reaches_aws_and_no_state(account: Account) -> None:
    def program() -> None:
        secret = aws.secretsmanager.Secret("db", name="db")
        version = aws.secretsmanager.SecretVersion(
            "db",
            secret_id=secret.id,
            secret_string_wo=pulumi.Output.secret("hidden"),
            secret_string_wo_version=1,
        )
        pulumi.export("has", version.has_secret_string_wo)

    deployment = deploy(program, account)
    outputs, states = deployment.outputs, [deployment.state_of(urn) for urn in deployment.created]
    assert account.client("secretsmanager").get_secret_value(SecretId="db")["SecretString"] == "hidden"
    assert outputs["has"] is True
    assert "hidden" not in repr(states)


@pytest.mark.requirement("HR-48", "X-20")
def test_a_secret_is_renewed_by_a_function(account: Account) -> None:
    def program() -> None:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        role = aws.iam.Role("renewer", assume_role_policy=json.dumps(trust))
        renewer = aws.lambda_.Function(
            "renewer",
            role=role.arn,
            runtime="python3.13",
            handler="index.handler",
            code=pulumi.AssetArchive({"index.py": pulumi.StringAsset("def handler(event, context): ...")}),
        )
        allowed = aws.lambda_.Permission(
            "rotate",
            action="lambda:InvokeFunction",
            function=renewer.name,
            principal="secretsmanager.amazonaws.com",
        )
        secret = aws.secretsmanager.Secret("key", name="key")
        aws.secretsmanager.SecretVersion("key", secret_id=secret.id, secret_string="first")
        aws.secretsmanager.SecretRotation(
            "key",
            secret_id=secret.id,
            rotation_lambda_arn=renewer.arn,
            rotate_immediately=False,
            rotation_rules={"schedule_expression": "rate(90 days)", "duration": "3h"},
            opts=pulumi.ResourceOptions(depends_on=[allowed]),
        )

    deploy(program, account)
    assert account.client("secretsmanager").describe_secret(SecretId="key")["RotationEnabled"]
    (asked,) = [call.params for call in account.requests if call.operation == "RotateSecret"]
    assert asked["RotationRules"] == {"ScheduleExpression": "rate(90 days)", "Duration": "3h"}
    assert asked["RotateImmediately"] is False
