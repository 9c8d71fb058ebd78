"""What must be true of Trinity."""

from __future__ import annotations

from smoke import shared
from smoke.core import Check, Deployed
from smoke.trinity import api, edge, functions, graphql, identity, rights, users


def _is(output: str, value: str) -> shared.Applies:
    return lambda deployed: deployed.outputs.get(output) == value


def _has_parameters(deployed: Deployed) -> bool:
    return all(":ssm:" in secret["arn"] for secret in deployed["secrets"].values())


CHECKS = (
    Check(
        title="resources, methods and authorizers are as stated",
        test=api.rest_routes_are_as_stated,
        applies=_is("apiType", "rest"),
    ),
    Check(
        title="routes and authorizers are as stated",
        test=api.http_routes_are_as_stated,
        applies=_is("apiType", "http"),
    ),
    Check(
        title="the stage is throttled and traced", test=api.stage_is_throttled, applies=_is("apiType", "rest")
    ),
    Check(
        title="browsers' preflights are answered", test=api.preflights_are_open, applies=api.answers_browsers
    ),
    Check(
        title="users sign up and get tokens",
        test=identity.users_get_tokens,
        writes=True,
        applies=shared.has("userPoolId"),
    ),
    Check(
        title="the clients keep no secret", test=identity.clients_are_public, applies=shared.has("userPoolId")
    ),
    Check(title="users are found by id and by email", test=users.users_are_found, writes=True),
    Check(title="the users table is encrypted and restorable", test=users.table_is_guarded),
    Check(
        title="secrets are encrypted parameters of the guide's names",
        test=functions.parameters_are_encrypted,
        applies=_has_parameters,
    ),
    Check(title="functions get their secrets by reference", test=functions.functions_get_references),
    Check(
        title="alias, deployment group and alarms are linked",
        test=functions.rollouts_are_linked,
        applies=shared.has("rollouts"),
    ),
    Check(title="every role's policy is exact", test=rights.policies_are_exact),
    Check(
        title="the GraphQL API lets in the pool's users and hides what it should",
        test=graphql.api_is_guarded,
        applies=shared.has("graphqlId"),
    ),
    Check(
        title="every GraphQL query is answered by a source with a role of its own",
        test=graphql.fields_are_answered,
        applies=shared.has("graphqlId"),
    ),
    Check(
        title="assets are private and tiered",
        test=edge.assets_are_private,
        applies=shared.has("assetsBucket"),
    ),
    Check(
        title="no answer for one caller is kept for another",
        test=edge.answers_are_kept_apart,
        applies=shared.has("cdnId"),
    ),
    Check(
        title="the firewalls stand before what callers come to",
        test=edge.firewalls_stand_before,
        applies=lambda deployed: bool(
            deployed.outputs.get("webAclArn") or deployed.outputs.get("edgeWebAclArn")
        ),
    ),
    *shared.OPERATIONS_CHECKS,
)
