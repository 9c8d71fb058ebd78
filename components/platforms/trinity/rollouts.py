"""Gradual rollouts of the two functions (TR-22)."""

from __future__ import annotations

from collections.abc import Mapping

from components.blocks.alarms import Alarms
from components.blocks.pre_traffic_hook import health_request
from components.blocks.rollout import Hook, Rollout, Rollouts, RolloutsArgs
from components.platforms.trinity.functions import Functions
from components.platforms.trinity.ground import Ground

HEALTHY = "api"  # the function that answers the health path


def declare_rollouts(ground: Ground, functions: Functions, alarms: Alarms) -> Mapping[str, Rollout]:
    """A deployment group for each function, which its own alarms and the API's roll back; none in dev."""
    settings = ground.settings.rollout
    if not settings.canary:
        return {}
    rollouts = Rollouts(
        f"{ground.name}-rollouts",
        RolloutsArgs(
            environment=ground.environment,
            region=ground.region,
            application_name=ground.names.application,
            config=settings.config,
        ),
        opts=ground.child,
    )
    hook = Hook(
        event=health_request(settings.health_path),
        name=ground.names.function("hook"),
        role_name=ground.names.role("hook"),
    )
    return {
        key: rollouts.of(
            key,
            function,
            alarms=[
                name
                for alarm, name in alarms.names.items()
                if alarm.startswith((f"{ground.name}-{key}-error", f"{ground.name}-{key}-duration"))
                or alarm in (f"{ground.name}-api-5xx", f"{ground.name}-api-latency")
            ],
            group_name=ground.names.function(key),
            role_name=ground.names.role(f"{key}-rollout"),
            hook=hook if settings.pre_traffic_hook and key == HEALTHY else None,
        )
        for key, function in functions.all.items()
    }
