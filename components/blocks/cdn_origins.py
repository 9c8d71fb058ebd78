"""Where a distribution gets what it doesn't have: load balancers, APIs and buckets."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

# AWS's managed policies, the same in every account (CloudFront Developer Guide, "Use managed cache policies",
# "Use managed origin request policies").
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

ORIGIN_TLS = "TLSv1.2"  # the newest that CloudFront speaks with a custom origin
_HTTP_PORT = 80
_HTTPS_PORT = 443


@dataclass(frozen=True, kw_only=True)
class PublicOrigin:
    """A load balancer that is on the internet, or any other HTTPS host; it sees the caller's Host header.

    Attributes:
        host: Its name; its certificate is for this name or for the viewer's.

    """

    host: pulumi.Input[str]
    path: str = ""
    request_policy_id: str = ALL_VIEWER


@dataclass(frozen=True, kw_only=True)
class ApiOrigin:
    """An API Gateway stage. It is found by its Host header, so the caller's would answer 403.

    Attributes:
        host: The execute-api host, or the API's own domain.
        path: `/{stage}` with the execute-api host, empty with a domain.

    """

    host: pulumi.Input[str]
    path: str
    request_policy_id: str = ALL_VIEWER_EXCEPT_HOST


@dataclass(frozen=True, kw_only=True)
class InternalOrigin:
    """An internal load balancer in private subnets, reached through a VPC origin (X-21, without a domain).

    Its security group has to let CloudFront in, by the managed prefix list or CloudFront's own group.

    Attributes:
        host: DNS name of the load balancer.
        load_balancer_arn: Its ARN.
        https: Whether it has a certificate; without one the way from CloudFront to it is plain HTTP, inside
            AWS's network and the VPC.
        name: Physical name of CloudFront's way into the VPC, unique in the account; without it, the logical
            name, which only one stack of an account can have.

    """

    host: pulumi.Input[str]
    load_balancer_arn: pulumi.Input[str]
    https: bool
    name: str | None = None
    path: str = ""
    request_policy_id: str = ALL_VIEWER


@dataclass(frozen=True, kw_only=True)
class BucketOrigin:
    """A private bucket that only this distribution reads, with signed requests.

    Attributes:
        host: The bucket's regional domain name.

    """

    host: pulumi.Input[str]
    path: str = ""
    request_policy_id: str | None = None


Origin = PublicOrigin | ApiOrigin | InternalOrigin | BucketOrigin


def declare_origin(
    name: str,
    origin_id: str,
    origin: Origin,
    *,
    secret: tuple[str, pulumi.Input[str]] | None,
    parent: pulumi.Resource,
) -> aws.cloudfront.DistributionOriginArgs:
    """An origin of a distribution, with what it needs of its own (a VPC origin, an access control).

    Args:
        name: The distribution's logical name.
        origin_id: What behaviours call the origin.
        origin: The origin.
        secret: A header and its secret value, by which the origin knows this distribution; buckets know it
            by its signature.
        parent: The component.

    """
    declared = aws.cloudfront.DistributionOriginArgs(
        origin_id=origin_id, domain_name=origin.host, origin_path=origin.path
    )
    if isinstance(origin, BucketOrigin):
        declared.origin_access_control_id = _access_control(f"{name}-{origin_id}-access", parent=parent)
        return declared
    if secret is not None:
        header, value = secret
        declared.custom_headers = [
            aws.cloudfront.DistributionOriginCustomHeaderArgs(name=header, value=pulumi.Output.secret(value))
        ]
    if isinstance(origin, InternalOrigin):
        declared.vpc_origin_config = aws.cloudfront.DistributionOriginVpcOriginConfigArgs(
            vpc_origin_id=_vpc_origin(f"{name}-{origin_id}-vpc-origin", origin, parent=parent)
        )
    else:
        declared.custom_origin_config = aws.cloudfront.DistributionOriginCustomOriginConfigArgs(
            http_port=_HTTP_PORT,
            https_port=_HTTPS_PORT,
            origin_protocol_policy="https-only",
            origin_ssl_protocols=[ORIGIN_TLS],
        )
    return declared


def _access_control(logical_name: str, *, parent: pulumi.Resource) -> pulumi.Output[str]:
    return aws.cloudfront.OriginAccessControl(
        logical_name,
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        opts=pulumi.ResourceOptions(parent=parent),
    ).id


def _vpc_origin(logical_name: str, origin: InternalOrigin, *, parent: pulumi.Resource) -> pulumi.Output[str]:
    return aws.cloudfront.VpcOrigin(
        logical_name,
        vpc_origin_endpoint_config=aws.cloudfront.VpcOriginVpcOriginEndpointConfigArgs(
            name=origin.name or logical_name,
            arn=origin.load_balancer_arn,
            http_port=_HTTP_PORT,
            https_port=_HTTPS_PORT,
            origin_protocol_policy="https-only" if origin.https else "http-only",
            origin_ssl_protocols=aws.cloudfront.VpcOriginVpcOriginEndpointConfigOriginSslProtocolsArgs(
                items=[ORIGIN_TLS], quantity=1
            ),
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    ).id
