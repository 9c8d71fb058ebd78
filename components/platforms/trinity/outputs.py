"""What an operator gets: every name, URL and command of the guide (TR-ops)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.graphql_api import GraphqlApi
from components.blocks.rest_api import RestApi
from components.blocks.rollout import Rollout
from components.blocks.usage_plan import UsagePlan
from components.disaster_recovery import StoreKind
from components.platforms.operations import Operations
from components.platforms.recovery import Kept, recovery
from components.platforms.trinity.api import Api
from components.platforms.trinity.edge import Edge, Firewalls
from components.platforms.trinity.functions import ALIAS, METRICS, Functions
from components.platforms.trinity.ground import Ground
from components.platforms.trinity.identity import Identity
from components.platforms.trinity.monitoring import Outside
from components.platforms.trinity.secrets import Secrets
from components.platforms.trinity.users import FIRST, Users

STORES: tuple[StoreKind, ...] = ("table", "userPool", "secret", "bucket", "traffic")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All parts of the platform."""

    api: Api
    functions: Functions
    users: Users
    secrets: Secrets
    identity: Identity
    graphql: GraphqlApi | None
    edge: Edge | None
    firewalls: Firewalls
    outside: Outside
    plan: UsagePlan | None
    rollouts: Mapping[str, Rollout]
    operations: Operations


def outputs_of(ground: Ground, parts: Parts) -> Mapping[str, pulumi.Input[object]]:
    """Everything; what a deployment of its kind doesn't have is left out."""
    found: dict[str, pulumi.Input[object] | None] = {
        "region": ground.region,
        "authMode": ground.settings.auth_mode,
        "entrance": ground.settings.entrance,
        **_api(ground, parts),
        **_functions(parts),
        **_users(parts),
        **_edge(parts),
        **_operations(parts),
        "recovery": _recovery(ground, parts),
        "secrets": parts.secrets.outputs(),
        "logGroups": _log_groups(parts),
        "commands": _commands(ground, parts),
        "notes": _notes(parts),
    }
    return {name: value for name, value in found.items() if value is not None}


