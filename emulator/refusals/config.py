"""AWS Config.

https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

SERVICE = "config.amazonaws.com"


@refuses("config", "PutConfigurationRecorder")
def recorder(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A role that AWS Config can't assume."""
    from emulator.policies.decisions import assumable

    role = params["ConfigurationRecorder"].get("roleARN", "")
    if not role:
        yield "a recorder needs a role"
    elif ":role/aws-service-role/" not in role and not assumable(account.account_id, role, SERVICE):
        yield f"{SERVICE} can't assume the role {role}"


@refuses("config", "PutDeliveryChannel")
def channel(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A bucket that does not let AWS Config write."""
    from emulator.policies.decisions import service_may

    told = params["DeliveryChannel"]
    bucket, prefix = told["s3BucketName"], told.get("s3KeyPrefix", "").strip("/")
    lock = found(account, region, "s3", "get_object_lock_configuration", Bucket=bucket) or {}
    if "Rule" in lock.get("ObjectLockConfiguration", {}):
        yield f"AWS Config does not deliver to a bucket with a default retention: {bucket}"
    path = "/".join(part for part in (prefix, "AWSLogs", account.account_id, "Config", "file") if part)
    source = f"arn:aws:config:{region}:{account.account_id}:recorder"
    wanted = (
        ("s3:GetBucketAcl", f"arn:aws:s3:::{bucket}"),
        ("s3:PutObject", f"arn:aws:s3:::{bucket}/{path}"),
    )
    for action, resource in wanted:
        extra = {"s3:x-amz-acl": "bucket-owner-full-control"} if action == "s3:PutObject" else {}
        if not service_may(account.account_id, SERVICE, action, resource, source=source, context=extra):
            yield f"Insufficient delivery policy to s3 bucket: {bucket}, unable to write to bucket ({action})"
