"""Walking over what a program declared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.graph import Registration
from tests.support.recorder import Recorder

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE = "aws:iam/role:Role"
FUNCTION = "aws:lambda/function:Function"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
QUEUE = "aws:sqs/queue:Queue"
TABLE = "aws:dynamodb/table:Table"
BUCKET = "aws:s3/bucket:Bucket"

# Every kind of policy that says who may use a thing, by its input.
RESOURCE_POLICIES = {
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:sqs/queuePolicy:QueuePolicy": "policy",
    "aws:sns/topicPolicy:TopicPolicy": "policy",
    "aws:kms/key:Key": "policy",
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """A statement of a policy.

    Attributes:
        where: Logical name of what carries the policy.
        statement: As JSON has it.
    """

    where: str
    statement: Mapping[str, Any]

    @property
    def effect(self) -> str:
        """Allow or Deny."""
        return str(self.statement["Effect"])

    @property
    def actions(self) -> list[str]:
        """Its actions."""
        return listed(self.statement.get("Action", []))

    @property
    def resources(self) -> list[str]:
        """Its resources."""
        return listed(self.statement.get("Resource", []))


def listed(value: str | list[str]) -> list[str]:
    """One or several, as a list."""
    return [value] if isinstance(value, str) else list(value)


def statements_of(document: str | Mapping[str, Any], where: str) -> Iterator[Said]:
    """The statements of a policy document."""
    parsed = json.loads(document) if isinstance(document, str) else document
    found = parsed["Statement"]
    for statement in found if isinstance(found, list) else [found]:
        yield Said(where=where, statement=statement)


def identity_statements(recorded: Recorder) -> list[Said]:
    """What every role may do, inline or by a policy of ours."""
    found: list[Said] = []
    for item in recorded.graph:
        if item.typ in (ROLE_POLICY, "aws:iam/policy:Policy"):
            found += statements_of(item.inputs["policy"], item.name)
        for inline in item.inputs.get("inlinePolicies") or [] if item.typ == ROLE else []:
            found += statements_of(inline["policy"], item.name)
    return found


def resource_statements(recorded: Recorder, typ: str) -> list[Said]:
    """What the policies of one kind of thing say."""
    key = RESOURCE_POLICIES[typ]
    return [
        said
        for item in recorded.of_type(typ)
        if item.inputs.get(key)
        for said in statements_of(item.inputs[key], item.name)
    ]


def trusts(recorded: Recorder) -> list[Said]:
    """Who may assume each role."""
    return [
        said
        for item in recorded.of_type(ROLE)
        for said in statements_of(item.inputs["assumeRolePolicy"], item.name)
    ]


def environments(recorded: Recorder) -> Iterator[tuple[str, dict[str, str]]]:
    """Plain variables of every function and container."""
    for function in recorded.of_type(FUNCTION):
        yield function.name, dict((function.inputs.get("environment") or {}).get("variables") or {})
    for task in recorded.of_type(TASK):
        for container in containers(task):
            yield (
                f"{task.name}/{container['name']}",
                {entry["name"]: entry["value"] for entry in container.get("environment") or []},
            )


def containers(task: Registration) -> list[dict[str, Any]]:
    """The containers of a task definition."""
    parsed = json.loads(task.inputs["containerDefinitions"])
    assert isinstance(parsed, list)
    return parsed


def texts(value: object) -> Iterator[str]:
    """All texts in a value: keys, items, and what is in assets' paths."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
    elif value is not None and not isinstance(value, bool | int | float):
        yield from texts(vars(value)) if hasattr(value, "__dict__") else [repr(value)]


def region_of(arn: str) -> str:
    """The region in an ARN."""
    return arn.split(":")[3]


def custom(recorded: Recorder) -> list[Registration]:
    """Everything that a provider makes, providers themselves left out."""
    return [item for item in recorded.graph if item.custom and not item.typ.startswith("pulumi:providers:")]
