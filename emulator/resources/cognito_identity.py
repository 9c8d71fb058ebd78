"""Cognito identity pools: AWS credentials for signed-in (and, if wanted, unknown) users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import again, later, reader, removal

lacks("cognito-identity", "SetIdentityPoolRoles")

SERVICE = "cognito-identity"


@resource("aws:cognito/identityPool:IdentityPool")
def identity_pool(r: Request) -> Created:
    """A pool of identities."""
    allowed = bool(r.take("allowUnauthenticatedIdentities"))
    made = r.send(
        SERVICE,
        "create_identity_pool",
        AllowUnauthenticatedIdentities=allowed,
        AllowClassicFlow=r.take("allowClassicFlow", default=False),
        IdentityPoolTags=r.tags or None,
    )
    id_ = made["IdentityPoolId"]
    return id_, {"arn": f"arn:aws:cognito-identity:{r.region}:{r.cloud.account_id}:identitypool/{id_}"}


def mapping(given: Mapping[str, Any]) -> dict[str, Any]:
    """How the users of one identity provider get their role."""
    rules = [
        {"Claim": x["claim"], "MatchType": x["matchType"], "Value": x["value"], "RoleARN": x["roleArn"]}
        for x in given.get("mappingRules") or []
    ]
    return present(
        Type=given["type"],
        AmbiguousRoleResolution=given.get("ambiguousRoleResolution"),
        RulesConfiguration={"Rules": rules} if rules else None,
    )


@resource("aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment")
def identity_pool_role_attachment(r: Request) -> Created:
    """The roles of a pool's identities."""
    id_, mappings = r.take("identityPoolId"), r.take("roleMappings", [])
    r.api(
        SERVICE,
        "set_identity_pool_roles",
        IdentityPoolId=id_,
        Roles=r.take("roles"),
        RoleMappings={x["identityProvider"]: mapping(x) for x in mappings} or None,
    )
    return id_, {}


POOL = "aws:cognito/identityPool:IdentityPool"
ROLES = "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment"


def change(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The whole pool again, since AWS puts back what isn't said."""
    r.send(
        SERVICE,
        "update_identity_pool",
        IdentityPoolId=id_,
        AllowUnauthenticatedIdentities=bool(r.take("allowUnauthenticatedIdentities")),
        AllowClassicFlow=r.take("allowClassicFlow", default=False),
        IdentityPoolTags=r.tags or None,
    )
    for gone in r.changed:
        r.take(gone)
    return {}


later(
    POOL,
    update=change,
    updates=f"{SERVICE}.update_identity_pool",
    lasting=["developerProviderName", "identityPoolName"],
    # IdentityPoolTags.
    changing=["tags"],
)
removal(POOL, f"{SERVICE}.delete_identity_pool", IdentityPoolId="id")
reader(
    POOL,
    f"{SERVICE}.describe_identity_pool",
    lambda answer, _r, _id: {**answer, "tags": answer.get("IdentityPoolTags", {})},
    IdentityPoolId="id",
)
# AWS would take other roles; the provider makes another attachment of them.
again(ROLES, updates=f"{SERVICE}.set_identity_pool_roles", lasting=["identityPoolId", "roles"])
# Without roles, there are none.
removal(ROLES, f"{SERVICE}.set_identity_pool_roles", IdentityPoolId="id", Roles=lambda _r, _id: {})
