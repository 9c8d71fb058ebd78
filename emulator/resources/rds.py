"""Databases: new, replicas, and restored ones."""

import base64
import hashlib
from typing import Any

from moto.rds.models import rds_backends

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present

DEFAULT_PORTS = {"postgres": 5432, "mysql": 3306, "mariadb": 3306, "oracle": 1521, "sqlserver": 1433}
"""The port of an engine when none is given (RDS user guide, "Settings for DB instances")."""

RESOURCE_ID_LENGTH = 26
"""Characters after `db-` in ids such as those of the RDS user guide."""

INSTANCE_NAMES = {
    "identifier": "DBInstanceIdentifier",
    "instanceClass": "DBInstanceClass",
    "dbName": "DBName",
    "username": "MasterUsername",
    "password": "MasterUserPassword",
    "passwordWo": "MasterUserPassword",
    "backupWindow": "PreferredBackupWindow",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "parameterGroupName": "DBParameterGroupName",
    "multiAz": "MultiAZ",
    "caCertIdentifier": "CACertificateIdentifier",
    "customerOwnedIpEnabled": "EnableCustomerOwnedIp",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "domainIamRoleName": "DomainIAMRoleName",
    "dbSubnetGroupName": "DBSubnetGroupName",
}
STEERING = (
    "allowMajorVersionUpgrade",
    "applyImmediately",
    "blueGreenUpdate",
    "deleteAutomatedBackups",
    "finalSnapshotIdentifier",
    "passwordWoVersion",
    "skipFinalSnapshot",
)
"""Inputs that only say how later changes and the deletion go."""

AFTER_RESTORE = {
    "backupRetentionPeriod": "BackupRetentionPeriod",
    "backupWindow": "PreferredBackupWindow",
    "maintenanceWindow": "PreferredMaintenanceWindow",
    "maxAllocatedStorage": "MaxAllocatedStorage",
    "monitoringInterval": "MonitoringInterval",
    "monitoringRoleArn": "MonitoringRoleArn",
    "parameterGroupName": "DBParameterGroupName",
    "password": "MasterUserPassword",
    "passwordWo": "MasterUserPassword",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "performanceInsightsKmsKeyId": "PerformanceInsightsKMSKeyId",
    "performanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "databaseInsightsMode": "DatabaseInsightsMode",
}
"""What a restored copy or a replica gets by ModifyDBInstance, where its own create call doesn't take it."""

INHERITED = (
    "engine",
    "engineVersion",
    "username",
    "dbName",
    "storageEncrypted",
    "allocatedStorage",
    "kmsKeyId",
)
"""What a copy has from its source: given or not, the create call of a copy doesn't take it."""


def _restored(r: Request, identifier: str) -> str | None:
    """Create a replica or a restored copy where the inputs ask for one; which way it was."""
    later = _later(r) if _origin(r) else {}
    if source := r.take("replicateSourceDb"):
        elsewhere = source.startswith("arn:")  # a key is of one region, so a copy in another has its own
        for key in INHERITED:
            if key != "kmsKeyId" or not elsewhere:
                r.take(key)
        names = {"SourceDBInstanceIdentifier": source, "DBInstanceIdentifier": identifier}
        r.send("rds", "create_db_instance_read_replica", rename=INSTANCE_NAMES, **names)
    elif snapshot := r.take("snapshotIdentifier"):
        for key in ("username", "engineVersion", "storageEncrypted", "kmsKeyId"):
            r.take(key)
        names = {"DBSnapshotIdentifier": snapshot, "DBInstanceIdentifier": identifier}
        r.send("rds", "restore_db_instance_from_db_snapshot", rename=INSTANCE_NAMES, **names)
    elif point := r.take("restoreToPointInTime"):
        for key in ("username", "engineVersion", "storageEncrypted", "kmsKeyId"):
            r.take(key)
        source_names = {
            "sourceDbInstanceIdentifier": "SourceDBInstanceIdentifier",
            "sourceDbiResourceId": "SourceDbiResourceId",
            "sourceDbInstanceAutomatedBackupsArn": "SourceDBInstanceAutomatedBackupsArn",
            "restoreTime": "RestoreTime",
            "useLatestRestorableTime": "UseLatestRestorableTime",
        }
        given = {source_names[key]: value for key, value in point.items() if value is not None}
        target = {"TargetDBInstanceIdentifier": identifier}
        r.send("rds", "restore_db_instance_to_point_in_time", rename=INSTANCE_NAMES, **target, **given)
    else:
        return None
    if later:
        r.api("rds", "modify_db_instance", DBInstanceIdentifier=identifier, ApplyImmediately=True, **later)
    return "copy"


