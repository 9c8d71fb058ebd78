"""What RDS refuses of a PostgreSQL instance, and what it accepts and breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.guards import Problem

# Majors in standard support ("Release calendar for Amazon RDS for PostgreSQL"): 14 ends 2027-02-28; 13 is
# already in paid extended support.
MAJORS = ("14", "15", "16", "17", "18")
_IDENTIFIER = re.compile(r"[a-z](?!.*--)[a-z0-9-]{0,61}[a-z0-9]|[a-z]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")
# CreateDBInstance, MasterUsername and DBName: reserved words of the engine, and RDS's own roles.
RESERVED = frozenset({"admin", "postgres", "public", "rds_superuser", "rdsadmin", "rdsrepladmin", "user"})
GP3_GIB = range(20, 65_536 + 1)  # RDS User Guide, "gp3 storage", PostgreSQL
BACKUP_DAYS = range(35 + 1)  # CreateDBInstance, BackupRetentionPeriod

_CLASS = re.compile(r"db\.(?P<family>t3|t4g|m\d[a-z]*|r\d[a-z]*)\.(?P<size>[a-z0-9]+)")
# GiB of memory of one vCPU pair's size ("DB instance class types"): burstable sizes one by one, and for the
# others what a `large` has, doubled with each step.
_BURSTABLE = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32}
_LARGE = {"m": 8, "r": 16}
_SIZES = {"large": 1, "xlarge": 2, **{f"{n}xlarge": 2 * n for n in (2, 4, 8, 12, 16, 24, 32, 48)}}

GIB = 2**30
# RDS's default: LEAST(DBInstanceClassMemory / 9531392, 5000) ("Quotas and constraints for Amazon RDS").
BYTES_PER_CONNECTION = 9_531_392
MOST_CONNECTIONS = 5_000
# What RDS keeps for itself: (rds.rds_superuser_reserved_connections and superuser_reserved_connections).
RESERVED_CONNECTIONS = 5


def memory_gib(instance_class: str) -> int | None:
    """Memory of an instance class, or None for a class that isn't known here."""
    match = _CLASS.fullmatch(instance_class)
    if match is None:
        return None
    family, size = match["family"], match["size"]
    if family.startswith("t"):
        return _BURSTABLE.get(size)
    return _LARGE[family[0]] * _SIZES[size] if size in _SIZES else None


def max_connections(instance_class: str) -> int:
    """Connections that RDS's default parameters allow a class of known memory.

    Raises:
        ValueError: a class of unknown memory.
    """
    memory = memory_gib(instance_class)
    if memory is None:
        raise ValueError(f"memory of {instance_class} is not known")
    return min(memory * GIB // BYTES_PER_CONNECTION, MOST_CONNECTIONS)


def instance_problems(
    *,
    identifier: str,
    engine_version: str,
    instance_class: str,
    database: str,
    user: str,
    storage_gib: int,
    max_storage_gib: int,
    backup_days: int,
) -> Iterator[Problem]:
    """Problems of the instance itself."""
    if not _IDENTIFIER.fullmatch(identifier):
        yield Problem(
            field="name",
            given=identifier,
            allowed="1 to 63 of a-z 0-9 -, beginning with a letter, no two hyphens, none at the end",
            fix="rewrite it",
        )
    if engine_version not in MAJORS:
        yield Problem(
            field="engine_version",
            given=engine_version,
            allowed=f"a major in standard support: {', '.join(MAJORS)} (RDS chooses the minor)",
            fix=f"use {MAJORS[-2]}",
        )
    if memory_gib(instance_class) is None:
        yield Problem(
            field="instance_class",
            given=instance_class,
            allowed="db.t3, db.t4g, db.m* or db.r* of a known size",
            fix="use db.t4g.medium",
        )
    for field, given in (("database", database), ("user", user)):
        if not _NAME.fullmatch(given) or given.lower() in RESERVED:
            yield Problem(
                field=field,
                given=given,
                allowed="1 to 63 letters, digits and _, beginning with a letter, no reserved word",
                fix="rewrite it",
            )
    if storage_gib not in GP3_GIB or max_storage_gib not in GP3_GIB or max_storage_gib < storage_gib:
        yield Problem(
            field="max_storage_gib",
            given=f"{storage_gib} to {max_storage_gib}",
            allowed="20 to 65,536 GiB of gp3, the maximum not below the size",
            fix="raise the maximum",
        )
    if backup_days not in BACKUP_DAYS:
        yield Problem(
            field="backup_days",
            given=backup_days,
            allowed="0 to 35 (RDS)",
            fix="choose a period in that range",
        )


def combination_problems(
    *, rds_managed: bool, read_replica: bool, backup_copy: bool, backup_days: int, url_secret_name: str | None
) -> Iterator[Problem]:
    """Problems of features that exclude or need each other."""
    if rds_managed and read_replica:
        yield Problem(
            field="read_replica",
            given=read_replica,
            allowed="false with credentials rdsManaged: RDS refuses replicas of such an instance",
            fix="use credentials generated, or do without the replica",
        )
    if rds_managed == (url_secret_name is not None):
        yield Problem(
            field="url_secret_name",
            given=url_secret_name,
            allowed="a name with credentials generated, none with rdsManaged, whose password changes",
            fix="give or remove the name",
        )
    if (read_replica or backup_copy) and backup_days == 0:
        yield Problem(
            field="backup_days",
            given=backup_days,
            allowed="1 or more with a read replica or a copy of the backups: both are made of backups",
            fix="keep at least one day",
        )


def connection_problems(*, instance_class: str, clients: int, pool: int) -> Iterator[Problem]:
    """More connections than the instance takes, once every client has filled its pool.

    Args:
        instance_class: RDS instance class.
        clients: Most tasks or concurrent functions.
        pool: Connections each of them opens.
    """
    available = max_connections(instance_class) - RESERVED_CONNECTIONS
    if clients * pool > available:
        yield Problem(
            field="instance_class",
            given=f"{clients} clients with {pool} connections each on {instance_class}",
            allowed=f"at most {available} connections",
            fix="shrink the pool, turn the proxy on, or take a larger class",
        )
