"""Network, database and cache."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.cache import Cache, CacheArgs
from components.blocks.network import Network
from components.blocks.postgres import Postgres
from components.blocks.postgres_args import BackupCopy, PostgresArgs, RegionReplica
from components.links import Link
from components.placement import Placement
from components.platforms.hookrelay.encryption import Keys
from components.platforms.hookrelay.ground import Ground
from components.platforms.networking import declare_network

# What makes the private subnets need a way out (HR-52).
INTERNET = "webhook targets and the sign-in with Discord"


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The network and what is kept in it.

    Attributes:
        network: The network.
        database: PostgreSQL.
        cache: Valkey or Redis, if wanted.
    """

    network: Network
    database: Postgres
    cache: Cache | None

    @property
    def placement(self) -> Placement:
        """Where workloads run: private subnets, with a way out."""
        return self.network.private(internet=INTERNET)

    def links(self) -> list[Link]:
        """What the application gets: logins by reference, and the ways there."""
        return [self.database.link(), *([self.cache.link()] if self.cache else [])]


def declare_stores(ground: Ground, keys: Keys) -> Stores:
    """Declare the network, and database and cache in its private subnets."""
    network = declare_network(ground, ground.settings.network, flow_logs_name=ground.names.flow_logs)
    return Stores(
        network=network,
        database=_database(ground, network, keys),
        cache=_cache(ground, network, keys) if ground.settings.cache.enabled else None,
    )


def _database(ground: Ground, network: Network, keys: Keys) -> Postgres:
    settings, dr = ground.settings.database, ground.settings.dr
    copy, standby = None, None
    if dr.region is not None and keys.backups is not None:
        copy = BackupCopy(region=dr.region, kms_key_arn=keys.backups)
        if dr.database_network is not None:
            standby = RegionReplica(
                region=dr.region,
                kms_key_arn=keys.backups,
                subnet_group_name=dr.database_network.subnet_group,
                security_group_ids=dr.database_network.security_group_ids,
            )
    return Postgres(
        f"{ground.name}-database",
        PostgresArgs(
            environment=ground.environment,
            name=ground.names.database,
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            database=ground.names.database_name,
            user=ground.names.database_user,
            url_secret_name=ground.names.secret("database-url", ground.settings.secrets_backend)
            if settings.credentials == "generated"
            else None,
            secrets_backend=ground.settings.secrets_backend,
            credentials=settings.credentials,
            engine_version=settings.engine_version,
            instance_class=settings.instance_class,
            storage_gib=settings.storage,
            max_storage_gib=settings.max_storage,
            kms_key_arn=keys.data,
            proxy=settings.proxy,
            read_replica=settings.read_replica,
            backup_copy=copy,
            region_replica=standby,
            backup_days=settings.backup_days,
            slow_query_ms=1000 * settings.slow_statement.seconds,
            multi_az=settings.multi_az,
            insights=settings.insights,
        ),
        opts=ground.child,
    )


def _cache(ground: Ground, network: Network, keys: Keys) -> Cache:
    settings = ground.settings.cache
    return Cache(
        f"{ground.name}-cache",
        CacheArgs(
            environment=ground.environment,
            name=ground.names.cache,
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            engine=settings.engine,
            node_type=settings.node_type,
            nodes=1 + settings.replicas,
            url_secret_name=ground.names.secret("redis-url", ground.settings.secrets_backend),
            token_secret_name=ground.names.secret("redis-token", ground.settings.secrets_backend),
            secrets_backend=ground.settings.secrets_backend,
            kms_key_arn=keys.data,
        ),
        opts=ground.child,
    )
