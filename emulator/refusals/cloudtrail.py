"""CloudTrail.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account

SERVICE = "cloudtrail.amazonaws.com"


@refuses("cloudtrail", "CreateTrail")
def trail(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A bucket that does not let CloudTrail write, and a log group without a role."""
    from emulator.policies.decisions import assumable, service_may

    name, bucket = params["Name"], params["S3BucketName"]
    prefix = params.get("S3KeyPrefix", "").strip("/")
    path = "/".join(part for part in (prefix, "AWSLogs", account.account_id, "log") if part)
    source = f"arn:aws:cloudtrail:{region}:{account.account_id}:trail/{name}"
    wanted = (
        ("s3:GetBucketAcl", f"arn:aws:s3:::{bucket}"),
        ("s3:PutObject", f"arn:aws:s3:::{bucket}/{path}"),
    )
    for action, resource in wanted:
        extra = {"s3:x-amz-acl": "bucket-owner-full-control"} if action == "s3:PutObject" else {}
        if not service_may(account.account_id, SERVICE, action, resource, source=source, context=extra):
            yield f"trail {name}: incorrect S3 bucket policy is detected for bucket: {bucket} ({action})"
    key = params.get("KmsKeyId")
    if key and not service_may(account.account_id, SERVICE, "kms:GenerateDataKey", key, source=source):
        yield f"trail {name}: insufficient permissions to access S3 bucket or KMS key {key}"
    group, role = params.get("CloudWatchLogsLogGroupArn"), params.get("CloudWatchLogsRoleArn")
    if bool(group) != bool(role):
        yield f"trail {name}: CloudWatchLogsLogGroupArn and CloudWatchLogsRoleArn go together"
    elif role and not assumable(account.account_id, role, SERVICE):
        yield f"trail {name}: {SERVICE} can't assume the role {role}"
