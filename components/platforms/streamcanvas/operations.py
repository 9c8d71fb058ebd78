"""Alarms and widgets of everything, and the one alarm that the guide writes down (SC-22, SC-23)."""

from __future__ import annotations

from collections.abc import Sequence

from components.blocks.function import Function
from components.monitoring import Alarm, Metric
from components.platforms import operations
from components.platforms.operations import Operations
from components.platforms.streamcanvas.data import Data
from components.platforms.streamcanvas.execution import Execution
from components.platforms.streamcanvas.frontend import Frontend
from components.platforms.streamcanvas.ground import Ground
from components.platforms.streamcanvas.realtime import LAMBDA_ERRORS, Realtime
from components.platforms.streamcanvas.users import Users

# What the platform's rights let do on its tables.
OPERATIONS = (
    "GetItem",
    "BatchGetItem",
    "Query",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
)


def declare_operations(
    ground: Ground, data: Data, users: Users, realtime: Realtime, execution: Execution, frontend: Frontend
) -> Operations:
    """Collect what the blocks yield; nothing is listed twice."""
    functions = [
        realtime.handler,
        execution.executor,
        *([realtime.authorizer] if realtime.authorizer else []),
    ]
    firewall = users.firewall
    return operations.declare_operations(
        ground,
        "StreamCanvas",
        page="streamcanvas",
        alarms=[
            _lambda_errors(functions),
            *realtime.alarms(),
            *execution.alarms(),
            *(alarm for table in data.tables for alarm in table.alarms(operations=OPERATIONS)),
            *users.pool.alarms(),
            *(firewall.alarms(title="UsersBlockedRequests") if firewall else []),
            *frontend.alarms(),
        ],
        widgets=[
            *realtime.widgets(),
            *execution.widgets(),
            *(widget for table in data.tables for widget in table.widgets()),
            *users.pool.widgets(),
            *(firewall.widgets() if firewall else []),
            *frontend.widgets(),
        ],
    )


def _lambda_errors(functions: Sequence[Function]) -> Alarm:
    """The guide's example, over the platform's functions; without dimensions it would be the account's."""
    return Alarm(
        key="lambda-errors",
        title="Lambda-Errors",
        description="Alert on Lambda errors",
        expression="SUM(METRICS())",
        metrics={
            f"m{number}": Metric(
                namespace="AWS/Lambda",
                name="Errors",
                dimensions={"FunctionName": function.name},
                statistic="Sum",
            )
            for number, function in enumerate(functions)
        },
        threshold=LAMBDA_ERRORS,
    )
