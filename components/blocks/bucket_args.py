"""What a bucket can be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi

from components.blocks.bucket_replication import Replication
from components.blocks.log_sink import LogSink
from components.environments import Environment
from components.guards import refuse
from components.guards.buckets import (
    Transition,
    data_problems,
    lifecycle_problems,
    name_problems,
    sink_problems,
)

Namespace = Literal["global", "account-regional"]
NONCURRENT_DAYS = 90  # as long as the guide keeps current objects (HR-9)


@dataclass(frozen=True, kw_only=True)
class Cors:
    """What browsers of other origins may do.

    Attributes:
        origins: `https://app.example.com`; `*` is everybody.
        methods: `GET`, `PUT`, `POST`, `DELETE`, `HEAD`.
        headers: Request headers that may be sent.
        max_age_seconds: How long a browser remembers the answer.
    """

    origins: Sequence[str]
    methods: Sequence[str]
    headers: Sequence[str] = ()
    max_age_seconds: int = 3600  # between Chrome's cap of 2 h and a change that shows within the hour


@dataclass(frozen=True, kw_only=True)
class AccessLogs:
    """Where a bucket's access logs go.

    Attributes:
        bucket_name: A bucket with the sink `s3`.
        prefix: Under which name.
        ready: What must exist before S3 may write there.
    """

    bucket_name: pulumi.Input[str]
    prefix: str
    ready: Sequence[pulumi.Resource] = ()


@dataclass(frozen=True, kw_only=True)
class BucketArgs:
    """Settings of a bucket.

    Attributes:
        environment: Where it runs: protection, and whether a destroy deletes its objects.
        name: Physical name, or None to have one generated.
        namespace: `account-regional` for a name that ends in account, region and `-an`.
        versioned: Whether overwritten and deleted objects are kept as versions.
        kms_key_arn: A customer managed key, used through a bucket key; SSE-S3 without one.
        expire_days: Age at which objects are deleted; never without it.
        expire_rule_id: Name of the rule that ages objects.
        noncurrent_days: Days that a version is kept once it is not the current one.
        transitions: Moves to cheaper storage classes, in order.
        cors: Rules for browsers.
        access_logs: Where requests are logged.
        lock_days: Days that no version can be deleted (governance mode; for good with the bucket); no lock
            without it.
        replicate_to: A copy in another region.
        eventbridge: Whether object events are sent to EventBridge.
        sinks: Sources of logs that deliver here.
        account_id: The account; required with `sinks`.
        partition: Partition of the account's ARNs.
        policy_later: Whether `attach_policy` will be called: for statements about something that itself
            needs the bucket (a CloudFront distribution).
        tags: Further tags.
    """

    environment: Environment
    name: pulumi.Input[str] | None = None
    namespace: Namespace = "global"
    versioned: bool = False
    kms_key_arn: pulumi.Input[str] | None = None
    expire_days: int | None = None
    expire_rule_id: str = "age-objects"
    noncurrent_days: int = NONCURRENT_DAYS
    transitions: Sequence[Transition] = ()
    cors: Sequence[Cors] = ()
    access_logs: AccessLogs | None = None
    lock_days: int | None = None
    replicate_to: Replication | None = None
    eventbridge: bool = False
    sinks: Sequence[LogSink] = ()
    account_id: pulumi.Input[str] | None = None
    partition: str = "aws"
    policy_later: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what S3 would refuse, or take and never delete.

        Raises:
            ValueError: also for log sinks without an account.
        """
        sources = [sink.source for sink in self.sinks]
        refuse(
            "Bucket",
            [
                *name_problems(name=self.name, sources=sources),
                *lifecycle_problems(
                    expire_days=self.expire_days,
                    noncurrent_days=self.noncurrent_days,
                    transitions=self.transitions,
                ),
                *data_problems(
                    versioned=self.versioned,
                    lock_days=self.lock_days,
                    replicated=self.replicate_to is not None,
                ),
                *sink_problems(sources=sources, encrypted_by_key=self.kms_key_arn is not None),
            ],
        )
        if self.sinks and self.account_id is None:
            raise ValueError("Bucket: sinks need account_id, which their policies are bound to")
        copy = self.replicate_to
        if copy and (copy.kms_key_arn is None) != (self.kms_key_arn is None):
            raise ValueError("Bucket: replicate_to.kms_key_arn and kms_key_arn go together, one per region")
