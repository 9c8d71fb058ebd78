"""A CloudFront distribution in front of load balancers, APIs and buckets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.blocks.cdn_logs import LogTarget, deliver_logs
from components.blocks.cdn_origins import CACHING_DISABLED, CACHING_OPTIMIZED, Origin, declare_origin
from components.blocks.dns import CLOUDFRONT_ZONE_ID, AliasRecords, AliasRecordsArgs
from components.guards import refuse
from components.guards.cdn import distribution_problems, secret_header_problems
from components.monitoring import Alarm, Metric, Widget
from components.naming import camel

PriceClass = Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]

VIEWER_TLS = "TLSv1.2_2025"
# AWS's managed SecurityHeadersPolicy: HSTS for a year, nosniff, frames of one's own origin only, referrer
# policy; an origin's own headers win, except nosniff ("Use managed response headers policies").
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
SECRET_HEADER = "x-origin-secret"  # noqa: S105 - the name of the header, not its value
# Of those that CloudFront can change over for (origin failover), what says that the origin is unwell; 403 and
# 404 are answers.
FALLBACK_STATUS_CODES = (500, 502, 503, 504)
_SERVER_ERROR_PERIODS = 2  # one period may be a single failed request at night

ALL_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
READ_METHODS = ("GET", "HEAD", "OPTIONS")
_CACHED_METHODS = ("GET", "HEAD")


@dataclass(frozen=True, kw_only=True)
class Behavior:
    """What happens to the requests for some paths.

    Attributes:
        origin: Key of the origin that answers.
        path: Pattern such as `/_next/static/*`; empty for all that no other behaviour matches.
        cached: Whether answers to GET and HEAD are kept; then other methods are refused.
        fallback: Key of the origin that is asked where the first one answers with a server error or not at
            all; only with `cached`, because CloudFront changes over for no other methods.
        cache_policy_id: A cache policy instead of AWS's CachingOptimized (cached) or CachingDisabled.
        key_only: Whether the origin is sent what is in the cache key and nothing else, so that no answer
            that is kept depends on more.
        viewer_request_function_arn: A CloudFront function that sees each request first.

    """

    origin: str
    path: str = ""
    cached: bool = False
    fallback: str = ""
    cache_policy_id: pulumi.Input[str] | None = None
    key_only: bool = False
    viewer_request_function_arn: pulumi.Input[str] | None = None


@dataclass(frozen=True, kw_only=True)
class CdnArgs:
    """Settings of a distribution.

    Attributes:
        origins: Key -> origin.
        behaviors: The default (empty path) and those of single paths, in order of precedence.
        comment: What it is for; shown in the console.
        aliases: Domains of its own; none, and CloudFront's own domain with its certificate is used.
        certificate_arn: A certificate of us-east-1 for them.
        zone_id: The zone for their records; None where somebody else keeps the records.
        web_acl_arn: ARN of a firewall of scope CLOUDFRONT.
        origin_secret: Value of a header that tells origins that a request came through here; a secret.
        secret_header: Name of that header.
        logs: Where access logs go; none are written without it.
        response_headers_policy_id: Headers added to answers; AWS's security headers by default.
        default_root_object: What `/` of a bucket is, or None.
        price_class: Where it answers: North America and Europe, those and Asia, or everywhere.

    """

    origins: Mapping[str, Origin]
    behaviors: Sequence[Behavior]
    comment: str
    aliases: Sequence[str] = ()
    certificate_arn: pulumi.Input[str] | None = None
    zone_id: pulumi.Input[str] | None = None
    web_acl_arn: pulumi.Input[str] | None = None
    origin_secret: pulumi.Input[str] | None = None
    secret_header: str = SECRET_HEADER
    logs: LogTarget | None = None
    response_headers_policy_id: pulumi.Input[str] = SECURITY_HEADERS
    default_root_object: str | None = None
    price_class: PriceClass = "PriceClass_100"

    def __post_init__(self) -> None:
        """Refuse what CloudFront refuses."""
        refuse(
            "Cdn",
            distribution_problems(
                aliases=self.aliases,
                has_certificate=self.certificate_arn is not None,
                origins={key: origin.path for key, origin in self.origins.items()},
                behaviors=[(behavior.path, behavior.origin) for behavior in self.behaviors],
                fallbacks=[
                    (behavior.path, behavior.fallback, behavior.cached)
                    for behavior in self.behaviors
                    if behavior.fallback
                ],
            ),
        )
        refuse("Cdn", secret_header_problems(self.secret_header))


class Cdn(pulumi.ComponentResource):
    """A distribution: TLS 1.2 and up, HTTP/3, IPv6, plain HTTP redirected, security headers added.

    Attributes:
        id: Its id; what an invalidation names.
        arn: Its ARN; what a bucket's policy names.
        domain_name: CloudFront's own domain for it.
        url: Its URL: of the first alias, else of CloudFront's domain.

    """

    def __init__(self, name: str, args: CdnArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Cdn", name, None, opts)
        self._name = name
        self._args = args
        distribution = self._distribution()
        if args.logs is not None:
            deliver_logs(name, distribution_arn=distribution.arn, target=args.logs, parent=self)
        if args.zone_id is not None:
            self._records(args.zone_id, distribution)

        self.id: pulumi.Output[str] = distribution.id
        self.arn: pulumi.Output[str] = distribution.arn
        self.domain_name: pulumi.Output[str] = distribution.domain_name
        self.url: pulumi.Output[str] = pulumi.Output.concat(
            "https://", args.aliases[0] if args.aliases else distribution.domain_name
        )
        self.register_outputs({"id": self.id, "domain_name": self.domain_name, "url": self.url})

    def bucket_statements(self, bucket_arn: pulumi.Input[str]) -> list[dict[str, object]]:
        """What the policy of a bucket behind it has to say: this distribution, and no other, reads it.

        Listing is part of it, because S3 answers 403, and not 404, for what is missing to who may not list.
        """
        reads: tuple[tuple[str, str, pulumi.Input[str]], ...] = (
            ("Read", "s3:GetObject", pulumi.Output.concat(bucket_arn, "/*")),
            ("Miss", "s3:ListBucket", bucket_arn),
        )
        return [
            {
                "Sid": f"{camel(self._name)}{sid}",
                "Effect": "Allow",
                "Principal": {"Service": "cloudfront.amazonaws.com"},
                "Action": action,
                "Resource": resource,
                "Condition": {"StringEquals": {"AWS:SourceArn": self.arn}},
            }
            for sid, action, resource in reads
        ]

    def _distribution(self) -> aws.cloudfront.Distribution:
        args = self._args
        default = next(behavior for behavior in args.behaviors if not behavior.path)
        return aws.cloudfront.Distribution(
            f"{self._name}-distribution",
            enabled=True,
            comment=args.comment,
            aliases=list(args.aliases) or None,
            origins=self._origins(),
            origin_groups=self._groups() or None,
            default_cache_behavior=aws.cloudfront.DistributionDefaultCacheBehaviorArgs(
                target_origin_id=_target(default),
                viewer_protocol_policy="redirect-to-https",
                allowed_methods=_methods(default),
                cached_methods=list(_CACHED_METHODS),
                compress=True,
                cache_policy_id=_cache_policy(default),
                origin_request_policy_id=self._request_policy(default),
                response_headers_policy_id=args.response_headers_policy_id,
                function_associations=[
                    aws.cloudfront.DistributionDefaultCacheBehaviorFunctionAssociationArgs(
                        event_type="viewer-request", function_arn=function
                    )
                    for function in _functions(default)
                ],
            ),
            ordered_cache_behaviors=[self._ordered(each) for each in args.behaviors if each.path],
            default_root_object=args.default_root_object,
            viewer_certificate=self._viewer_certificate(),
            restrictions=aws.cloudfront.DistributionRestrictionsArgs(
                geo_restriction=aws.cloudfront.DistributionRestrictionsGeoRestrictionArgs(
                    restriction_type="none"
                )
            ),
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class=args.price_class,
            web_acl_id=args.web_acl_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _origins(self) -> list[aws.cloudfront.DistributionOriginArgs]:
        secret = (
            None if self._args.origin_secret is None else (self._args.secret_header, self._args.origin_secret)
        )
        return [
            declare_origin(self._name, key, origin, secret=secret, parent=self)
            for key, origin in self._args.origins.items()
        ]

    def _groups(self) -> list[aws.cloudfront.DistributionOriginGroupArgs]:
        changing = [each for each in self._args.behaviors if each.fallback]
        pairs = {_target(each): (each.origin, each.fallback) for each in changing}
        return [
            aws.cloudfront.DistributionOriginGroupArgs(
                origin_id=group,
                failover_criteria=aws.cloudfront.DistributionOriginGroupFailoverCriteriaArgs(
                    status_codes=list(FALLBACK_STATUS_CODES)
                ),
                members=[
                    aws.cloudfront.DistributionOriginGroupMemberArgs(origin_id=member) for member in pair
                ],
            )
            for group, pair in pairs.items()
        ]

    def _ordered(self, behavior: Behavior) -> aws.cloudfront.DistributionOrderedCacheBehaviorArgs:
        return aws.cloudfront.DistributionOrderedCacheBehaviorArgs(
            path_pattern=behavior.path,
            target_origin_id=_target(behavior),
            viewer_protocol_policy="redirect-to-https",
            allowed_methods=_methods(behavior),
            cached_methods=list(_CACHED_METHODS),
            compress=True,
            cache_policy_id=_cache_policy(behavior),
            origin_request_policy_id=self._request_policy(behavior),
            response_headers_policy_id=self._args.response_headers_policy_id,
            function_associations=[
                aws.cloudfront.DistributionOrderedCacheBehaviorFunctionAssociationArgs(
                    event_type="viewer-request", function_arn=function
                )
                for function in _functions(behavior)
            ],
        )

    def _request_policy(self, behavior: Behavior) -> str | None:
        return None if behavior.key_only else self._args.origins[behavior.origin].request_policy_id

    def _viewer_certificate(self) -> aws.cloudfront.DistributionViewerCertificateArgs:
        if self._args.certificate_arn is None:
            # With its own certificate CloudFront takes TLS 1.0 and up; only a domain can ask for more.
            return aws.cloudfront.DistributionViewerCertificateArgs(cloudfront_default_certificate=True)
        return aws.cloudfront.DistributionViewerCertificateArgs(
            acm_certificate_arn=self._args.certificate_arn,
            ssl_support_method="sni-only",
            minimum_protocol_version=VIEWER_TLS,
        )

    def _records(self, zone_id: pulumi.Input[str], distribution: aws.cloudfront.Distribution) -> None:
        for index, alias in enumerate(self._args.aliases):
            AliasRecords(
                f"{self._name}-records" if index == 0 else f"{self._name}-records-{index}",
                AliasRecordsArgs(
                    zone_id=zone_id,
                    domain_name=alias,
                    target_name=distribution.domain_name,
                    target_zone_id=CLOUDFRONT_ZONE_ID,
                    ipv6=True,
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )

    def alarms(self, *, server_error_percent: float) -> list[Alarm]:
        """An alarm on the share of 5xx answers (in us-east-1).

        Args:
            server_error_percent: Percentage of all answers, over two periods of five minutes.

        """
        return [
            Alarm(
                key=f"{self._name}-5xx",
                title="CdnServerErrors",
                description=f"More than {server_error_percent:g} % of what viewers get are server errors",
                metric=self._metric("5xxErrorRate", "Average"),
                threshold=server_error_percent,
                evaluation_periods=_SERVER_ERROR_PERIODS,
            )
        ]

    def widgets(self) -> list[Widget]:
        """Requests, and the shares of errors."""
        return [
            Widget(title=f"CDN {self._name}: requests", metrics=[self._metric("Requests", "Sum")]),
            Widget(
                title=f"CDN {self._name}: errors (%)",
                metrics=[self._metric(each, "Average") for each in ("4xxErrorRate", "5xxErrorRate")],
            ),
        ]

    def _metric(self, name: str, statistic: str) -> Metric:
        return Metric(
            namespace="AWS/CloudFront",
            name=name,
            dimensions={"DistributionId": self.id, "Region": "Global"},
            statistic=statistic,
        )


def _target(behavior: Behavior) -> str:
    return f"{behavior.origin}-or-{behavior.fallback}" if behavior.fallback else behavior.origin


def _methods(behavior: Behavior) -> list[str]:
    return list(READ_METHODS if behavior.cached else ALL_METHODS)


def _cache_policy(behavior: Behavior) -> pulumi.Input[str]:
    if behavior.cache_policy_id is not None:
        return behavior.cache_policy_id
    return CACHING_OPTIMIZED if behavior.cached else CACHING_DISABLED


def _functions(behavior: Behavior) -> list[pulumi.Input[str]]:
    return [] if behavior.viewer_request_function_arn is None else [behavior.viewer_request_function_arn]
