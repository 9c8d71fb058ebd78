"""EventBridge Scheduler: schedules and their groups."""

from __future__ import annotations

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.events import ecs
from emulator.resources.parts import removal
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
    name, group, target = r.physical(), r.take("groupName", default=DEFAULT_GROUP), r.take("target")
    place, names = ("scheduler", "create_schedule"), {"pipelineParameters": "pipelineParameterList"}
    task = ecs(r, (*place, "Target.EcsParameters"), target.get("ecsParameters"))
    made = r.send(
        *place,
        Name=name,
        GroupName=group,
        State=r.take("state", default="ENABLED"),
        ScheduleExpressionTimezone=r.take("scheduleExpressionTimezone", default="UTC"),
        Target=present(
            Arn=target["arn"],
            RoleArn=target["roleArn"],
            Input=target.get("input"),
            EcsParameters=task,
            **{api: built(r, *place, f"Target.{api}", target.get(key), names) for key, api in KINDS.items()},
        ),
    )
    return f"{group}/{name}", {"name": name, "groupName": group, "arn": made["ScheduleArn"]}


@resource("aws:scheduler/scheduleGroup:ScheduleGroup")
def schedule_group(r: Request) -> Created:
    """Schedules that are tagged, measured and deleted together."""
    name = r.physical()
    made = r.send("scheduler", "create_schedule_group", Name=name, Tags=tag_list(r.tags))
    return name, {"name": name, "arn": made["ScheduleGroupArn"], "state": "ACTIVE"}


removal(
    "aws:scheduler/schedule:Schedule",
    "scheduler.delete_schedule",
    GroupName=lambda _, id_: id_.partition("/")[0],
    Name=lambda _, id_: id_.partition("/")[2],
)
removal("aws:scheduler/scheduleGroup:ScheduleGroup", "scheduler.delete_schedule_group", Name="id")