def _origin(r: Request) -> bool:
    return any(
        r.inputs.get(key) for key in ("replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime")
    )


def _later(r: Request) -> dict[str, Any]:
    given = {api: r.take(key) for key, api in AFTER_RESTORE.items() if r.inputs.get(key) is not None}
    return {key: value for key, value in given.items() if value is not None}


@resource("aws:rds/instance:Instance")
def instance(r: Request) -> Created:
    """A database: new, a replica, or restored. Passwords are sent and never part of the outputs."""
    for key in STEERING:
        r.take(key)
    identifier, managed = r.physical("identifier"), r.take("manageMasterUserPassword")
    if _restored(r, identifier) is None:
        if s3 := r.take("s3Import"):
            raise NotImplementedError(f"{r.logical}.s3Import {sorted(s3)}: restoring from S3 isn't emulated")
        more = present(ManageMasterUserPassword=managed or None)
        r.send("rds", "create_db_instance", rename=INSTANCE_NAMES, DBInstanceIdentifier=identifier, **more)
    elif managed:
        change = {"ManageMasterUserPassword": True, "ApplyImmediately": True}
        r.api("rds", "modify_db_instance", DBInstanceIdentifier=identifier, **change)
    _give_own_id(r, identifier)
    found = r.api("rds", "describe_db_instances", DBInstanceIdentifier=identifier)["DBInstances"][0]
    return found["DbiResourceId"], instance_outputs(found)


def _give_own_id(r: Request, identifier: str) -> None:
    """A resource id of its own: moto has one for all, and policies of database users are about this id."""
    database = rds_backends[r.cloud.account_id][r.region].databases[identifier]
    digest = hashlib.sha256(f"{r.region}/{identifier}".encode()).digest()
    database.dbi_resource_id = f"db-{base64.b32encode(digest).decode()[:RESOURCE_ID_LENGTH]}"


def instance_outputs(found: dict[str, Any]) -> dict[str, object]:
    """What RDS says of an instance, under the provider's names."""
    endpoint = found.get("Endpoint") or {}
    engine = str(found["Engine"])
    default = next((p for name, p in DEFAULT_PORTS.items() if engine.startswith(name)), 0)
    port, address = int(endpoint.get("Port") or default), endpoint.get("Address", "")
    return {
        "arn": found["DBInstanceArn"],
        "identifier": found["DBInstanceIdentifier"],
        "resourceId": found["DbiResourceId"],
        "address": address,
        "endpoint": f"{address}:{port}",
        "port": port,
        "hostedZoneId": endpoint.get("HostedZoneId", ""),
        "status": found["DBInstanceStatus"],
        "engine": engine,
        "engineVersionActual": found.get("EngineVersion"),
        "username": found.get("MasterUsername"),
        "availabilityZone": found.get("AvailabilityZone"),
        "replicas": found.get("ReadReplicaDBInstanceIdentifiers") or [],
        "masterUserSecrets": _secrets(found.get("MasterUserSecret")),
    }


def _secrets(secret: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The secret that RDS keeps, where it does."""
    if not secret:
        return []
    return [
        {
            "secretArn": secret["SecretArn"],
            "secretStatus": secret.get("SecretStatus", "active"),
            "kmsKeyId": secret.get("KmsKeyId", ""),
        }
    ]
