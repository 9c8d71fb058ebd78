"""The domain of an HTTP or WebSocket API: its mappings to the stage, and its record."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.blocks.api_parts import ApiDomain, DomainTarget

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
) -> DomainTarget:
    """The domain, its mappings to the stage, and its record where the zone is ours.

    Args:
        name: The API's logical name.
        domain: The domain.
        api: The API.
        stage: What answers.
        parent: The API's component.
        mapping_keys: The paths of the domain that lead to the stage; an empty one is its root.
    """
    regional = aws.apigatewayv2.DomainName(
        f"{name}-domain",
        domain_name=domain.domain_name,
        domain_name_configuration=aws.apigatewayv2.DomainNameDomainNameConfigurationArgs(
            certificate_arn=domain.certificate_arn, endpoint_type="REGIONAL", security_policy=DOMAIN_TLS
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    for key in mapping_keys:
        aws.apigatewayv2.ApiMapping(
            f"{name}-mapping-{key}" if key else f"{name}-mapping",
            api_id=api.id,
            domain_name=regional.domain_name,
            stage=stage.name,
            api_mapping_key=key or None,
            # another API of the domain replaces it, and a domain has one mapping of a path at a time
            opts=pulumi.ResourceOptions(parent=parent, delete_before_replace=True),
        )
    computed = regional.domain_name_configuration
    target = DomainTarget(
        name=computed.apply(lambda each: _computed(each.target_domain_name)),
        zone_id=computed.apply(lambda each: _computed(each.hosted_zone_id)),
    )
    target.record(f"{name}-records", domain, parent=parent)
    return target


def _computed(value: str | None) -> str:
    """What API Gateway computes for a domain; optional only in the SDK's type.

    Raises:
        ValueError: it is missing, and a record would lead nowhere.

    """
    if not value:
        raise ValueError("API Gateway gave the domain no name or zone of its own")
    return value
