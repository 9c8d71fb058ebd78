"""A Valkey (or Redis OSS) cache: private, TLS and a token required, encrypted at rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.blocks.secret import Composed, Secret, SecretArgs
from components.blocks.secret_access import Backend
from components.blocks.security_group import SecurityGroup, SecurityGroupArgs
from components.environments import Environment
from components.fingerprint import version_of
from components.guards import refuse
from components.guards.cache import Engine, cache_problems
from components.links import Flow, Link
from components.monitoring import Alarm, Metric, Widget
from components.naming import camel
from components.protection import protected

PORT = 6379  # HR-46, TC-10
TOKEN_LENGTH = 64  # of 16 to 128 (ElastiCache, "Authenticating with AUTH")
NEWEST: dict[Engine, str] = {"valkey": "8.1", "redis": "7.1"}
NODES_WITH_STANDBY = 2  # a primary and its standby (TC-10)
# Shares at which somebody still has time to act; one thread serves commands, so its own CPU is what counts.
ENGINE_CPU_PERCENT = 80.0
MEMORY_PERCENT = 80.0
SUSTAINED = 3  # periods of five minutes


@dataclass(frozen=True, kw_only=True)
class CacheArgs:
    """Settings of a cache.

    Attributes:
        environment: Where it runs: zones, protection.
        name: Replication group id (1 to 40; ElastiCache).
        vpc_id: The network.
        subnet_ids: Private subnets.
        url_secret_name: Physical name of the secret with the whole URL, the token included.
        token_secret_name: Physical name of the secret with the token alone.
        secrets_backend: Where the two secrets are.
        engine: `valkey`, or `redis` (OSS, up to 7.1).
        engine_version: The newest known of the engine without it.
        node_type: The environment's without it.
        nodes: One, or more with standbys in other zones that the cache fails over to; by default two where
            the environment has standbys, else one.
        snapshot_days: Days of daily snapshots (0 to 35); a cache can be filled again, so none by default.
        kms_key_arn: A customer managed key; AWS's own without one. A change replaces the cache.
    """

    environment: Environment
    name: str
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    url_secret_name: str
    token_secret_name: str
    secrets_backend: Backend = "ssm"
    engine: Engine = "valkey"
    engine_version: str | None = None
    node_type: str | None = None
    nodes: int | None = None
    snapshot_days: int = 0
    kms_key_arn: pulumi.Input[str] | None = None

    def __post_init__(self) -> None:
        """Refuse what ElastiCache would refuse."""
        refuse(
            "Cache",
            cache_problems(
                name=self.name,
                engine=self.engine,
                engine_version=self.actual_version,
                node_type=self.actual_node_type,
                nodes=self.actual_nodes,
                multi_az=self.has_standby,
                snapshot_days=self.snapshot_days,
            ),
        )

    @property
    def actual_version(self) -> str:
        """The version given, or the newest known."""
        return self.engine_version or NEWEST[self.engine]

    @property
    def actual_node_type(self) -> str:
        """The node type given, or the environment's."""
        return self.node_type or self.environment.cache_node_type

    @property
    def actual_nodes(self) -> int:
        """The nodes given, or what the environment's zones need."""
        if self.nodes is not None:
            return self.nodes
        return NODES_WITH_STANDBY if self.environment.multi_az else 1

    @property
    def has_standby(self) -> bool:
        """Whether there is a node to fail over to."""
        return self.actual_nodes > 1


