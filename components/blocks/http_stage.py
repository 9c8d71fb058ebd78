"""The stage of an HTTP API: its access log and its throttling."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_parts import Throttling, access_log_format, access_log_group

# `$context.path` has no query string; the ids lead from a log line to the function's log.
_LOG_FIELDS = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "requestTime": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "httpMethod": "$context.httpMethod",
    "routeKey": "$context.routeKey",
    "path": "$context.path",
    "protocol": "$context.protocol",
    "status": "$context.status",
    "responseLength": "$context.responseLength",
    "responseLatency": "$context.responseLatency",
    "integrationRequestId": "$context.integration.requestId",
    "integrationStatus": "$context.integration.status",
    "integrationLatency": "$context.integration.latency",
    "authorizerError": "$context.authorizer.error",
    "errorMessage": "$context.error.message",
}


@dataclass(frozen=True, kw_only=True)
class HttpStage:
    """What a stage is made of.

    Attributes:
        api_id: The API.
        stage_name: Its name.
        throttling: Rate and burst of all routes.
        log_group_name: Physical name of the access log's group, or None to have one generated.
        log_retention_days: Days that the log is kept.

    """

    api_id: pulumi.Input[str]
    stage_name: str
    throttling: Throttling
    log_group_name: str | None
    log_retention_days: int


def add_stage(name: str, settings: HttpStage, *, parent: pulumi.Resource) -> aws.apigatewayv2.Stage:
    """A stage that serves each route as soon as it is declared, with its log group."""
    log_group = access_log_group(
        name,
        log_group_name=settings.log_group_name,
        retention_days=settings.log_retention_days,
        parent=parent,
    )
    return aws.apigatewayv2.Stage(
        f"{name}-stage",
        api_id=settings.api_id,
        name=settings.stage_name,
        auto_deploy=True,
        default_route_settings=aws.apigatewayv2.StageDefaultRouteSettingsArgs(
            throttling_rate_limit=settings.throttling.rate,
            throttling_burst_limit=settings.throttling.burst,
        ),
        access_log_settings=aws.apigatewayv2.StageAccessLogSettingsArgs(
            destination_arn=log_group.arn, format=access_log_format(_LOG_FIELDS)
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )
