"""A CloudWatch Synthetics canary that asks for a health page as users do."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.bucket import Bucket
from components.blocks.bucket_args import BucketArgs
from components.blocks.function_code import OWN
from components.blocks.function_rights import LOG_ACTIONS
from components.blocks.workload_role import workload_role
from components.environments import Environment
from components.iam import Statement
from components.monitoring import Alarm, Metric, Widget

SCRIPT = "health_canary.py"
SCRIPT_KEY = "script/health_canary.zip"
RUNS = "runs"  # under which the canary leaves what it has seen
HANDLER = "health_canary.handler"
NAMESPACE = "CloudWatchSynthetics"
LATEST_SECONDS = 10  # a page that takes longer is not healthy; API Gateway itself gives up after 29 s
RUN_SECONDS = 60  # the shortest that leaves room for a cold start of the runtime
KEEP_DAYS = 30  # runs; Synthetics' own default is 31
_FAILED_RUNS = 2  # one may be the internet's


@dataclass(frozen=True, kw_only=True)
class CanaryArgs:
    """Settings of a canary.

    Attributes:
        environment: Where it runs; how long its log is kept.
        name: Physical name, lower-case letters, digits, `-` and `_`.
        bucket_name: Physical name of the bucket with its script and its findings.
        url: What it asks for, https.
        account_id: The account; with region and partition, in the ARN of its log group.
        region: The platform's region.
        partition: Of its ARNs.
        every_minutes: Time between two runs, 1 to 60.
        runtime: A Synthetics runtime for Python.

    """

    environment: Environment
    name: str
    bucket_name: pulumi.Input[str]
    url: pulumi.Input[str]
    account_id: pulumi.Input[str]
    region: str
    partition: str
    every_minutes: int
    runtime: str


class Canary(pulumi.ComponentResource):
    """A canary with its script, its role, its log group and a bucket for what it finds.

    Attributes:
        name: Its name.
        role_arn: ARN of its role.
        bucket: Script and findings.
        log_group_name: Its log group.

    """

    def __init__(self, name: str, args: CanaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Canary", name, None, opts)
        self._label = name
        self._args = args
        child = pulumi.ResourceOptions(parent=self)
        self.bucket = Bucket(
            f"{name}-bucket",
            BucketArgs(
                environment=args.environment,
                name=args.bucket_name,
                # a new script is a new version, which is how the canary notices it
                versioned=True,
                noncurrent_days=KEEP_DAYS,
            ),
            opts=child,
        )
        script = aws.s3.BucketObjectv2(
            f"{name}-script",
            bucket=self.bucket.name,
            key=SCRIPT_KEY,
            # the runtime looks for Python scripts in this folder of the archive
            source=pulumi.AssetArchive({f"python/{SCRIPT}": pulumi.FileAsset(str(OWN / SCRIPT))}),
            opts=child,
        )
        role = workload_role(
            f"{name}-role", service="lambda.amazonaws.com", statements=self._statements(), parent=self
        )
        canary = aws.synthetics.Canary(
            f"{name}-canary",
            name=args.name,
            runtime_version=args.runtime,
            handler=HANDLER,
            s3_bucket=script.bucket,
            s3_key=script.key,
            s3_version=script.version_id,
            execution_role_arn=role.role.arn,
            artifact_s3_location=pulumi.Output.concat("s3://", self.bucket.name, f"/{RUNS}/"),
            schedule=aws.synthetics.CanaryScheduleArgs(
                expression=f"rate({args.every_minutes} minute{'s' if args.every_minutes > 1 else ''})"
            ),
            run_config=aws.synthetics.CanaryRunConfigArgs(
                timeout_in_seconds=RUN_SECONDS,
                environment_variables={"URL": args.url, "LATEST_SECONDS": str(LATEST_SECONDS)},
            ),
            success_retention_period=KEEP_DAYS,
            failure_retention_period=KEEP_DAYS,
            start_canary=True,
            delete_lambda=True,
            opts=pulumi.ResourceOptions(parent=self, depends_on=role.ready),
        )
        function = canary.engine_arn.apply(lambda arn: arn.split(":function:")[-1].partition(":")[0])
        # Lambda draws the name; the canary may write to its group and not make it, so that it has a retention
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=pulumi.Output.concat("/aws/lambda/", function),
            retention_in_days=args.environment.log_retention_days,
            opts=child,
        )
        self.name: pulumi.Output[str] = canary.name
        self.role_arn: pulumi.Output[str] = role.role.arn
        self.log_group_name: pulumi.Output[str] = logs.name
        self.register_outputs({"name": self.name})

    def _statements(self) -> list[Statement]:
        """What Synthetics asks for ("Required roles and permissions for canaries"), on its own things."""
        bucket = self.bucket.arn
        args = self._args
        groups = pulumi.Output.concat(
            f"arn:{args.partition}:logs:{args.region}:",
            args.account_id,
            f":log-group:/aws/lambda/cwsyn-{args.name}-*",
        )
        return [
            Statement(
                sid="KeepFindings",
                actions=["s3:PutObject", "s3:GetObject"],
                resources=[pulumi.Output.concat(bucket, f"/{RUNS}/*")],
            ),
            Statement(sid="FindBucket", actions=["s3:GetBucketLocation"], resources=[bucket]),
            Statement(
                sid="ListBuckets",
                actions=["s3:ListAllMyBuckets"],
                resources=["*"],
                reason="the action has no resource type",
            ),
            Statement(sid="WriteLogs", actions=LOG_ACTIONS, resources=[groups]),
            Statement(
                sid="PublishRuns",
                actions=["cloudwatch:PutMetricData"],
                resources=["*"],
                conditions={"StringEquals": {"cloudwatch:namespace": NAMESPACE}},
                reason="the action has no resource type; the condition names the namespace",
            ),
        ]

    def alarms(self, *, title: str = "Canary") -> list[Alarm]:
        """An alarm while runs fail, or don't take place."""
        return [
            Alarm(
                key=f"{self._label}-failed",
                title=f"{title}Failed",
                description="The canary gets no good answer from the health page",
                metric=self._metric("SuccessPercent", "Average"),
                threshold=100,
                comparison="LessThanThreshold",
                evaluation_periods=_FAILED_RUNS,
                treat_missing_data="breaching",
            )
        ]

    def widgets(self) -> list[Widget]:
        """Share of good runs."""
        return [
            Widget(
                title=f"Canary {self._label}: good runs (%)",
                metrics=[self._metric("SuccessPercent", "Average")],
            )
        ]

    def _metric(self, name: str, statistic: str) -> Metric:
        return Metric(
            namespace=NAMESPACE,
            name=name,
            dimensions={"CanaryName": self._args.name},
            statistic=statistic,
            # no run within a period would look like failure
            period=max(300, 60 * self._args.every_minutes),
        )
