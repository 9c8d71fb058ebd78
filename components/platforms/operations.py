"""Alarms, dashboard and budget over everything that the parts of a platform yield."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.alarms import Alarms, AlarmsArgs, region_of_alarm
from components.blocks.budget import Budget, BudgetArgs
from components.blocks.dashboard import Dashboard, DashboardArgs
from components.blocks.mute import Mute, MuteArgs
from components.metrics import GLOBAL_REGION, Namespace
from components.monitoring import Alarm, Widget
from components.platforms.alerting import Alerts, alerts
from components.platforms.ground import Ground
from components.platforms.names import PlatformNames
from components.settings.platform import PlatformSettings

RUNBOOKS = "https://github.com/platforms/platforms/blob/main/docs/platforms"
SERVICE_TAG = "Service"


@dataclass(frozen=True, kw_only=True)
class Operations:
    """What tells an operator how the platform is.

    Attributes:
        alerts: Who is told.
        alarms: The alarms.
        alarm_names: Their names, and those of earlier ones.
        dashboard: The dashboard.
    """

    alerts: Alerts
    alarms: Alarms
    alarm_names: Sequence[str]
    dashboard: Dashboard

    @property
    def outputs(self) -> dict[str, pulumi.Input[object]]:
        """What every platform exports of it."""
        return {
            "alarms": list(self.alarm_names),
            "alertsTopicArn": self.alerts.topic_arn,
            "globalAlertsTopicArn": self.alerts.global_topic_arn,
            "dashboard": self.dashboard.name,
            "dashboardUrl": self.dashboard.url,
        }


def declare_alarms(
    ground: Ground[PlatformSettings, PlatformNames],
    *,
    page: str,
    alarms: Sequence[Alarm],
    watched: Alerts,
    part: str = "alarms",
    earlier: Alarms | None = None,
    custom_metrics: Mapping[str, Namespace] | None = None,
) -> Alarms:
    """Alarms that tell the platform's topic.

    Args:
        ground: The stack.
        page: Its page in the docs, without `.md`.
        alarms: The alarms.
        watched: Who is told.
        part: Its part in the logical name; the composite is that of `alarms`.
        earlier: Alarms that are there already, which the composite is over as well.
        custom_metrics: Namespaces that the platform's own code publishes to.
    """
    return Alarms(
        f"{ground.name}-{part}",
        AlarmsArgs(
            alarms=alarms,
            name_of=ground.names.alarm,
            region=ground.region,
            topic_arn=watched.topic_arn,
            global_topic_arn=watched.global_topic_arn if ground.region != GLOBAL_REGION else None,
            runbook_url=_runbook(page),
            composite_name=ground.names.any_alarm if part == "alarms" else None,
            composite_also=list(earlier.names.values()) if earlier else (),
            custom_metrics=custom_metrics,
        ),
        opts=ground.child,
    )


def declare_operations(
    ground: Ground[PlatformSettings, PlatformNames],
    title: str,
    *,
    page: str,
    alarms: Sequence[Alarm],
    widgets: Sequence[Widget],
    watched: Alerts | None = None,
    earlier: Alarms | None = None,
    custom_metrics: Mapping[str, Namespace] | None = None,
    budget_usd: int | None = None,
) -> Operations:
    """Watch what the blocks yield.

    Args:
        ground: The stack.
        title: The platform as people call it.
        page: Its page in the docs, without `.md`: the runbook of its alarms.
        alarms: Every alarm of its blocks.
        widgets: Every widget, in the order of the dashboard.
        watched: Who is told, where something had to know it earlier.
        earlier: Alarms that are there already, because a rollout waits for them.
        custom_metrics: Namespaces that the platform's own code publishes to.
        budget_usd: The monthly budget, where it follows from more than its own setting; 0 makes none.
    """
    if watched is None:
        elsewhere = any(region_of_alarm(alarm, ground.region) != ground.region for alarm in alarms)
        watched = alerts(ground, title, global_alarms=elsewhere)
    made = declare_alarms(
        ground, page=page, alarms=alarms, watched=watched, earlier=earlier, custom_metrics=custom_metrics
    )
    both = [made, *([earlier] if earlier else [])]
    _mute(ground, both)
    dashboard = Dashboard(
        f"{ground.name}-dashboard",
        DashboardArgs(
            widgets=widgets,
            region=ground.region,
            name=ground.names.dashboard,
            alarm_arns=[arn for each in both for arn in each.arns.values()],
            runbooks={title: _runbook(page)},
            custom_metrics=custom_metrics,
        ),
        opts=ground.child,
    )
    limit = ground.settings.monthly_budget_usd if budget_usd is None else budget_usd
    if limit:
        Budget(
            f"{ground.name}-budget",
            BudgetArgs(
                name=ground.names.budget,
                limit_usd=limit,
                tag_key=SERVICE_TAG,
                tag_value=ground.context.tags[SERVICE_TAG],
                emails=ground.settings.alerts.emails,
                topic_arn=watched.topic_arn,
            ),
            opts=ground.child,
        )
    names = [name for each in both for name in each.given_names.values()]
    return Operations(alerts=watched, alarms=made, alarm_names=names, dashboard=dashboard)


def _runbook(page: str) -> str:
    return f"{RUNBOOKS}/{page}.md"


def _mute(ground: Ground[PlatformSettings, PlatformNames], made: Sequence[Alarms]) -> None:
    """No notices in the window that the stack file names, in each region where there are alarms."""
    window = ground.settings.alerts.mute
    if window is None:
        return
    by_region: dict[str, list[pulumi.Output[str]]] = {}
    for alarms in made:
        for region, names in alarms.by_region.items():
            by_region.setdefault(region, []).extend(names)
    for region, names in by_region.items():
        here = region == ground.region
        Mute(
            f"{ground.name}-mute" if here else f"{ground.name}-mute-{region}",
            MuteArgs(
                # the composite's name says whose alarms these are, and is the stack's own
                name=f"{ground.names.any_alarm}-muted",
                alarm_names=names,
                schedule=window.schedule,
                seconds=window.duration.seconds,
                timezone=window.timezone,
                region=None if here else region,
            ),
            opts=ground.child,
        )
