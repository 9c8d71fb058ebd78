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

_Statement = dict[str, object]


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


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where logs go, and for whom.

    Attributes:
        bucket_arn: The bucket.
        account_id: The account that logs; no other's logs are let in.
        partition: Partition of the account's ARNs.
    """

    bucket_arn: pulumi.Input[str]
    account_id: pulumi.Input[str]
    partition: str = "aws"

    def under(self, sink: LogSink, *rest: pulumi.Input[str]) -> pulumi.Output[str]:
        """ARN of what a sink writes."""
        return pulumi.Output.concat(self.bucket_arn, f"/{sink.prefix}" if sink.prefix else "", *rest)

    @property
    def of_account(self) -> _Statement:
        """The condition that a service writes for this account."""
        return {"aws:SourceAccount": self.account_id}

    def source(self, service: str, region: str, resource: str) -> _Statement:
        """The condition that a service writes for such a resource of this account."""
        arn = pulumi.Output.concat(
            f"arn:{self.partition}:{service}:{region}:", self.account_id, f":{resource}"
        )
        return {"ArnLike": {"aws:SourceArn": arn}}


def sink_statements(sinks: Sequence[LogSink], place: Place) -> list[Mapping[str, object]]:
    """The statements that let these sources, of this account only, deliver to the bucket."""
    statements: list[Mapping[str, object]] = []
    for number, sink in enumerate(sinks):
        statements += _SOURCES[sink.source](f"Logs{number}", sink, place)
    return statements


def _put(sid: str, service: str, resource: pulumi.Input[str], condition: _Statement) -> _Statement:
    return {
        "Sid": f"{sid}Write",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "s3:PutObject",
        "Resource": resource,
        **({"Condition": condition} if condition else {}),
    }


def _inspect(
    sid: str, service: str, actions: Sequence[str], place: Place, condition: _Statement
) -> _Statement:
    return {
        "Sid": f"{sid}Check",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(actions),
        "Resource": place.bucket_arn,
        "Condition": condition,
    }


def _alb(sid: str, sink: LogSink, place: Place) -> list[_Statement]:
    # ALB User Guide, "Enable access logs": the account in the path is what binds it to this account.
    path = place.under(sink, "/AWSLogs/", place.account_id, "/*")
    return [_put(sid, "logdelivery.elasticloadbalancing.amazonaws.com", path, {})]


def _access_logs(sid: str, sink: LogSink, place: Place) -> list[_Statement]:
    # S3 User Guide, "Permissions for log delivery"
    condition: _Statement = {"StringEquals": place.of_account}
    return [_put(sid, "logging.s3.amazonaws.com", place.under(sink, "/*"), condition)]


def _cloudfront(sid: str, sink: LogSink, place: Place) -> list[_Statement]:
    # CloudFront Developer Guide, "Configure standard logging (v2)": delivered through us-east-1 always.
    condition: _Statement = {
        "StringEquals": {**_FULL_CONTROL, **place.of_account},
        **place.source("logs", "us-east-1", "delivery-source:*"),
    }
    return [_put(sid, _DELIVERY, place.under(sink, "/*"), condition)]


def _vended(sid: str, sink: LogSink, place: Place) -> list[_Statement]:
    # CloudWatch Logs User Guide, "Logs sent to Amazon S3": flow logs, WAF
    source = place.source("logs", "*", "*")
    path = place.under(sink, "/AWSLogs/", place.account_id, "/*")
    write: _Statement = {"StringEquals": {**_FULL_CONTROL, **place.of_account}, **source}
    check: _Statement = {"StringEquals": place.of_account, **source}
    return [
        _put(sid, _DELIVERY, path, write),
        _inspect(sid, _DELIVERY, ["s3:GetBucketAcl", "s3:ListBucket"], place, check),
    ]


def _cloudtrail(sid: str, sink: LogSink, place: Place) -> list[_Statement]:
    # CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail"
    source = place.source("cloudtrail", "*", "trail/*")
    path = place.under(sink, "/AWSLogs/", place.account_id, "/*")
    service = "cloudtrail.amazonaws.com"
    return [
        _put(sid, service, path, {"StringEquals": _FULL_CONTROL, **source}),
        _inspect(sid, service, ["s3:GetBucketAcl"], place, source),
    ]


def _config(sid: str, sink: LogSink, place: Place) -> list[_Statement]:
    # AWS Config Developer Guide, "Permissions for the Amazon S3 bucket"
    path = place.under(sink, "/AWSLogs/", place.account_id, "/Config/*")
    service = "config.amazonaws.com"
    return [
        _put(sid, service, path, {"StringEquals": {**_FULL_CONTROL, **place.of_account}}),
        _inspect(
            sid, service, ["s3:GetBucketAcl", "s3:ListBucket"], place, {"StringEquals": place.of_account}
        ),
    ]


_SOURCES: dict[LogSource, Callable[[str, LogSink, Place], list[_Statement]]] = {
    "alb": _alb,
    "cloudfront": _cloudfront,
    "cloudtrail": _cloudtrail,
    "config": _config,
    "s3": _access_logs,
    "vpc-flow-logs": _vended,
    "waf": _vended,
}
