"""Deployments from GitHub Actions: the OIDC provider, and a role for each environment (X-19, TR-20)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.adoption import singleton
from components.baseline.ground import BaselineGround

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """Who may deploy.

    Attributes:
        provider_arn: The OIDC provider.
        role_arns: Environment -> ARN of its deploy role.
    """

    provider_arn: pulumi.Input[str]
    role_arns: dict[str, pulumi.Output[str]]


def declare_deployment(ground: BaselineGround, account_id: str | None) -> Deployment | None:
    """The provider, made, adopted or given, and the roles that trust it."""
    provider_arn = _provider(ground, account_id)
    if provider_arn is None:
        return None
    return Deployment(provider_arn=provider_arn, role_arns={})


def _provider(ground: BaselineGround, account_id: str | None) -> pulumi.Input[str] | None:
    settings = ground.settings.github
    if not settings.held:
        return settings.provider_arn
    arn = f"arn:{ground.context.partition}:iam::{account_id}:oidc-provider/{ISSUER}"
    return aws.iam.OpenIdConnectProvider(
        f"{ground.name}-github",
        url=f"https://{ISSUER}",
        client_id_lists=[AUDIENCE],
        opts=singleton(ground.parent, adopt=None if settings.made else arn),
    ).arn
