"""S3: bucket policies with their conditions, and notifications that the other side's policy admits."""

import json
from typing import Any

from moto.iam.access_control import PermissionResult

from emulator.policies.language import Decision, Principal, evaluate

from .delivery import hand_over

SERVICE = "s3.amazonaws.com"


def get_permission(bucket: Any, action: str, resource: str) -> Any:
    """`FakeBucket.get_permission`: moto ignores conditions, so that a TLS-only policy refuses everything.

    What a session of a role may is decided before the request is sent; here remain the denials that hold
    for the whole account, and what a policy gives to callers without credentials.
    """
    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    document = json.loads(bucket.policy)
    facts = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}
    account = bucket.account_id
    owner = Principal(kind="AWS", names=(f"arn:aws:iam::{account}:user/deployer",), account=account)
    if evaluate([document], action, resource, facts, owner) is Decision.DENY:
        return PermissionResult.DENIED
    anybody = evaluate([document], action, resource, facts, Principal.anonymous())
    return PermissionResult.PERMITTED if anybody is Decision.ALLOW else PermissionResult.NEUTRAL


def _text(event: dict[str, Any]) -> str:
    for record in event.get("Records", ()):
        item = record["s3"]["object"]
        item["key"] = str(item["key"]).replace("%2F", "/")  # S3 leaves slashes alone
    return json.dumps(event)


def _source(event: dict[str, Any]) -> str:
    return str(event["Records"][0]["s3"]["bucket"]["arn"])


def to_function(account: str, event: dict[str, Any], arn: str, region: str) -> None:  # noqa: ARG001
    """`_invoke_awslambda` of moto's notifications."""
    hand_over(account, SERVICE, arn, _text(event), _source(event))


def to_queue(account: str, event: dict[str, Any], name: str, region: str) -> None:
    """`_send_sqs_message` of moto's notifications."""
    hand_over(account, SERVICE, f"arn:aws:sqs:{region}:{account}:{name}", _text(event), _source(event))


def to_topic(account: str, event: dict[str, Any], arn: str, region: str) -> None:  # noqa: ARG001
    """`_send_sns_message` of moto's notifications."""
    hand_over(account, SERVICE, arn, _text(event), _source(event))
