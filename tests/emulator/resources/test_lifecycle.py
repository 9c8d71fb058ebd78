"""What becomes of resources after their creation: changes and deletions are AWS's own operations."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.changes import applied
from emulator.deploy import AwsDeployment, deploy
from emulator.registry import RESOURCES, handler
from emulator.request import Request

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


def request(account: Account, deployment: AwsDeployment, urn: str, **changed: Any) -> Request:
    registration = deployment.registrations[urn]
    inputs: Mapping[str, Any] = {**registration.inputs, **changed}
    return Request(
        account,
        registration.typ,
        registration.name,
        inputs,
        inputs.get("region"),
        urn,
        state=deployment.state_of(urn),
        old=registration.inputs,
    )


def destroy(account: Account, deployment: AwsDeployment) -> None:
    """Delete everything, newest first, as the engine does."""
    for urn in reversed(deployment.created):
        registration = deployment.registrations[urn]
        if registration.typ.startswith("aws:"):
            delete = handler(registration.typ).delete
            assert delete is not None, registration.typ
            delete(request(account, deployment, urn), deployment.state_of(urn)["id"])


def change(account: Account, deployment: AwsDeployment, typ: str, **changed: Any) -> dict[str, Any]:
    (urn,) = [urn for urn in deployment.created if deployment.registrations[urn].typ == typ]
    update = handler(typ).update
    assert update is not None
    changing = request(account, deployment, urn, **changed)
    outputs = update(changing, deployment.state_of(urn)["id"], deployment.registrations[urn].inputs)
    applied(handler(typ).steps, changing, deployment.state_of(urn)["id"])
    changing.finish(only=changing.changed)
    return outputs


def stack() -> None:
    """A bit of everything that has something to delete."""
    key = aws.kms.Key("key", deletion_window_in_days=7)
    aws.kms.Alias("key", name="alias/key", target_key_id=key.id)
    bucket = aws.s3.Bucket("bucket", bucket="bucket-that-goes", force_destroy=True)
    aws.s3.BucketVersioning("v", bucket=bucket.bucket, versioning_configuration={"status": "Enabled"})
    aws.s3.BucketLifecycleConfiguration(
        "l", bucket=bucket.bucket, rules=[{"id": "a", "status": "Enabled", "expiration": {"days": 1}}]
    )
    aws.s3.BucketObjectv2("o", bucket=bucket.bucket, key="o", content="o")
    aws.dynamodb.Table(
        "table",
        name="table-that-goes",
        billing_mode="PAY_PER_REQUEST",
        hash_key="id",
        attributes=[{"name": "id", "type": "S"}],
    )
    topic, queue = aws.sns.Topic("topic", name="topic"), aws.sqs.Queue("queue", name="queue")
    aws.sns.TopicSubscription("s", topic=topic.arn, protocol="sqs", endpoint=queue.arn)
    role = aws.iam.Role("role", name="role", assume_role_policy=TRUST)
    policy = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}
    )
    aws.iam.RolePolicy("own", role=role.name, policy=policy)
    shared = aws.iam.Policy("shared", policy=policy)
    aws.iam.RolePolicyAttachment("shared", role=role.name, policy_arn=shared.arn)
    aws.iam.InstanceProfile("profile", name="profile", role=role.name)
    function = aws.lambda_.Function(
        "function",
        name="function",
        role=role.arn,
        runtime="python3.13",
        handler="index.handler",
        code=pulumi.AssetArchive({"index.py": pulumi.StringAsset("def handler(e, c): ...")}),
        publish=True,
    )
    alias = aws.lambda_.Alias("alias", name="live", function_name=function.name, function_version="1")
    aws.lambda_.Permission(
        "permission",
        action="lambda:InvokeFunction",
        function=function.name,
        qualifier=alias.name,
        principal="events.amazonaws.com",
    )
    group = aws.cloudwatch.LogGroup("group", name="group", retention_in_days=7)
    aws.cloudwatch.LogMetricFilter(
        "filter",
        log_group_name=group.name,
        pattern="ERROR",
        metric_transformation={"name": "n", "namespace": "ns", "value": "1"},
    )
    aws.cloudwatch.MetricAlarm(
        "alarm",
        name="alarm",
        namespace="AWS/SQS",
        metric_name="NumberOfMessagesSent",
        dimensions={"QueueName": "queue"},
        statistic="Sum",
        period=60,
        evaluation_periods=1,
        threshold=1,
        comparison_operator="GreaterThanThreshold",
    )
    rule = aws.cloudwatch.EventRule("rule", name="rule", event_pattern=json.dumps({"source": ["a"]}))
    aws.cloudwatch.EventTarget("target", rule=rule.name, arn=queue.arn)
    secret = aws.secretsmanager.Secret("secret", name="secret", recovery_window_in_days=0)
    aws.secretsmanager.SecretVersion("secret", secret_id=secret.id, secret_string="s")
    aws.ssm.Parameter("parameter", name="parameter", type="String", value="a")
    aws.budgets.Budget(
        "budget", name="budget", budget_type="COST", time_unit="MONTHLY", limit_amount="1", limit_unit="USD"
    )
    pool = aws.cognito.UserPool("pool")
    aws.cognito.UserPoolClient("client", user_pool_id=pool.id)
    vault = aws.backup.Vault("vault", name="vault-of-it")
    aws.backup.VaultLockConfiguration("lock", backup_vault_name=vault.name, min_retention_days=1)


def leftovers(account: Account) -> dict[str, int]:
    def count(service: str, operation: str, key: str, **params: Any) -> int:
        return len(getattr(account.client(service), operation)(**params).get(key, []))

    return {
        "aliases": count("kms", "list_aliases", "Aliases"),
        "alarms": count("cloudwatch", "describe_alarms", "MetricAlarms"),
        "buckets": count("s3", "list_buckets", "Buckets"),
        "functions": count("lambda", "list_functions", "Functions"),
        "groups": count("logs", "describe_log_groups", "logGroups"),
        "parameters": count("ssm", "describe_parameters", "Parameters"),
        "pools": count("cognito-idp", "list_user_pools", "UserPools", MaxResults=10),
        "profiles": count("iam", "list_instance_profiles", "InstanceProfiles"),
        "queues": count("sqs", "list_queues", "QueueUrls"),
        "roles": count("iam", "list_roles", "Roles"),
        "rules": count("events", "list_rules", "Rules"),
        "secrets": count("secretsmanager", "list_secrets", "SecretList"),
        "tables": count("dynamodb", "list_tables", "TableNames"),
        "topics": count("sns", "list_topics", "Topics"),
        "vaults": count("backup", "list_backup_vaults", "BackupVaultList"),
    }


def test_everything_that_was_made_is_deleted_in_reverse_order(account: Account) -> None:
    before = leftovers(account)
    deployment = deploy(stack, account)
    made = leftovers(account)
    assert all(made[key] > before[key] for key in before), made
    destroy(account, deployment)
    assert leftovers(account) == before


def test_a_key_is_only_scheduled_for_deletion(account: Account) -> None:
    def program() -> None:
        pulumi.export("id", aws.kms.Key("key", deletion_window_in_days=7).id)

    deployment = deploy(program, account)
    destroy(account, deployment)
    found = account.client("kms").describe_key(KeyId=deployment.outputs["id"])["KeyMetadata"]
    assert found["KeyState"] == "PendingDeletion"
    (asked,) = [call.params for call in account.requests if call.operation == "ScheduleKeyDeletion"]
    assert asked["PendingWindowInDays"] == 7


Found = Callable[[Account], object]
CHANGES: list[tuple[str, dict[str, Any], Found, object]] = [
    (
        "aws:sqs/queue:Queue",
        {"visibilityTimeoutSeconds": 90},
        lambda account: account.client("sqs").get_queue_attributes(
            QueueUrl=account.client("sqs").get_queue_url(QueueName="queue")["QueueUrl"],
            AttributeNames=["All"],
        )["Attributes"]["VisibilityTimeout"],
        "90",
    ),
    (
        "aws:cloudwatch/logGroup:LogGroup",
        {"retentionInDays": 30},
        lambda account: account.client("logs").describe_log_groups()["logGroups"][0]["retentionInDays"],
        30,
    ),
    (
        "aws:ssm/parameter:Parameter",
        {"value": "b"},
        lambda account: account.client("ssm").get_parameter(Name="parameter")["Parameter"]["Value"],
        "b",
    ),
    (
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        {"threshold": 5},
        lambda account: account.client("cloudwatch").describe_alarms()["MetricAlarms"][0]["Threshold"],
        5.0,
    ),
    (
        "aws:s3/bucketVersioning:BucketVersioning",
        {"versioningConfiguration": {"status": "Suspended"}},
        lambda account: account.client("s3").get_bucket_versioning(Bucket="bucket-that-goes")["Status"],
        "Suspended",
    ),
]


@pytest.mark.parametrize(
    ("typ", "changed", "found", "expected"), CHANGES, ids=[change[0] for change in CHANGES]
)
def test_a_change_reaches_aws(
    account: Account, typ: str, changed: dict[str, Any], found: Found, expected: object
) -> None:
    deployment = deploy(stack, account)
    assert found(account) != expected
    change(account, deployment, typ, **changed)
    assert found(account) == expected


def test_a_queue_keeps_no_policy_that_is_no_longer_given(account: Account) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": "*",
            }
        ],
    }

    def program() -> None:
        pulumi.export("url", aws.sqs.Queue("queue", policy=json.dumps(policy)).url)

    deployment = deploy(program, account)
    change(account, deployment, "aws:sqs/queue:Queue", policy=None)
    found = account.client("sqs").get_queue_attributes(
        QueueUrl=deployment.outputs["url"], AttributeNames=["Policy"]
    )
    assert "Policy" not in found.get("Attributes", {})


def test_drawn_values_are_forgotten_without_a_call() -> None:
    assert handler("random:index/randomPassword:RandomPassword").delete is not None
    assert sum(token.startswith("random:") for token in RESOURCES) >= 8
