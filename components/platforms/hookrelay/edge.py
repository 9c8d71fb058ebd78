"""CloudFront and the firewall in front of the application."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_random as random

from components.blocks.cdn import SECRET_HEADER, Behavior, Cdn, CdnArgs
from components.blocks.cdn_logs import LogTarget
from components.blocks.cdn_origins import Origin
from components.blocks.firewall import Firewall, FirewallArgs
from components.blocks.load_balancer import OriginHeader
from components.platforms.hookrelay.data import Data
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.hosting import Hosting

STATIC_FILES = "/_next/static/*"  # HR-31: what Next.js names by its content
ORIGIN_SECRET_LENGTH = 48


@dataclass(frozen=True, kw_only=True)
class OriginSecret:
    """What tells the load balancer that a request came through our distribution.

    Attributes:
        value: The header's value.
    """

    value: pulumi.Output[str]

    @property
    def header(self) -> OriginHeader:
        """As the load balancer takes it."""
        return OriginHeader(name=SECRET_HEADER, value=self.value)


def origin_secret(ground: Ground) -> OriginSecret:
    """Draw the value."""
    drawn = random.RandomPassword(
        f"{ground.name}-origin-secret", length=ORIGIN_SECRET_LENGTH, special=False, opts=ground.child
    )
    return OriginSecret(value=drawn.result)


def firewall(ground: Ground) -> Firewall | None:
    """The web ACL, where something can have one (HR-46)."""
    place = ground.settings.web_acl
    if place == "none":
        return None
    return Firewall(
        f"{ground.name}-firewall",
        FirewallArgs(
            environment=ground.environment,
            scope="CLOUDFRONT" if place == "cloudfront" else "REGIONAL",
            region=ground.region,
            name=ground.names.web_acl,
            log_group_name=ground.names.firewall_logs,
        ),
        opts=ground.child,
    )


def cdn(
    ground: Ground,
    data: Data,
    hosting: Hosting,
    origin: Origin,
    *,
    web_acl: Firewall | None,
    secret: OriginSecret | None,
) -> Cdn:
    """The distribution: static files are kept, everything else is passed on (HR-31)."""
    return Cdn(
        f"{ground.name}-cdn",
        CdnArgs(
            comment=f"HookRelay {ground.environment.name}",
            origins={"app": origin},
            behaviors=[Behavior(origin="app"), Behavior(origin="app", path=STATIC_FILES, cached=True)],
            aliases=[hosting.domain] if hosting.domain else [],
            certificate_arn=hosting.cdn_certificate_arn,
            zone_id=hosting.zone_id,
            web_acl_arn=web_acl.arn if web_acl else None,
            origin_secret=secret.value if secret else None,
            logs=LogTarget(bucket_arn=data.logs.arn, ready=data.logs.ready),
        ),
        opts=ground.child,
    )
