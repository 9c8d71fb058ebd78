"""Deployments from GitHub Actions: the OIDC provider, and a role for each environment (X-19, TR-20)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.adoption import singleton
from components.baseline.ground import BaselineGround
from components.blocks.deploy_role import AUDIENCE, ISSUER, DeployRole, DeployRoleArgs
from components.metrics import GLOBAL_REGION
from components.settings.registry import PLATFORMS

OURSELVES = "baseline"  # which people deploy, not workflows: it holds the limits of those


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
    return Deployment(provider_arn=provider_arn, role_arns=_roles(ground, provider_arn))


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


def _roles(ground: BaselineGround, provider_arn: pulumi.Input[str]) -> dict[str, pulumi.Output[str]]:
    settings = ground.settings.github
    if settings.repository is None:
        return {}
    branches = {"prod": settings.branches.prod, "staging": settings.branches.staging}
    return {
        environment: DeployRole(
            f"{ground.name}-deploy-{environment}",
            DeployRoleArgs(
                name=ground.names.of("role", f"deploy-{environment}"),
                provider_arn=provider_arn,
                repository=settings.repository,
                branch=branch,
                platforms=[name for name in PLATFORMS if name != OURSELVES],
                regions=sorted({ground.region, GLOBAL_REGION, *settings.regions}),
                ends_data=environment != "prod",
                account_id=ground.context.account_id,
                partition=ground.context.partition,
            ),
            opts=ground.child,
        ).arn
        for environment, branch in branches.items()
        if environment in settings.environments
    }
