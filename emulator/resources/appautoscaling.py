"""Application Auto Scaling: what may scale, by how much and when."""

from __future__ import annotations

from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built
from emulator.resources.parts import again, removal

SERVICE = "application-autoscaling"


@resource("aws:appautoscaling/target:Target")
def target(r: Request) -> Created:
    """A table's, index's, service's or function's capacity, between two bounds."""
    id_ = r.inputs["resourceId"]
    made = r.send(SERVICE, "register_scalable_target", Tags=r.tags or None)
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
removal("aws:appautoscaling/target:Target", f"{SERVICE}.deregister_scalable_target", **_TARGET)
removal("aws:appautoscaling/policy:Policy", f"{SERVICE}.delete_scaling_policy", PolicyName="id", **_TARGET)
removal(
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    f"{SERVICE}.delete_scheduled_action",
    ScheduledActionName=lambda r, _: r.physical(),
    **_TARGET,
)
again(
    "aws:appautoscaling/policy:Policy",
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    "aws:appautoscaling/target:Target",
)
