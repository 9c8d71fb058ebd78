"""A function that is called by the clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from components.blocks.workload_role import workload_role
from components.guards import refuse
from components.guards.schedules import schedule_problems

if TYPE_CHECKING:
    from components.blocks.function import Function


def schedule(
    function: Function, label: str, expression: str, *, name: str | None, event: Mapping[str, object]
) -> aws.scheduler.Schedule:
    """A schedule with a role that may call this one function; off while the function is the placeholder.

    Raises:
        ValueError: an expression that EventBridge Scheduler refuses.
    """
    refuse(f"Function {function.label} schedule {label}", schedule_problems(expression))
    logical_name = f"{function.label}-{label}-schedule"
    caller = workload_role(
        f"{logical_name}-role",
        service="scheduler.amazonaws.com",
        statements=function.allow_call(),
        parent=function,
    )
    return aws.scheduler.Schedule(
        logical_name,
        name=name,
        schedule_expression=expression,
        state="DISABLED" if function.is_placeholder else "ENABLED",
        flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
        target=aws.scheduler.ScheduleTargetArgs(
            arn=function.qualified_arn,
            role_arn=caller.role.arn,
            input=json.dumps(dict(event), sort_keys=True),
        ),
        opts=pulumi.ResourceOptions(parent=function, depends_on=caller.ready),
    )
