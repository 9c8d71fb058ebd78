"""What a PostgreSQL database can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi

from components.blocks.secret_access import Backend
from components.environments import Environment
from components.guards import refuse
from components.guards.postgres import GP3_GIB, combination_problems, instance_problems

Credentials = Literal["generated", "rdsManaged"]
Insights = Literal["standard", "advanced"]

DEFAULT_MAJOR = "17"
SMALLEST_STORAGE_GIB = GP3_GIB.start
GROWTH = 5  # storage may grow to this many times its first size before somebody should look


@dataclass(frozen=True, kw_only=True)
class BackupCopy:
    """A copy of the automated backups in another region.

    Attributes:
        region: The other region.
        kms_key_arn: A key of that region: backups of an encrypted instance need one there.
    """

    region: str
    kms_key_arn: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class RegionReplica:
    """A replica in another region, which can be promoted when this one is lost.

    Attributes:
        region: The other region.
        kms_key_arn: A key of that region: replicas of an encrypted instance need one there.
        subnet_group_name: DB subnet group of that region.
        security_group_ids: Security groups of that network.
    """

    region: str
    kms_key_arn: pulumi.Input[str]
    subnet_group_name: str
    security_group_ids: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class PostgresArgs:
    """Settings of a database.

    Attributes:
        environment: Where it runs: zones, backups, protection.
        name: Instance identifier (1 to 63); its log group is named after it.
        vpc_id: The network.
        subnet_ids: Private subnets in two zones at least.
        database: Name of the first database.
        user: Name of its owner.
        url_secret_name: Physical name of the secret with the whole URL; only with generated credentials.
        secrets_backend: Where that secret is.
        credentials: `generated`: a password that stays until somebody changes it, in a URL. `rdsManaged`: RDS
            rotates it every seven days, so that only its parts can be handed out.
        engine_version: PostgreSQL's major version.
        instance_class: RDS class; the environment's without it.
        storage_gib: First size of the gp3 storage (20 to 65,536 GiB).
        max_storage_gib: Size it may grow to by itself; five times the first without it.
        kms_key_arn: A customer managed key; AWS's own RDS key without one. A change replaces the instance.
        proxy: Whether an RDS Proxy pools connections.
        read_replica: Whether a second instance answers reads.
        backup_copy: Where automated backups are copied to.
        region_replica: A replica in another region.
        backup_days: Days of automated backups; the environment's without it.
        slow_query_ms: Statements that take longer are logged.
        multi_az: Whether a standby waits in a second zone; the environment's without it.
        insights: Mode of Database Insights; `advanced` is charged for and keeps 15 months.
    """

    environment: Environment
    name: str
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    database: str
    user: str
    url_secret_name: str | None = None
    secrets_backend: Backend = "ssm"
    credentials: Credentials = "generated"
    engine_version: str = DEFAULT_MAJOR
    instance_class: str | None = None
    storage_gib: int = SMALLEST_STORAGE_GIB
    max_storage_gib: int | None = None
    kms_key_arn: pulumi.Input[str] | None = None
    proxy: bool = False
    read_replica: bool = False
    backup_copy: BackupCopy | None = None
    region_replica: RegionReplica | None = None
    backup_days: int | None = None
    slow_query_ms: int = 1_000  # a request that waits a second for one statement is worth a line in the log
    multi_az: bool | None = None
    insights: Insights = "standard"

    def __post_init__(self) -> None:
        """Refuse what RDS would refuse, or take and break."""
        refuse(
            "Postgres",
            [
                *instance_problems(
                    identifier=self.name,
                    engine_version=self.engine_version,
                    instance_class=self.actual_class,
                    database=self.database,
                    user=self.user,
                    storage_gib=self.storage_gib,
                    max_storage_gib=self.actual_max_storage_gib,
                    backup_days=self.actual_backup_days,
                ),
                *combination_problems(
                    rds_managed=self.credentials == "rdsManaged",
                    read_replica=self.read_replica or self.region_replica is not None,
                    backup_copy=self.backup_copy is not None,
                    backup_days=self.actual_backup_days,
                    url_secret_name=self.url_secret_name,
                ),
            ],
        )

    @property
    def actual_class(self) -> str:
        """The class given, or the environment's."""
        return self.instance_class or self.environment.database_class

    @property
    def actual_max_storage_gib(self) -> int:
        """The limit of growth given, or five times the first size."""
        return self.storage_gib * GROWTH if self.max_storage_gib is None else self.max_storage_gib

    @property
    def actual_backup_days(self) -> int:
        """The days given, or the environment's."""
        return self.environment.database_backup_days if self.backup_days is None else self.backup_days

    @property
    def actual_multi_az(self) -> bool:
        """Whether there is a standby: as given, or as the environment has it."""
        return self.environment.multi_az if self.multi_az is None else self.multi_az
