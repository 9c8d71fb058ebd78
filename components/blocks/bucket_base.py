"""The part of a bucket that its copy in another region has too: closed, encrypted, versioned, ageing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.bucket_lifecycle import lifecycle_rules
from components.environments import Environment
from components.guards.buckets import Transition
from components.iam import deny_insecure_transport, resource_policy
from components.protection import protected

MINIMUM_TLS = "1.2"


@dataclass(frozen=True, kw_only=True)
class BaseArgs:
    """What a bucket and its copy are made from; the fields are those of `BucketArgs`."""

    environment: Environment
    name: pulumi.Input[str] | None
    namespace: str | None
    region: str | None
    versioned: bool
    locked: bool
    kms_key_arn: pulumi.Input[str] | None
    expire_days: int | None
    expire_rule_id: str
    noncurrent_days: int
    transitions: Sequence[Transition]
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Base:
    """A closed bucket.

    Attributes:
        bucket: The bucket.
        closed: The resources that close and encrypt it.
        versioning: Its versioning, if it has any.
    """

    bucket: aws.s3.Bucket
    closed: Sequence[pulumi.Resource]
    versioning: aws.s3.BucketVersioning | None


def base_bucket(name: str, args: BaseArgs, parent: pulumi.Resource) -> Base:
    """Make a bucket that only the account's own policies open."""
    child = pulumi.ResourceOptions(parent=parent)
    bucket = aws.s3.Bucket(
        f"{name}-bucket",
        bucket=args.name,
        bucket_namespace=args.namespace,
        force_destroy=not args.environment.protect,
        object_lock_enabled=True if args.locked else None,
        region=args.region,
        tags=dict(args.tags) or None,
        opts=protected(args.environment, parent),
    )
    closed = [
        aws.s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            region=args.region,
            opts=child,
        ),
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=bucket.id,
            rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            region=args.region,
            opts=child,
        ),
        _encryption(name, bucket, args, child),
    ]
    versioning = _versioning(name, bucket, args, child) if args.versioned else None
    aws.s3.BucketLifecycleConfiguration(
        f"{name}-lifecycle",
        bucket=bucket.id,
        rules=lifecycle_rules(
            versioned=args.versioned,
            expire_days=args.expire_days,
            expire_rule_id=args.expire_rule_id,
            noncurrent_days=args.noncurrent_days,
            transitions=args.transitions,
        ),
        region=args.region,
        # rules about versions mean something only once there are versions
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[versioning] if versioning else None),
    )
    return Base(bucket=bucket, closed=closed, versioning=versioning)


def bucket_policy(
    name: str,
    base: Base,
    statements: Sequence[Mapping[str, object]],
    *,
    region: str | None,
    parent: pulumi.Resource,
) -> aws.s3.BucketPolicy:
    """TLS 1.2 and newer for everybody, and what the statements allow."""
    bucket = base.bucket
    everything = [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")]
    return aws.s3.BucketPolicy(
        f"{name}-policy",
        bucket=bucket.id,
        policy=resource_policy(
            [*deny_insecure_transport("s3:*", everything, minimum_tls=MINIMUM_TLS), *statements]
        ),
        region=region,
        # S3 answers "conflicting operation" to a policy and a public access block at the same time
        opts=pulumi.ResourceOptions(parent=parent, depends_on=list(base.closed)),
    )


def _encryption(
    name: str, bucket: aws.s3.Bucket, args: BaseArgs, child: pulumi.ResourceOptions
) -> aws.s3.BucketServerSideEncryptionConfiguration:
    by_key = args.kms_key_arn is not None
    return aws.s3.BucketServerSideEncryptionConfiguration(
        f"{name}-encryption",
        bucket=bucket.id,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=(
                    aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
                        sse_algorithm="aws:kms" if by_key else "AES256",
                        kms_master_key_id=args.kms_key_arn,
                    )
                ),
                # one call to KMS for many objects instead of one for each
                bucket_key_enabled=True if by_key else None,
            )
        ],
        region=args.region,
        opts=child,
    )


def _versioning(
    name: str, bucket: aws.s3.Bucket, args: BaseArgs, child: pulumi.ResourceOptions
) -> aws.s3.BucketVersioning:
    return aws.s3.BucketVersioning(
        f"{name}-versioning",
        bucket=bucket.id,
        versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
        region=args.region,
        opts=child,
    )
