"""What deploys, backs up, watches and traces changes in place, is described, and goes."""

from typing import Any

import pytest

from emulator.account import Account

from .life import Life
from .support import role

RULES = [{"ruleName": "daily", "targetVaultName": "vault", "schedule": "cron(0 5 * * ? *)"}]


def test_an_application_stays_the_same_under_another_name(account: Account) -> None:
    life = Life(account, "aws:codedeploy/application:Application", name="one", computePlatform="Lambda")
    outputs = life.change(name="two", tags={"a": "1"})
    assert outputs["arn"].endswith(":two")
    assert account.client("codedeploy").list_applications()["applications"] == ["two"]
    assert life.described() is not None
    life.delete()
    assert life.described() is None


def test_a_deployment_group_changes_and_its_name_is_free_again(account: Account) -> None:
    deployer = role(account, "deployer", "codedeploy.amazonaws.com")
    application = Life(account, "aws:codedeploy/application:Application", name="a", computePlatform="Lambda")
    token = "aws:codedeploy/deploymentGroup:DeploymentGroup"
    inputs: dict[str, Any] = {
        "appName": "a",
        "deploymentGroupName": "g",
        "serviceRoleArn": deployer,
        "deploymentConfigName": "CodeDeployDefault.LambdaAllAtOnce",
        "deploymentStyle": {"deploymentOption": "WITH_TRAFFIC_CONTROL", "deploymentType": "BLUE_GREEN"},
        "autoRollbackConfiguration": {"enabled": True, "events": ["DEPLOYMENT_FAILURE"]},
    }
    life = Life(account, token, **inputs)
    life.change(
        deploymentConfigName="CodeDeployDefault.LambdaCanary10Percent5Minutes", autoRollbackConfiguration=None
    )
    described = life.described()
    assert described is not None
    assert described["deploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert described["autoRollbackConfiguration"]["enabled"] is False
    life.change(deploymentGroupName="h")
    described = life.described()
    assert described is not None
    assert described["deploymentGroupName"] == "h"
    life.delete()
    assert life.described() is None
    assert Life(account, token, **inputs).id
    application.delete()
    assert account.client("codedeploy").list_applications()["applications"] == []


def test_a_backup_plan_gets_another_version(account: Account) -> None:
    vault = Life(account, "aws:backup/vault:Vault", name="vault", tags={"a": "1"})
    plan = Life(account, "aws:backup/plan:Plan", name="p", rules=RULES)
    outputs = plan.change(rules=[{**RULES[0], "schedule": "cron(0 6 * * ? *)"}])
    assert outputs["version"] != ""
    described = plan.described()
    assert described is not None
    assert described["Rules"][0]["ScheduleExpression"] == "cron(0 6 * * ? *)"
    vault.change(tags={"b": "2"})
    assert vault.asked == ["UntagResource", "TagResource"]
    for life in (plan, vault):
        life.delete()
        assert life.described() is None


def test_a_canary_changes_starts_and_stops(account: Account) -> None:
    runner = role(account, "canary", "lambda.amazonaws.com")
    inputs: dict[str, Any] = {
        "name": "canary",
        "artifactS3Location": "s3://bucket-of-canaries/a",
        "executionRoleArn": runner,
        "handler": "index.handler",
        "runtimeVersion": "syn-python-selenium-5.1",
        "schedule": {"expression": "rate(5 minutes)"},
        "s3Bucket": "bucket-of-canaries",
        "s3Key": "k",
    }
    life = Life(account, "aws:synthetics/canary:Canary", **inputs)
    life.change(schedule={"expression": "rate(10 minutes)"})
    described = life.described()
    assert described is not None
    assert described["Schedule"]["Expression"] == "rate(10 minutes)"
    assert life.asked == ["UpdateCanary"]
    assert life.change(startCanary=True)["status"] == "RUNNING"
    assert life.change(startCanary=False)["status"] == "STOPPED"
    asked = [len(account.ledger.of("synthetics", operation)) for operation in ("StartCanary", "StopCanary")]
    assert asked == [1, 1]
    life.delete()
    assert life.described() is None
    assert "name" not in life.handler.updatable(life.token)


RECORDED: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str, str], dict[str, Any], str]] = [
    (
        "xray/group:Group",
        {"groupName": "g", "filterExpression": "fault"},
        {"filterExpression": "error"},
        ("xray", "UpdateGroup"),
        {"FilterExpression": "error"},
        "DeleteGroup",
    ),
    (
        "xray/samplingRule:SamplingRule",
        {
            "ruleName": "r",
            "priority": 1,
            "version": 1,
            "reservoirSize": 1,
            "fixedRate": 0.1,
            "urlPath": "*",
            "host": "*",
            "httpMethod": "*",
            "serviceType": "*",
            "serviceName": "*",
            "resourceArn": "*",
        },
        {"fixedRate": 0.5},
        ("xray", "UpdateSamplingRule"),
        {"RuleName": "r", "FixedRate": 0.5},
        "DeleteSamplingRule",
    ),
    (
        "backup/vaultPolicy:VaultPolicy",
        {"backupVaultName": "vault", "policy": '{"Version": "2012-10-17", "Statement": []}'},
        {"policy": '{"Version": "2008-10-17", "Statement": []}'},
        ("backup", "PutBackupVaultAccessPolicy"),
        {"Policy": '{"Version": "2008-10-17", "Statement": []}'},
        "DeleteBackupVaultAccessPolicy",
    ),
    (
        "backup/restoreTestingPlan:RestoreTestingPlan",
        {
            "name": "t",
            "scheduleExpression": "cron(0 5 ? * MON *)",
            "recoveryPointSelection": {
                "algorithm": "LATEST_WITHIN_WINDOW",
                "includeVaults": ["*"],
                "recoveryPointTypes": ["SNAPSHOT"],
            },
        },
        {"scheduleExpression": "cron(0 6 ? * MON *)"},
        ("backup", "UpdateRestoreTestingPlan"),
        {"ScheduleExpression": "cron(0 6 ? * MON *)"},
        "DeleteRestoreTestingPlan",
    ),
    (
        "backup/restoreTestingSelection:RestoreTestingSelection",
        {
            "name": "s",
            "restoreTestingPlanName": "t",
            "protectedResourceType": "DynamoDB",
            "iamRoleArn": "arn:aws:iam::123456789012:role/r",
            "protectedResourceArns": ["*"],
        },
        {"validationWindowHours": 2},
        ("backup", "UpdateRestoreTestingSelection"),
        {"ValidationWindowHours": 2},
        "DeleteRestoreTestingSelection",
    ),
]


@pytest.mark.parametrize(
    ("kind", "inputs", "change", "call", "sent", "deletion"), RECORDED, ids=[one[0] for one in RECORDED]
)
def test_what_is_only_recorded_changes_and_goes(
    account: Account,
    kind: str,
    inputs: dict[str, Any],
    change: dict[str, Any],
    call: tuple[str, str],
    sent: dict[str, Any],
    deletion: str,
) -> None:
    Life(account, "aws:backup/vault:Vault", name="vault")
    life = Life(account, f"aws:{kind}", **inputs)
    life.change(**change)
    asked = account.ledger.of(*call)[-1]
    inner = next((value for value in asked.values() if isinstance(value, dict)), asked)
    assert sent.items() <= inner.items()
    life.delete()
    assert len(account.ledger.of(call[0], deletion)) == 1
