"""The user pool, its two clients and its sign-in pages (TR-16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.blocks.user_pool import UserPool
from components.blocks.user_pool_args import ClientArgs, UserPoolArgs
from components.links import Link
from components.platforms.trinity.ground import Ground
from components.settings.trinity_parts import CLIENT_FLOWS

MOBILE, WEB = "mobile", "web"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who signs users in.

    Attributes:
        pool: The user pool; None with authMode: custom.
        sign_in_host: Host of Cognito's sign-in pages, if there are any.
    """

    pool: UserPool | None = None
    sign_in_host: pulumi.Output[str] | None = None

    @property
    def client_ids(self) -> Sequence[pulumi.Output[str]]:
        """Ids of both clients: the audiences of tokens."""
        return [client.id for client in self.pool.clients.values()] if self.pool else []

    def link(self) -> Link:
        """What a function needs to know to check a token itself."""
        if self.pool is None:
            return Link()
        clients = pulumi.Output.all(*self.client_ids).apply(lambda ids: ",".join(map(str, ids)))
        return Link(environment={"USER_POOL_ID": self.pool.id, "USER_POOL_CLIENT_IDS": clients})


def declare_identity(ground: Ground) -> Identity:
    """Declare the pool, where it signs users in."""
    settings = ground.settings.user_pool
    if not ground.settings.has_pool:
        return Identity()
    pool = UserPool(
        f"{ground.name}-user-pool",
        UserPoolArgs(
            environment=ground.environment,
            name=ground.names.user_pool,
            config_key="trinity:userPool",
            sign_in_by=("email",),  # TR-6: users are known by their addresses
            mfa=settings.mfa,
            self_sign_up=settings.self_sign_up,
        ),
        opts=ground.child,
    )
    pages = None
    if settings.hosted_domain is not None:
        pages = pool.add_domain(settings.hosted_domain)
    for key in (MOBILE, WEB):
        # neither an application on a telephone nor a page in a browser can keep a secret
        pool.add_client(
            key,
            ClientArgs(name=ground.names.pool_client(key), auth_flows=CLIENT_FLOWS, oauth=settings.oauth),
        )
    return Identity(pool=pool, sign_in_host=pages)
