"""Application Auto Scaling: what may scale, by how much and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built
from emulator.resources.parts import again, reader, removal, tagging

SERVICE = "application-autoscaling"

lacks(SERVICE, "TagResource", "UntagResource")


@resource("aws:appautoscaling/target:Target")
def target(r: Request) -> Created:
    """A table's, index's, service's or function's capacity, between two bounds."""
    id_ = r.inputs["resourceId"]
    # AWS takes tags only with a new target.
    made = r.send(SERVICE, "register_scalable_target", Tags=None if r.old else r.tags or None)
    return id_, {"arn": made["ScalableTargetARN"]}


CONFIGURATIONS = (
    "predictiveScalingPolicyConfiguration",
    "stepScalingPolicyConfiguration",
    "targetTrackingScalingPolicyConfiguration",
)


@resource("aws:appautoscaling/policy:Policy")
def policy(r: Request) -> Created:
    """How a target follows a metric."""
    name = r.physical()
    configurations: dict[str, Any] = {
        (api := key[0].upper() + key[1:]): built(r, SERVICE, "put_scaling_policy", api, r.take(key))
        for key in CONFIGURATIONS
    }
    made = r.send(
        SERVICE,
        "put_scaling_policy",
        PolicyName=name,
        PolicyType=r.take("policyType", default="StepScaling"),
        **configurations,
    )
    return name, {
        "name": name,
        "arn": made["PolicyARN"],
        "alarmArns": [alarm["AlarmARN"] for alarm in made.get("Alarms", [])],
    }


@resource("aws:appautoscaling/scheduledAction:ScheduledAction")
def scheduled_action(r: Request) -> Created:
    """Other bounds from a given time on."""
    name, namespace, id_ = r.physical(), r.inputs["serviceNamespace"], r.inputs["resourceId"]
    r.send(
        SERVICE,
        "put_scheduled_action",
        ScheduledActionName=name,
        Timezone=r.take("timezone", default="UTC"),
    )
    known = r.api(
        SERVICE, "describe_scheduled_actions", ServiceNamespace=namespace, ScheduledActionNames=[name]
    )
    return f"{name}-{namespace}-{id_}", {
        "name": name,
        "arn": known["ScheduledActions"][0]["ScheduledActionARN"],
    }


_TARGET = {
    "ServiceNamespace": "serviceNamespace",
    "ResourceId": "resourceId",
    "ScalableDimension": "scalableDimension",
}
TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"

WHOSE = ("resourceId", "scalableDimension", "serviceNamespace")
"""Inputs that say which capacity is meant: the operations take them to find it."""

again(TARGET, updates=f"{SERVICE}.register_scalable_target", lasting=WHOSE)
again(POLICY, updates=f"{SERVICE}.put_scaling_policy", lasting=["name", *WHOSE])
again(ACTION, updates=f"{SERVICE}.put_scheduled_action", lasting=["name", *WHOSE])
tagging(TARGET, f"{SERVICE}.tag_resource", f"{SERVICE}.untag_resource", ResourceARN="arn")
removal(TARGET, f"{SERVICE}.deregister_scalable_target", **_TARGET)
removal(POLICY, f"{SERVICE}.delete_scaling_policy", PolicyName="id", **_TARGET)
removal(ACTION, f"{SERVICE}.delete_scheduled_action", ScheduledActionName="name", **_TARGET)


def only(key: str) -> Callable[[Mapping[str, Any], Request, str], Any]:
    """The one that has the resource's own namespace, resource and dimension."""

    def mine(answer: Mapping[str, Any], r: Request, _: str) -> Any:
        found = (x for x in answer[key] if all(x[api] == r.inputs.get(ours) for api, ours in _TARGET.items()))
        return next(found, None)

    return mine


reader(
    TARGET,
    f"{SERVICE}.describe_scalable_targets",
    only("ScalableTargets"),
    names={"roleArn": "RoleARN"},
    ServiceNamespace="serviceNamespace",
    ResourceIds=lambda _, id_: [id_],
)
reader(
    POLICY,
    f"{SERVICE}.describe_scaling_policies",
    "ScalingPolicies.0",
    names={"name": "PolicyName"},
    ServiceNamespace="serviceNamespace",
    PolicyNames=lambda _, id_: [id_],
    ResourceId="resourceId",
)
reader(
    ACTION,
    f"{SERVICE}.describe_scheduled_actions",
    "ScheduledActions.0",
    names={"name": "ScheduledActionName"},
    ServiceNamespace="serviceNamespace",
    ScheduledActionNames=lambda r, _: [r.known("name")],
    ResourceId="resourceId",
)
