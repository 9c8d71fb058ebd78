"""What becomes of databases: one ModifyDBInstance with what differs, and a last snapshot."""

from collections.abc import Mapping
from typing import Any

from emulator.changes import Step
from emulator.registry import Created
from emulator.request import Request
from emulator.resources._updates import kind_of, parameter_of
from emulator.resources.parts import answered, later, later_described, tagging
from emulator.resources.rds import INSTANCE_NAMES, instance_outputs

INSTANCE = "aws:rds/instance:Instance"
MODIFY = "rds.modify_db_instance"
NAMES = {
    **INSTANCE_NAMES,
    "enabledCloudwatchLogsExports": "CloudwatchLogsExportConfiguration",
    "port": "DBPortNumber",
}
STEP = Step(call=MODIFY, rename=NAMES)
OWN = frozenset(
    {
        "allowMajorVersionUpgrade",
        "applyImmediately",
        "enabledCloudwatchLogsExports",
        "identifier",
        "password",
        "passwordWo",
        "tags",
    }
)
"""Inputs of ModifyDBInstance that are not sent as they are."""

LOCAL = (
    "applyImmediately",
    "blueGreenUpdate",
    "deleteAutomatedBackups",
    "finalSnapshotIdentifier",
    "identifierPrefix",
    "passwordWo",
    "passwordWoVersion",
    "skipFinalSnapshot",
)
"""Inputs that say how something is done, not what there is."""

RESETS = {"autoMinorVersionUpgrade": True, "monitoringInterval": 0}
"""What an input goes back to (the provider's defaults; seconds). Other switches go off, and for the rest AWS
keeps what it has, as the provider does."""


def _log_types(r: Request) -> dict[str, Any]:
    wanted = set(r.take("enabledCloudwatchLogsExports", []))
    held = set(r.old.get("enabledCloudwatchLogsExports") or [])
    return {"EnableLogTypes": sorted(wanted - held), "DisableLogTypes": sorted(held - wanted)}


def _change(r: Request) -> dict[str, Any]:
    """Parameters for what differs; a write-only password changes with its version."""
    change: dict[str, Any] = {}
    for key in sorted((STEP.inputs(r.typ) & r.changed) - OWN):
        parameter, value = parameter_of(MODIFY, NAMES.get(key, key)), r.take(key)
        if value is None:
            value = RESETS.get(key, False if kind_of(MODIFY, parameter) == "boolean" else None)
        if key == "maxAllocatedStorage" and value is None:  # no more room to grow than there is
            value = r.inputs.get("allocatedStorage")
        if value is not None:
            change |= r.made("rds", "modify_db_instance", **{parameter: value})
    if "enabledCloudwatchLogsExports" in r.changed:
        change["CloudwatchLogsExportConfiguration"] = _log_types(r)
    secret, given = r.take("passwordWo"), r.take("password")
    if "passwordWoVersion" in r.changed and secret:
        change["MasterUserPassword"] = secret
    elif "password" in r.changed and given:
        change["MasterUserPassword"] = given
    if "identifier" in r.changed and (name := r.take("identifier")):
        change["NewDBInstanceIdentifier"] = name
    return change


def _update(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Promote a replica that is none any more; then change what differs."""
    name = str(r.state.get("identifier") or r.old.get("identifier"))
    now, upgrade = bool(r.take("applyImmediately")), r.take("allowMajorVersionUpgrade")
    for key in LOCAL:
        r.take(key)
    if "replicateSourceDb" in r.changed:
        if r.take("replicateSourceDb"):
            raise ValueError(f"{r.logical}: a database can't become a replica")
        r.api("rds", "promote_read_replica", DBInstanceIdentifier=name)
    if change := _change(r):
        where = {"DBInstanceIdentifier": name, "ApplyImmediately": now}
        r.api("rds", "modify_db_instance", **where, AllowMajorVersionUpgrade=upgrade, **change)
    name = change.get("NewDBInstanceIdentifier", name)
    found = r.api("rds", "describe_db_instances", DBInstanceIdentifier=name)["DBInstances"][0]
    return {key: value for key, value in instance_outputs(found).items() if key not in r.inputs}


def _delete(r: Request, _: str) -> None:
    """Delete with the final snapshot that was asked for."""
    name = r.inputs["identifier"]
    snapshot = None if r.inputs.get("skipFinalSnapshot") else r.inputs.get("finalSnapshotIdentifier")
    if not snapshot and not r.inputs.get("skipFinalSnapshot"):
        raise ValueError(f"{name}: finalSnapshotIdentifier is needed where skipFinalSnapshot is not true")
    answered(
        lambda: r.api(
            "rds",
            "delete_db_instance",
            DBInstanceIdentifier=name,
            SkipFinalSnapshot=snapshot is None,
            FinalDBSnapshotIdentifier=snapshot,
            DeleteAutomatedBackups=r.inputs.get("deleteAutomatedBackups", True),
        )
    )


def _found(r: Request, id_: str) -> dict[str, Any] | None:
    """An instance by its resource id, or by its name (for an import)."""
    for found in r.api("rds", "describe_db_instances")["DBInstances"]:
        if id_ in (found["DbiResourceId"], found["DBInstanceIdentifier"]):
            return dict(found)
    return None


def _read(r: Request, id_: str) -> Created | None:
    found = _found(r, id_)
    return (found["DbiResourceId"], instance_outputs(found)) if found else None


UNSAID = (
    "AvailabilityZone",
    "CharacterSetName",
    "CustomIamInstanceProfile",
    "KmsKeyId",
    "NcharCharacterSetName",
    "Timezone",
)
"""What nobody can change later, and AWS itself chooses: an import must not make inputs of it."""


def _described(r: Request, id_: str) -> Mapping[str, Any] | None:
    """The instance, under the names of the inputs where they are nested otherwise."""
    found = _found(r, id_)
    if found is None:
        return None
    groups = found.get("DBParameterGroups") or [{}]
    return {
        **{key: value for key, value in found.items() if key not in UNSAID},
        "parameterGroupName": groups[0].get("DBParameterGroupName"),
        "dbSubnetGroupName": (found.get("DBSubnetGroup") or {}).get("DBSubnetGroupName"),
        "vpcSecurityGroupIds": sorted(
            each["VpcSecurityGroupId"] for each in found.get("VpcSecurityGroups") or []
        ),
        "port": (found.get("Endpoint") or {}).get("Port"),
        "tags": found.get("TagList"),
    }


later(
    INSTANCE,
    read=_read,
    update=_update,
    delete=_delete,
    updates=MODIFY,
    rename=NAMES,
    lasting=["engine"],
    # Steering, the version of a secret that is not in the state; and PromoteReadReplica takes no source.
    changing=[*LOCAL, "replicateSourceDb"],
)
tagging(INSTANCE, "rds.add_tags_to_resource", "rds.remove_tags_from_resource", ResourceName="arn")
later_described(
    INSTANCE,
    _described,
    {
        "backupWindow": "PreferredBackupWindow",
        "caCertIdentifier": "CACertificateIdentifier",
        "dbName": "DBName",
        "identifier": "DBInstanceIdentifier",
        "instanceClass": "DBInstanceClass",
        "maintenanceWindow": "PreferredMaintenanceWindow",
        "username": "MasterUsername",
    },
)
