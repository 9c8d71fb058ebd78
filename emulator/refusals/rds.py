"""RDS.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses
from .facts import found, within

if TYPE_CHECKING:
    from emulator.account import Account

PASSWORD = {"postgres": (8, 128), "mysql": (8, 41), "mariadb": (8, 41), "aurora-postgresql": (8, 128)}
"""Engine -> shortest and longest master password."""

FORBIDDEN = set("/@\" '")
"""Characters that a master password must not have. PostgreSQL also refuses the single quote."""

STORAGE_GB = {
    "gp2": (20, 65_536),
    "gp3": (20, 65_536),
    "io1": (100, 65_536),
    "io2": (100, 65_536),
    "standard": (5, 3072),
}
GP3_THRESHOLD_GB = 400
"""From here on gp3 takes IOPS and throughput; below, both are fixed.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage"""

BACKUP_DAYS = (0, 35)
INSIGHTS_DAYS = (7, 731)
MONITORING_SECONDS = (0, 1, 5, 10, 15, 30, 60)
RESERVED_USERS = {"postgres": ("admin", "rdsadmin", "rdsrepladmin", "rds_superuser"), "mysql": ("rdsadmin",)}
FEWEST_ZONES = 2
_VERSIONS = {"postgres": re.compile(r"1[1-8](\.\d+)?"), "mysql": re.compile(r"(5\.7|8\.0|8\.4)(\.\d+)?")}
_DATABASE = re.compile(r"[a-zA-Z][a-zA-Z0-9_]{0,62}")
_IDENTIFIER = re.compile(r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{0,62}(?<!-)")


@refuses("rds", "CreateDBInstance")
def instance(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Passwords, versions, storage, windows, and what a second zone needs."""
    label, engine = f"database {params['DBInstanceIdentifier']}", params["Engine"]
    if not _IDENTIFIER.fullmatch(params["DBInstanceIdentifier"]):
        yield f"{label}: an identifier has 1 to 63 letters, digits and single inner hyphens"
    for reason in (*_master(params, engine), *_storage(params), *_kept(params)):
        yield f"{label}: {reason}"
    version = params.get("EngineVersion")
    if version and engine in _VERSIONS and not _VERSIONS[engine].fullmatch(version):
        yield f"{label}: {engine} has no version {version}"
    name = params.get("DBName")
    if name is not None and not _DATABASE.fullmatch(name):
        yield f"{label}: {name!r} is no database name"
    if params.get("MultiAZ") and params.get("AvailabilityZone"):
        yield f"{label}: MultiAZ and AvailabilityZone exclude each other"
    group = params.get("DBSubnetGroupName")
    if group and found(account, region, "rds", "describe_db_subnet_groups", DBSubnetGroupName=group) is None:
        yield f"{label}: the subnet group {group} does not exist"


def _master(params: Params, engine: str) -> Iterator[str]:
    password, managed = params.get("MasterUserPassword"), params.get("ManageMasterUserPassword")
    user = params.get("MasterUsername")
    of_cluster = params.get("DBClusterIdentifier")
    if password is not None and managed:
        yield "MasterUserPassword and ManageMasterUserPassword exclude each other"
    if not of_cluster and password is None and not managed:
        yield "one of MasterUserPassword and ManageMasterUserPassword is needed"
    if not of_cluster and not user:
        yield "MasterUsername is needed"
    if user and (
        user.lower() in RESERVED_USERS.get(engine, ()) or not re.fullmatch(r"[a-zA-Z]\w{0,62}", user)
    ):
        yield f"{user!r} can't be the master user: it is reserved, or no name"
    if params.get("MasterUserSecretKmsKeyId") and not managed:
        yield "MasterUserSecretKmsKeyId needs ManageMasterUserPassword"
    if password is not None:
        low, high = PASSWORD.get(engine, (8, 41))
        if not low <= len(password) <= high:
            yield f"the master password must have {low} to {high} characters"
        if FORBIDDEN & set(password) or not password.isprintable() or not password.isascii():
            yield "the master password has a character that is not allowed: / @ \" ' and space are not"


