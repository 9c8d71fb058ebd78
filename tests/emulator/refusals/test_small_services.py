"""Services with a few rules each.

Parameters, secrets, budgets, scaling, backup, trails, users, repositories, traces.
"""

from typing import Any

import pytest

from emulator.account import Account
from emulator.refusals import reasons

from . import allow, document, function, refused, role

# -- SSM


@pytest.mark.requirement("HR-24", "TR-12")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Value": "x" * 4097}, "4097 bytes, the tier Standard takes 4096"),
        ({"Value": "x" * 8193, "Tier": "Advanced"}, "the tier Advanced takes 8192"),
        ({"Name": "hookrelay/key"}, "no parameter name"),
        ({"Name": "/aws/key"}, "reserved"),
        ({"Name": "/a" * 16}, "at most 15 levels"),
        ({"Type": "String", "KeyId": "alias/mine"}, "only a SecureString has a key"),
    ],
)
def test_refused_parameters(account: Account, change: dict[str, str], reason: str) -> None:
    base = {"Name": "/hookrelay/auth-secret", "Value": "s3cret-value", "Type": "SecureString"}
    put = account.client("ssm").put_parameter
    why = refused(put, **{**base, **change})
    assert reason in why
    assert "s3cret-value" not in why
    put(**base)


# -- Secrets Manager


@pytest.mark.requirement("TC-36")
def test_secrets(account: Account) -> None:
    client = account.client("secretsmanager")
    create = client.create_secret
    assert "no secret name" in refused(create, Name="my secret", SecretString="x")
    assert "looks like the end of an ARN" in refused(create, Name="app-abc123", SecretString="x")
    assert "does not exist" in refused(create, Name="app", KmsKeyId="alias/none")
    create(Name="tiktok-commerce/openai-api-key", SecretString="x")
    assert "a value is needed" in refused(client.put_secret_value, SecretId="tiktok-commerce/openai-api-key")
    put = client.put_resource_policy
    bad = document(allow("secretsmanager:GetSecretValue"))
    assert "Principal" in refused(put, SecretId="tiktok-commerce/openai-api-key", ResourcePolicy=bad)


@pytest.mark.requirement("X-20")
def test_rotation_needs_a_function_that_may_be_called(account: Account) -> None:
    client = account.client("secretsmanager")
    secret = client.create_secret(Name="app", SecretString="x")["ARN"]
    arn = function(account)
    given: dict[str, Any] = {"SecretId": "app", "RotationLambdaARN": arn, "RotateImmediately": False}
    rules = {"AutomaticallyAfterDays": 90}
    assert "cannot invoke" in refused(client.rotate_secret, **given, RotationRules=rules)
    account.client("lambda").add_permission(
        FunctionName="worker",
        StatementId="rotates",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
        SourceArn=secret,
    )
    both = {"AutomaticallyAfterDays": 90, "ScheduleExpression": "rate(90 days)"}
    assert "exclude each other" in refused(client.rotate_secret, **given, RotationRules=both)
    assert (
        reasons("secretsmanager", "RotateSecret", {**given, "RotationRules": rules}, account, "us-east-1")
        == []
    )


# -- budgets


def budget(account_id: str = "123456789012", **change: Any) -> dict[str, Any]:
    one = {
        "BudgetName": "streamer",
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": "18", "Unit": "USD"},
        "CostFilters": {"TagKeyValue": ["user:Project$streamer"]},
        **change,
    }
    return {"AccountId": account_id, "Budget": one}


@pytest.mark.requirement("X-14", "ST-40")
def test_budgets(account: Account) -> None:
    create = account.client("budgets").create_budget
    for value in ("Project$streamer", "user:Project=streamer", "user:Project"):
        bad = budget(CostFilters={"TagKeyValue": [value]})
        assert "user:Key$Value" in refused(create, **bad)
    assert "not this account" in refused(create, **budget("999999999999"))
    assert "not above 0" in refused(create, **budget(BudgetLimit={"Amount": "0", "Unit": "USD"}))
    notice = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    mail = [{"SubscriptionType": "EMAIL", "Address": "ops@example.com"}]
    one = {"Notification": notice, "Subscribers": mail}
    assert "same notification twice" in refused(create, **budget(), NotificationsWithSubscribers=[one, one])
    topics = [
        {"SubscriptionType": "SNS", "Address": f"arn:aws:sns:us-east-1:123456789012:t{n}"} for n in range(2)
    ]
    many = {"Notification": notice, "Subscribers": topics}
    assert "1 topic at most" in refused(create, **budget(), NotificationsWithSubscribers=[many])
    create(**budget(), NotificationsWithSubscribers=[one])


