"""A website of static files: a private bucket, and the distribution that alone reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.blocks.bucket import Bucket, BucketArgs
from components.blocks.bucket_replication import Replication
from components.blocks.cdn import Behavior, Cdn, CdnArgs, PriceClass
from components.blocks.cdn_logs import LogTarget
from components.blocks.cdn_origins import BucketOrigin, Origin
from components.blocks.function_code import OWN
from components.blocks.site_headers import site_headers
from components.environments import Environment

FILES = "files"  # key of the bucket among the origins
COPY = "copy"
INDEX = "index.html"
FUNCTION_RUNTIME = "cloudfront-js-2.0"
SINGLE_PAGE_CODE = OWN / "single_page.js"


@dataclass(frozen=True, kw_only=True)
class SiteArgs:
    """Settings of a website.

    Attributes:
        environment: Where it runs; all but production ask search engines to stay away.
        comment: What it is for; shown in the console.
        bucket_name: Physical name of its bucket, or None to have one generated.
        single_page: Whether paths without a file extension are `index.html` (React and its like); files that
            are missing still answer 404.
        content_security_policy: Where scripts, styles and connections may come from; sent as a header.
        origins: Other origins, by key, e.g. an API.
        behaviors: Paths that they answer, e.g. `/api/*`.
        aliases: Domains of its own; none, and CloudFront's own domain is used.
        certificate_arn: A certificate of us-east-1 for them.
        zone_id: The zone for their records.
        web_acl_arn: ARN of a firewall of scope CLOUDFRONT.
        origin_secret: Value of the header that tells the other origins that a request came through here.
        logs: Where access logs go; none are written without it.
        price_class: Where it answers.
        replicate_to: A copy of the bucket in another region; CloudFront reads it where the first one fails.

    """

    environment: Environment
    comment: str
    content_security_policy: str
    bucket_name: pulumi.Input[str] | None = None
    single_page: bool = True
    origins: Mapping[str, Origin] = field(default_factory=dict)
    behaviors: Sequence[Behavior] = ()
    aliases: Sequence[str] = ()
    certificate_arn: pulumi.Input[str] | None = None
    zone_id: pulumi.Input[str] | None = None
    web_acl_arn: pulumi.Input[str] | None = None
    origin_secret: pulumi.Input[str] | None = None
    logs: LogTarget | None = None
    price_class: PriceClass = "PriceClass_100"
    replicate_to: Replication | None = None

    def __post_init__(self) -> None:
        """Refuse origins and behaviours that would take the place of the site's own."""
        if {FILES, COPY} & self.origins.keys() or any(not behavior.path for behavior in self.behaviors):
            raise ValueError(f"Site: the origin {FILES!r} and the default behaviour are the bucket's")


class Site(pulumi.ComponentResource):
    """A website; deploying it is copying files into its bucket, and an invalidation.

    Attributes:
        bucket: Where its files go.
        cdn: Its distribution.
        url: Its URL.

    """

    def __init__(self, name: str, args: SiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Site", name, None, opts)
        self._name = name
        self._args = args
        self.bucket = self._bucket()
        self.cdn = self._distribution()
        copy = self.bucket.copy_arn
        self.bucket.attach_policy(
            *self.cdn.bucket_statements(self.bucket.arn),
            of_copy=self.cdn.bucket_statements(copy) if copy is not None else (),
        )
        self.url: pulumi.Output[str] = self.cdn.url
        self.register_outputs({"url": self.url})

    def _bucket(self) -> Bucket:
        return Bucket(
            f"{self._name}-bucket",
            # The policy names the distribution, and the distribution the bucket.
            BucketArgs(
                environment=self._args.environment,
                name=self._args.bucket_name,
                versioned=True,
                policy_later=True,
                replicate_to=self._args.replicate_to,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _distribution(self) -> Cdn:
        args = self._args
        origins: dict[str, Origin] = {FILES: BucketOrigin(host=self.bucket.regional_domain_name)}
        if self.bucket.copy_domain_name is not None:
            origins[COPY] = BucketOrigin(host=self.bucket.copy_domain_name)
        files = Behavior(
            origin=FILES,
            cached=True,
            fallback=COPY if COPY in origins else "",
            viewer_request_function_arn=self._rewrite(),
        )
        return Cdn(
            f"{self._name}-cdn",
            CdnArgs(
                origins={**origins, **args.origins},
                behaviors=[files, *args.behaviors],
                comment=args.comment,
                aliases=args.aliases,
                certificate_arn=args.certificate_arn,
                zone_id=args.zone_id,
                web_acl_arn=args.web_acl_arn,
                origin_secret=args.origin_secret,
                logs=args.logs,
                response_headers_policy_id=site_headers(
                    f"{self._name}-headers",
                    environment=args.environment,
                    content_security_policy=args.content_security_policy,
                    parent=self,
                ),
                default_root_object=INDEX,
                price_class=args.price_class,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _rewrite(self) -> pulumi.Output[str] | None:
        if not self._args.single_page:
            return None
        return aws.cloudfront.Function(
            f"{self._name}-single-page",
            runtime=FUNCTION_RUNTIME,
            code=SINGLE_PAGE_CODE.read_text(encoding="utf-8"),
            comment="Pages of a single-page application are index.html",
            publish=True,
            opts=pulumi.ResourceOptions(parent=self),
        ).arn
