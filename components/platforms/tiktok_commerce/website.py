"""The website and, through its distribution, the services (TC-28, TC-29)."""

from __future__ import annotations

from components.blocks.bucket_replication import Replication
from components.blocks.cdn import Behavior
from components.blocks.cdn_logs import LogTarget
from components.blocks.cdn_origins import ApiOrigin, Origin
from components.blocks.dns import CLOUDFRONT_ZONE_ID
from components.blocks.failover import Failover
from components.blocks.firewall import Firewall
from components.blocks.http_api import HttpApi
from components.blocks.load_balancer import LoadBalancer
from components.blocks.site import Site, SiteArgs
from components.platforms.edge import OriginSecret, declare_domain, load_balancer_origin
from components.platforms.hosting import Hosting
from components.platforms.tiktok_commerce.buckets import Buckets
from components.platforms.tiktok_commerce.ground import TITLE, Ground
from components.settings.tiktok_commerce_services import API_PATHS

WEBHOOK_PATHS = "/webhooks/*"


def declare_website(
    ground: Ground,
    hosting: Hosting,
    balancer: LoadBalancer,
    buckets: Buckets,
    *,
    web_acl: Firewall | None,
    secret: OriginSecret | None,
    webhook: HttpApi | None,
    failover: Failover | None,
    copy: Replication | None,
) -> Site:
    """Files from the bucket, `/api/*` from the services, `/webhooks/*` from the webhook's API."""
    origins: dict[str, Origin] = {
        "api": load_balancer_origin(
            ground, balancer, hosting, failover_host=failover.domain_name if failover else None
        )
    }
    behaviors = [Behavior(origin="api", path=f"{API_PATHS}*")]
    if webhook:
        origins["webhooks"] = ApiOrigin(host=webhook.host, path=webhook.origin_path)
        behaviors.append(Behavior(origin="webhooks", path=WEBHOOK_PATHS))
    site = Site(
        f"{ground.name}-frontend",
        SiteArgs(
            environment=ground.environment,
            comment=f"{TITLE} {ground.environment.name}",
            content_security_policy=ground.settings.frontend.content_security_policy,
            bucket_name=ground.names.bucket("frontend"),
            origins=origins,
            behaviors=behaviors,
            aliases=[hosting.domain] if hosting.domain else [],
            certificate_arn=hosting.cdn_certificate_arn,
            web_acl_arn=web_acl.arn if web_acl else None,
            origin_secret=secret.value if secret else None,
            logs=LogTarget(bucket_arn=buckets.logs.arn, ready=buckets.logs.ready),
            replicate_to=copy,
        ),
        opts=ground.child,
    )
    declare_domain(ground, hosting, site.cdn.domain_name, CLOUDFRONT_ZONE_ID, ipv6=True)
    return site
