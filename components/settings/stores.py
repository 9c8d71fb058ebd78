"""PostgreSQL and cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from components.guards import Problem
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
# gp3 volumes of PostgreSQL (RDS User Guide, "gp3 storage").
Gibibytes = Annotated[int, Whole(20, 65_536, "GiB; RDS gp3")]


class Database(Model):
    """The PostgreSQL instance."""

    engine_version: Annotated[
        str, Text(r"1[4-8](\.[0-9]{1,2})?", "14 to 18, in quotes; the major version is enough", "17", "RDS")
    ] = setting("17", what="PostgreSQL version; minor versions are kept up to date.", requirement="HR-27")
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
    backup_days: Annotated[int, Whole(0, 35, "RDS")] = setting(
        what="Days that automated backups are kept; 0 makes none.",
        requirement="HR-28",
        environment=lambda environment: environment.database_backup_days,
    )
    cross_region_backups: Boolean = setting(
        False, what="Copy automated backups to dr.region.", requirement="HR-28"
    )
    insights: Literal["standard", "advanced"] = setting(
        "standard", what="Mode of Database Insights.", requirement="HR-29"
    )
    slow_statement: Annotated[Duration, Span("0 seconds", "1 hour")] = setting(
        Duration(1), what="Statements that take longer are logged.", requirement="HR-29"
    )

    @check("storage", "max_storage")
    def storage_can_grow(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """RDS wants a maximum at least a tenth above the storage (CreateDBInstance, MaxAllocatedStorage)."""
        if self.max_storage * 10 < self.storage * 11:
            yield Problem(
                field="max_storage",
                given=self.max_storage,
                allowed=f"at least {-(-self.storage * 11 // 10)}, a tenth more than storage (RDS)",
                fix="raise it",
            )

    @check("credentials", "read_replica")
    def replicas_have_no_managed_password(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """AWS makes no read replica of an instance whose password it manages."""
        if self.credentials == "rdsManaged" and self.read_replica:
            yield Problem(
                field="read_replica",
                given=True,
                allowed="false, with credentials: rdsManaged (RDS)",
                fix="use credentials: generated, or no replica",
            )

    @check("backup_days", "read_replica", "cross_region_backups")
    def copies_need_backups(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Replicas and copies are made of automated backups."""
        for field, wanted in (
            ("read_replica", self.read_replica),
            ("cross_region_backups", self.cross_region_backups),
        ):
            if wanted and self.backup_days == 0:
                yield Problem(
                    field=field,
                    given=True,
                    allowed="false, with backupDays: 0 (RDS)",
                    fix="keep backups 1 day or more",
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
    engine: Literal["valkey", "redis"] = setting(
        "valkey", what="valkey 8; redis stops at 7.1.", requirement="HR-30, TC-10"
    )
    node_type: NodeType = setting(
        what="Size of a node.",
        requirement="HR-30",
        environment=lambda environment: environment.cache_node_type,
    )
    replicas: Annotated[int, Whole(0, 5, "ElastiCache")] = setting(
        what="Replicas in other zones; with one or more, the cache fails over.",
        requirement="HR-30, TC-10",
        environment=lambda environment: 1 if environment.multi_az else 0,
    )
