"""Alarms, dashboard and budget over everything that the parts yield."""

from __future__ import annotations

from components.blocks.function import Function
from components.monitoring import Alarm, Widget
from components.platforms import operations
from components.platforms.hookrelay.application import Application
from components.platforms.hookrelay.data import TABLE_OPERATIONS, Data
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.stores import Stores
from components.platforms.operations import Operations

DEEP_QUEUE = 100  # HR-43
EDGE_ERROR_PERCENT = 1  # TR-14's figure for 5XX; the guide gives none for its CDN


def declare_operations(
    ground: Ground, data: Data, stores: Stores, application: Application, worker: Function | None
) -> Operations:
    """Collect what the blocks yield; nothing is listed twice."""
    return operations.declare_operations(
        ground,
        "HookRelay",
        page="hookrelay",
        alarms=_alarms(data, stores, application, worker),
        widgets=_widgets(data, stores, application, worker),
    )


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
