"""Access logs of a distribution, delivered to a bucket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.metrics import GLOBAL_REGION

# All that CloudFront writes about a request, except what may hold a credential: the query string, cookies and
# the referrer (ST-44). Names from "Standard logging reference".
LOG_FIELDS = (
    "date",
    "time",
    "x-edge-location",
    "sc-bytes",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "cs(User-Agent)",
    "x-edge-result-type",
    "x-edge-request-id",
    "x-host-header",
    "cs-protocol",
    "cs-bytes",
    "time-taken",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-response-result-type",
    "cs-protocol-version",
    "time-to-first-byte",
    "x-edge-detailed-result-type",
    "sc-content-type",
)


@dataclass(frozen=True, kw_only=True)
class LogTarget:
    """Where access logs go.

    Attributes:
        bucket_arn: The bucket; its policy lets CloudFront's log delivery write.
        prefix: Where in the bucket, without slashes at the ends; its root without it.
        ready: What has to exist first: the bucket's policy.

    """

    bucket_arn: pulumi.Input[str]
    prefix: str = ""
    ready: Sequence[pulumi.Resource] = ()


def deliver_logs(
    name: str, *, distribution_arn: pulumi.Input[str], target: LogTarget, parent: pulumi.Resource
) -> None:
    """Deliver a distribution's access log to a bucket, one JSON object a line (standard logging, version 2).

    Version 2, because the first one needs a bucket with ACLs, and always writes query strings. The delivery
    is in us-east-1 wherever the bucket is.
    """
    child = pulumi.ResourceOptions(parent=parent)
    source = aws.cloudwatch.LogDeliverySource(
        f"{name}-log-source",
        log_type="ACCESS_LOGS",
        resource_arn=distribution_arn,
        region=GLOBAL_REGION,
        opts=child,
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        f"{name}-log-destination",
        output_format="json",
        delivery_destination_configuration=(
            aws.cloudwatch.LogDeliveryDestinationDeliveryDestinationConfigurationArgs(
                destination_resource_arn=pulumi.Output.concat(
                    target.bucket_arn, f"/{target.prefix}" if target.prefix else ""
                )
            )
        ),
        region=GLOBAL_REGION,
        opts=child,
    )
    aws.cloudwatch.LogDelivery(
        f"{name}-log-delivery",
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        record_fields=list(LOG_FIELDS),
        region=GLOBAL_REGION,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=list(target.ready)),
    )
