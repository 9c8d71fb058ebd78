"""CloudTrail: who did what in the account, in every region, in a way that shows if a record was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.adoption import AS_IT_IS, singleton
from components.blocks.bucket import Bucket
from components.iam import Statement, policy_document, service_trust

SERVICE = "cloudtrail.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class TrailArgs:
    """Settings of a trail.

    Attributes:
        name: Physical name.
        bucket: Where the records go; one of its sinks is `cloudtrail`. Not used for an adopted trail.
        prefix: Folder of the bucket.
        kms_key_arn: A customer managed key that CloudTrail may use; SSE-S3 without one.
        log_group_name: A log group that records are also sent to; none without it.
        log_retention_days: Days that it keeps them.
        adopt: ARN of an existing trail to take as it is.
    """

    name: str
    bucket: Bucket | None = None
    prefix: str = ""
    kms_key_arn: pulumi.Input[str] | None = None
    log_group_name: str | None = None
    log_retention_days: int | None = None
    adopt: str | None = None

    def __post_init__(self) -> None:
        """Refuse a trail without a place for its records.

        Raises:
            ValueError: neither bucket nor `adopt`, or both; a log group without a retention.
        """
        if (self.bucket is None) == (self.adopt is None):
            raise ValueError("Trail: give a bucket for a new trail, or adopt for an existing one")
        if (self.log_group_name is None) != (self.log_retention_days is None):
            raise ValueError("Trail: log_group_name and log_retention_days go together")


class Trail(pulumi.ComponentResource):
    """A trail of all regions with digests, by which a changed or missing record is found.

    Attributes:
        arn: ARN.
        name: Physical name.
        log_group_name: Where records can be searched, if anywhere.
    """

    def __init__(self, name: str, args: TrailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Trail", name, None, opts)
        self._label = name
        self._child = pulumi.ResourceOptions(parent=self)
        self.log_group_name: pulumi.Output[str] | None = None
        trail = self._adopted(args) if args.bucket is None else self._made(args, args.bucket)
        self.arn: pulumi.Output[str] = trail.arn
        self.name: pulumi.Output[str] = trail.name
        self.register_outputs({"arn": self.arn})

    def _adopted(self, args: TrailArgs) -> aws.cloudtrail.Trail:
        return aws.cloudtrail.Trail(
            f"{self._label}-trail",
            name=args.name,
            s3_bucket_name=AS_IT_IS,
            opts=singleton(self, adopt=args.adopt),
        )

    def _made(self, args: TrailArgs, bucket: Bucket) -> aws.cloudtrail.Trail:
        group, role, ready = self._searchable(args)
        return aws.cloudtrail.Trail(
            f"{self._label}-trail",
            name=args.name,
            s3_bucket_name=bucket.name,
            s3_key_prefix=args.prefix or None,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            kms_key_id=args.kms_key_arn,
            cloud_watch_logs_group_arn=None if group is None else pulumi.Output.concat(group.arn, ":*"),
            cloud_watch_logs_role_arn=None if role is None else role.arn,
            # CloudTrail writes a test object at once: the bucket's policy has to let it
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*bucket.ready, *ready]),
        )

    def _searchable(
        self, args: TrailArgs
    ) -> tuple[aws.cloudwatch.LogGroup | None, aws.iam.Role | None, Sequence[pulumi.Resource]]:
        if args.log_group_name is None:
            return None, None, ()
        group = aws.cloudwatch.LogGroup(
            f"{self._label}-logs",
            name=args.log_group_name,
            retention_in_days=args.log_retention_days,
            opts=self._child,
        )
        self.log_group_name = group.name
        role = aws.iam.Role(
            f"{self._label}-logs-role", assume_role_policy=service_trust(SERVICE), opts=self._child
        )
        # CloudTrail User Guide, "Role policy document for CloudTrail to use CloudWatch Logs"
        policy = aws.iam.RolePolicy(
            f"{self._label}-logs-policy",
            role=role.name,
            policy=policy_document(
                [
                    Statement(
                        sid="WriteRecords",
                        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                        resources=[pulumi.Output.concat(group.arn, ":log-stream:*")],
                    )
                ]
            ),
            opts=self._child,
        )
        return group, role, (policy,)
