"""The stage of a WebSocket API: what it serves, its throttling and its logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_parts import Throttling, access_log_format, access_log_group

# Variables of WebSocket APIs (Developer Guide, "Configure logging for WebSocket APIs"). The query string and
# the headers of $connect carry tokens and are in none of them (ST-44).
_LOG_FIELDS = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "requestTime": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "eventType": "$context.eventType",
    "routeKey": "$context.routeKey",
    "connectionId": "$context.connectionId",
    "messageId": "$context.messageId",
    "status": "$context.status",
    "integrationRequestId": "$context.integration.requestId",
    "integrationStatus": "$context.integration.status",
    "integrationLatency": "$context.integration.latency",
    "authorizerError": "$context.authorizer.error",
    "authorizerStatus": "$context.authorizer.status",
    "errorMessage": "$context.error.message",
}


@dataclass(frozen=True, kw_only=True)
class WebSocketLogs:
    """That a stage writes logs.

    API Gateway takes it only where the account has a role for its logs in the region (ST-30). There is one
    such role for all APIs, so the baseline makes it, and no platform.

    Attributes:
        group_name: Physical name of the access log's group, or None to have one generated.

    """

    group_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class WebSocketStage:
    """What a stage is made of.

    Attributes:
        api_id: The API.
        stage_name: Its name.
        deployment_id: What it serves.
        throttling: Rate and burst of every route.
        route_throttling: Rate and burst of single routes.
        logs: Its logs, or None.
        log_retention_days: Days that they are kept.

    """

    api_id: pulumi.Output[str]
    stage_name: str
    deployment_id: pulumi.Input[str]
    throttling: Throttling
    route_throttling: Mapping[str, Throttling]
    logs: WebSocketLogs | None
    log_retention_days: int


def add_stage(name: str, settings: WebSocketStage, *, parent: pulumi.Resource) -> aws.apigatewayv2.Stage:
    """The stage, with its log groups: of access, and of errors of execution."""
    logs = settings.logs
    errors = _error_log(name, settings, parent=parent) if logs else None
    return aws.apigatewayv2.Stage(
        f"{name}-stage",
        api_id=settings.api_id,
        name=settings.stage_name,
        deployment_id=settings.deployment_id,
        default_route_settings=aws.apigatewayv2.StageDefaultRouteSettingsArgs(
            throttling_rate_limit=settings.throttling.rate,
            throttling_burst_limit=settings.throttling.burst,
            logging_level="ERROR" if logs else None,
            data_trace_enabled=False if logs else None,  # a trace holds messages, and tokens of $connect
        ),
        route_settings=[
            aws.apigatewayv2.StageRouteSettingArgs(
                route_key=key,
                throttling_rate_limit=each.rate,
                throttling_burst_limit=each.burst,
                logging_level="ERROR" if logs else None,
                data_trace_enabled=False if logs else None,
            )
            for key, each in settings.route_throttling.items()
        ]
        or None,
        access_log_settings=_access_log(name, settings, logs, parent=parent) if logs else None,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[errors] if errors else None),
    )


def _access_log(
    name: str, settings: WebSocketStage, logs: WebSocketLogs, *, parent: pulumi.Resource
) -> aws.apigatewayv2.StageAccessLogSettingsArgs:
    group = access_log_group(
        name,
        log_group_name=logs.group_name,
        retention_days=settings.log_retention_days,
        parent=parent,
    )
    return aws.apigatewayv2.StageAccessLogSettingsArgs(
        destination_arn=group.arn, format=access_log_format(_LOG_FIELDS)
    )


def _error_log(name: str, settings: WebSocketStage, *, parent: pulumi.Resource) -> aws.cloudwatch.LogGroup:
    """The group of execution logs: API Gateway chooses its name, and would keep it for ever."""
    return aws.cloudwatch.LogGroup(
        f"{name}-execution-log",
        name=pulumi.Output.concat("/aws/apigateway/", settings.api_id, "/", settings.stage_name),
        retention_in_days=settings.log_retention_days,
        opts=pulumi.ResourceOptions(parent=parent),
    )
