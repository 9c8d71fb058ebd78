"""CloudFront, the bucket of static assets, and the firewalls (TR-18, TR-25)."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.api_cache import caller_cache_policy
from components.blocks.bucket import Bucket
from components.blocks.bucket_args import BucketArgs
from components.blocks.bucket_replication import Replication
from components.blocks.cdn import Behavior, Cdn, CdnArgs
from components.blocks.cdn_logs import LogTarget
from components.blocks.cdn_origins import ApiOrigin, BucketOrigin, Origin
from components.blocks.firewall import Firewall, FirewallArgs
from components.blocks.rest_api import RestApi
from components.guards.buckets import Transition
from components.guards.firewalls import Scope
from components.platforms.hosting import Hosting
from components.platforms.log_bucket import log_bucket
from components.platforms.trinity.api import Api
from components.platforms.trinity.ground import Ground
from components.platforms.trinity.identity import Identity
from components.settings.trinity_parts import ASSETS_PATH

ASSETS, COPY, API = "assets", "assets-copy", "api"


@dataclass(frozen=True, kw_only=True)
class Firewalls:
    """The web ACLs: AWS has one kind for distributions and one for all else.

    Attributes:
        edge: Before the distribution, where callers come to it.
        regional: Before the REST API, where callers come to that; the GraphQL API; the user pool.
    """

    edge: Firewall | None
    regional: Firewall | None

    @property
    def all(self) -> list[Firewall]:
        """Those that there are."""
        return [each for each in (self.edge, self.regional) if each is not None]


@dataclass(frozen=True, kw_only=True)
class Edge:
    """CloudFront and what it reads.

    Attributes:
        cdn: The distribution.
        assets: Static assets.
        logs: Access logs of both.
    """

    cdn: Cdn
    assets: Bucket
    logs: Bucket


def declare_firewalls(ground: Ground) -> Firewalls:
    """One web ACL for each kind of thing that callers come to."""
    settings = ground.settings
    if not settings.waf:
        return Firewalls(edge=None, regional=None)
    return Firewalls(
        edge=_firewall(ground, "edge-firewall", "CLOUDFRONT") if settings.entrance == "cdn" else None,
        regional=_firewall(ground, "firewall", "REGIONAL") if settings.has_regional_web_acl else None,
    )


def protect(firewalls: Firewalls, ground: Ground, api: Api, identity: Identity) -> None:
    """Put the regional web ACL before the API and the pool; AppSync's block attaches itself.

    Behind CloudFront the API is left out: the limit by address would count CloudFront's.
    """
    if firewalls.regional is None:
        return
    if isinstance(api, RestApi) and ground.settings.entrance == "api":
        firewalls.regional.attach("api", "rest-api", api.stage_arn)
    if identity.pool is not None:
        firewalls.regional.attach("user-pool", "user-pool", identity.pool.arn)


def declare_edge(ground: Ground, hosting: Hosting, api: Api, firewalls: Firewalls) -> Edge | None:
    """The distribution: assets always, and the API where callers come to CloudFront."""
    if not ground.settings.cdn.enabled:
        return None
    there = ground.settings.dr.region_of_copies("bucket")
    logs = log_bucket(ground, "cloudfront", "s3")
    assets = Bucket(
        f"{ground.name}-assets",
        BucketArgs(
            environment=ground.environment,
            name=ground.names.bucket("assets"),
            versioned=True,
            transitions=[Transition(storage_class="INTELLIGENT_TIERING", days=0)],
            access_logs=logs.access_logs("assets"),
            policy_later=True,  # it names the distribution, and the distribution the bucket
            replicate_to=Replication(region=there, name=ground.names.bucket("assets-copy", region=there))
            if there
            else None,
        ),
        opts=ground.child,
    )
    cdn = _distribution(ground, hosting, api, firewalls, assets, logs)
    assets.attach_policy(
        *cdn.bucket_statements(assets.arn),
        of_copy=cdn.bucket_statements(assets.copy_arn) if assets.copy_arn is not None else (),
    )
    return Edge(cdn=cdn, assets=assets, logs=logs)


def _distribution(
    ground: Ground, hosting: Hosting, api: Api, firewalls: Firewalls, assets: Bucket, logs: Bucket
) -> Cdn:
    owns = ground.settings.entrance == "cdn"
    origins: dict[str, Origin] = {ASSETS: BucketOrigin(host=assets.regional_domain_name)}
    fallback = ""
    if assets.copy_domain_name is not None:
        origins[COPY] = BucketOrigin(host=assets.copy_domain_name)
        fallback = COPY
    behaviors = [Behavior(origin=ASSETS, cached=True, fallback=fallback)]
    if owns:
        origins[API] = ApiOrigin(host=api.host, path=api.origin_path)
        behaviors = [
            Behavior(origin=API),
            Behavior(origin=ASSETS, path=ASSETS_PATH, cached=True, fallback=fallback),
            *_kept(ground),
        ]
    named = owns and hosting.domain is not None
    return Cdn(
        f"{ground.name}-cdn",
        CdnArgs(
            comment=f"Trinity {ground.environment.name}",
            origins=origins,
            behaviors=behaviors,
            aliases=[hosting.domain] if owns and hosting.domain else [],
            certificate_arn=hosting.cdn_certificate_arn if named else None,
            web_acl_arn=firewalls.edge.arn if firewalls.edge else None,
            logs=LogTarget(bucket_arn=logs.arn, ready=logs.ready),
        ),
        opts=ground.child,
    )


def _kept(ground: Ground) -> list[Behavior]:
    """Paths whose answers are kept, for each caller apart."""
    settings = ground.settings.cdn
    if not settings.cached_paths:
        return []
    policy = caller_cache_policy(
        f"{ground.name}-api-cache",
        name=ground.names.cache_policy,
        seconds=settings.cached_for.seconds,
        parent=ground.parent,
    )
    return [
        Behavior(origin=API, path=path, cached=True, cache_policy_id=policy, key_only=True)
        for path in settings.cached_paths
    ]


def _firewall(ground: Ground, thing: str, scope: Scope) -> Firewall:
    at_edge = scope == "CLOUDFRONT"
    return Firewall(
        f"{ground.name}-{thing}",
        FirewallArgs(
            environment=ground.environment,
            scope=scope,
            region=ground.region,
            name=ground.names.edge_web_acl if at_edge else ground.names.web_acl,
            log_group_name=ground.names.edge_firewall_logs if at_edge else ground.names.firewall_logs,
        ),
        opts=ground.child,
    )
