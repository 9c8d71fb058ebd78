"""The domain of an HTTP or WebSocket API: its mappings to the stage, and its record."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.blocks.api_parts import ApiDomain
from components.blocks.dns import AliasRecords, AliasRecordsArgs

DOMAIN_TLS = "TLS_1_2"  # the only policy of an HTTP or WebSocket API's domain
ROOT = ""  # the mapping key of a domain's root


def map_domain(
    name: str,
    domain: ApiDomain,
    api: aws.apigatewayv2.Api,
    stage: aws.apigatewayv2.Stage,
    *,
    parent: pulumi.Resource,
    mapping_keys: Sequence[str] = (ROOT,),
) -> None:
    """The domain, its mappings to the stage, and its record where the zone is ours.

    Args:
        name: The API's logical name.
        domain: The domain.
        api: The API.
        stage: What answers.
        parent: The API's component.
        mapping_keys: The paths of the domain that lead to the stage; an empty one is its root.
    """
    child = pulumi.ResourceOptions(parent=parent)
    regional = aws.apigatewayv2.DomainName(
        f"{name}-domain",
        domain_name=domain.domain_name,
        domain_name_configuration=aws.apigatewayv2.DomainNameDomainNameConfigurationArgs(
            certificate_arn=domain.certificate_arn, endpoint_type="REGIONAL", security_policy=DOMAIN_TLS
        ),
        opts=child,
    )
    for key in mapping_keys:
        aws.apigatewayv2.ApiMapping(
            f"{name}-mapping-{key}" if key else f"{name}-mapping",
            api_id=api.id,
            domain_name=regional.domain_name,
            stage=stage.name,
            api_mapping_key=key or None,
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
