"""CloudFront in front of the application."""

from __future__ import annotations

from components.blocks.cdn import Behavior, Cdn, CdnArgs
from components.blocks.cdn_logs import LogTarget
from components.blocks.cdn_origins import Origin
from components.blocks.dns import CLOUDFRONT_ZONE_ID
from components.blocks.firewall import Firewall
from components.platforms.edge import OriginSecret, declare_domain
from components.platforms.hookrelay.data import Data
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.hosting import Hosting

STATIC_FILES = "/_next/static/*"  # HR-31: what Next.js names by its content


def cdn(
    ground: Ground,
    data: Data,
    hosting: Hosting,
    origin: Origin,
    *,
    web_acl: Firewall | None,
    secret: OriginSecret | None,
) -> Cdn:
    """The distribution, with the domain's record: static files are kept, the rest is passed on (HR-31)."""
    distribution = Cdn(
        f"{ground.name}-cdn",
        CdnArgs(
            comment=f"HookRelay {ground.environment.name}",
            origins={"app": origin},
            behaviors=[Behavior(origin="app"), Behavior(origin="app", path=STATIC_FILES, cached=True)],
            aliases=[hosting.domain] if hosting.domain else [],
            certificate_arn=hosting.cdn_certificate_arn,
            web_acl_arn=web_acl.arn if web_acl else None,
            origin_secret=secret.value if secret else None,
            logs=LogTarget(bucket_arn=data.logs.arn, ready=data.logs.ready),
        ),
        opts=ground.child,
    )
    declare_domain(ground, hosting, distribution.domain_name, CLOUDFRONT_ZONE_ID, ipv6=True)
    return distribution
