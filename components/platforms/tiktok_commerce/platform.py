"""TikTok Commerce: services, AI workers and a website that link videos with products."""

from __future__ import annotations

import pulumi

from components.guards.load_balancers import HEALTH_RULE
from components.platforms.component import PlatformComponent
from components.platforms.context import PlatformContext
from components.platforms.edge import declare_failover, declare_firewall, declare_load_balancer, origin_secret
from components.platforms.hosting import declare_hosting
from components.platforms.tiktok_commerce.buckets import copy_of, declare_buckets
from components.platforms.tiktok_commerce.ground import Ground
from components.platforms.tiktok_commerce.messaging import declare_messaging
from components.platforms.tiktok_commerce.names import TikTokNames
from components.platforms.tiktok_commerce.operations import Parts, declare_operations, declare_rollbacks
from components.platforms.tiktok_commerce.outputs import outputs_of
from components.platforms.tiktok_commerce.secrets import declare_secrets
from components.platforms.tiktok_commerce.services import (
    World,
    declare_cluster,
    declare_services,
    place_services,
)
from components.platforms.tiktok_commerce.stores import declare_keys, declare_stores
from components.platforms.tiktok_commerce.tracing import declare_sampling
from components.platforms.tiktok_commerce.webhook import declare_webhook
from components.platforms.tiktok_commerce.website import declare_website
from components.platforms.tiktok_commerce.workers import declare_workers
from components.settings.tiktok_commerce import TikTokCommerceSettings


class TikTokCommerce(PlatformComponent):
    """The platform."""

    def __init__(
        self,
        name: str,
        args: PlatformContext[TikTokCommerceSettings],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platforms:index:TikTokCommerce", name, args, opts)
        ground = Ground(name=name, context=args, names=TikTokNames.of(args), parent=self)
        settings = args.settings
        # first: a missing zone fails in seconds
        hosting = declare_hosting(ground, settings.dns, cdn=True, regional=True, origin=True)
        keys = declare_keys(ground)
        stores = declare_stores(ground, keys)
        buckets = declare_buckets(ground, keys, stores)
        messaging = declare_messaging(ground, keys)
        secrets = declare_secrets(ground, keys)
        workers = declare_workers(ground, stores, buckets, messaging, secrets)
        webhook = declare_webhook(ground, messaging, secrets)

        web_acl = declare_firewall(ground, "cloudfront" if settings.waf else "none")
        secret = origin_secret(ground, settings.origin_secret) if hosting.domain else None
        balancer = declare_load_balancer(
            ground,
            stores.network,
            hosting,
            buckets.logs,
            secret,
            viewers=settings.load_balancer.viewers,
            security_group_prefix=f"{ground.names.load_balancer}-",
        )
        placed = place_services(ground, balancer)
        asked = next(iter(placed.values()))
        failover = declare_failover(
            ground,
            settings.dr,
            hosting,
            balancer,
            asked.target,
            health_path=asked.settings.health_path,
            health_rule=HEALTH_RULE,
        )
        rollbacks = declare_rollbacks(ground, placed)
        cluster = declare_cluster(ground)
        services = declare_services(
            ground,
            cluster,
            placed,
            World(settings=settings, stores=stores, buckets=buckets, messaging=messaging, secrets=secrets),
            rollbacks.by_service,
        )
        website = declare_website(
            ground,
            hosting,
            balancer,
            buckets,
            web_acl=web_acl,
            secret=secret,
            webhook=webhook.api if webhook else None,
            failover=failover,
            copy=copy_of(ground, keys, "frontend", encrypted=False),
        )
        sampling = declare_sampling(ground)
        parts = Parts(
            stores=stores,
            buckets=buckets,
            messaging=messaging,
            balancer=balancer,
            services=services,
            workers=workers,
            webhook=webhook,
            website=website,
            web_acl=web_acl,
            failover=failover,
        )
        operations = declare_operations(ground, parts, rollbacks)
        self.export(
            outputs_of(
                ground,
                parts,
                operations,
                cluster=cluster,
                secrets=secrets,
                hosting=hosting,
                sampling=sampling,
            )
        )