def _api(ground: Ground, parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    rest = parts.api if isinstance(parts.api, RestApi) else None
    return {
        "apiType": ground.settings.api_type,
        "apiId": parts.api.id,
        "apiStage": parts.api.stage_name,
        "apiStageArn": rest.stage_arn if rest else None,
        "apiUrl": parts.outside.url,
        "healthUrl": parts.outside.health_url,
        "corsOrigins": list(ground.settings.cors_origins),
        "usagePlanId": parts.plan.id if parts.plan else None,
        "apiKeyId": parts.plan.key_id if parts.plan else None,
        "graphqlId": parts.graphql.id if parts.graphql else None,
        "graphqlArn": parts.graphql.arn if parts.graphql else None,
        "graphqlUrl": parts.graphql.url if parts.graphql else None,
        "graphqlRealtimeUrl": parts.graphql.realtime_url if parts.graphql else None,
    }


def _functions(parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    functions = parts.functions.all
    return {
        "functionNames": {key: each.name for key, each in functions.items()},
        "functionAlias": ALIAS,
        "functionRoleArns": {key: each.role_arn for key, each in functions.items()},
        "placeholders": [key for key, each in functions.items() if each.is_placeholder],
        "rollouts": {key: rollout.output for key, rollout in parts.rollouts.items()} or None,
        "metricsNamespace": METRICS,
        "vpcId": parts.functions.network.vpc_id if parts.functions.network else None,
    }


def _users(parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    pool = parts.identity.pool
    return {
        "usersTable": parts.users.table.name,
        "usersTables": {label or "first": table.name for label, table in parts.users.tables.items()},
        "emailIndex": next(iter(parts.users.table.index_arns), None),
        "userPoolId": pool.id if pool else None,
        "userPoolArn": pool.arn if pool else None,
        "clientIds": {key: client.id for key, client in pool.clients.items()} if pool else None,
        "signInHost": parts.identity.sign_in_host,
    }


def _recovery(ground: Ground, parts: Parts) -> Mapping[str, pulumi.Input[object]]:
    kept = Kept(
        tables=list(parts.users.tables.values()),
        buckets=[parts.edge.assets] if parts.edge else [],
        secrets=list(parts.secrets.outputs()),
    )
    return recovery(ground.settings.dr, STORES, kept)


def _edge(parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    edge, walls = parts.edge, parts.firewalls
    return {
        "cdnId": edge.cdn.id if edge else None,
        "cdnDomain": edge.cdn.domain_name if edge else None,
        "assetsBucket": edge.assets.name if edge else None,
        "logsBucket": edge.logs.name if edge else None,
        "webAclArn": walls.regional.arn if walls.regional else None,
        "edgeWebAclArn": walls.edge.arn if walls.edge else None,
    }


def _operations(parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    operations, outside = parts.operations, parts.outside
    return {
        **operations.outputs,
        "healthCheckId": outside.health_check.id if outside.health_check else None,
        "canaryName": outside.canary.name if outside.canary else None,
    }


def _log_groups(parts: Parts) -> list[pulumi.Input[str]]:
    hooks = [rollout.hook for rollout in parts.rollouts.values() if rollout.hook]
    return [
        *(each.log_group_name for each in [*parts.functions.all.values(), *hooks]),
        *([parts.graphql.log_group_name] if parts.graphql else []),
        *(wall.log_group_name for wall in parts.firewalls.all if wall is parts.firewalls.regional),
        *([parts.outside.canary.log_group_name] if parts.outside.canary else []),
    ]


def _commands(ground: Ground, parts: Parts) -> dict[str, pulumi.Input[str]]:
    """The guide's commands with the real names."""
    region = ground.region
    found: dict[str, pulumi.Input[str]] = {
        "health": pulumi.Output.concat("curl -fsS ", parts.outside.health_url)
    }
    for key, function in parts.functions.all.items():
        name = function.name
        found[f"{key}Logs"] = pulumi.Output.concat(
            "aws logs tail ", function.log_group_name, f" --follow --region {region}"
        )
        found[f"{key}Function"] = pulumi.Output.concat(
            "aws lambda get-function --function-name ", name, f" --region {region}"
        )
        found[f"{key}Back"] = pulumi.Output.concat(
            "aws lambda update-alias --function-name ",
            name,
            # a rollout that was left half-way has weights of its own
            f" --name {ALIAS} --function-version <version> --routing-config 'AdditionalVersionWeights={{}}'"
            f" --region {region}",
        )
        if key in parts.rollouts:
            found[f"{key}Rollout"] = (
                f"python -m automation rollout --stack {pulumi.get_stack()} --platform {ground.name} "
                f"--function {key}"
            )
    found["restore"] = pulumi.Output.concat(
        "aws dynamodb restore-table-to-point-in-time --use-latest-restorable-time --source-table-name ",
        parts.users.tables[FIRST].name,
        " --target-table-name <a new name>",
        f" --region {region}",
    )
    if parts.edge:
        found["publishAssets"] = pulumi.Output.concat(
            "aws s3 sync dist/assets s3://", parts.edge.assets.name, "/assets"
        )
        found["invalidate"] = pulumi.Output.concat(
            "aws cloudfront create-invalidation --paths '/*' --distribution-id ", parts.edge.cdn.id
        )
    if parts.plan:
        found["apiKey"] = parts.plan.read_key
    return found


def _notes(parts: Parts) -> list[str]:
    """What an operator should know now."""
    notes = [
        f"The function {key} is a placeholder: every request to it fails. Give "
        f"trinity:functions.{key}.artefact and update."
        for key, function in parts.functions.all.items()
        if function.is_placeholder
    ]
    for function in parts.functions.all.values():
        notes.extend(function.warnings)
    if parts.rollouts:
        notes.append(
            "An update publishes new versions and moves no traffic: start the rollouts with the commands."
        )
    return notes