def _storage(params: Params) -> Iterator[str]:
    if params["Engine"].startswith("aurora"):
        return
    kind, size = params.get("StorageType", "gp2"), params.get("AllocatedStorage")
    if size is None:
        yield "AllocatedStorage is needed"
        return
    low, high = STORAGE_GB.get(kind, (20, 65_536))
    yield from within(f"AllocatedStorage of {kind}", size, low, high, "GiB")
    most = params.get("MaxAllocatedStorage")
    if most is not None and most <= size:
        yield f"MaxAllocatedStorage {most} is not above AllocatedStorage {size}"
    if kind == "gp3" and size < GP3_THRESHOLD_GB and ("Iops" in params or "StorageThroughput" in params):
        yield f"Iops and StorageThroughput of gp3 need at least {GP3_THRESHOLD_GB} GiB"
    if kind in ("io1", "io2") and "Iops" not in params:
        yield f"Iops are needed with {kind}"


def _kept(params: Params) -> Iterator[str]:
    yield from within("BackupRetentionPeriod", params.get("BackupRetentionPeriod"), *BACKUP_DAYS, "days")
    if params.get("MonitoringInterval", 0) not in MONITORING_SECONDS:
        yield f"MonitoringInterval is one of {MONITORING_SECONDS}, not {params['MonitoringInterval']}"
    if params.get("MonitoringInterval") and not params.get("MonitoringRoleArn"):
        yield "enhanced monitoring needs a MonitoringRoleArn"
    days = params.get("PerformanceInsightsRetentionPeriod")
    if days is not None and days not in INSIGHTS_DAYS and days % 31:
        yield f"PerformanceInsightsRetentionPeriod is 7, 731 or months of 31 days, not {days}"
    if days is not None and not params.get("EnablePerformanceInsights"):
        yield "PerformanceInsightsRetentionPeriod needs EnablePerformanceInsights"
    if params.get("DatabaseInsightsMode") == "advanced" and not params.get("EnablePerformanceInsights"):
        yield "DatabaseInsightsMode advanced needs EnablePerformanceInsights"
    logs = set(params.get("EnableCloudwatchLogsExports") or ())
    known = {"postgres": {"postgresql", "upgrade", "iam-db-auth-error"}}.get(params["Engine"])
    if known is not None and logs - known:
        yield f"{params['Engine']} does not export the logs {', '.join(sorted(logs - known))}"


@refuses("rds", "CreateDBInstanceReadReplica")
def replica(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A replica of an instance that keeps no backups, or whose password RDS manages.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html#rds-secrets-manager-limitations
    """
    source = params.get("SourceDBInstanceIdentifier", "").rsplit(":", 1)[-1]
    answer = found(account, region, "rds", "describe_db_instances", DBInstanceIdentifier=source)
    if answer is None:
        return
    database = answer["DBInstances"][0]
    if database.get("MasterUserSecret"):
        yield f"database {source} has a password managed in Secrets Manager: it can't have read replicas"
    if not database.get("BackupRetentionPeriod"):
        yield f"database {source} keeps no backups: it can't have read replicas"


@refuses("rds", "CreateDBSubnetGroup")
def subnet_group(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A name that is taken, subnets of one zone only, or of several networks."""
    name = params["DBSubnetGroupName"]
    if found(account, region, "rds", "describe_db_subnet_groups", DBSubnetGroupName=name):
        yield f"subnet group {name} already exists"
    answer = found(account, region, "ec2", "describe_subnets", SubnetIds=params["SubnetIds"])
    subnets = (answer or {}).get("Subnets", [])
    if len({subnet["AvailabilityZone"] for subnet in subnets}) < FEWEST_ZONES:
        yield f"subnet group {name} does not cover at least {FEWEST_ZONES} Availability Zones"
    if len({subnet["VpcId"] for subnet in subnets}) > 1:
        yield f"subnet group {name}: its subnets are of different VPCs"


@refuses("rds", "CreateDBProxy")
def proxy(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A role that RDS can't assume; subnets of one zone are RDS's refusal at the subnet group."""
    from emulator.policies.decisions import assumable

    if not assumable(account.account_id, params["RoleArn"], "rds.amazonaws.com"):
        yield f"proxy {params['DBProxyName']}: rds.amazonaws.com can't assume the role {params['RoleArn']}"
