"""The form that all outputs share, and what every platform exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Exported(BaseModel):
    """What is exported, named as Python names things; what this version doesn't know is left out."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, hide_input_in_errors=True
    )


class PlatformOutputs(Exported):
    """Outputs that every platform has, the baseline too.

    Attributes:
        region: Where it is.
        alerts_topic_arn: The topic that alarms and findings are told to.
        commands: Purpose -> a command with the real names in it.
        notes: What an operator must know of this deployment.

    """

    region: str
    alerts_topic_arn: str
    commands: Mapping[str, str]
    notes: tuple[str, ...]


class WatchedOutputs(PlatformOutputs):
    """Outputs of a platform with alarms, logs and data.

    Attributes:
        alarms: Names of its alarms.
        global_alerts_topic_arn: The topic of what reports only in us-east-1.
        dashboard: Name of its dashboard.
        dashboard_url: Where to look at it.
        log_groups: Names of its log groups.
        recovery: The mode of `dr`, and what it means for each kind of store.

    """

    alarms: tuple[str, ...]
    global_alerts_topic_arn: str
    dashboard: str
    dashboard_url: str
    log_groups: tuple[str, ...]
    recovery: Mapping[str, Any]
