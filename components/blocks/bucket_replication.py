"""A bucket's copy in another region: destination, role and rule, in the order that S3 asks for."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.iam import Statement, policy_document, service_trust

# S3 User Guide, "Setting up permissions for live replication".
SOURCE_BUCKET_ACTIONS = ("s3:GetReplicationConfiguration", "s3:ListBucket")
SOURCE_OBJECT_ACTIONS = (
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionTagging",
)
DESTINATION_ACTIONS = ("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags")


@dataclass(frozen=True, kw_only=True)
class Replication:
    """Where a bucket is copied to.

    Attributes:
        region: Another region.
        name: Name of the copy.
        kms_key_arn: That region's key; required if the bucket has a key of its own.
        delete_markers: Whether deletions are copied too; without them the copy keeps what was deleted.
    """

    region: str
    name: pulumi.Input[str] | None = None
    kms_key_arn: pulumi.Input[str] | None = None
    delete_markers: bool = False


@dataclass(frozen=True, kw_only=True)
class Versioned:
    """One side of a replication.

    Attributes:
        arn: The bucket's ARN.
        id: The bucket's name.
        versioning: Its versioning, which has to be on before.
        kms_key_arn: Its customer managed key, if any.
    """

    arn: pulumi.Output[str]
    id: pulumi.Output[str]
    versioning: pulumi.Resource
    kms_key_arn: pulumi.Input[str] | None


def replicate(
    name: str, source: Versioned, destination: Versioned, *, delete_markers: bool, parent: pulumi.Resource
) -> None:
    """Copy every new object version from one bucket to the other."""
    child = pulumi.ResourceOptions(parent=parent)
    role = aws.iam.Role(
        f"{name}-replication-role", assume_role_policy=service_trust("s3.amazonaws.com"), opts=child
    )
    rights = aws.iam.RolePolicy(
        f"{name}-replication-policy",
        role=role.name,
        policy=policy_document(_rights(source, destination)),
        opts=child,
    )
    encrypted = source.kms_key_arn is not None
    aws.s3.BucketReplicationConfig(
        f"{name}-replication",
        bucket=source.id,
        role=role.arn,
        rules=[
            aws.s3.BucketReplicationConfigRuleArgs(
                id="everything",
                status="Enabled",
                priority=0,
                filter=aws.s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
                delete_marker_replication=aws.s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
                    status="Enabled" if delete_markers else "Disabled"
                ),
                # without this, S3 leaves out what a KMS key encrypts
                source_selection_criteria=_sse_kms_objects() if encrypted else None,
                destination=aws.s3.BucketReplicationConfigRuleDestinationArgs(
                    bucket=destination.arn,
                    encryption_configuration=(
                        aws.s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
                            replica_kms_key_id=destination.kms_key_arn
                        )
                    )
                    if destination.kms_key_arn is not None
                    else None,
                ),
            )
        ],
        opts=pulumi.ResourceOptions(
            parent=parent, depends_on=[source.versioning, destination.versioning, rights]
        ),
    )


def _sse_kms_objects() -> aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs:
    return aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
        sse_kms_encrypted_objects=(
            aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                status="Enabled"
            )
        )
    )


def _rights(source: Versioned, destination: Versioned) -> list[Statement]:
    statements = [
        Statement(sid="ReadConfiguration", actions=SOURCE_BUCKET_ACTIONS, resources=[source.arn]),
        Statement(
            sid="ReadVersions",
            actions=SOURCE_OBJECT_ACTIONS,
            resources=[pulumi.Output.concat(source.arn, "/*")],
        ),
        Statement(
            sid="WriteCopies",
            actions=DESTINATION_ACTIONS,
            resources=[pulumi.Output.concat(destination.arn, "/*")],
        ),
    ]
    if source.kms_key_arn is not None and destination.kms_key_arn is not None:
        statements += [
            Statement(sid="DecryptSource", actions=["kms:Decrypt"], resources=[source.kms_key_arn]),
            Statement(
                sid="EncryptCopies",
                actions=["kms:Encrypt", "kms:GenerateDataKey"],
                resources=[destination.kms_key_arn],
            ),
        ]
    return statements
