"""How AWS is reached: the namespace `aws` and what a platform may say differently (X-7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from components.guards import Problem
from components.settings.errors import nearest
from components.settings.kinds import Text, Whole
from components.settings.model import Model, Resolution, check, setting
from components.settings.texts import AccountId, Boolean, Profile, Region, RoleArn, Url

Service = Annotated[str, Text(r"[a-z0-9_]+", "an endpoint name of the aws provider", "sqs", longest=64)]
Endpoints = tuple[dict[Service, Url], ...]
TagText = Annotated[str, Text(r"[\w .:/=+@-]*", "letters, digits, spaces and . : / = + @ _ -", "payments")]
SessionName = Annotated[
    str, Text(r"[\w+=,.@-]{2,64}", "2 to 64 of letters, digits and + = , . @ -", "deploy")
]

PLATFORM_TAGS = ("Project", "Service", "Environment")  # the program sets these three itself


def endpoint_problems(endpoints: Endpoints) -> Iterator[Problem]:
    """Services that the aws provider has no endpoint setting for."""
    import pulumi_aws as aws

    known = set(aws.ProviderEndpointArgs.__init__.__annotations__) - {"return"}
    for position, services in enumerate(endpoints):
        for service in services:
            if service not in known:
                yield Problem(
                    field=f"endpoints[{position}].{service}",
                    given=service,
                    allowed="an endpoint name of the aws provider",
                    fix=f"write {nearest(service, known) or 'the name of the service'}",
                )


class AssumeRole(Model):
    """A role that the provider assumes."""

    role_arn: RoleArn = setting(what="The role.", requirement="X-7")
    session_name: SessionName | None = setting(None, what="Name of the session.", requirement="X-7")
    external_id: SessionName | None = setting(
        None, what="External id that the role's trust policy asks for.", requirement="X-7"
    )


class ProviderOverrides(Model):
    """What one platform says differently from `aws:`."""

    region: Region | None = setting(None, what="Region of the platform.", requirement="X-6, X-7")
    profile: Profile | None = setting(None, what="Profile with the credentials.", requirement="X-7")
    assume_role: AssumeRole | None = setting(None, what="Role to assume.", requirement="X-7")
    allowed_account_ids: tuple[AccountId, ...] = setting(
        (), what="The only accounts that the platform may be deployed to.", requirement="X-7"
    )
    endpoints: Endpoints = setting((), what="Endpoints other than AWS's own.", requirement="X-7")

    @check("endpoints")
    def endpoints_exist(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Each endpoint is one the provider knows."""
        if self.endpoints:
            yield from endpoint_problems(self.endpoints)


class DefaultTags(Model):
    """Tags of every resource."""

    tags: dict[TagText, TagText] = setting(what="Key and value of each tag.", requirement="X-14")

    @check("tags")
    def the_programs_own_tags_stay(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Budgets and cost reports filter on the tags that the program sets."""
        for tag in PLATFORM_TAGS:
            if tag in self.tags:
                yield Problem(
                    field="tags",
                    given=tag,
                    allowed=f"tags other than {', '.join(PLATFORM_TAGS)}, which the program sets",
                    fix="use another key",
                )


class AwsSettings(Model):
    """Keys of `aws:`; credentials come from a profile, a role or the environment, never from a stack file."""

    region: Region = setting("us-east-1", what="Region of every platform.", requirement="X-6")
    profile: Profile | None = setting(None, what="Profile with the credentials.", requirement="X-7")
    assume_role: AssumeRole | None = setting(None, what="Role to assume.", requirement="X-7")
    assume_roles: tuple[AssumeRole, ...] = setting(
        (), what="Roles to assume, one after the other.", requirement="X-7"
    )
    allowed_account_ids: tuple[AccountId, ...] = setting(
        (), what="The only accounts that may be deployed to.", requirement="X-7"
    )
    forbidden_account_ids: tuple[AccountId, ...] = setting(
        (), what="Accounts that are never deployed to.", requirement="X-7"
    )
    default_tags: DefaultTags | None = setting(None, what="More tags for every resource.", requirement="X-14")
    endpoints: Endpoints = setting((), what="Endpoints other than AWS's own.", requirement="X-7")
    skip_credentials_validation: Boolean = setting(
        False, what="Don't ask STS who we are (emulators).", requirement="X-7"
    )
    skip_metadata_api_check: Boolean = setting(
        False, what="Don't look for an instance's credentials (emulators).", requirement="X-7"
    )
    skip_requesting_account_id: Boolean = setting(
        False, what="Don't ask for the account's id (emulators).", requirement="X-7"
    )
    s3_use_path_style: Boolean = setting(
        False, what="Address buckets in the path (emulators).", requirement="X-7"
    )
    max_retries: Annotated[int, Whole(0, 100)] | None = setting(
        None, what="How often a request is tried again.", requirement="X-7"
    )
    retry_mode: Literal["standard", "adaptive"] | None = setting(
        None, what="How the provider waits between tries.", requirement="X-7"
    )

    @check("assume_role", "assume_roles")
    def one_way_to_assume(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """`assumeRole` is the short form of a list of one."""
        if self.assume_role and self.assume_roles:
            yield Problem(
                field="assume_role",
                given={},
                allowed="either assumeRole or assumeRoles",
                fix="move it into assumeRoles",
            )

    @check("endpoints")
    def endpoints_exist(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Each endpoint is one the provider knows."""
        if self.endpoints:
            yield from endpoint_problems(self.endpoints)

    @check("allowed_account_ids", "forbidden_account_ids")
    def accounts_are_allowed_or_forbidden(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """The provider takes one of the two lists."""
        if self.allowed_account_ids and self.forbidden_account_ids:
            yield Problem(
                field="forbidden_account_ids",
                given=list(self.forbidden_account_ids),
                allowed="either allowedAccountIds or forbiddenAccountIds (the aws provider)",
                fix="keep allowedAccountIds",
            )
