"""The GraphQL API for mobile clients (TR-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.api_parts import ApiDomain
from components.blocks.certificate import Certificate, CertificateArgs
from components.blocks.firewall import Firewall
from components.blocks.function import Function
from components.blocks.graphql_api import GraphqlApi, GraphqlApiArgs
from components.blocks.graphql_source import Source
from components.blocks.table import Table
from components.environments import Environment
from components.settings.graphql import CERTIFICATE_REGION, OWN, TABLE, GraphqlSettings

ALLOW_KEY = "trinity:graphql.allowBreakingChanges"
EMAIL_INDEX = "EmailIndex"  # TR-6

# What ours does with the users table: a caller's own entry, read and written; any, read by back ends.
OWN_RESOLVERS = {"Query.me": "me.js", "Query.user": "user.js", "Mutation.updateMe": "update_me.js"}
OWN_ACTIONS = ("dynamodb:GetItem", "dynamodb:UpdateItem")
# TR-10: what a schema of one's own may do.
ACTIONS = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
INDEX_ACTION = "dynamodb:Query"


@dataclass(frozen=True, kw_only=True)
class GraphqlParts:
    """What the API stands on.

    Attributes:
        name: Physical name of the API.
        users: The users table.
        functions: The functions that resolvers may call, by the name that the settings know them by.
        user_pool_id: The pool.
        zone_id: The platform's zone, for the certificate and the record of a domain; None without one.
        firewall: The regional web ACL, where there is one.
    """

    name: str
    users: Table
    functions: Mapping[str, Function]
    user_pool_id: pulumi.Input[str]
    zone_id: pulumi.Input[str] | None = None
    firewall: Firewall | None = None


def declare_graphql(
    label: str,
    settings: GraphqlSettings,
    environment: Environment,
    parts: GraphqlParts,
    *,
    opts: pulumi.ResourceOptions,
) -> GraphqlApi:
    """Declare the API, its data sources as far as they are used, and its resolvers.

    Args:
        label: Its logical name.
        settings: As the stack file has it.
        environment: Where it runs.
        parts: What it stands on.
        opts: With the platform as parent.

    Raises:
        ValueError: a domain without a zone to make its certificate in, or a certificate for it.
    """
    api = GraphqlApi(
        label,
        GraphqlApiArgs(
            environment=environment,
            name=parts.name,
            schema=settings.schema_text,
            user_pool_id=parts.user_pool_id,
            iam=settings.iam,
            introspection=settings.introspection,
            query_depth_limit=settings.query_depth_limit,
            resolver_count_limit=settings.resolver_count_limit,
            domain=_domain(label, settings, parts, opts),
            allow_breaking_changes=settings.allow_breaking_changes,
            allow_key=ALLOW_KEY,
        ),
        opts=opts,
    )
    _resolve(api, settings, parts)
    api.complete()
    if parts.firewall is not None:
        parts.firewall.attach("graphql", "graphql-api", api.arn)
    return api


def _resolve(api: GraphqlApi, settings: GraphqlSettings, parts: GraphqlParts) -> None:
    if settings.schema_ is None:
        users = api.reads_table(TABLE, parts.users, actions=OWN_ACTIONS)
        for target, file in OWN_RESOLVERS.items():
            api.resolve(target, users, (OWN / file).read_text(encoding="utf-8"))
        return
    sources: dict[str, Source] = {}
    for resolver in settings.resolvers:
        if resolver.source not in sources:
            sources[resolver.source] = _source(api, resolver.source, parts)
        api.resolve(resolver.field, sources[resolver.source], resolver.text)


def _source(api: GraphqlApi, name: str, parts: GraphqlParts) -> Source:
    if name != TABLE:
        return api.calls(name, parts.functions[name])
    indexes = [index for index in parts.users.index_arns if index == EMAIL_INDEX]
    actions = (*ACTIONS, INDEX_ACTION) if indexes else ACTIONS
    return api.reads_table(name, parts.users, actions=actions, indexes=indexes)


def _domain(
    label: str, settings: GraphqlSettings, parts: GraphqlParts, opts: pulumi.ResourceOptions
) -> ApiDomain | None:
    if settings.domain is None:
        return None
    certificate_arn: pulumi.Input[str] | None = settings.certificate_arn
    if certificate_arn is None:
        if parts.zone_id is None:
            raise ValueError(f"{label}: domain {settings.domain} needs a zone, or a certificate of its own")
        certificate = Certificate(
            f"{label}-certificate",
            CertificateArgs(
                domain_names=[settings.domain], zone_id=parts.zone_id, regions=[CERTIFICATE_REGION]
            ),
            opts=opts,
        )
        certificate_arn = certificate.arn_in(CERTIFICATE_REGION)
    return ApiDomain(domain_name=settings.domain, certificate_arn=certificate_arn, zone_id=parts.zone_id)
