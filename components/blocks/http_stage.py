"""The stage of an HTTP API: its access log, its throttling, and the domain that leads to it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.blocks.api_parts import ApiDomain, Throttling, access_log_format
from components.blocks.dns import AliasRecords, AliasRecordsArgs

DOMAIN_TLS = "TLS_1_2"  # the only policy of an HTTP API's domain

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
    child = pulumi.ResourceOptions(parent=parent)
    log_group = aws.cloudwatch.LogGroup(
        f"{name}-access-log",
        name=settings.log_group_name,
        retention_in_days=settings.log_retention_days,
        opts=child,
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
        opts=child,
    )


def map_domain(
    name: str,
    domain: ApiDomain,
    api: aws.apigatewayv2.Api,
    stage: aws.apigatewayv2.Stage,
    *,
    parent: pulumi.Resource,
) -> None:
    """The domain, its mapping to the stage, and its record where the zone is ours."""
    child = pulumi.ResourceOptions(parent=parent)
    regional = aws.apigatewayv2.DomainName(
        f"{name}-domain",
        domain_name=domain.domain_name,
        domain_name_configuration=aws.apigatewayv2.DomainNameDomainNameConfigurationArgs(
            certificate_arn=domain.certificate_arn, endpoint_type="REGIONAL", security_policy=DOMAIN_TLS
        ),
        opts=child,
    )
    aws.apigatewayv2.ApiMapping(
        f"{name}-mapping",
        api_id=api.id,
        domain_name=regional.domain_name,
        stage=stage.name,
        opts=child,
    )
    if domain.zone_id is not None:
        computed = regional.domain_name_configuration
        AliasRecords(
            f"{name}-records",
            AliasRecordsArgs(
                zone_id=domain.zone_id,
                domain_name=domain.domain_name,
                target_name=computed.apply(lambda each: _computed(each.target_domain_name)),
                target_zone_id=computed.apply(lambda each: _computed(each.hosted_zone_id)),
            ),
            opts=child,
        )


def _computed(value: str | None) -> str:
    """What API Gateway computes for a domain; optional only in the SDK's type.

    Raises:
        ValueError: it is missing, and a record would lead nowhere.

    """
    if not value:
        raise ValueError("API Gateway gave the domain no name or zone of its own")
    return value
