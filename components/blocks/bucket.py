"""An S3 bucket: private, encrypted, TLS 1.2 and newer, with a lifecycle that really deletes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from components.blocks.bucket_args import AccessLogs, BucketArgs, Cors
from components.blocks.bucket_base import Base, BaseArgs, base_bucket, bucket_policy
from components.blocks.bucket_replication import Replication, Versioned, replicate
from components.blocks.log_sink import LogSink, Place, sink_statements
from components.encryption import KeyUse, key_rights
from components.iam import Statement
from components.links import Link
from components.monitoring import Metric, Widget
from components.naming import camel
from components.protection import backup_tags

__all__ = ["AccessLogs", "Bucket", "BucketArgs", "Cors", "LogSink", "Replication"]

LIST_ACTIONS = ("s3:ListBucket",)
READ_ACTION, WRITE_ACTION, DELETE_ACTION = "s3:GetObject", "s3:PutObject", "s3:DeleteObject"
OBJECT_ACTIONS = (READ_ACTION, WRITE_ACTION, DELETE_ACTION)
ONE_DAY = 86_400  # seconds; how often S3 reports storage


class Bucket(pulumi.ComponentResource):
    """A bucket that nobody outside the account's policies can read.

    Attributes:
        label: The logical name; part of Sids.
        name: Physical name.
        arn: ARN.
        regional_domain_name: Host name for origins.
        copy_name: Name of the copy in another region, if there is one.
        copy_arn: Its ARN.
        copy_domain_name: Its host name for origins.
        ready: What must exist before anyone delivers logs or relies on the policy.
    """

    def __init__(self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Bucket", name, None, opts)
        self.label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._policed = False

        base = base_bucket(name, self._base_args(), self)
        self._base = base
        self.name: pulumi.Output[str] = base.bucket.bucket
        self.arn: pulumi.Output[str] = base.bucket.arn
        self.regional_domain_name: pulumi.Output[str] = base.bucket.bucket_regional_domain_name
        self._ready: list[pulumi.Resource] = [*base.closed]
        self._reached_by_browsers()
        self._watched()
        self._locked()
        self._copy = self._copied(args.replicate_to)
        copied = self._copy.bucket if self._copy else None
        self.copy_name: pulumi.Output[str] | None = copied.bucket if copied else None
        self.copy_arn: pulumi.Output[str] | None = copied.arn if copied else None
        self.copy_domain_name: pulumi.Output[str] | None = (
            copied.bucket_regional_domain_name if copied else None
        )
        if not args.policy_later:
            self.attach_policy()
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _base_args(self) -> BaseArgs:
        args = self._args
        return BaseArgs(
            environment=args.environment,
            name=args.name,
            namespace=None if args.namespace == "global" else args.namespace,
            region=None,
            versioned=args.versioned,
            locked=args.lock_days is not None,
            kms_key_arn=args.kms_key_arn,
            expire_days=args.expire_days,
            expire_rule_id=args.expire_rule_id,
            noncurrent_days=args.noncurrent_days,
            transitions=args.transitions,
            tags={**args.tags, **backup_tags(args.environment)} if args.versioned else args.tags,
        )

    @property
    def ready(self) -> Sequence[pulumi.Resource]:
        """What must exist before anyone delivers logs or relies on the policy."""
        return tuple(self._ready)

    def access_logs(self, name: str) -> AccessLogs:
        """This bucket as the place of another bucket's access logs.

        Args:
            name: Folder of that bucket's logs, within the folder of the sink.

        Raises:
            ValueError: this bucket has no sink `s3`.
        """
        folders = [sink.prefix for sink in self._args.sinks if sink.source == "s3"]
        if not folders:
            raise ValueError(f"Bucket {self.label} takes no access logs: give it LogSink(source='s3')")
        prefix = f"{folders[0]}/{name}" if folders[0] else name
        return AccessLogs(bucket_name=self.name, prefix=prefix, ready=self.ready)

    def attach_policy(
        self, *statements: Mapping[str, object], of_copy: Sequence[Mapping[str, object]] = ()
    ) -> None:
        """Write the only policy of the bucket and of its copy; to be called once where it was put off.

        Args:
            statements: What it allows besides its log sinks, e.g. a distribution's reads.
            of_copy: What the copy in another region allows.

        Raises:
            ValueError: the policy is already there.
        """
        if self._policed:
            raise ValueError(f"Bucket {self.label} has its policy: make it with policy_later=True")
        self._policed = True
        account_id, partition = self._args.account_id, self._args.partition
        sinks = (
            sink_statements(
                self._args.sinks, Place(bucket_arn=self.arn, account_id=account_id, partition=partition)
            )
            if account_id is not None
            else []
        )
        self._ready.append(
            bucket_policy(self.label, self._base, [*sinks, *statements], region=None, parent=self)
        )
        copy = self._args.replicate_to
        if self._copy is not None and copy is not None:
            bucket_policy(f"{self.label}-copy", self._copy, of_copy, region=copy.region, parent=self)

    def _reached_by_browsers(self) -> None:
        if self._args.cors:
            aws.s3.BucketCorsConfiguration(
                f"{self.label}-cors",
                bucket=self.name,
                cors_rules=[
                    aws.s3.BucketCorsConfigurationCorsRuleArgs(
                        allowed_origins=list(rule.origins),
                        allowed_methods=list(rule.methods),
                        allowed_headers=list(rule.headers) or None,
                        max_age_seconds=rule.max_age_seconds,
                    )
                    for rule in self._args.cors
                ],
                opts=self._child,
            )

    def _watched(self) -> None:
        logs = self._args.access_logs
        if logs is not None:
            aws.s3.BucketLogging(
                f"{self.label}-access-logs",
                bucket=self.name,
                target_bucket=logs.bucket_name,
                target_prefix=f"{logs.prefix}/",
                opts=pulumi.ResourceOptions(parent=self, depends_on=list(logs.ready)),
            )
        if self._args.eventbridge:
            aws.s3.BucketNotification(
                f"{self.label}-events", bucket=self.name, eventbridge=True, opts=self._child
            )

    def _locked(self) -> None:
        if self._args.lock_days is None or self._base.versioning is None:
            return
        aws.s3.BucketObjectLockConfiguration(
            f"{self.label}-lock",
            bucket=self.name,
            rule=aws.s3.BucketObjectLockConfigurationRuleArgs(
                default_retention=aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                    mode="GOVERNANCE", days=self._args.lock_days
                )
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self._base.versioning]),
        )

    def _copied(self, copy: Replication | None) -> Base | None:
        if copy is None or self._base.versioning is None:
            return None
        name = f"{self.label}-copy"
        base = base_bucket(
            name,
            replace(
                self._base_args(),
                name=copy.name,
                namespace=None,
                region=copy.region,
                locked=False,
                kms_key_arn=copy.kms_key_arn,
                tags=self._args.tags,
            ),
            self,
        )
        if base.versioning is not None:
            replicate(
                self.label,
                _side(self._base.bucket, self._base.versioning, self._args.kms_key_arn),
                _side(base.bucket, base.versioning, copy.kms_key_arn),
                delete_markers=copy.delete_markers,
                parent=self,
            )
        return base

    def allow_list(self) -> list[Statement]:
        """`s3:ListBucket`, on the bucket itself."""
        sid = f"List{camel(self.label)}"
        return [Statement(sid=sid, actions=LIST_ACTIONS, resources=[self.arn])]

    def allow_objects(self, *actions: str, prefix: str = "", purpose: str = "Use") -> list[Statement]:
        """Exactly these object actions, and the key's use if there is a key.

        Args:
            actions: `s3:GetObject` and so on.
            prefix: Only objects under it (`exports/`).
            purpose: First word of the Sid; tells two statements about one bucket apart.
        """
        sid = f"{camel(purpose)}ObjectsOf{camel(self.label)}"
        use: KeyUse = "encrypt" if WRITE_ACTION in actions else "decrypt"
        needs_key = {READ_ACTION, WRITE_ACTION}.intersection(actions)
        return [
            Statement(sid=sid, actions=actions, resources=[pulumi.Output.concat(self.arn, f"/{prefix}*")]),
            *(key_rights(use, sid, self._args.kms_key_arn) if needs_key else []),
        ]

    def allow_read(self) -> list[Statement]:
        """`s3:GetObject`."""
        return self.allow_objects(READ_ACTION, purpose="Read")

    def allow_write(self) -> list[Statement]:
        """`s3:PutObject`."""
        return self.allow_objects(WRITE_ACTION, purpose="Write")

    def allow_readwrite(self) -> list[Statement]:
        """`s3:GetObject`, `s3:PutObject`, `s3:DeleteObject`."""
        return self.allow_objects(READ_ACTION, WRITE_ACTION, DELETE_ACTION, purpose="ReadWrite")

    def link(self, variable: str, *, actions: Sequence[str] = OBJECT_ACTIONS, listing: bool = True) -> Link:
        """The bucket's name in a variable, with object actions and, if wanted, its listing (HR-19)."""
        return Link(
            environment={variable: self.name},
            statements=[*(self.allow_list() if listing else []), *self.allow_objects(*actions)],
        )

    def widgets(self) -> list[Widget]:
        """Size and number of objects, which S3 reports once a day."""
        return [
            Widget(
                title=f"Bucket {self.label}: size",
                metrics=[
                    self._storage("BucketSizeBytes", "StandardStorage"),
                    self._storage("NumberOfObjects", "AllStorageTypes"),
                ],
            )
        ]

    def _storage(self, name: str, storage: str) -> Metric:
        return Metric(
            namespace="AWS/S3",
            name=name,
            dimensions={"BucketName": self.name, "StorageType": storage},
            statistic="Average",
            period=ONE_DAY,
        )


def _side(
    bucket: aws.s3.Bucket, versioning: pulumi.Resource, kms_key_arn: pulumi.Input[str] | None
) -> Versioned:
    return Versioned(arn=bucket.arn, id=bucket.id, versioning=versioning, kms_key_arn=kms_key_arn)
