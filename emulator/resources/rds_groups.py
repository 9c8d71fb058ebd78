"""What databases belong to and refer to: subnet and parameter groups, event subscriptions, copied backups."""

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._changes import RDS, differing, modification
from emulator.resources._common import key_values
from emulator.resources.parts import later, removal

lacks(
    "rds",
    "ModifyDBProxy",
    "ModifyEventSubscription",
    "ResetDBParameterGroup",
    "StartDBInstanceAutomatedBackupsReplication",
    "StopDBInstanceAutomatedBackupsReplication",
)

DEFAULT_DESCRIPTION = "Managed by Pulumi"
BATCH = 20
"""Parameters a call may change (RDS API reference, ModifyDBParameterGroup)."""


@resource("aws:rds/subnetGroup:SubnetGroup")
def subnet_group(r: Request) -> Created:
    """The subnets a database may live in."""
    name, description = r.physical(), r.take("description", DEFAULT_DESCRIPTION)
    made = r.send(
        "rds",
        "create_db_subnet_group",
        DBSubnetGroupName=name,
        DBSubnetGroupDescription=description,
    )["DBSubnetGroup"]
    return name, {
        "arn": made["DBSubnetGroupArn"],
        "name": name,
        "description": description,
        "vpcId": made["VpcId"],
        "supportedNetworkTypes": ["IPV4"],
    }


@resource("aws:rds/parameterGroup:ParameterGroup")
def parameter_group(r: Request) -> Created:
    """A parameter group."""
    r.take("skipDestroy")
    name, description = r.physical(), r.take("description", DEFAULT_DESCRIPTION)
    parameters = r.take("parameters", [])
    made = r.api(
        "rds",
        "create_db_parameter_group",
        DBParameterGroupName=name,
        DBParameterGroupFamily=r.take("family"),
        Description=description,
        Tags=key_values(r.tags),
    )["DBParameterGroup"]
    r.take("tags")
    _set(r, name, parameters)
    return name, {"arn": made["DBParameterGroupArn"], "name": name, "description": description}


simple(
    "aws:rds/eventSubscription:EventSubscription",
    "rds.create_event_subscription",
    name="SubscriptionName",
    rename={"snsTopic": "SnsTopicArn"},
    id="SubscriptionName",
    outputs={
        "name": "SubscriptionName",
        "arn": "EventSubscription.EventSubscriptionArn",
        "customerAwsId": lambda r, _: r.cloud.account_id,
    },
)


@resource("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication")
def instance_automated_backups_replication(r: Request) -> Created:
    """Automated backups copied to the region this resource is in; moto lacks it, so it's validated only."""
    arn = r.take("sourceDbInstanceArn")
    rename = {"retentionPeriod": "BackupRetentionPeriod"}
    call = "start_db_instance_automated_backups_replication"
    made = r.send("rds", call, rename=rename, SourceDBInstanceArn=arn)
    backup = made.get("DBInstanceAutomatedBackup") or {}
    return backup.get("DBInstanceAutomatedBackupsArn") or f"{arn}:automated-backups", {}


def _set(r: Request, group: str, parameters: list[Mapping[str, Any]]) -> None:
    """Give parameters their values, a batch a call."""
    items = [
        {
            "ParameterName": item["name"],
            "ParameterValue": str(item["value"]),
            "ApplyMethod": item.get("applyMethod") or "immediate",
        }
        for item in parameters
    ]
    for start in range(0, len(items), BATCH):
        batch = items[start : start + BATCH]
        r.api("rds", "modify_db_parameter_group", DBParameterGroupName=group, Parameters=batch)


def _update_parameters(r: Request, id_: str, old: Mapping[str, Any]) -> dict[str, Any]:
    """New values are set; parameters that are gone return to their defaults."""
    wanted, held = r.take("parameters", []), old.get("parameters") or []
    differing(r, old, ("skipDestroy",))
    _set(r, id_, [item for item in wanted if item not in held])
    names = {item["name"] for item in wanted}
    gone = [
        {"ParameterName": item["name"], "ApplyMethod": "pending-reboot"}
        for item in held
        if item["name"] not in names
    ]
    if gone:
        r.api("rds", "reset_db_parameter_group", DBParameterGroupName=id_, Parameters=gone)
    RDS.apply(r, old)
    return {}


later("aws:rds/parameterGroup:ParameterGroup", update=_update_parameters)
modification(
    "aws:rds/subnetGroup:SubnetGroup",
    "rds.modify_db_subnet_group",
    rename={"description": "DBSubnetGroupDescription"},
    tagging=RDS,
    DBSubnetGroupName="id",
    SubnetIds="subnetIds",
)
modification(
    "aws:rds/eventSubscription:EventSubscription",
    "rds.modify_event_subscription",
    rename={"snsTopic": "SnsTopicArn"},
    tagging=RDS,
    SubscriptionName="id",
)
removal("aws:rds/subnetGroup:SubnetGroup", "rds.delete_db_subnet_group", DBSubnetGroupName="id")
removal("aws:rds/parameterGroup:ParameterGroup", "rds.delete_db_parameter_group", DBParameterGroupName="id")
removal("aws:rds/eventSubscription:EventSubscription", "rds.delete_event_subscription", SubscriptionName="id")
removal(
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
    "rds.stop_db_instance_automated_backups_replication",
    SourceDBInstanceArn="sourceDbInstanceArn",
)
