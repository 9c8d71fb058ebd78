"""A restore that AWS Backup tries out by itself every week: a backup that was never restored is a hope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

WEEKLY = "cron(0 7 ? * SUN *)"  # two hours after the daily backup begins
START_HOURS = 4
NEWEST_OF_DAYS = 7
# AWS Backup's names of what our stores are, by which a selection is made (Restore testing, "Supported").
KINDS = ("DynamoDB", "RDS", "S3")
# What a restored thing is kept for a look at; then AWS Backup deletes it.
LOOK_HOURS = 1


@dataclass(frozen=True, kw_only=True)
class RestoreTestArgs:
    """Settings of the tests.

    Attributes:
        name: Name of the plan: letters, digits and underscores (CreateRestoreTestingPlan).
        vault_arn: Whose recovery points are tried.
        role_arn: The role that restores.
        tag: Key and value of the things whose recovery points are meant.
        ready: What the role needs before it restores.
    """

    name: str
    vault_arn: pulumi.Input[str]
    role_arn: pulumi.Input[str]
    tag: tuple[str, str]
    ready: Sequence[pulumi.Resource] = ()


class RestoreTest(pulumi.ComponentResource):
    """A weekly plan, and a selection for each kind of store.

    Attributes:
        name: Name of the plan.
    """

    def __init__(self, name: str, args: RestoreTestArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:RestoreTest", name, None, opts)
        plan = aws.backup.RestoreTestingPlan(
            f"{name}-plan",
            name=args.name,
            schedule_expression=WEEKLY,
            start_window_hours=START_HOURS,
            recovery_point_selection=aws.backup.RestoreTestingPlanRecoveryPointSelectionArgs(
                algorithm="LATEST_WITHIN_WINDOW",
                include_vaults=[args.vault_arn],
                recovery_point_types=["SNAPSHOT", "CONTINUOUS"],
                selection_window_days=NEWEST_OF_DAYS,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        key, value = args.tag
        for kind in KINDS:
            aws.backup.RestoreTestingSelection(
                f"{name}-{kind.lower()}",
                name=kind.lower(),
                restore_testing_plan_name=plan.name,
                protected_resource_type=kind,
                iam_role_arn=args.role_arn,
                protected_resource_conditions=(
                    aws.backup.RestoreTestingSelectionProtectedResourceConditionsArgs(
                        string_equals=[
                            aws.backup.RestoreTestingSelectionProtectedResourceConditionsStringEqualArgs(
                                key=f"aws:ResourceTag/{key}", value=value
                            )
                        ]
                    )
                ),
                validation_window_hours=LOOK_HOURS,
                opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.ready)),
            )
        self.name: pulumi.Output[str] = plan.name
        self.register_outputs({"name": self.name})
