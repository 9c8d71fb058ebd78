"""What a bucket's policy has to say before an AWS service delivers logs to it.

Most services check the policy when logging is switched on and refuse if it is missing: whoever logs depends
on the bucket's `ready`. Bucket owner enforced (no ACLs) rules out CloudFront's legacy standard logs and fits
its standard logs v2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.guards.buckets import LogSource

_DELIVERY = "delivery.logs.amazonaws.com"
_FULL_CONTROL = {"s3:x-amz-acl": "bucket-owner-full-control"}


@dataclass(frozen=True, kw_only=True)
class LogSink:
    """A source of logs that a bucket takes.

    Attributes:
        source: `alb`, `cloudfront` (standard logs v2), `cloudtrail`, `config`, `s3` (access logs),
            `vpc-flow-logs` or `waf`.
        prefix: Where its logs go, without slashes at the ends; the bucket's root without it.
    """

    source: LogSource
    prefix: str = ""


_Statements = Callable[[str, LogSink, pulumi.Input[str], pulumi.Input[str]], list[Mapping[str, object]]]


def sink_statements(
    sinks: Sequence[LogSink], bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> list[Mapping[str, object]]:
    """The statements that let these sources, of this account only, deliver to the bucket."""
    statements: list[Mapping[str, object]] = []
    for number, sink in enumerate(sinks):
        statements += _SOURCES[sink.source](f"Logs{number}", sink, bucket_arn, account_id)
    return statements


def _under(bucket_arn: pulumi.Input[str], sink: LogSink, *rest: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat(bucket_arn, f"/{sink.prefix}" if sink.prefix else "", *rest)


def _put(
    sid: str, service: str, resource: pulumi.Input[str], condition: Mapping[str, object]
) -> dict[str, object]:
    return {
        "Sid": f"{sid}Write",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "s3:PutObject",
        "Resource": resource,
        **({"Condition": condition} if condition else {}),
    }


def _inspect(
    sid: str,
    service: str,
    actions: Sequence[str],
    bucket_arn: pulumi.Input[str],
    condition: Mapping[str, object],
) -> dict[str, object]:
    return {
        "Sid": f"{sid}Check",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(actions),
        "Resource": bucket_arn,
        "Condition": condition,
    }


def _of(account_id: pulumi.Input[str]) -> dict[str, object]:
    return {"StringEquals": {"aws:SourceAccount": account_id}}


def _alb(
    sid: str, sink: LogSink, bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> list[Mapping[str, object]]:
    # ALB User Guide, "Enable access logs": the account in the path is what binds it to this account.
    path = _under(bucket_arn, sink, "/AWSLogs/", account_id, "/*")
    return [_put(sid, "logdelivery.elasticloadbalancing.amazonaws.com", path, {})]


def _access_logs(
    sid: str, sink: LogSink, bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> list[Mapping[str, object]]:
    # S3 User Guide, "Permissions for log delivery"
    return [_put(sid, "logging.s3.amazonaws.com", _under(bucket_arn, sink, "/*"), _of(account_id))]


def _cloudfront(
    sid: str, sink: LogSink, bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> list[Mapping[str, object]]:
    # CloudFront Developer Guide, "Configure standard logging (v2)": delivered through us-east-1 always.
    condition = {
        "StringEquals": {**_FULL_CONTROL, "aws:SourceAccount": account_id},
        "ArnLike": {
            "aws:SourceArn": pulumi.Output.concat("arn:aws:logs:us-east-1:", account_id, ":delivery-source:*")
        },
    }
    return [_put(sid, _DELIVERY, _under(bucket_arn, sink, "/*"), condition)]


def _vended(
    sid: str, sink: LogSink, bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> list[Mapping[str, object]]:
    # CloudWatch Logs User Guide, "Logs sent to Amazon S3": flow logs, WAF
    source = {"ArnLike": {"aws:SourceArn": pulumi.Output.concat("arn:aws:logs:*:", account_id, ":*")}}
    path = _under(bucket_arn, sink, "/AWSLogs/", account_id, "/*")
    return [
        _put(
            sid,
            _DELIVERY,
            path,
            {"StringEquals": {**_FULL_CONTROL, "aws:SourceAccount": account_id}, **source},
        ),
        _inspect(
            sid, _DELIVERY, ["s3:GetBucketAcl", "s3:ListBucket"], bucket_arn, {**_of(account_id), **source}
        ),
    ]


def _cloudtrail(
    sid: str, sink: LogSink, bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> list[Mapping[str, object]]:
    # CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail"
    source = {
        "ArnLike": {"aws:SourceArn": pulumi.Output.concat("arn:aws:cloudtrail:*:", account_id, ":trail/*")}
    }
    path = _under(bucket_arn, sink, "/AWSLogs/", account_id, "/*")
    service = "cloudtrail.amazonaws.com"
    return [
        _put(sid, service, path, {"StringEquals": _FULL_CONTROL, **source}),
        _inspect(sid, service, ["s3:GetBucketAcl"], bucket_arn, source),
    ]


def _config(
    sid: str, sink: LogSink, bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]
) -> list[Mapping[str, object]]:
    # AWS Config Developer Guide, "Permissions for the Amazon S3 bucket"
    path = _under(bucket_arn, sink, "/AWSLogs/", account_id, "/Config/*")
    service = "config.amazonaws.com"
    return [
        _put(sid, service, path, {"StringEquals": {**_FULL_CONTROL, "aws:SourceAccount": account_id}}),
        _inspect(sid, service, ["s3:GetBucketAcl", "s3:ListBucket"], bucket_arn, _of(account_id)),
    ]


_SOURCES: dict[LogSource, _Statements] = {
    "alb": _alb,
    "cloudfront": _cloudfront,
    "cloudtrail": _cloudtrail,
    "config": _config,
    "s3": _access_logs,
    "vpc-flow-logs": _vended,
    "waf": _vended,
}
