"""The stage of a REST API: its access log, its throttling, and the domain that leads to it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_parts import (
    ApiDomain,
    DomainTarget,
    Throttling,
    access_log_format,
    access_log_group,
)

ALL_METHODS = "*/*"
DOMAIN_TLS = "TLS_1_2"

# `$context.path` has no query string; the ids lead from a log line to the function's log and the trace.
_LOG_FIELDS = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "xrayTraceId": "$context.xrayTraceId",
    "requestTime": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "httpMethod": "$context.httpMethod",
    "resourcePath": "$context.resourcePath",
    "path": "$context.path",
    "protocol": "$context.protocol",
    "status": "$context.status",
    "responseLength": "$context.responseLength",
    "responseLatency": "$context.responseLatency",
    "integrationRequestId": "$context.integration.requestId",
    "integrationStatus": "$context.integration.status",
    "integrationLatency": "$context.integration.latency",
    "authorizerError": "$context.authorizer.error",
    "wafStatus": "$context.waf.status",
    "errorMessage": "$context.error.message",
}


@dataclass(frozen=True, kw_only=True)
class StageSettings:
    """What a stage is made of.

    Attributes:
        api_id: The API.
        stage_name: Its name.
        deployment_id: What it serves.
        throttling: Rate and burst of all methods.
        tracing: Whether X-Ray traces requests.
        access_logs: Whether each request is logged.
        log_group_name: Physical name of the log group, or None to have one generated.
        log_retention_days: Days that the log is kept.

    """

    api_id: pulumi.Input[str]
    stage_name: str
    deployment_id: pulumi.Input[str]
    throttling: Throttling
    tracing: bool
    access_logs: bool
    log_group_name: str | None
    log_retention_days: int


def add_stage(name: str, settings: StageSettings, *, parent: pulumi.Resource) -> aws.apigateway.Stage:
    """The stage, with its log group and its method settings."""
    child = pulumi.ResourceOptions(parent=parent)
    stage = aws.apigateway.Stage(
        f"{name}-stage",
        rest_api=settings.api_id,
        stage_name=settings.stage_name,
        deployment=settings.deployment_id,
        xray_tracing_enabled=settings.tracing,
        access_log_settings=_access_log(name, settings, parent=parent) if settings.access_logs else None,
        opts=child,
    )
    aws.apigateway.MethodSettings(
        f"{name}-settings",
        rest_api=settings.api_id,
        stage_name=stage.stage_name,
        method_path=ALL_METHODS,
        settings=aws.apigateway.MethodSettingsSettingsArgs(
            throttling_rate_limit=settings.throttling.rate,
            throttling_burst_limit=settings.throttling.burst,
            # Execution logs repeat headers and bodies; the access log and the functions' own say enough.
            logging_level="OFF",
            data_trace_enabled=False,
            metrics_enabled=False,  # metrics by method are charged; those of the stage come without
        ),
        opts=child,
    )
    return stage


def map_domain(
    name: str,
    domain: ApiDomain,
    api: aws.apigateway.RestApi,
    stage: aws.apigateway.Stage,
    *,
    parent: pulumi.Resource,
) -> DomainTarget:
    """The domain, its mapping to the stage, and its record where the zone is ours."""
    child = pulumi.ResourceOptions(parent=parent)
    regional = aws.apigateway.DomainName(
        f"{name}-domain",
        domain_name=domain.domain_name,
        regional_certificate_arn=domain.certificate_arn,
        endpoint_configuration=aws.apigateway.DomainNameEndpointConfigurationArgs(types="REGIONAL"),
        security_policy=DOMAIN_TLS,
        opts=child,
    )
    aws.apigateway.BasePathMapping(
        f"{name}-mapping",
        domain_name=regional.domain_name,
        rest_api=api.id,
        stage_name=stage.stage_name,
        opts=child,
    )
    target = DomainTarget(name=regional.regional_domain_name, zone_id=regional.regional_zone_id)
    target.record(f"{name}-records", domain, parent=parent)
    return target


def _access_log(
    name: str, settings: StageSettings, *, parent: pulumi.Resource
) -> aws.apigateway.StageAccessLogSettingsArgs:
    log_group = access_log_group(
        name,
        log_group_name=settings.log_group_name,
        retention_days=settings.log_retention_days,
        parent=parent,
    )
    return aws.apigateway.StageAccessLogSettingsArgs(
        destination_arn=log_group.arn, format=access_log_format(_LOG_FIELDS)
    )
