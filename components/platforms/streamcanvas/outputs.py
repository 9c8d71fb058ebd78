"""What an operator gets: every name, URL and command of the guide (SC-ops)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.function import Function
from components.disaster_recovery import StoreKind
from components.platforms.operations import Operations
from components.platforms.recovery import Kept, recovery
from components.platforms.streamcanvas.data import Data
from components.platforms.streamcanvas.execution import METHOD, ROUTE, Execution
from components.platforms.streamcanvas.frontend import Frontend, origins
from components.platforms.streamcanvas.ground import ALIAS, Ground
from components.platforms.streamcanvas.realtime import Realtime
from components.platforms.streamcanvas.users import Users

STORES: tuple[StoreKind, ...] = ("table", "userPool", "traffic")
IMAGES: tuple[StoreKind, ...] = ("image",)  # self-hosted


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All parts of the platform."""

    data: Data
    users: Users
    realtime: Realtime
    execution: Execution
    frontend: Frontend
    operations: Operations


def frontend_variables(
    ground: Ground, data: Data, users: Users, realtime: Realtime, execution: Execution, url: pulumi.Input[str]
) -> dict[str, pulumi.Input[str]]:
    """The guide's environment without its keys, which nothing of ours has (SC-17)."""
    return {
        "NEXT_PUBLIC_AWS_REGION": ground.region,
        "NEXT_PUBLIC_COGNITO_USER_POOL_ID": users.pool.id,
        "NEXT_PUBLIC_COGNITO_CLIENT_ID": users.client.id,
        "NEXT_PUBLIC_API_GATEWAY_WS_URL": realtime.api.url,
        "NEXT_PUBLIC_API_GATEWAY_HTTP_URL": execution.api.url,
        "DYNAMODB_SESSIONS_TABLE": data.sessions.name,
        "DYNAMODB_STATES_TABLE": data.states.name,
        "NEXT_PUBLIC_APP_URL": url,
    }


def outputs_of(
    ground: Ground, parts: Parts, variables: Mapping[str, pulumi.Input[str]]
) -> Mapping[str, pulumi.Input[object]]:
    """Everything; what a front end of another kind would have is left out."""
    own = dict(parts.frontend.outputs())
    kept = Kept(tables=[parts.data.sessions, parts.data.states])
    stores = (*STORES, *IMAGES) if ground.settings.frontend == "self-hosted" else STORES
    found: dict[str, pulumi.Input[object] | None] = {
        "frontend": ground.settings.frontend,
        "region": ground.region,
        "appUrl": parts.frontend.url,
        "origins": origins(ground, parts.frontend),
        **_users(parts.users),
        **_apis(parts),
        "sessionsTable": parts.data.sessions.name,
        "statesTable": parts.data.states.name,
        "connectionsTable": parts.data.connections.name,
        "ttlAttributes": {
            "states": ground.settings.tables.states.ttl_attribute,
            "connections": ground.settings.tables.connections.ttl_attribute,
        },
        "connectionsIndex": parts.data.by_session,
        **_functions(parts, ground.settings.executor.isolation),
        "recovery": recovery(ground.settings.dr, stores, kept),
        "secrets": {},
        **own,
        "frontendEnv": dotenv(variables),
        **parts.operations.outputs,
        "logGroups": [
            *(each.log_group_name for each in _all_functions(parts)),
            *([own["frontendLogGroup"]] if "frontendLogGroup" in own else []),
        ],
        "commands": _commands(ground, parts),
        "notes": _notes(parts, own),
    }
    return {name: value for name, value in found.items() if value is not None}


