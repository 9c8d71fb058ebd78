"""The user pool, its browser client, and the firewall before it."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.firewall import Firewall, FirewallArgs
from components.blocks.user_pool import PoolClient, UserPool
from components.blocks.user_pool_args import ClientArgs, UserPoolArgs
from components.platforms.streamcanvas.ground import Ground
from components.settings.streamcanvas_users import USERS_KEY


@dataclass(frozen=True, kw_only=True)
class Users:
    """Who may use the application.

    Attributes:
        pool: The pool.
        client: The browser's client.
        firewall: The web ACL before the pool, if any.
    """

    pool: UserPool
    client: PoolClient
    firewall: Firewall | None


def declare_users(ground: Ground) -> Users:
    """Declare them; the password policy is the guide's and the block's default (SC-7)."""
    settings = ground.settings.users
    pool = UserPool(
        f"{ground.name}-users",
        UserPoolArgs(
            environment=ground.environment,
            name=ground.names.user_pool,
            config_key=USERS_KEY,
            sign_in_by=["email"],
            verified=["email"],
            attributes=[each.attribute for each in settings.attributes],
            tier=settings.tier,
            threat_protection=settings.threat_protection,
            mfa=settings.mfa,
            email_mfa=settings.email_mfa,
            passkeys=settings.passkeys,
            sender=settings.sender.sender if settings.sender else None,
        ),
        opts=ground.child,
    )
    client = pool.add_client(
        "app",
        ClientArgs(
            name=ground.names.client,
            auth_flows=settings.client.auth_flows,
            refresh_rotation=settings.client.refresh_rotation,
            grace_seconds=settings.client.grace.seconds,
            validity=settings.client.validity,
        ),
    )
    return Users(pool=pool, client=client, firewall=_firewall(ground, pool))


def _firewall(ground: Ground, pool: UserPool) -> Firewall | None:
    if not ground.settings.waf:
        return None
    firewall = Firewall(
        f"{ground.name}-users-firewall",
        FirewallArgs(
            environment=ground.environment,
            scope="REGIONAL",
            region=ground.region,
            name=ground.names.users_web_acl,
            log_group_name=ground.names.users_firewall_logs,
        ),
        opts=ground.child,
    )
    firewall.attach("users", "user-pool", pool.arn)
    return firewall
