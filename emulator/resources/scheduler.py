"""EventBridge Scheduler: schedules and their groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.events import ecs
from emulator.resources.parts import later, reader, removal, tagging
from emulator.shapes import tag_list

DEFAULT_GROUP = "default"

KINDS = {
    "deadLetterConfig": "DeadLetterConfig",
    "eventbridgeParameters": "EventBridgeParameters",
    "kinesisParameters": "KinesisParameters",
    "retryPolicy": "RetryPolicy",
    "sagemakerPipelineParameters": "SageMakerPipelineParameters",
    "sqsParameters": "SqsParameters",
}
"""Structures of a target that differ from the API's in their names only."""


@resource("aws:scheduler/schedule:Schedule")
def schedule(r: Request) -> Created:
    """A call of some AWS operation at given times."""
    name, group = r.physical(), r.take("groupName", default=DEFAULT_GROUP)
    made = r.send("scheduler", "create_schedule", Name=name, GroupName=group, **called(r, "create_schedule"))
    return f"{group}/{name}", {"name": name, "groupName": group, "arn": made["ScheduleArn"]}


def called(r: Request, operation: str) -> dict[str, Any]:
    """What is called, when, and whether at all: AWS keeps nothing of the old when it changes."""
    place, target = ("scheduler", operation), r.take("target")
    names = {"pipelineParameters": "pipelineParameterList"}
    task = ecs(r, (*place, "Target.EcsParameters"), target.get("ecsParameters"))
    return {
        "State": r.take("state", default="ENABLED"),
        "ScheduleExpressionTimezone": r.take("scheduleExpressionTimezone", default="UTC"),
        "Target": present(
            Arn=target["arn"],
            RoleArn=target["roleArn"],
            Input=target.get("input"),
            EcsParameters=task,
            **{api: built(r, *place, f"Target.{api}", target.get(key), names) for key, api in KINDS.items()},
        ),
    }


@resource("aws:scheduler/scheduleGroup:ScheduleGroup")
def schedule_group(r: Request) -> Created:
    """Schedules that are tagged, measured and deleted together."""
    name = r.physical()
    made = r.send("scheduler", "create_schedule_group", Name=name, Tags=tag_list(r.tags))
    return name, {"name": name, "arn": made["ScheduleGroupArn"], "state": "ACTIVE"}


SCHEDULE = "aws:scheduler/schedule:Schedule"
GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup"

WHICH: dict[str, Any] = {
    "GroupName": lambda _, id_: id_.partition("/")[0],
    "Name": lambda _, id_: id_.partition("/")[2],
}


def change(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The whole schedule again: what isn't said goes back to AWS's default."""
    group, name = id_.split("/", 1)
    others = set(r.inputs) - {"name", "namePrefix", "groupName"}
    place = ("scheduler", "update_schedule")
    r.send(*place, only=others, Name=name, GroupName=group, **called(r, place[1]))
    for gone in r.changed:
        r.take(gone)
    return {}


later(SCHEDULE, update=change, updates="scheduler.update_schedule", lasting=["name", "groupName"])
removal(SCHEDULE, "scheduler.delete_schedule", **WHICH)
reader(SCHEDULE, "scheduler.get_schedule", **WHICH)
tagging(GROUP, "scheduler.tag_resource", "scheduler.untag_resource", ResourceArn="arn")
removal(GROUP, "scheduler.delete_schedule_group", Name="id")
reader(GROUP, "scheduler.get_schedule_group", Name="id")
