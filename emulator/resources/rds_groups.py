"""What databases belong to and refer to: subnet and parameter groups, event subscriptions, copied backups."""

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import key_values
from emulator.resources._updates import KEPT, modifies
from emulator.resources.parts import answered, later, reader, removal, tagging

lacks(
    "rds",
    "AddSourceIdentifierToSubscription",
    "ModifyEventSubscription",
    "RemoveSourceIdentifierFromSubscription",
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


KINDS = {"subnetGroup": "subgrp", "parameterGroup": "pg", "eventSubscription": "es"}


def arn(r: Request, name: str) -> str:
    """The ARN of a group or subscription of this account."""
    kind = KINDS[r.typ.split("/")[1].split(":")[0]]
    return f"arn:aws:rds:{r.region}:{r.cloud.account_id}:{kind}:{name}"


SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
EVENTS = "aws:rds/eventSubscription:EventSubscription"
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"


def _update_parameters(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """New values are set; parameters that are gone return to their defaults."""
    wanted, held = r.take("parameters", []), r.old.get("parameters") or []
    r.take("skipDestroy")
    _set(r, id_, [item for item in wanted if item not in held])
    names = {item["name"] for item in wanted}
    gone = [
        {"ParameterName": item["name"], "ApplyMethod": "pending-reboot"}
        for item in held
        if item["name"] not in names
    ]
    if gone:
        r.api("rds", "reset_db_parameter_group", DBParameterGroupName=id_, Parameters=gone)
    return {}


later(PARAMETERS, update=_update_parameters, updates="rds.modify_db_parameter_group")
modifies(
    SUBNETS,
    "rds.modify_db_subnet_group",
    rename={"description": "DBSubnetGroupDescription"},
    resets={"description": DEFAULT_DESCRIPTION},
    DBSubnetGroupName="id",
)
modifies(
    EVENTS,
    "rds.modify_event_subscription",
    rename={"snsTopic": "SnsTopicArn"},
    resets={"enabled": True, "sourceType": KEPT},
    only=["enabled", "eventCategories", "snsTopic", "sourceType"],
    SubscriptionName="id",
)


def _update_sources(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """What a subscription is about is added and taken away one by one."""
    wanted, held = set(r.take("sourceIds", [])), set(r.old.get("sourceIds") or [])
    for operation, sources in (("remove", held - wanted), ("add", wanted - held)):
        way = "from" if operation == "remove" else "to"
        for source in sorted(sources):
            call = f"{operation}_source_identifier_{way}_subscription"
            r.api("rds", call, SubscriptionName=id_, SourceIdentifier=source)
    return {}


later(
    EVENTS,
    update=_update_sources,
    updates="rds.add_source_identifier_to_subscription",
    rename={"sourceIds": "SourceIdentifier"},
)
for _token in (SUBNETS, PARAMETERS, EVENTS):
    tagging(_token, "rds.add_tags_to_resource", "rds.remove_tags_from_resource", ResourceName="arn")
removal(SUBNETS, "rds.delete_db_subnet_group", DBSubnetGroupName="id")
removal(EVENTS, "rds.delete_event_subscription", SubscriptionName="id")
removal(
    BACKUPS, "rds.stop_db_instance_automated_backups_replication", SourceDBInstanceArn="sourceDbInstanceArn"
)


def _delete_parameters(r: Request, id_: str) -> None:
    """Delete the group, unless it is to be kept."""
    if not r.inputs.get("skipDestroy"):
        answered(lambda: r.api("rds", "delete_db_parameter_group", DBParameterGroupName=id_))


later(PARAMETERS, delete=_delete_parameters)


def _described_subnets(answer: Any, _: Request, __: str) -> Any:
    (found,) = answer["DBSubnetGroups"]
    return {**found, "subnetIds": sorted(each["SubnetIdentifier"] for each in found["Subnets"])}


def _described_values(answer: Any, r: Request, _: str) -> Any:
    """The values that differ from the family's; moto has no others."""
    methods = {item["name"]: item.get("applyMethod") for item in r.inputs.get("parameters") or []}
    values = [
        {"name": each["ParameterName"], "value": each.get("ParameterValue")}
        | ({"applyMethod": each.get("ApplyMethod")} if methods.get(each["ParameterName"]) else {})
        for each in answer["Parameters"]
    ]
    return {"parameters": sorted(values, key=lambda each: str(each["name"]))}


reader(
    SUBNETS,
    "rds.describe_db_subnet_groups",
    _described_subnets,
    names={"name": "DBSubnetGroupName", "description": "DBSubnetGroupDescription"},
    DBSubnetGroupName="id",
)
reader(
    PARAMETERS,
    "rds.describe_db_parameter_groups",
    "DBParameterGroups.0",
    names={"name": "DBParameterGroupName", "family": "DBParameterGroupFamily"},
    DBParameterGroupName="id",
)
reader(PARAMETERS, "rds.describe_db_parameters", _described_values, DBParameterGroupName="id")
reader(
    EVENTS,
    "rds.describe_event_subscriptions",
    "EventSubscriptionsList.0",
    names={
        "name": "CustSubscriptionId",
        "eventCategories": "EventCategoriesList",
        "sourceIds": "SourceIdsList",
    },
    SubscriptionName="id",
)
for _token in (SUBNETS, PARAMETERS, EVENTS):
    reader(
        _token,
        "rds.list_tags_for_resource",
        lambda answer, _r, _id: {"tags": answer["TagList"]},
        ResourceName=lambda r, id_: r.state.get("arn") or arn(r, id_),
    )
