"""The aws providers: one per platform, in one place (X-7).

An explicit provider gets nothing of the stack's `aws:*` keys by itself, so all of them are handed over.
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi_aws as aws

from components.settings import Settings
from components.settings.provider import PLATFORM_TAGS, AssumeRole, Endpoints

PROJECT_TAG = "platforms"

_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def partition_of(region: str) -> str:
    """The partition that a region belongs to (AWS General Reference, "Amazon Resource Names")."""
    return next((name for prefix, name in _PARTITIONS.items() if region.startswith(prefix)), "aws")


def default_tags(platform: str, settings: Settings) -> dict[str, str]:
    """The tags of everything that a platform makes; cost reports and budgets filter by them (X-14)."""
    own = settings.aws.default_tags.tags if settings.aws.default_tags else {}
    values = (PROJECT_TAG, platform, settings.environment.long_name)
    return {**own, **dict(zip(PLATFORM_TAGS, values, strict=True))}


def aws_provider(platform: str, settings: Settings) -> aws.Provider:
    """The provider of a platform: the stack's `aws:*` keys, and what the platform says differently."""
    common, own = settings.aws, settings.enabled[platform].provider
    roles = (
        [own.assume_role] if own.assume_role else [*common.assume_roles, *filter(None, [common.assume_role])]
    )
    allowed = own.allowed_account_ids or common.allowed_account_ids
    return aws.Provider(
        f"{platform}-aws",
        region=settings.region(platform),
        profile=own.profile or common.profile,
        assume_roles=[_role(role) for role in roles] or None,
        allowed_account_ids=list(allowed) or None,
        forbidden_account_ids=None if allowed else list(common.forbidden_account_ids) or None,
        endpoints=_endpoints(own.endpoints or common.endpoints),
        default_tags=aws.ProviderDefaultTagsArgs(tags=default_tags(platform, settings)),
        skip_credentials_validation=common.skip_credentials_validation or None,
        skip_metadata_api_check=common.skip_metadata_api_check or None,
        skip_requesting_account_id=common.skip_requesting_account_id or None,
        s3_use_path_style=common.s3_use_path_style or None,
        max_retries=common.max_retries,
        retry_mode=common.retry_mode,
    )


def _role(role: AssumeRole) -> aws.ProviderAssumeRoleArgs:
    return aws.ProviderAssumeRoleArgs(
        role_arn=role.role_arn, session_name=role.session_name, external_id=role.external_id
    )


def _endpoints(endpoints: Endpoints) -> list[aws.ProviderEndpointArgs] | None:
    merged: Mapping[str, str] = {service: url for group in endpoints for service, url in group.items()}
    return [aws.ProviderEndpointArgs(**merged)] if merged else None
