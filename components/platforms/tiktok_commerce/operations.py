"""Alarms, dashboard and budget over everything that the parts yield (TC-32, TC-34)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.alarms import Alarms
from components.blocks.failover import Failover
from components.blocks.firewall import Firewall
from components.blocks.load_balancer import LoadBalancer
from components.blocks.site import Site
from components.metrics import GLOBAL_REGION
from components.monitoring import Alarm, Widget
from components.platforms import operations
from components.platforms.alerting import Alerts, alerts
from components.platforms.operations import Operations, declare_alarms
from components.platforms.tiktok_commerce.buckets import Buckets
from components.platforms.tiktok_commerce.ground import PAGE, TABLE_OPERATIONS, TITLE, Ground
from components.platforms.tiktok_commerce.messaging import Messaging
from components.platforms.tiktok_commerce.names import title_of
from components.platforms.tiktok_commerce.services import Placed, Service
from components.platforms.tiktok_commerce.stores import Stores
from components.platforms.tiktok_commerce.webhook import Webhook
from components.platforms.tiktok_commerce.workers import Worker

DEEP_QUEUE = 100  # HR-43's figure; the guide gives none
MANY_ERRORS = 10  # HR-44's figure: answers in five minutes, of either class
SLOW_SECONDS = 1  # TR-14's figure for API latency
EDGE_ERROR_PERCENT = 1  # TR-14's figure for 5XX
FIRST_WIDGET = "ECS Service Metrics"  # TC-34
FIRST_SERVICE = "ingestion_api"  # TC-32, TC-34: what the guide watches


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All parts of the platform.

    Attributes:
        stores: Network, tables, cache.
        buckets: Buckets.
        messaging: Topics and queues.
        balancer: The load balancer.
        services: What is behind it.
        workers: What takes jobs.
        webhook: What takes webhooks, if wanted.
        website: Website and distribution.
        web_acl: What stands before it, if wanted.
        failover: What leads to the stack that stands in, if wanted.
    """

    stores: Stores
    buckets: Buckets
    messaging: Messaging
    balancer: LoadBalancer
    services: Mapping[str, Service]
    workers: Mapping[str, Worker]
    webhook: Webhook | None
    website: Site
    web_acl: Firewall | None
    failover: Failover | None


@dataclass(frozen=True, kw_only=True)
class Rollbacks:
    """Alarms that take a new version back; they are there before the services.

    Attributes:
        watched: Who is told.
        alarms: The alarms.
        by_service: Service -> names of its own.
    """

    watched: Alerts
    alarms: Alarms
    by_service: Mapping[str, list[pulumi.Output[str]]]


def declare_rollbacks(ground: Ground, placed: Mapping[str, Placed]) -> Rollbacks:
    """Alarms on what the services answer, of both target groups, and on their health."""
    # CloudFront's metrics are in us-east-1, wherever the platform is
    watched = alerts(ground, TITLE, global_alarms=ground.region != GLOBAL_REGION)
    found = {
        key: place.target.alarms(
            title=title_of(place.name), errors_5xx_above=MANY_ERRORS, response_seconds_above=SLOW_SECONDS
        )
        for key, place in placed.items()
    }
    made = declare_alarms(
        ground,
        page=PAGE,
        alarms=[alarm for each in found.values() for alarm in each],
        watched=watched,
        part="rollback-alarms",
    )
    return Rollbacks(
        watched=watched,
        alarms=made,
        by_service={key: [made.names[alarm.key] for alarm in each] for key, each in found.items()},
    )


def declare_operations(ground: Ground, parts: Parts, rollbacks: Rollbacks) -> Operations:
    """Collect what the blocks yield; nothing is listed twice."""
    return operations.declare_operations(
        ground,
        TITLE,
        page=PAGE,
        alarms=_alarms(parts),
        widgets=_widgets(parts),
        watched=rollbacks.watched,
        earlier=rollbacks.alarms,
    )


def _alarms(parts: Parts) -> list[Alarm]:
    return [
        *(alarm for key, each in parts.services.items() for alarm in _service_alarms(key, each)),
        *parts.balancer.alarms(errors_5xx_above=MANY_ERRORS),
        *(
            alarm
            for queue in parts.messaging.queues.values()
            for alarm in queue.alarms(depth_above=DEEP_QUEUE, depth_title=f"{title_of(queue.label)}Depth")
        ),
        *(
            alarm
            for worker in parts.workers.values()
            for alarm in worker.function.alarms(title=title_of(worker.description.name))
        ),
        *parts.messaging.processing.alarms(),
        *parts.messaging.notifications.alarms(),
        *(
            alarm
            for table in parts.stores.tables.values()
            for alarm in table.alarms(operations=TABLE_OPERATIONS)
        ),
        *(parts.stores.cache.alarms() if parts.stores.cache else []),
        *parts.website.cdn.alarms(server_error_percent=EDGE_ERROR_PERCENT),
        *(parts.web_acl.alarms() if parts.web_acl else []),
        *(parts.webhook.alarms() if parts.webhook else []),
        *(parts.failover.alarms() if parts.failover else []),
        *(parts.buckets.exports.alarms() if parts.buckets.exports else []),
    ]


def _service_alarms(key: str, service: Service) -> list[Alarm]:
    """The guide's alarm on CPU keeps its name; the others' end in the service's (TC-32)."""
    title = title_of(service.placed.name)
    cpu = "HighCpu" if key == FIRST_SERVICE else f"HighCpu{title}"
    return service.fargate.alarms(title=title, cpu_title=cpu)


def _widgets(parts: Parts) -> list[Widget]:
    services = parts.services
    first = [key for key in services if key == FIRST_SERVICE]
    return [
        *(widget for key in first for widget in services[key].fargate.widgets(FIRST_WIDGET)),
        *(widget for key in services if key not in first for widget in services[key].fargate.widgets()),
        *parts.balancer.widgets(),
        *(widget for each in services.values() for widget in each.placed.target.widgets()),
        *parts.website.cdn.widgets(),
        *(parts.web_acl.widgets() if parts.web_acl else []),
        *(widget for queue in parts.messaging.queues.values() for widget in queue.widgets()),
        *(
            widget
            for worker in parts.workers.values()
            for widget in worker.function.widgets(f"Worker {worker.description.name}")
        ),
        *parts.messaging.processing.widgets(),
        *parts.messaging.notifications.widgets(),
        *(parts.webhook.widgets() if parts.webhook else []),
        *(parts.failover.widgets() if parts.failover else []),
        *(widget for table in parts.stores.tables.values() for widget in table.widgets()),
        *(parts.stores.cache.widgets() if parts.stores.cache else []),
        *parts.buckets.assets.widgets(),
        *(parts.buckets.exports.widgets() if parts.buckets.exports else []),
    ]
