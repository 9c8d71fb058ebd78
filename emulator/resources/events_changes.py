"""EventBridge: how buses, rules and targets change, what is said of them, and how they go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.request import Request
from emulator.resources.events import DEFAULT_BUS, KINDS, authentication
from emulator.resources.parts import again, changes, later, reader, removal, tagging

BUS = "aws:cloudwatch/eventBus:EventBus"
BUS_POLICY = "aws:cloudwatch/eventBusPolicy:EventBusPolicy"
PERMISSION = "aws:cloudwatch/eventPermission:EventPermission"
RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
ARCHIVE = "aws:cloudwatch/eventArchive:EventArchive"
DESTINATION = "aws:cloudwatch/eventApiDestination:EventApiDestination"
CONNECTION = "aws:cloudwatch/eventConnection:EventConnection"

TAGGED = ("events.tag_resource", "events.untag_resource")


def on_bus(r: Request, _: str) -> str:
    """The bus that something belongs to."""
    return str(r.take("eventBusName", default=DEFAULT_BUS))


# -- buses

changes(BUS, "events.update_event_bus", lasting=["name"], Name="id")
tagging(BUS, *TAGGED, ResourceARN="arn")
removal(BUS, "events.delete_event_bus", Name="id")
reader(BUS, "events.describe_event_bus", Name="id")

again(BUS_POLICY, updates="events.put_permission", lasting=["eventBusName"])
removal(
    BUS_POLICY, "events.remove_permission", EventBusName=on_bus, RemoveAllPermissions=lambda _r, _id: True
)
reader(
    BUS_POLICY,
    "events.describe_event_bus",
    lambda answer, _r, _id: answer if answer.get("Policy") else None,
    names={"eventBusName": "Name"},
    Name=on_bus,
)
again(PERMISSION, updates="events.put_permission", lasting=["eventBusName", "statementId"])
removal(PERMISSION, "events.remove_permission", StatementId="statementId", EventBusName=on_bus)
reader(
    PERMISSION,
    "events.describe_event_bus",
    lambda answer, r, _: next(
        (
            statement
            for statement in json.loads(answer.get("Policy") or "{}").get("Statement", [])
            if statement["Sid"] == r.inputs["statementId"]
        ),
        None,
    ),
    Name=on_bus,
)


# -- rules and targets

again(
    RULE,
    updates="events.put_rule",
    rename={"isEnabled": "State"},
    lasting=["name", "eventBusName"],
)
tagging(RULE, *TAGGED, ResourceARN="arn")
WHICH: dict[str, Any] = {"Name": lambda _, id_: id_.rpartition("/")[2], "EventBusName": on_bus}
removal(RULE, "events.delete_rule", **WHICH)
reader(
    RULE,
    "events.describe_rule",
    lambda answer, _r, _id: {**answer, "isEnabled": answer["State"] == "ENABLED"},
    **WHICH,
)
reader(
    RULE,
    "events.list_tags_for_resource",
    ResourceARN=lambda r, id_: f"arn:aws:events:{r.region}:{r.cloud.account_id}:rule/{id_}",
)

again(
    TARGET,
    updates=("events.put_targets", "events.put_targets.Targets"),
    rename={
        **KINDS,
        "batchTarget": "BatchParameters",
        "ecsTarget": "EcsParameters",
        "runCommandTargets": "RunCommandParameters",
    },
    lasting=["eventBusName", "rule", "targetId"],
)
removal(
    TARGET,
    "events.remove_targets",
    Rule="rule",
    EventBusName=on_bus,
    Ids=lambda r, _: [r.known("targetId")],
)
reader(
    TARGET,
    "events.list_targets_by_rule",
    lambda answer, r, _: next(
        (target for target in answer["Targets"] if target["Id"] == r.known("targetId")), None
    ),
    names={**KINDS, "batchTarget": "BatchParameters", "ecsTarget": "EcsParameters"},
    Rule="rule",
    EventBusName=on_bus,
)


# -- archives, destinations, connections

changes(ARCHIVE, "events.update_archive", ArchiveName="id")
removal(ARCHIVE, "events.delete_archive", ArchiveName="id")
reader(ARCHIVE, "events.describe_archive", names={"name": "ArchiveName"}, ArchiveName="id")
changes(DESTINATION, "events.update_api_destination", lasting=["name"], Name="id")
removal(DESTINATION, "events.delete_api_destination", Name="id")
reader(DESTINATION, "events.describe_api_destination", Name="id")


def change_connection(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Sign in otherwise."""
    call = "update_connection"
    r.send("events", call, only=r.changed, Name=name, AuthParameters=authentication(r, call))
    return {}


later(CONNECTION, update=change_connection, updates="events.update_connection", lasting=["name"])
removal(CONNECTION, "events.delete_connection", Name="id")
# What it signs in with is never told.
reader(
    CONNECTION,
    "events.describe_connection",
    lambda answer, _r, _id: {key: value for key, value in answer.items() if key != "AuthParameters"},
    Name="id",
)
