"""What an operator gets: every name, URL and command of the guide (ST-ops)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.websocket_api import WebSocketApi
from components.disaster_recovery import StoreKind
from components.platforms.recovery import Kept, recovery
from components.platforms.streamer.data import (
    CONNECTION_INDEXES,
    REQUEST_INDEXES,
    SUBSCRIPTION_INDEXES,
    USER_INDEX,
    Data,
)
from components.platforms.streamer.entrance import Entrance
from components.platforms.streamer.functions import ALIAS, CUSTOM_METRICS, Functions
from components.platforms.streamer.ground import Ground
from components.platforms.streamer.operations import Watch, own_functions

STORES: tuple[StoreKind, ...] = ("table", "bucket", "traffic")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All parts of the platform."""

    data: Data
    api: WebSocketApi
    functions: Functions
    entrance: Entrance
    watch: Watch


def outputs_of(ground: Ground, parts: Parts) -> Mapping[str, pulumi.Input[object]]:
    """Everything; what a stack doesn't have is left out."""
    found: dict[str, pulumi.Input[object] | None] = {
        "region": ground.region,
        **_urls(ground, parts),
        **_data(parts.data),
        **_functions(ground, parts),
        **_operations(parts),
        "recovery": _recovery(ground, parts.data),
        "commands": _commands(ground, parts),
        "notes": _notes(ground, parts),
    }
    return {name: value for name, value in found.items() if value is not None}


def _recovery(ground: Ground, data: Data) -> Mapping[str, pulumi.Input[object]]:
    kept = Kept(
        tables=[data.requests, *([data.subscriptions] if data.subscriptions else [])],
        buckets=[data.archive] if data.archive else [],
    )
    return recovery(ground.settings.dr, STORES, kept)


def _urls(ground: Ground, parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    hosting, cdn, firewall = parts.entrance.hosting, parts.entrance.cdn, parts.entrance.firewall
    return {
        "websocketUrl": f"wss://{hosting.domain}" if hosting.domain else parts.api.url,
        "customDomainUrl": f"wss://{hosting.domain}/{parts.api.stage_name}" if hosting.domain else None,
        "callbackUrl": parts.api.callback_url,
        "apiId": parts.api.id,
        "apiStage": parts.api.stage_name,
        "apiDomain": hosting.origin or hosting.domain,
        "apiDomainTarget": parts.api.domain_target.name if parts.api.domain_target else None,
        "executeApiDisabled": ground.settings.waf,
        "cdnId": cdn.id if cdn else None,
        "cdnDomain": cdn.domain_name if cdn else None,
        "webAclArn": firewall.arn if firewall else None,
    }


def _data(data: Data) -> dict[str, pulumi.Input[object] | None]:
    subscriptions = data.subscriptions
    return {
        "connectionsTable": data.connections.name,
        "requestsTable": data.requests.name,
        "requestsStreamArn": data.requests.stream_arn,
        "subscriptionsTable": subscriptions.name if subscriptions else None,
        "indexes": {
            "connections": [each.name for each in CONNECTION_INDEXES],
            "requests": [each.name for each in REQUEST_INDEXES],
            **({"subscriptions": [each.name for each in SUBSCRIPTION_INDEXES]} if subscriptions else {}),
        },
        "failureQueueUrl": data.failures.url,
        "failureQueueArn": data.failures.arn,
        "archiveBucket": data.archive.name if data.archive else None,
    }


def _functions(ground: Ground, parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    named = parts.functions.named
    return {
        "functions": {name: each.name for name, each in named.items()},
        "functionAlias": ALIAS,
        "functionRoles": {name: each.role_arn for name, each in named.items()},
        "placeholders": [name for name, each in named.items() if each.is_placeholder],
        "streamStatuses": list(ground.settings.stream.statuses),
        "ownFunctions": {name: each.name for name, each in own_functions(parts.data, parts.entrance).items()},
        "vpcId": parts.functions.network.vpc_id if parts.functions.network else None,
    }


def _operations(parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    made = parts.watch.operations
    own = own_functions(parts.data, parts.entrance).values()
    return {
        **made.outputs,
        "customMetrics": {namespace: sorted(known) for namespace, known in CUSTOM_METRICS.items()},
        "samplingRule": parts.watch.sampling.name,
        "savedQueries": list(parts.watch.queries.names),
        "logGroups": [each.log_group_name for each in [*parts.functions.named.values(), *own]],
    }


def _commands(ground: Ground, parts: Parts) -> dict[str, pulumi.Input[str]]:
    """The guide's debugging commands with the real names."""
    region = ground.region
    table = parts.data.connections.name
    url = _urls(ground, parts)
    found: dict[str, pulumi.Input[str]] = {
        f"logs{name.capitalize()}": pulumi.Output.concat(
            "aws logs tail ", each.log_group_name, f" --follow --region {region}"
        )
        for name, each in parts.functions.named.items()
    }
    return {
        **found,
        "connect": pulumi.Output.concat(
            "wscat -c '", pulumi.Output.from_input(url["websocketUrl"]).apply(str), "?Authorization=TOKEN'"
        ),
        "queryUser": pulumi.Output.concat(
            "aws dynamodb query --table-name ",
            table,
            f" --index-name {USER_INDEX} --key-condition-expression 'UserID = :uid'"
            ' --expression-attribute-values \'{":uid":{"S":"user-123"}}\''
            f" --region {region}",
        ),
        "failures": pulumi.Output.concat(
            "aws sqs receive-message --queue-url ", parts.data.failures.url, f" --region {region}"
        ),
        "deployments": pulumi.Output.concat(
            "aws apigatewayv2 get-deployments --api-id ", parts.api.id, f" --region {region}"
        ),
        "versions": pulumi.Output.concat(
            "aws lambda list-versions-by-function --function-name ",
            parts.functions["router"].name,
            f" --region {region}",
        ),
    }


def _notes(ground: Ground, parts: Parts) -> list[str]:
    """What an operator should know now."""
    waiting = [name for name, each in parts.functions.named.items() if each.is_placeholder]
    notes = []
    if waiting:
        notes.append(
            f"Placeholders that fail: {', '.join(waiting)}. Give streamer:functions.<name>.artefact and "
            "update. Until the processor has code, its mapping is disabled; a stream keeps changes a day."
        )
    if not ground.settings.api.logs:
        notes.append(
            "The API writes no logs: the account needs a role for them first (baseline); then set "
            "streamer:api.logs."
        )
    for name, each in parts.functions.named.items():
        notes.extend(f"{name}: {warning}" for warning in each.warnings)
    return notes
