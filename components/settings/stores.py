"""PostgreSQL and cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from components.guards import Problem
from components.guards.cache import NODES, VERSIONS, Engine, cache_problems
from components.guards.postgres import BACKUP_DAYS, GP3_GIB, MAJORS, combination_problems, memory_gib
from components.settings.kinds import Span, Text, Whole
from components.settings.model import Model, Resolution, check, setting
from components.settings.texts import Boolean
from components.settings.units import Duration

InstanceClass = Annotated[
    str, Text(r"db\.[a-z0-9]+\.[a-z0-9]+", "an RDS instance class", "db.t4g.medium", longest=32)
]
NodeType = Annotated[
    str, Text(r"cache\.[a-z0-9]+\.[a-z0-9]+", "an ElastiCache node type", "cache.t4g.small", longest=32)
]
Gibibytes = Annotated[int, Whole.within(GP3_GIB, "GiB; RDS gp3")]


class Database(Model):
    """The PostgreSQL instance."""

    engine_version: Annotated[
        str, Text("|".join(MAJORS), f"one of {', '.join(MAJORS)}, in quotes", "17", "RDS, standard support")
    ] = setting("17", what="PostgreSQL's major; minor versions are kept up to date.", requirement="HR-27")
    instance_class: InstanceClass = setting(
        what="Size of the instance.",
        requirement="HR-27",
        environment=lambda environment: environment.database_class,
    )
    storage: Gibibytes = setting(20, what="GiB at first.", requirement="HR-27")
    max_storage: Gibibytes = setting(100, what="GiB that storage may grow to by itself.", requirement="HR-27")
    multi_az: Boolean = setting(
        what="A standby in a second zone.",
        requirement="HR-27",
        environment=lambda environment: environment.multi_az,
    )
    credentials: Literal["generated", "rdsManaged"] = setting(
        "generated",
        what="generated: one secret holds the whole DATABASE_URL; rdsManaged: RDS rotates the password "
        "every 7 "
        "days, and the application composes the URL of parts.",
        requirement="HR-26",
    )
    proxy: Boolean = setting(False, what="Pool connections in an RDS Proxy.", requirement="HR-29")
    read_replica: Boolean = setting(False, what="A replica for reading.", requirement="HR-26")
    backup_days: Annotated[int, Whole.within(BACKUP_DAYS, "RDS")] = setting(
        what="Days that automated backups are kept; 0 makes none.",
        requirement="HR-28",
        environment=lambda environment: environment.database_backup_days,
    )
    insights: Literal["standard", "advanced"] = setting(
        "standard", what="Mode of Database Insights.", requirement="HR-29"
    )
    slow_statement: Annotated[Duration, Span("0 seconds", "1 hour")] = setting(
        Duration(1), what="Statements that take longer are logged.", requirement="HR-29"
    )

    @check("storage", "max_storage")
    def storage_can_grow(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """RDS wants a tenth more at least (RDS User Guide, "Storage autoscaling", MaxAllocatedStorage)."""
        if self.max_storage * 10 < self.storage * 11:
            yield Problem(
                field="max_storage",
                given=self.max_storage,
                allowed=f"at least {-(-self.storage * 11 // 10)}, a tenth more than storage (RDS)",
                fix="raise it",
            )

    @check("credentials", "read_replica", "backup_days")
    def features_go_together(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """AWS makes no replica of an instance whose password it manages, and none without backups."""
        managed = self.credentials == "rdsManaged"
        yield from combination_problems(
            rds_managed=managed,
            read_replica=self.read_replica,
            backup_copy=False,  # settings of disaster recovery check that
            backup_days=self.backup_days,
            url_secret_name=None if managed else "as the platform names it",
        )

    @check("instance_class")
    def instance_class_is_known(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """The number of connections, and so the pools and alarms, depend on its memory."""
        if memory_gib(self.instance_class) is None:
            yield Problem(
                field="instance_class",
                given=self.instance_class,
                allowed="db.t3, db.t4g, db.m* or db.r* of a known size",
                fix="use db.t4g.medium",
            )

    @check("backup_days")
    def production_is_backed_up(self, at: Resolution) -> Iterator[Problem]:
        """A protected environment can be restored."""
        if at.environment.protect and self.backup_days == 0:
            yield Problem(
                field="backup_days",
                given=0,
                allowed=f"1 to 35 in {at.environment.name}",
                fix=f"leave it out for {at.environment.database_backup_days}",
            )


class Cache(Model):
    """The cache of frequent queries."""

    enabled: Boolean = setting(True, what="Whether there is one.", requirement="HR-30")
    engine: Engine = setting("valkey", what="valkey 8; redis stops at 7.1.", requirement="HR-30, TC-10")
    node_type: NodeType = setting(
        what="Size of a node.",
        requirement="HR-30",
        environment=lambda environment: environment.cache_node_type,
    )
    replicas: Annotated[int, Whole(0, NODES.stop - 2, "ElastiCache")] = setting(
        what="Replicas in other zones; with one or more, the cache fails over.",
        requirement="HR-30, TC-10",
        environment=lambda environment: 1 if environment.multi_az else 0,
    )

    @check("engine", "node_type", "replicas")
    def node_type_exists(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A type that ElastiCache has."""
        yield from cache_problems(
            name="as-the-platform-names-it",
            engine=self.engine,
            engine_version=VERSIONS[self.engine][-1],
            node_type=self.node_type,
            nodes=1 + self.replicas,
            multi_az=self.replicas > 0,
            snapshot_days=0,
        )