# -- scaling


@pytest.mark.requirement("HR-16")
def test_scaling_targets_exist_and_have_capacity(account: Account) -> None:
    client = account.client("application-autoscaling")
    dynamodb = account.client("dynamodb")
    key = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    }
    dynamodb.create_table(TableName="demanded", BillingMode="PAY_PER_REQUEST", **key)
    dynamodb.create_table(
        TableName="provisioned",
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
        **key,
    )
    base = {"ServiceNamespace": "dynamodb", "ScalableDimension": "dynamodb:table:ReadCapacityUnits"}
    register = client.register_scalable_target

    def target(resource: str, low: int = 1, high: int = 10) -> dict[str, Any]:
        return {**base, "ResourceId": resource, "MinCapacity": low, "MaxCapacity": high}

    assert "the table missing does not exist" in refused(register, **target("table/missing"))
    assert "on-demand table" in refused(register, **target("table/demanded"))
    assert "no index by-id" in refused(register, **target("table/provisioned/index/by-id"))
    assert "above MaxCapacity" in refused(register, **target("table/provisioned", 5, 1))
    policy = {
        **base,
        "PolicyName": "reads",
        "ResourceId": "table/provisioned",
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 70.0,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"},
        },
    }
    put = client.put_scaling_policy
    assert "no scalable target registered" in refused(put, **policy)
    register(**target("table/provisioned"))
    put(**policy)
    assert "exactly one of" in refused(
        put, **{**policy, "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 1.0}}
    )
    count = {"PredefinedMetricType": "ALBRequestCountPerTarget"}
    without = {"TargetValue": 1.0, "PredefinedMetricSpecification": count}
    assert "needs a ResourceLabel" in refused(
        put, **{**policy, "TargetTrackingScalingPolicyConfiguration": without}
    )


@pytest.mark.requirement("ST-21")
def test_provisioned_concurrency_scales_an_alias_that_exists(account: Account) -> None:
    function(account)
    client = account.client("lambda")
    given = {
        "ServiceNamespace": "lambda",
        "ScalableDimension": "lambda:function:ProvisionedConcurrency",
        "ResourceId": "function:worker:live",
        "MinCapacity": 1,
        "MaxCapacity": 2,
    }
    register = account.client("application-autoscaling").register_scalable_target
    assert "no alias live" in refused(register, **given)
    client.publish_version(FunctionName="worker")
    client.create_alias(FunctionName="worker", Name="live", FunctionVersion="1")
    register(**given)


# -- backup


@pytest.mark.requirement("X-15")
def test_backups(account: Account) -> None:
    client = account.client("backup")

    def plan(**change: Any) -> dict[str, Any]:
        rule = {
            "RuleName": "daily",
            "TargetBackupVaultName": "vault",
            "ScheduleExpression": "cron(0 5 ? * * *)",
        }
        return {"BackupPlan": {"BackupPlanName": "p", "Rules": [{**rule, **change}]}}

    create = client.create_backup_plan
    assert "the vault vault does not exist" in refused(create, **plan())
    client.create_backup_vault(BackupVaultName="vault")
    early = {"Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 100}}
    assert "less than 90 after the cold storage" in refused(create, **plan(**early))
    assert "no schedule" in refused(create, **plan(ScheduleExpression="daily"))
    number = create(**plan(Lifecycle={"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 120}))[
        "BackupPlanId"
    ]
    lock = client.put_backup_vault_lock_configuration
    assert "at least 3" in refused(lock, BackupVaultName="vault", ChangeableForDays=1)
    assert "above MaxRetentionDays" in refused(
        lock, BackupVaultName="vault", MinRetentionDays=9, MaxRetentionDays=8
    )
    lock(BackupVaultName="vault", MinRetentionDays=7)
    wrong = {"SelectionName": "all", "IamRoleArn": role(account, "lambda", name="wrong")}
    select = client.create_backup_selection
    assert "cannot be assumed" in refused(select, BackupPlanId=number, BackupSelection=wrong)
    right = {"SelectionName": "all", "IamRoleArn": role(account, "backup", name="right")}
    good = {"BackupPlanId": number, "BackupSelection": right}
    assert reasons("backup", "CreateBackupSelection", good, account, "us-east-1") == []


# -- trails


@pytest.mark.requirement("X-13")
def test_a_trail_needs_a_bucket_that_takes_it(account: Account) -> None:
    s3, client = account.client("s3"), account.client("cloudtrail")
    s3.create_bucket(Bucket="trail-of-mine")
    given = {"Name": "trail", "S3BucketName": "trail-of-mine"}
    assert "incorrect S3 bucket policy" in refused(client.create_trail, **given)
    service = {"Service": "cloudtrail.amazonaws.com"}
    condition = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    path = "arn:aws:s3:::trail-of-mine/AWSLogs/123456789012/*"
    policy = document(
        allow("s3:GetBucketAcl", "arn:aws:s3:::trail-of-mine", Principal=service),
        allow("s3:PutObject", path, Principal=service, Condition=condition),
    )
    s3.put_bucket_policy(Bucket="trail-of-mine", Policy=policy)
    group = "arn:aws:logs:us-east-1:123456789012:log-group:/trail:*"
    assert "go together" in refused(client.create_trail, **given, CloudWatchLogsLogGroupArn=group)
    client.create_trail(**given)


# -- users


def test_user_pools(account: Account) -> None:
    create = account.client("cognito-idp").create_user_pool
    both = {"AliasAttributes": ["email"], "UsernameAttributes": ["email"]}
    assert "exclude each other" in refused(create, PoolName="p", **both)
    by_ses = {"EmailSendingAccount": "DEVELOPER"}
    assert "SourceArn of an identity" in refused(create, PoolName="p", EmailConfiguration=by_ses)
    create(PoolName="p", UsernameAttributes=["email"])


@pytest.mark.requirement("SC-8", "TR-16")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"RefreshTokenRotation": {"Feature": "ENABLED"}}, "exclude each other"),
        ({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"]}, "can't be mixed"),
        (
            {"AccessTokenValidity": 2, "TokenValidityUnits": {"AccessToken": "minutes"}},
            "between 5 minutes and 1 day",
        ),
        (
            {"AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"]},
            "AllowedOAuthFlowsUserPoolClient",
        ),
        (
            {
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthScopes": ["openid"],
                "CallbackURLs": [],
            },
            "need CallbackURLs",
        ),
        ({"CallbackURLs": ["http://example.com"]}, "neither https nor http://localhost"),
    ],
)
def test_clients_of_pools(account: Account, change: dict[str, Any], reason: str) -> None:
    client = account.client("cognito-idp")
    pool = client.create_user_pool(PoolName="p")["UserPool"]["Id"]
    base = {
        "UserPoolId": pool,
        "ClientName": "app",
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "CallbackURLs": ["http://localhost:3000/back"],
    }
    assert reason in refused(client.create_user_pool_client, **{**base, **change})
    client.create_user_pool_client(**base)


# -- repositories and traces


@pytest.mark.requirement("HR-36")
def test_repositories(account: Account) -> None:
    client = account.client("ecr")
    latest = [{"filterType": "WILDCARD", "filter": "latest"}]
    create = client.create_repository
    why = refused(
        create,
        repositoryName="app",
        imageTagMutability="IMMUTABLE",
        imageTagMutabilityExclusionFilters=latest,
    )
    assert "_WITH_EXCLUSION" in why
    create(repositoryName="app", imageTagMutability="IMMUTABLE")
    put = client.set_repository_policy
    assert "Principal" in refused(
        put, repositoryName="app", policyText=document({**allow("ecr:GetAuthorizationToken")})
    )
    good = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "ecr:BatchGetImage"}
    put(repositoryName="app", policyText=document(good))


@pytest.mark.requirement("TC-33", "ST-39")
def test_sampling_rules(account: Account) -> None:
    base = {
        "RuleName": "TikTokCommerceTracing",
        "Priority": 9000,
        "Version": 1,
        "ReservoirSize": 1,
        "FixedRate": 0.1,
        **dict.fromkeys(("ServiceType", "Host", "HTTPMethod", "URLPath", "ResourceARN"), "*"),
        "ServiceName": "tiktok-commerce-*",
    }

    def found(**change: Any) -> str:
        rule = {key: value for key, value in {**base, **change}.items() if value is not None}
        return "; ".join(reasons("xray", "CreateSamplingRule", {"SamplingRule": rule}, account, "us-east-1"))

    assert found() == ""
    assert "between 0 and 1" in found(FixedRate=10)
    assert "Host is needed" in found(Host=None)
    assert "exists already" in found(RuleName="Default")
