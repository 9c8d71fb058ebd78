"""What must be true of HookRelay."""

from __future__ import annotations

from smoke import entrance, shared
from smoke.core import Check, Deployed
from smoke.hookrelay import data, reach, stores, workloads


def _is_ecs(deployed: Deployed) -> bool:
    return deployed.outputs.get("compute") == "ecs"


def _has_worker_function(deployed: Deployed) -> bool:
    return deployed.outputs.get("workerFunctionName") is not None


def _worker_is_live(deployed: Deployed) -> bool:
    return _has_worker_function(deployed) and not deployed.outputs.get("workerIsPlaceholder", True)


CHECKS = (
    Check(title="tables answer by key and by every index", test=data.tables_answer, writes=True),
    Check(title="tables are encrypted and restorable", test=data.tables_are_guarded),
    Check(title="the queue is as stated", test=data.queue_is_as_stated),
    Check(
        title="poison messages become dead letters",
        test=data.poison_messages_become_dead_letters,
        writes=True,
        applies=lambda deployed: not _worker_is_live(deployed),
    ),
    Check(
        title="the archive is versioned and expires, old versions too",
        test=data.archive_is_versioned_and_expires,
    ),
    Check(title="the database is private, encrypted, TLS only", test=stores.database_is_private),
    Check(
        title="DATABASE_URL leads to the database",
        test=stores.database_url_is_complete,
        applies=lambda deployed: "DATABASE_URL" in deployed.outputs.get("secrets", {}),
    ),
    Check(
        title="the cache is private and encrypted",
        test=shared.cache_is_private,
        applies=shared.has("cacheId"),
    ),
    Check(title="only the stated flows are open", test=reach.only_stated_flows_are_open),
    Check(title="the service is private and rolls back", test=workloads.service_is_private, applies=_is_ecs),
    Check(title="the task has every variable", test=workloads.task_gets_every_variable, applies=_is_ecs),
    Check(
        title="the function has every variable",
        test=workloads.function_gets_every_variable,
        applies=shared.has("functionName"),
    ),
    Check(
        title="the entrance speaks TLS and redirects to it",
        test=entrance.entrance_redirects_to_tls,
        applies=shared.has("loadBalancerIsPublic"),
    ),
    Check(
        title="the worker consumes the queue",
        test=workloads.worker_consumes_the_queue,
        applies=_has_worker_function,
    ),
    Check(
        title="the firewall stands before the entrance",
        test=entrance.firewall_stands_before_the_entrance,
        applies=shared.has("webAclArn"),
    ),
    *shared.OPERATIONS_CHECKS,
)
