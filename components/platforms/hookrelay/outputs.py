"""What an operator gets: every name, URL and command of the guide (HR-ops)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.function import Function
from components.disaster_recovery import StoreKind
from components.platforms.hookrelay.application import Application
from components.platforms.hookrelay.data import Data
from components.platforms.hookrelay.ground import Ground
from components.platforms.hookrelay.secrets import Secrets
from components.platforms.hookrelay.stores import Stores
from components.platforms.operations import Operations
from components.platforms.recovery import Kept, recovery
from components.platforms.secrets import secret_output

STORES: tuple[StoreKind, ...] = ("table", "bucket", "database", "secret", "image", "cache", "traffic")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All parts of the platform."""

    data: Data
    stores: Stores
    secrets: Secrets
    application: Application
    worker: Function | None
    operations: Operations


def outputs_of(ground: Ground, parts: Parts) -> Mapping[str, pulumi.Input[object]]:
    """Everything; what a compute mode doesn't have is left out."""
    found: dict[str, pulumi.Input[object] | None] = {
        "compute": ground.settings.compute,
        "region": ground.region,
        **_data(parts.data),
        **_stores(ground, parts.stores),
        **parts.application.outputs,
        **_worker(parts.worker),
        **_operations(parts),
        "recovery": _recovery(ground, parts),
        "securityGroups": _security_groups(parts),
        "secrets": _secrets(parts),
        "logGroups": _log_groups(parts),
        "commands": _commands(ground, parts),
        "notes": _notes(parts),
    }
    return {name: value for name, value in found.items() if value is not None}


def _recovery(ground: Ground, parts: Parts) -> Mapping[str, pulumi.Input[object]]:
    data = parts.data
    kept = Kept(
        tables=[data.endpoints, data.deliveries],
        buckets=[data.archive],
        secrets=list(parts.secrets.by_variable),
    )
    return recovery(ground.settings.dr, STORES, kept)


def _data(data: Data) -> dict[str, pulumi.Input[object] | None]:
    return {
        "endpointsTable": data.endpoints.name,
        "deliveriesTable": data.deliveries.name,
        "queueUrl": data.queue.url,
        "queueArn": data.queue.arn,
        "dlqUrl": data.queue.dead_letter_url,
        "dlqBucket": data.archive.name,
        "logsBucket": data.logs.name,
        "archiverFunctionName": data.archiver.function.name if data.archiver else None,
    }


def _stores(ground: Ground, stores: Stores) -> dict[str, pulumi.Input[object] | None]:
    return {
        "vpcId": stores.network.vpc_id,
        "databaseId": stores.database.identifier,
        "databaseHost": stores.database.endpoint,
        "databaseName": ground.names.database_name,
        "databaseReplicaId": stores.database.replica_identifier,
        "cacheId": ground.names.cache if stores.cache else None,
        "cacheHost": stores.cache.host if stores.cache else None,
    }


def _worker(worker: Function | None) -> dict[str, pulumi.Input[object] | None]:
    if worker is None:
        return {}
    return {
        "workerFunctionName": worker.name,
        "workerRoleArn": worker.role_arn,
        "workerIsPlaceholder": worker.is_placeholder,
    }


def _operations(parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    application, operations = parts.application, parts.operations
    return {
        **operations.outputs,
        "cdnId": application.cdn.id if application.cdn else None,
        "cdnDomain": application.cdn.domain_name if application.cdn else None,
        "webAclArn": application.firewall.arn if application.firewall else None,
    }


def _security_groups(parts: Parts) -> dict[str, pulumi.Input[str]]:
    database, cache, worker = parts.stores.database, parts.stores.cache, parts.worker
    groups: dict[str, pulumi.Input[str]] = {
        **parts.application.security_groups,
        "database": database.instance_security_group_id,
    }
    endpoints = parts.stores.network.endpoints
    if endpoints:
        groups["endpoints"] = endpoints.id
    if database.proxy:
        groups["proxy"] = database.proxy.security_group_id
    if cache:
        groups["cache"] = cache.security_group_id
    if worker and worker.security_group:
        groups["worker"] = worker.security_group.id
    return groups


def _secrets(parts: Parts) -> dict[str, pulumi.Input[object]]:
    found = parts.secrets.outputs()
    if parts.stores.database.url is not None:
        found["DATABASE_URL"] = secret_output(parts.stores.database.url)
    if parts.stores.database.password is not None:
        found["DB_PASSWORD"] = {"arn": parts.stores.database.password.arn, "kind": "rdsManaged"}
    if parts.stores.cache is not None:
        found["REDIS_URL"] = secret_output(parts.stores.cache.url)
    return found


def _log_groups(parts: Parts) -> list[pulumi.Input[str]]:
    archiver, worker = parts.data.archiver, parts.worker
    return [
        *parts.application.log_groups,
        *([archiver.function.log_group_name] if archiver else []),
        *([worker.log_group_name] if worker else []),
    ]


def _commands(ground: Ground, parts: Parts) -> dict[str, pulumi.Input[str]]:
    """The guide's debugging commands with the real names."""
    own = parts.application.outputs.get("commands", {})
    return {
        **(own if isinstance(own, dict) else {}),
        "identity": "aws sts get-caller-identity",
        "tables": f"aws dynamodb list-tables --region {ground.region}",
        "queueAttributes": pulumi.Output.concat(
            "aws sqs get-queue-attributes --attribute-names All --queue-url ", parts.data.queue.url
        ),
        "archive": pulumi.Output.concat("aws s3 ls --recursive s3://", parts.data.archive.name),
    }


def _notes(parts: Parts) -> list[str]:
    """What an operator should know now."""
    notes: list[str] = []
    if parts.worker and parts.worker.is_placeholder:
        notes.append(
            "The worker's code is a placeholder and its mapping is disabled: messages wait in the queue. "
            "Give hookrelay:worker.lambda.artefact and update."
        )
    if parts.application.outputs.get("functionIsPlaceholder"):
        notes.append(
            "The application's code is a placeholder: every request fails. Give hookrelay:lambda.artefact or "
            "hookrelay:lambda.imageUri and update."
        )
    if parts.application.outputs.get("serviceRuns") is False:
        notes.append(
            "The service has no image and runs no task: push one with the commands, set hookrelay:imageTag "
            "and update."
        )
    if parts.worker:
        notes.extend(parts.worker.warnings)
    return notes