class Cache(pulumi.ComponentResource):
    """A cache whose clients get its address, its token and the way to it in one step.

    Attributes:
        label: The logical name.
        host: Host name of the primary.
        security_group_id: Group that clients must reach.
        url: Secret with `rediss://:<token>@<host>:6379`.
        token: Secret with the token.
    """

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Cache", name, None, opts)
        self.label = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)

        self._group = SecurityGroup(
            f"{name}-access",
            SecurityGroupArgs(vpc_id=args.vpc_id, description="Cache"),
            opts=self._child,
        )
        # letters and digits only: ElastiCache refuses most other characters, and a URL needs no quoting
        drawn = random.RandomPassword(f"{name}-token", length=TOKEN_LENGTH, special=False, opts=self._child)
        token: pulumi.Output[str] = pulumi.Output.secret(drawn.result)
        cluster = self._replication_group(token)
        self.host: pulumi.Output[str] = cluster.primary_endpoint_address
        self.security_group_id: pulumi.Output[str] = self._group.id
        self.url = self._secret(
            "url",
            args.url_secret_name,
            pulumi.Output.concat("rediss://:", token, "@", self.host, f":{PORT}"),
        )
        self.token = self._secret("token-secret", args.token_secret_name, token)
        self.register_outputs({"host": self.host})

    def _replication_group(self, token: pulumi.Output[str]) -> aws.elasticache.ReplicationGroup:
        args, environment = self._args, self._args.environment
        subnets = aws.elasticache.SubnetGroup(
            f"{self.label}-subnets", subnet_ids=args.subnet_ids, opts=self._child
        )
        parameters = aws.elasticache.ParameterGroup(
            f"{self.label}-parameters",
            family=f"{args.engine}{args.actual_version.split('.')[0]}",
            opts=self._child,
        )
        return aws.elasticache.ReplicationGroup(
            f"{self.label}-group",
            replication_group_id=args.name,
            description=f"Cache {self.label}",
            engine=args.engine,
            engine_version=args.actual_version,
            node_type=args.actual_node_type,
            num_cache_clusters=args.actual_nodes,
            automatic_failover_enabled=args.has_standby,
            multi_az_enabled=args.has_standby,
            port=PORT,
            parameter_group_name=parameters.name,
            subnet_group_name=subnets.name,
            security_group_ids=[self._group.id],
            at_rest_encryption_enabled=True,
            kms_key_id=args.kms_key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            auth_token_wo=token,
            auth_token_wo_version=version_of(token, self.label),
            # clients that still have the old token go on until they restart
            auth_token_update_strategy="ROTATE",  # noqa: S106 - a strategy, no token
            snapshot_retention_limit=args.snapshot_days,
            auto_minor_version_upgrade=True,
            apply_immediately=not environment.protect,
            opts=protected(environment, self),
        )

    def _secret(self, role: str, name: str, value: pulumi.Output[str]) -> Secret:
        return Secret(
            f"{self.label}-{role}",
            SecretArgs(
                environment=self._args.environment,
                name=name,
                description="Address and token of the cache" if role == "url" else "Token of the cache",
                backend=self._args.secrets_backend,
                source=Composed(value=value),
                kms_key_arn=self._args.kms_key_arn,
            ),
            opts=self._child,
        )

    @property
    def flow(self) -> Flow:
        """The way to the cache."""
        return Flow(name="cache", security_group_id=self.security_group_id, port=PORT)

    def link(self) -> Link:
        """`REDIS_URL` as a secret, and the way to the cache."""
        return Link(secrets={"REDIS_URL": self.url.ref()}, flows=[self.flow])

    def link_parts(self) -> Link:
        """`REDIS_HOST`, `REDIS_PORT` and `REDIS_TLS`, `REDIS_PASSWORD` as a secret, and the way (TC-11)."""
        return Link(
            environment={"REDIS_HOST": self.host, "REDIS_PORT": str(PORT), "REDIS_TLS": "true"},
            secrets={"REDIS_PASSWORD": self.token.ref()},
            flows=[self.flow],
        )

    @property
    def node_ids(self) -> list[str]:
        """Ids of the nodes, which their metrics are published under; ElastiCache numbers them from 001."""
        return [f"{self._args.name}-{number:03}" for number in range(1, self._args.actual_nodes + 1)]

    def alarms(self) -> list[Alarm]:
        """Engine CPU, memory and evictions of each node."""
        rows = (
            ("cpu", "EngineCPUUtilization", "Average", ENGINE_CPU_PERCENT, SUSTAINED, "The engine is busy"),
            (
                "memory",
                "DatabaseMemoryUsagePercentage",
                "Maximum",
                MEMORY_PERCENT,
                SUSTAINED,
                "Memory runs out",
            ),
            ("evictions", "Evictions", "Sum", 0.0, 1, "Keys are thrown out before they expire"),
        )
        return [
            Alarm(
                key=f"{self.label}-{key}-{node[-3:]}",
                title=f"{camel(self.label)}{camel(key)}{node[-3:]}",
                description=f"{description} on {node}",
                metric=_metric(metric, statistic, node),
                threshold=threshold,
                evaluation_periods=periods,
            )
            for node in self.node_ids
            for key, metric, statistic, threshold, periods, description in rows
        ]

    def widgets(self) -> list[Widget]:
        """CPU, memory, connections and hits of each node."""
        rows = (
            ("CPU and memory", ("EngineCPUUtilization", "DatabaseMemoryUsagePercentage"), "Average"),
            ("hits and misses", ("CacheHits", "CacheMisses", "Evictions"), "Sum"),
            ("connections", ("CurrConnections",), "Average"),
        )
        return [
            Widget(
                title=f"Cache {self.label}: {title}",
                metrics=[_metric(name, statistic, node) for node in self.node_ids for name in names],
                width=8,
            )
            for title, names, statistic in rows
        ]


def _metric(name: str, statistic: str, node: str) -> Metric:
    return Metric(
        namespace="AWS/ElastiCache", name=name, dimensions={"CacheClusterId": node}, statistic=statistic
    )
