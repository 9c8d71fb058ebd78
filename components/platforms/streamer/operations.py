"""Alarms, dashboard, budget, traces and queries over everything that the parts yield."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.api_parts import ErrorAlarm
from components.blocks.function import Function
from components.blocks.sampling_rule import SamplingRule, SamplingRuleArgs
from components.blocks.saved_queries import COLD_STARTS, ERRORS, SLOWEST, SavedQueries, SavedQueriesArgs
from components.blocks.websocket_api import WebSocketApi
from components.monitoring import Alarm, Metric, Widget
from components.platforms import operations
from components.platforms.operations import Operations
from components.platforms.streamer.data import TABLE_OPERATIONS, Data
from components.platforms.streamer.entrance import Entrance
from components.platforms.streamer.functions import (
    CONNECTIONS_METRIC,
    CUSTOM_METRICS,
    METRICS_NAMESPACE,
    Functions,
)
from components.platforms.streamer.ground import Ground

GUIDE_FUNCTIONS = ("connect", "disconnect", "router", "processor")
HIGH_ERRORS = 10  # ST-35
HIGH_ERROR_PERIODS = 2
# A refused token is an error of $connect's integration, so single ones mean nothing; the guide's figure for
# errors of functions serves here too.
INTEGRATION_ERRORS = ErrorAlarm(title="IntegrationErrors", statistic="Sum", above=HIGH_ERRORS)
EXECUTION_ERRORS = ErrorAlarm(title="ExecutionErrors", statistic="Sum", above=0)
# Any place before the default rule, which is 10,000; rules of equal priority are tried by name.
SAMPLING_PRIORITY = 1_000
EDGE_ERROR_PERCENT = 1  # as HookRelay's (TR-14's figure)

# Whoever was refused at $connect, with the reason that the function logged.
REFUSED = "\n".join(
    (
        "fields @timestamp, @message",
        "filter @message like /(?i)(unauthorized|forbidden|invalid token|expired)/",
        "sort @timestamp desc",
        "limit 100",
    )
)


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What tells an operator how the platform is.

    Attributes:
        operations: Alarms, dashboard and budget.
        sampling: How much X-Ray records.
        queries: Saved queries.
    """

    operations: Operations
    sampling: SamplingRule
    queries: SavedQueries


def declare_operations(
    ground: Ground, data: Data, api: WebSocketApi, functions: Functions, entrance: Entrance
) -> Watch:
    """Collect what the blocks yield; nothing is listed twice."""
    watched = [*functions.named.values(), *_own(data, entrance)]
    return Watch(
        operations=operations.declare_operations(
            ground,
            "Streamer",
            page="streamer",
            alarms=_alarms(ground, data, api, functions, entrance),
            widgets=_widgets(data, api, functions, entrance),
            custom_metrics=CUSTOM_METRICS,
            budget_usd=ground.settings.budget_usd,
        ),
        sampling=SamplingRule(
            f"{ground.name}-sampling",
            SamplingRuleArgs(
                name=ground.names.sampling_rule,
                services=ground.names.services,
                priority=SAMPLING_PRIORITY,
                rate=ground.environment.xray_sampling_rate,
            ),
            opts=ground.child,
        ),
        queries=SavedQueries(
            f"{ground.name}-queries",
            SavedQueriesArgs(
                folder=ground.names.queries,
                log_groups=[each.log_group_name for each in watched],
                queries={
                    "errors": ERRORS,
                    "slowest": SLOWEST,
                    "cold-starts": COLD_STARTS,
                    "refused-connections": REFUSED,
                },
            ),
            opts=ground.child,
        ),
    )


def own_functions(data: Data, entrance: Entrance) -> dict[str, Function]:
    """Our own functions beside the guide's, by what they do."""
    found: dict[str, Function] = {}
    if data.archiver:
        found["archiver"] = data.archiver.function
    if entrance.origin_authorizer:
        found["originAuthorizer"] = entrance.origin_authorizer
    return found


def _own(data: Data, entrance: Entrance) -> list[Function]:
    return list(own_functions(data, entrance).values())


def _alarms(
    ground: Ground, data: Data, api: WebSocketApi, functions: Functions, entrance: Entrance
) -> list[Alarm]:
    return [
        _high_errors(functions),
        Alarm(
            key="streamer-connection-limit",
            title="ConnectionLimit",
            description="Approaching connection limit",
            metric=_active_connections(),
            threshold=ground.settings.connection_alarm,
        ),
        *(alarm for each in functions.named.values() for alarm in each.alarms()),
        *(alarm for each in _own(data, entrance) for alarm in each.alarms()),
        *(alarm for table in data.tables for alarm in table.alarms(operations=TABLE_OPERATIONS)),
        *data.failures.alarms(depth_above=0, depth_title="StreamFailures", consumed=False),
        *api.alarms(integration_errors=INTEGRATION_ERRORS, execution_errors=EXECUTION_ERRORS),
        *(entrance.cdn.alarms(server_error_percent=EDGE_ERROR_PERCENT) if entrance.cdn else []),
        *(entrance.firewall.alarms() if entrance.firewall else []),
    ]


def _high_errors(functions: Functions) -> Alarm:
    """ST-35: the guide's alarm has no dimensions and counts every function of the account."""
    return Alarm(
        key="streamer-high-errors",
        title="HighErrors",
        description="High Lambda error rate",
        expression="SUM(METRICS())",
        metrics={
            name: Metric(
                namespace="AWS/Lambda",
                name="Errors",
                dimensions={"FunctionName": functions[name].name},
                statistic="Sum",
            )
            for name in GUIDE_FUNCTIONS
        },
        threshold=HIGH_ERRORS,
        evaluation_periods=HIGH_ERROR_PERIODS,
    )


def _active_connections() -> Metric:
    return Metric(namespace=METRICS_NAMESPACE, name=CONNECTIONS_METRIC, dimensions={}, statistic="Maximum")


def _widgets(data: Data, api: WebSocketApi, functions: Functions, entrance: Entrance) -> list[Widget]:
    return [
        *(
            widget
            for name, each in functions.named.items()
            for widget in each.widgets(f"Lambda Performance: {name}")  # ST-34
        ),
        *api.widgets(),
        Widget(title="Open connections", metrics=[_active_connections()]),
        *(entrance.cdn.widgets() if entrance.cdn else []),
        *(entrance.firewall.widgets() if entrance.firewall else []),
        *(widget for name, each in own_functions(data, entrance).items() for widget in each.widgets(name)),
        *(widget for table in data.tables for widget in table.widgets()),
        *data.failures.widgets(),
        *(data.archive.widgets() if data.archive else []),
    ]
