"""Tables exported to a bucket by the clock, without reading them: DynamoDB does it from its own backups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.bucket import Bucket
from components.blocks.table import Table
from components.blocks.workload_role import WorkloadRole, workload_role
from components.documents import json_text
from components.guards import refuse
from components.guards.schedules import schedule_problems
from components.iam import Statement
from components.monitoring import Alarm, Metric, Widget
from components.naming import camel

# EventBridge Scheduler User Guide, "Using universal targets".
OPERATION = "arn:{partition}:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime"
# Amazon DynamoDB Developer Guide, "Requesting a table export", the caller's rights on the bucket.
WRITE_ACTIONS = ("s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl")


@dataclass(frozen=True, kw_only=True)
class TableExportsArgs:
    """Settings of exports.

    Attributes:
        tables: Short name, which is a folder of the bucket -> table with point-in-time recovery.
        bucket: Where they go.
        every_days: Days between two exports of a table.
        kms_key_arn: The bucket's key, if it has one of its own.
        prefix: Folder of all of them.
        group_name: Physical name of the schedules' group, or None to have one generated.
        partition: Partition of the scheduler's ARNs.
    """

    tables: Mapping[str, Table]
    bucket: Bucket
    every_days: int
    kms_key_arn: pulumi.Input[str] | None = None
    prefix: str = "exports"
    group_name: str | None = None
    partition: str = "aws"

    def __post_init__(self) -> None:
        """Refuse a schedule that EventBridge refuses."""
        refuse("TableExports", schedule_problems(self.expression))

    @property
    def expression(self) -> str:
        """When exports begin."""
        return f"rate({self.every_days} {'day' if self.every_days == 1 else 'days'})"


class TableExports(pulumi.ComponentResource):
    """A schedule for each table, and one role that may export these tables to this folder, no more.

    Attributes:
        group_name: Group of the schedules; what their metrics are published under.
    """

    def __init__(self, name: str, args: TableExportsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:TableExports", name, None, opts)
        self.label = name
        self._args = args
        group = aws.scheduler.ScheduleGroup(
            f"{name}-group", name=args.group_name, opts=pulumi.ResourceOptions(parent=self)
        )
        role = self._role()
        for thing, table in args.tables.items():
            self._schedule(thing, table, group, role)
        self.group_name: pulumi.Output[str] = group.name
        self.register_outputs({"group_name": self.group_name})

    def _role(self) -> WorkloadRole:
        args = self._args
        return workload_role(
            f"{self.label}-role",
            service="scheduler.amazonaws.com",
            statements=[
                Statement(
                    sid="ExportTables",
                    actions=["dynamodb:ExportTableToPointInTime"],
                    resources=[table.arn for table in args.tables.values()],
                ),
                *args.bucket.allow_objects(*WRITE_ACTIONS, prefix=f"{args.prefix}/", purpose="Export"),
            ],
            parent=self,
        )

    def _schedule(
        self, thing: str, table: Table, group: aws.scheduler.ScheduleGroup, role: WorkloadRole
    ) -> None:
        args = self._args
        encryption: dict[str, object] = (
            {"S3SseAlgorithm": "AES256"}
            if args.kms_key_arn is None
            else {"S3SseAlgorithm": "KMS", "S3SseKmsKeyId": args.kms_key_arn}
        )
        aws.scheduler.Schedule(
            f"{self.label}-{thing}-schedule",
            group_name=group.name,
            schedule_expression=args.expression,
            flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
            target=aws.scheduler.ScheduleTargetArgs(
                arn=OPERATION.format(partition=args.partition),
                role_arn=role.role.arn,
                input=json_text(
                    {
                        "TableArn": table.arn,
                        "S3Bucket": args.bucket.name,
                        "S3Prefix": f"{args.prefix}/{thing}",
                        "ExportFormat": "DYNAMODB_JSON",
                        **encryption,
                    }
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=role.ready),
        )

    def alarms(self) -> list[Alarm]:
        """An alarm on exports that could not be begun."""
        return [
            Alarm(
                key=f"{self.label}-errors",
                title=f"{camel(self.label)}Errors",
                description="An export of a table could not be begun",
                metric=self._metric("TargetErrorCount"),
                threshold=0,
            )
        ]

    def widgets(self) -> list[Widget]:
        """Exports begun, and those that could not be."""
        return [
            Widget(
                title=f"Exports {self.label}",
                metrics=[self._metric(name) for name in ("InvocationAttemptCount", "TargetErrorCount")],
            )
        ]

    def _metric(self, name: str) -> Metric:
        return Metric(
            namespace="AWS/Scheduler",
            name=name,
            dimensions={"ScheduleGroup": self.group_name},
            statistic="Sum",
        )
