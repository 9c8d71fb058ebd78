"""AWS Backup: vaults, plans and what they cover."""

import json

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy

OTHER = "arn:aws:backup:us-west-2:123456789012:backup-vault:other"


def role() -> aws.iam.Role:
    """What AWS Backup works as."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "backup.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return aws.iam.Role(
        "backup", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )


@pytest.mark.requirement("X-15")
def test_a_plan_backs_up_what_is_tagged_into_a_locked_vault(account: Account) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "backup:DeleteRecoveryPoint",
                "Resource": "*",
            }
        ],
    }

    def program() -> None:
        vault = aws.backup.Vault("main", name="main-vault", tags={"a": "b"})
        aws.backup.VaultLockConfiguration(
            "lock", backup_vault_name=vault.name, min_retention_days=7, max_retention_days=365
        )
        aws.backup.VaultPolicy("policy", backup_vault_name=vault.name, policy=json.dumps(policy))
        plan = aws.backup.Plan(
            "daily",
            name="daily",
            rules=[
                {
                    "rule_name": "daily",
                    "target_vault_name": vault.name,
                    "schedule": "cron(0 5 * * ? *)",
                    "start_window": 60,
                    "completion_window": 180,
                    "enable_continuous_backup": True,
                    "lifecycle": {"delete_after": 35},
                    "copy_actions": [
                        {
                            "destination_vault_arn": OTHER,
                            "lifecycle": {"delete_after": 35},
                        }
                    ],
                }
            ],
        )
        aws.backup.Selection(
            "tagged",
            name="tagged",
            plan_id=plan.id,
            iam_role_arn=role().arn,
            resources=["*"],
            selection_tags=[{"type": "STRINGEQUALS", "key": "Backup", "value": "yes"}],
            conditions=[{"string_not_equals": [{"key": "aws:ResourceTag/Skip", "value": "yes"}]}],
        )
        pulumi.export("plan", plan.id)
        pulumi.export("vault", vault.arn)

    outputs, backup = deploy(program, account).outputs, account.client("backup")
    vault = backup.describe_backup_vault(BackupVaultName="main-vault")
    assert vault["BackupVaultArn"] == outputs["vault"]
    assert vault["MinRetentionDays"] == 7
    (rule,) = backup.get_backup_plan(BackupPlanId=outputs["plan"])["BackupPlan"]["Rules"]
    assert rule["ScheduleExpression"] == "cron(0 5 * * ? *)"
    assert (rule["StartWindowMinutes"], rule["CompletionWindowMinutes"]) == (60, 180)
    assert rule["Lifecycle"]["DeleteAfterDays"] == 35
    assert rule["CopyActions"][0]["DestinationBackupVaultArn"].endswith(":other")
    (selected,) = account.ledger.of("backup", "CreateBackupSelection")
    assert selected["BackupPlanId"] == outputs["plan"]
    assert selected["BackupSelection"]["ListOfTags"] == [
        {"ConditionType": "STRINGEQUALS", "ConditionKey": "Backup", "ConditionValue": "yes"}
    ]
    assert selected["BackupSelection"]["Conditions"] == {
        "StringNotEquals": [{"ConditionKey": "aws:ResourceTag/Skip", "ConditionValue": "yes"}]
    }
    assert json.loads(account.ledger.of("backup", "PutBackupVaultAccessPolicy")[0]["Policy"]) == policy


@pytest.mark.requirement("X-15")
def test_restores_are_tried_out(account: Account) -> None:
    def program() -> None:
        plan = aws.backup.RestoreTestingPlan(
            "weekly",
            name="weekly_restore",
            schedule_expression="cron(0 7 ? * SUN *)",
            recovery_point_selection={
                "algorithm": "LATEST_WITHIN_WINDOW",
                "include_vaults": ["*"],
                "recovery_point_types": ["SNAPSHOT"],
                "selection_window_days": 7,
            },
        )
        aws.backup.RestoreTestingSelection(
            "tables",
            name="tables",
            restore_testing_plan_name=plan.name,
            protected_resource_type="DynamoDB",
            iam_role_arn=role().arn,
            protected_resource_arns=["*"],
        )
        pulumi.export("arn", plan.arn)

    outputs = deploy(program, account).outputs
    assert outputs["arn"].startswith("arn:aws:backup:")
    (plan,) = account.ledger.of("backup", "CreateRestoreTestingPlan")
    assert plan["RestoreTestingPlan"]["RecoveryPointSelection"]["SelectionWindowDays"] == 7
    (selection,) = account.ledger.of("backup", "CreateRestoreTestingSelection")
    assert selection["RestoreTestingSelection"]["ProtectedResourceType"] == "DynamoDB"


def test_a_vault_tells_a_topic_and_a_region_opts_in(account: Account) -> None:
    def program() -> None:
        vault, topic = aws.backup.Vault("main", name="main-vault"), aws.sns.Topic("told")
        aws.backup.VaultNotifications(
            "tell",
            backup_vault_name=vault.name,
            sns_topic_arn=topic.arn,
            backup_vault_events=["BACKUP_JOB_FAILED"],
        )
        aws.backup.RegionSettings("region", resource_type_opt_in_preference={"DynamoDB": True, "RDS": False})

    deploy(program, account)
    (told,) = account.ledger.of("backup", "PutBackupVaultNotifications")
    assert told["BackupVaultEvents"] == ["BACKUP_JOB_FAILED"]
    (region,) = account.ledger.of("backup", "UpdateRegionSettings")
    assert region["ResourceTypeOptInPreference"] == {"DynamoDB": True, "RDS": False}
