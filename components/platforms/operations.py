"""Alarms, dashboard and budget over everything that the parts of a platform yield."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from components.blocks.alarms import Alarms, AlarmsArgs, region_of_alarm
from components.blocks.budget import Budget, BudgetArgs
from components.blocks.dashboard import Dashboard, DashboardArgs
from components.metrics import GLOBAL_REGION
from components.monitoring import Alarm, Widget
from components.platforms.alerting import AlertNames, Alerts, alerts
from components.platforms.ground import Ground
from components.settings.platform import PlatformSettings

RUNBOOKS = "https://github.com/platforms/platforms/blob/main/docs/platforms"
SERVICE_TAG = "Service"


class OperationsNames(AlertNames, Protocol):
    """The names of what watches a platform."""

    def alarm(self, alarm: Alarm) -> str:
        """Name of an alarm."""
        ...

    @property
    def any_alarm(self) -> str:
        """Name of the composite alarm."""
        ...

    @property
    def dashboard(self) -> str:
        """Name of the dashboard."""
        ...

    @property
    def budget(self) -> str:
        """Name of the budget."""
        ...


@dataclass(frozen=True, kw_only=True)
class Operations:
    """What tells an operator how the platform is.

    Attributes:
        alerts: Who is told.
        alarms: The alarms.
        dashboard: The dashboard.
    """

    alerts: Alerts
    alarms: Alarms
    dashboard: Dashboard


def declare_operations(
    ground: Ground[PlatformSettings, OperationsNames],
    title: str,
    *,
    page: str,
    alarms: Sequence[Alarm],
    widgets: Sequence[Widget],
) -> Operations:
    """Watch what the blocks yield.

    Args:
        ground: The stack.
        title: The platform as people call it.
        page: Its page in the docs, without `.md`: the runbook of its alarms.
        alarms: Every alarm of its blocks.
        widgets: Every widget, in the order of the dashboard.
    """
    runbook = f"{RUNBOOKS}/{page}.md"
    elsewhere = any(region_of_alarm(alarm, ground.region) != ground.region for alarm in alarms)
    watched = alerts(ground, title, global_alarms=elsewhere)
    made = Alarms(
        f"{ground.name}-alarms",
        AlarmsArgs(
            alarms=alarms,
            name_of=ground.names.alarm,
            region=ground.region,
            topic_arn=watched.topic_arn,
            global_topic_arn=watched.global_topic_arn if ground.region != GLOBAL_REGION else None,
            runbook_url=runbook,
            composite_name=ground.names.any_alarm,
        ),
        opts=ground.child,
    )
    dashboard = Dashboard(
        f"{ground.name}-dashboard",
        DashboardArgs(
            widgets=widgets,
            region=ground.region,
            name=ground.names.dashboard,
            alarm_arns=list(made.arns.values()),
            runbooks={title: runbook},
        ),
        opts=ground.child,
    )
    if ground.settings.monthly_budget_usd:
        Budget(
            f"{ground.name}-budget",
            BudgetArgs(
                name=ground.names.budget,
                limit_usd=ground.settings.monthly_budget_usd,
                tag_key=SERVICE_TAG,
                tag_value=ground.context.tags[SERVICE_TAG],
                emails=ground.settings.alerts.emails,
                topic_arn=watched.topic_arn,
            ),
            opts=ground.child,
        )
    return Operations(alerts=watched, alarms=made, dashboard=dashboard)
