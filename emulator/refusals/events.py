"""EventBridge rules and schedules.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account

MOST_TARGETS = 5
BY_ROLE = ("ecs", "states", "kinesis", "firehose", "ssm", "codebuild", "codepipeline", "batch")
"""Services that EventBridge calls in the name of a role.

Queues, topics, functions and groups have policies.
"""

_SCHEDULE = re.compile(r"(rate\(\d+ (minutes?|hours?|days?)\))|(cron\(\S+ \S+ \S+ \S+ \S+ \S+\))|(at\(\S+\))")


@refuses("events", "PutRule")
def rule(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Schedules on buses that have none."""
    if (
        params.get("ScheduleExpression")
        and params.get("EventBusName", "default").rsplit("/", 1)[-1] != "default"
    ):
        yield f"rule {params['Name']}: schedules work on the default bus only"
    expression = params.get("ScheduleExpression", "")
    yield from _rate(f"rule {params['Name']}", expression)


def _rate(label: str, expression: str) -> Iterator[str]:
    if not expression:
        return
    if not _SCHEDULE.fullmatch(expression):
        yield f"{label}: {expression!r} is no schedule"
    count = re.match(r"rate\((\d+) (\w+)\)", expression)
    if count and ((count[1] == "1") == count[2].endswith("s") or count[1] == "0"):
        yield f"{label}: {expression!r}: one is singular, more are plural, none is not possible"


@refuses("events", "PutTargets")
def targets(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Too many targets, roles that are missing, inputs that exclude each other."""
    if len(params["Targets"]) > MOST_TARGETS:
        yield f"rule {params['Rule']} has {len(params['Targets'])} targets, at most {MOST_TARGETS}"
    for target in params["Targets"]:
        label = f"target {target['Id']} of rule {params['Rule']}"
        service = target["Arn"].split(":")[2] if target["Arn"].startswith("arn:") else ""
        if not service:
            yield f"{label}: {target['Arn']!r} is no ARN"
        if len([key for key in ("Input", "InputPath", "InputTransformer") if target.get(key)]) > 1:
            yield f"{label}: Input, InputPath and InputTransformer exclude each other"
        if service in BY_ROLE and not target.get("RoleArn"):
            yield f"{label}: a RoleArn is needed for {service}"
        if service == "ecs" and "EcsParameters" not in target:
            yield f"{label}: EcsParameters are needed"
        if target["Arn"].endswith(".fifo") and not target.get("SqsParameters", {}).get("MessageGroupId"):
            yield f"{label}: a FIFO queue needs a MessageGroupId"


@refuses("scheduler", "CreateSchedule", "UpdateSchedule")
def schedule(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A role that the scheduler can't assume, a window without its length."""
    from emulator.policies.decisions import assumable

    label, role = f"schedule {params['Name']}", params["Target"]["RoleArn"]
    if not assumable(account.account_id, role, "scheduler.amazonaws.com"):
        yield f"{label}: the role {role} must let scheduler.amazonaws.com assume it"
    window = params["FlexibleTimeWindow"]
    if (window["Mode"] == "FLEXIBLE") != ("MaximumWindowInMinutes" in window):
        yield f"{label}: MaximumWindowInMinutes goes with the mode FLEXIBLE, and only with it"
    yield from _rate(label, params["ScheduleExpression"])
