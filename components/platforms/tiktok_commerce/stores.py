"""Keys, network, tables and cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.cache import Cache, CacheArgs
from components.blocks.network import Network
from components.blocks.table import Table, TableArgs
from components.placement import Placement
from components.platforms.alerting import platform_key
from components.platforms.networking import declare_network
from components.platforms.recovery import copies_key, table_replicas
from components.platforms.tiktok_commerce.ground import TITLE, Ground
from components.settings.tiktok_commerce_parts import Network as OwnNetwork
from components.table_schema import Index, Key

# What makes the private subnets need a way out (TC-4).
INTERNET = "image registries, and the APIs of TikTok, WhatsApp and OpenAI"


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The keys of a table; the guide gives none (TC-8).

    Attributes:
        hash_key: Partition key.
        range_key: Sort key, if any.
        indexes: Global secondary indexes.
        ttl: Attribute that says when an item is deleted.
    """

    hash_key: Key
    range_key: Key | None = None
    indexes: tuple[Index, ...] = ()
    ttl: str | None = None


SCHEMAS: Mapping[str, Schema] = {
    "videos": Schema(hash_key=Key(name="video_id")),
    "products": Schema(
        hash_key=Key(name="product_id"),
        indexes=(
            Index(name="seller-index", hash_key=Key(name="seller_id")),
            Index(name="category-index", hash_key=Key(name="category")),
        ),
    ),
    "jobs": Schema(
        hash_key=Key(name="job_id"), indexes=(Index(name="status-index", hash_key=Key(name="status")),)
    ),
    "users": Schema(
        hash_key=Key(name="user_id"), indexes=(Index(name="email-index", hash_key=Key(name="email")),)
    ),
    "analytics": Schema(
        hash_key=Key(name="entity_id"), range_key=Key(name="timestamp", type="N"), ttl="expires_at"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Customer managed keys; None where AWS's own encrypt.

    Attributes:
        data: Of tables, buckets, queues, topics, cache and secrets.
        copies: Of what is kept in the other region.
    """

    data: pulumi.Input[str] | None
    copies: pulumi.Input[str] | None


def declare_keys(ground: Ground) -> Keys:
    """Take the given key, or make what the settings ask for."""
    settings = ground.settings
    data = settings.kms_key_arn
    made: pulumi.Input[str] | None = data
    if data is None and settings.customer_managed_key:
        # SNS puts messages into the encrypted queues in its own name (TC-27)
        made = platform_key(ground, "key", f"{TITLE}: tables, buckets, messages, secrets", users=["sns"])
    copies = copies_key(
        ground, made, f"{TITLE}: copies of tables, buckets, secrets", ("table", "bucket", "secret")
    )
    return Keys(data=made, copies=copies)


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The network and what is kept.

    Attributes:
        network: The network.
        tables: Short name -> table.
        cache: Valkey or Redis, if wanted.
    """

    network: Network
    tables: Mapping[str, Table]
    cache: Cache | None

    @property
    def placement(self) -> Placement:
        """Where services run: private subnets, with a way out."""
        return self.network.private(internet=INTERNET)


def declare_stores(ground: Ground, keys: Keys) -> Stores:
    """Declare the network, the tables, and the cache in its private subnets."""
    settings = ground.settings.network
    network = declare_network(
        ground,
        settings,
        flow_logs_name=ground.names.flow_logs,
        zones=settings.zones if isinstance(settings, OwnNetwork) else None,
    )
    return Stores(
        network=network,
        tables={thing: _table(ground, thing, schema, keys) for thing, schema in SCHEMAS.items()},
        cache=_cache(ground, network, keys) if ground.settings.cache.enabled else None,
    )


def _table(ground: Ground, thing: str, schema: Schema, keys: Keys) -> Table:
    settings = getattr(ground.settings.tables, thing)
    replicas = table_replicas(ground.settings.dr, keys.copies)
    return Table(
        f"{ground.name}-{thing}",
        TableArgs(
            environment=ground.environment,
            name=settings.name or ground.names.table(thing),
            hash_key=schema.hash_key,
            range_key=schema.range_key,
            indexes=schema.indexes,
            ttl_attribute=schema.ttl,
            capacity=settings.capacity,
            kms_key_arn=keys.data,
            # a global table copies by its stream
            stream="NEW_AND_OLD_IMAGES" if replicas else None,
            replicas=replicas,
            restore=settings.restore.restore if settings.restore else None,
        ),
        opts=ground.child,
    )


def _cache(ground: Ground, network: Network, keys: Keys) -> Cache:
    settings = ground.settings.cache
    return Cache(
        f"{ground.name}-redis",
        CacheArgs(
            environment=ground.environment,
            name=ground.names.cache,
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            engine=settings.engine,
            node_type=settings.node_type,
            nodes=1 + settings.replicas,
            url_secret_name=ground.names.secret("redis-url"),
            token_secret_name=ground.names.secret("redis-token"),
            secrets_backend="secretsmanager",
            kms_key_arn=keys.data,
        ),
        opts=ground.child,
    )
