"""AWS Config: a region's recorder of how every resource is set, which Security Hub's controls read."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.adoption import AS_IT_IS, singleton
from components.blocks.bucket import Bucket
from components.iam import service_trust

SERVICE = "config.amazonaws.com"
# The managed policy that AWS Config's own guide attaches ("Permissions for the IAM role assigned to AWS
# Config"): reads of every service, which change with each one that AWS Config learns.
READS = "arn:{partition}:iam::aws:policy/service-role/AWS_ConfigRole"
SNAPSHOTS = "TwentyFour_Hours"


@dataclass(frozen=True, kw_only=True)
class ConfigRecorderArgs:
    """Settings of the recorder.

    Attributes:
        name: Physical name of recorder and delivery channel.
        role_name: Name of its role.
        bucket: Where histories go; one of its sinks is `config`. Not used for an adopted recorder.
        prefix: Folder of the bucket.
        kms_key_arn: The bucket's key, if it has one that AWS Config may use.
        global_resources: Whether IAM is recorded; in one region of an account, or it is paid for in each.
        partition: Partition of the account's ARNs.
        adopt: Name of the region's recorder, to be taken as it is.
    """

    name: str
    role_name: str | None = None
    bucket: Bucket | None = None
    prefix: str | None = None
    kms_key_arn: pulumi.Input[str] | None = None
    global_resources: bool = True
    partition: str = "aws"
    adopt: str | None = None

    def __post_init__(self) -> None:
        """Refuse a recorder without a place for what it records.

        Raises:
            ValueError: neither bucket nor `adopt`, or both.
        """
        if (self.bucket is None) == (self.adopt is None):
            raise ValueError("ConfigRecorder: give a bucket for a new recorder, or adopt for an existing one")


class ConfigRecorder(pulumi.ComponentResource):
    """The region's only recorder, its delivery channel and its start; all stay when the stack goes.

    Attributes:
        name: Physical name.
        ready: What must exist before something relies on what is recorded.
    """

    def __init__(
        self, name: str, args: ConfigRecorderArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:ConfigRecorder", name, None, opts)
        self._label = name
        self.ready: tuple[pulumi.Resource, ...]
        recorder = self._adopted(args) if args.bucket is None else self._made(args, args.bucket)
        self.name: pulumi.Output[str] = recorder.name
        self.register_outputs({"name": self.name})

    def _adopted(self, args: ConfigRecorderArgs) -> aws.cfg.Recorder:
        recorder = aws.cfg.Recorder(
            f"{self._label}-recorder",
            name=args.name,
            role_arn=AS_IT_IS,
            opts=singleton(self, adopt=args.adopt),
        )
        self.ready = (recorder,)
        return recorder

    def _made(self, args: ConfigRecorderArgs, bucket: Bucket) -> aws.cfg.Recorder:
        role = aws.iam.Role(
            f"{self._label}-role",
            name=args.role_name,
            assume_role_policy=service_trust(SERVICE),
            opts=singleton(self),
        )
        reads = aws.iam.RolePolicyAttachment(
            f"{self._label}-reads",
            role=role.name,
            policy_arn=READS.format(partition=args.partition),
            opts=singleton(self),
        )
        recorder = aws.cfg.Recorder(
            f"{self._label}-recorder",
            name=args.name,
            role_arn=role.arn,
            recording_group=aws.cfg.RecorderRecordingGroupArgs(
                all_supported=True, include_global_resource_types=args.global_resources
            ),
            opts=singleton(self, depends_on=[reads]),
        )
        channel = aws.cfg.DeliveryChannel(
            f"{self._label}-channel",
            name=args.name,
            s3_bucket_name=bucket.name,
            s3_key_prefix=args.prefix,
            s3_kms_key_arn=args.kms_key_arn,
            snapshot_delivery_properties=aws.cfg.DeliveryChannelSnapshotDeliveryPropertiesArgs(
                delivery_frequency=SNAPSHOTS
            ),
            # a channel needs a recorder, and a bucket whose policy lets it write
            opts=singleton(self, depends_on=[recorder, *bucket.ready]),
        )
        started = aws.cfg.RecorderStatus(
            f"{self._label}-status",
            name=recorder.name,
            is_enabled=True,
            opts=singleton(self, depends_on=[channel]),
        )
        self.ready = (started,)
        return recorder