def dotenv(variables: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
    """The variables as the lines of an env file."""
    return pulumi.Output.concat(
        *(part for name, value in variables.items() for part in (f"{name}=", value, "\n"))
    )


def _all_functions(parts: Parts) -> list[Function]:
    authorizer = parts.realtime.authorizer
    return [parts.realtime.handler, parts.execution.executor, *([authorizer] if authorizer else [])]


def _users(users: Users) -> dict[str, pulumi.Input[object] | None]:
    return {
        "userPoolId": users.pool.id,
        "userPoolArn": users.pool.arn,
        "clientId": users.client.id,
        "issuer": users.pool.issuer,
        "usersWebAclArn": users.firewall.arn if users.firewall else None,
    }


def _apis(parts: Parts) -> dict[str, pulumi.Input[object] | None]:
    realtime, execution = parts.realtime, parts.execution
    return {
        "wsUrl": realtime.api.url,
        "wsCallbackUrl": realtime.api.callback_url,
        "wsApiId": realtime.api.id,
        "wsRoutes": list(realtime.routes),
        "httpUrl": execution.api.url,
        "httpApiId": execution.api.id,
        "executeUrl": pulumi.Output.concat(execution.api.url, ROUTE),
        "stage": realtime.api.stage_name,
    }


def _functions(parts: Parts, isolation: str) -> dict[str, pulumi.Input[object] | None]:
    realtime, execution = parts.realtime, parts.execution
    return {
        "functionAlias": ALIAS,
        "handlerFunctionName": realtime.handler.name,
        "handlerRoleArn": realtime.handler.role_arn,
        "handlerIsPlaceholder": realtime.handler.is_placeholder,
        "executorFunctionName": execution.executor.name,
        "executorRoleName": execution.executor.role_name,
        "executorIsolation": isolation,
        "executorIsPlaceholder": execution.executor.is_placeholder,
        "authorizerFunctionName": realtime.authorizer.name if realtime.authorizer else None,
    }


def _commands(ground: Ground, parts: Parts) -> dict[str, pulumi.Input[str]]:
    """The guide's commands with the real names, and the ways back (SC-32)."""
    concat = pulumi.Output.concat
    realtime, execution = parts.realtime, parts.execution
    return {
        "followHandler": concat("aws logs tail --follow ", realtime.handler.log_group_name),
        "followExecutor": concat("aws logs tail --follow ", execution.executor.log_group_name),
        "handlerVersions": concat(
            "aws lambda list-versions-by-function --function-name ", realtime.handler.name
        ),
        "rollBackHandler": concat(
            f"aws lambda update-alias --name {ALIAS} --function-version <version> --function-name ",
            realtime.handler.name,
        ),
        "rollBackExecutor": concat(
            f"aws lambda update-alias --name {ALIAS} --function-version <version> --function-name ",
            execution.executor.name,
        ),
        "apiDeployments": concat("aws apigatewayv2 get-deployments --api-id ", realtime.api.id),
        "rollBackApi": concat(
            f"aws apigatewayv2 update-stage --stage-name {realtime.api.stage_name} "
            "--deployment-id <deployment> --api-id ",
            realtime.api.id,
        ),
        "restoreTable": concat(
            "aws dynamodb restore-table-to-point-in-time --use-latest-restorable-time --source-table-name ",
            parts.data.sessions.name,
            " --target-table-name <new name>",
        ),
        "execute": concat(
            f"curl -X {METHOD} -H 'authorization: <id token>' -H 'content-type: application/json' -d '{{}}' ",
            execution.api.url,
            ROUTE,
        ),
        "tables": f"aws dynamodb list-tables --region {ground.region}",
        **parts.frontend.commands(),
    }


def _notes(parts: Parts, own: Mapping[str, pulumi.Input[object]]) -> list[str]:
    """What an operator should know now."""
    notes: list[str] = []
    for function, what, key in (
        (parts.realtime.handler, "WebSocket handler", "websocket"),
        (parts.execution.executor, "code executor", "executor"),
    ):
        if function.is_placeholder:
            notes.append(
                f"The {what}'s code is a placeholder: every call fails. Give streamcanvas:{key}.artefact and "
                "update."
            )
        notes.extend(function.warnings)
    if own.get("amplifyIsConnected") is False:
        notes.append(
            "The Amplify app has no repository yet and serves nothing: give streamcanvas:amplify.repository, "
            "set the secret streamcanvas:repositoryToken and update."
        )
    if own.get("serviceRuns") is False:
        notes.append(
            "The front end has no image and runs no task: push one with the commands, set "
            "streamcanvas:selfHosted.imageTag and update."
        )
    if parts.realtime.authorizer is None:
        notes.append("Anybody may connect to the WebSocket API: streamcanvas:websocket.authorizer is off.")
    return notes
