"""Alarms, dashboard and budget over everything that the parts yield."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.alarms import Alarms, AlarmsArgs, region_of_alarm
from components.blocks.budget import Budget, BudgetArgs
from components.blocks.dashboard import Dashboard, DashboardArgs
from components.blocks.function import Function
from components.metrics import GLOBAL_REGION
from components.monitoring import Alarm, Widget
from components.platforms.hookrelay.application import Application
from components.platforms.hookrelay.data import TABLE_OPERATIONS, Data
from components.platforms.hookrelay.encryption import Alerts, alerts
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.stores import Stores

DEEP_QUEUE = 100  # HR-43
EDGE_ERROR_PERCENT = 1  # TR-14's figure for 5XX; the guide gives none for its CDN
RUNBOOK = "https://github.com/platforms/platforms/blob/main/docs/platforms/hookrelay.md"
SERVICE_TAG = "Service"


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
    ground: Ground, data: Data, stores: Stores, application: Application, worker: Function | None
) -> Operations:
    """Collect what the blocks yield; nothing is listed twice."""
    alarms = _alarms(data, stores, application, worker)
    elsewhere = any(region_of_alarm(alarm, ground.region) != ground.region for alarm in alarms)
    watched = alerts(ground, global_alarms=elsewhere)
    made = Alarms(
        f"{ground.name}-alarms",
        AlarmsArgs(
            alarms=alarms,
            name_of=ground.names.alarm,
            region=ground.region,
            topic_arn=watched.topic_arn,
            global_topic_arn=watched.global_topic_arn if ground.region != GLOBAL_REGION else None,
            runbook_url=RUNBOOK,
            composite_name=ground.names.any_alarm,
        ),
        opts=ground.child,
    )
    dashboard = Dashboard(
        f"{ground.name}-dashboard",
        DashboardArgs(
            widgets=_widgets(data, stores, application, worker),
            region=ground.region,
            name=ground.names.dashboard,
            alarm_arns=list(made.arns.values()),
            runbooks={"HookRelay": RUNBOOK},
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


def _alarms(data: Data, stores: Stores, application: Application, worker: Function | None) -> list[Alarm]:
    archiver = data.archiver.function if data.archiver else None
    return [
        *data.queue.alarms(
            depth_above=DEEP_QUEUE, depth_title="HighQueueDepth", archived=data.archiver is not None
        ),
        *data.endpoints.alarms(operations=TABLE_OPERATIONS),
        *data.deliveries.alarms(operations=TABLE_OPERATIONS),
        *stores.database.alarms(),
        *(stores.cache.alarms() if stores.cache else []),
        *(archiver.alarms(title="Archiver") if archiver else []),
        *(worker.alarms(title="Worker") if worker else []),
        *application.alarms,
        *(application.cdn.alarms(server_error_percent=EDGE_ERROR_PERCENT) if application.cdn else []),
        *(application.firewall.alarms() if application.firewall else []),
    ]


def _widgets(data: Data, stores: Stores, application: Application, worker: Function | None) -> list[Widget]:
    archiver = data.archiver.function if data.archiver else None
    return [
        *data.queue.widgets(),
        *application.widgets,
        *(application.cdn.widgets() if application.cdn else []),
        *(application.firewall.widgets() if application.firewall else []),
        *(worker.widgets("Worker") if worker else []),
        *(archiver.widgets("Archiver") if archiver else []),
        *data.endpoints.widgets(),
        *data.deliveries.widgets(),
        *stores.database.widgets(),
        *(stores.cache.widgets() if stores.cache else []),
        *data.archive.widgets(),
    ]
