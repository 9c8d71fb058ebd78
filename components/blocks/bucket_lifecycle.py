"""How objects of a bucket age."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi_aws as aws

from components.guards.buckets import Transition

ABORT_UPLOAD_DAYS = 7  # HR-9


def lifecycle_rules(
    *,
    versioned: bool,
    expire_days: int | None,
    expire_rule_id: str,
    noncurrent_days: int,
    transitions: Sequence[Transition],
) -> list[aws.s3.BucketLifecycleConfigurationRuleArgs]:
    """One rule for objects, one for what they leave behind.

    On a versioned bucket, expiration only puts a delete marker on top: the second rule deletes the versions
    below it, and then the marker, which S3 refuses in a rule that also expires by age (HR-9).
    """
    # parts of unfinished uploads are invisible and paid for
    abort = aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
        days_after_initiation=ABORT_UPLOAD_DAYS
    )
    rules = [
        aws.s3.BucketLifecycleConfigurationRuleArgs(
            id="remove-leftovers",
            status="Enabled",
            filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
            abort_incomplete_multipart_upload=abort,
            expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(
                expired_object_delete_marker=True
            )
            if versioned
            else None,
            noncurrent_version_expiration=(
                aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                    noncurrent_days=noncurrent_days
                )
            )
            if versioned
            else None,
        )
    ]
    if expire_days is None and not transitions:
        return rules
    objects = aws.s3.BucketLifecycleConfigurationRuleArgs(
        id=expire_rule_id,
        status="Enabled",
        filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=expire_days)
        if expire_days is not None
        else None,
        transitions=[
            aws.s3.BucketLifecycleConfigurationRuleTransitionArgs(
                storage_class=transition.storage_class, days=transition.days
            )
            for transition in transitions
        ]
        or None,
    )
    return [objects, *rules]
