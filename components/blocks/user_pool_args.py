"""Settings of a user pool and of its clients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.environments import Environment, Mfa
from components.guards import refuse
from components.guards.user_pools import client_problems, pool_problems
from components.user_pool_schema import (
    AliasAttribute,
    AuthFlow,
    CustomAttribute,
    OAuth,
    PasswordPolicy,
    SesSender,
    ThreatProtection,
    Tier,
    TokenValidity,
    UserAttribute,
)


@dataclass(frozen=True, kw_only=True)
class UserPoolArgs:
    """Settings of a user pool.

    Attributes:
        environment: Where it runs: second factors, deletion protection.
        name: Physical name, or None to have one generated. It can't change, as `sign_in_by`, `aliases` and
            what `attributes` already has: another value would make another pool, without the users.
        config_key: Key of the stack file that the pool's settings are under; named where a change of what
            can't change is refused.
        sign_in_by: Attributes that users sign in by instead of a user name.
        aliases: Attributes that users may sign in by beside a user name; excludes `sign_in_by` (Cognito).
        verified: Attributes that Cognito verifies by sending a code.
        password: What passwords must have.
        attributes: Custom attributes: they are added to a pool and never removed.
        tier: Feature plan; ESSENTIALS is Cognito's default since November 2024.
        threat_protection: Compromised passwords and strange sign-ins: watched or stopped (PLUS only).
        mfa: Second factor; the environment's by default. An authenticator app is the factor.
        email_mfa: Whether a code by e-mail is a factor too (needs `sender`).
        passkeys: Domain that passkeys are bound to (the relying party); none without it.
        self_sign_up: Whether users may register themselves.
        sender: The SES identity that e-mail is sent with; without it Cognito's own sender, 50 messages
            a day (Cognito quota).
        tags: Further tags.
    """

    environment: Environment
    name: str | None = None
    config_key: str
    sign_in_by: Sequence[UserAttribute] = ()
    aliases: Sequence[AliasAttribute] = ()
    verified: Sequence[UserAttribute] = ("email",)
    password: PasswordPolicy = field(default_factory=PasswordPolicy)
    attributes: Sequence[CustomAttribute] = ()
    tier: Tier = "ESSENTIALS"
    threat_protection: ThreatProtection = "OFF"
    mfa: Mfa | None = None
    email_mfa: bool = False
    passkeys: str | None = None
    self_sign_up: bool = True
    sender: SesSender | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what Cognito refuses.

        Raises:
            ValueError: also for `sign_in_by` together with `aliases`.
        """
        if self.sign_in_by and self.aliases:
            raise ValueError(
                "UserPool: sign_in_by and aliases exclude each other (Cognito); give one of them"
            )
        refuse(
            "UserPool",
            pool_problems(
                password=self.password,
                attributes=self.attributes,
                tier=self.tier,
                threat_protection=self.threat_protection,
                mfa=self.second_factor,
                email_mfa=self.email_mfa,
                own_sender=self.sender is not None,
                passkeys=self.passkeys is not None,
            ),
        )

    @property
    def second_factor(self) -> Mfa:
        """Whether sign-ins ask for a second factor."""
        return self.environment.mfa if self.mfa is None else self.mfa


@dataclass(frozen=True, kw_only=True)
class ClientArgs:
    """Settings of an application client.

    Attributes:
        name: Physical name, or None for the component's own.
        auth_flows: Ways to sign in and to renew tokens.
        secret: Whether the client proves itself with a secret: for servers; a browser or app can't keep one.
        refresh_rotation: Whether a refresh token is good for once and answered with the next one; excludes
            the flow ALLOW_REFRESH_TOKEN_AUTH (Cognito).
        grace_seconds: How long a rotated refresh token still works, for a client that lost the answer
            (0 to 60, Cognito).
        validity: How long tokens are good for.
        oauth: Sign-in through Cognito's pages; none without it. The pool needs a domain then.
        revocation: Whether refresh tokens can be revoked.
    """

    name: str | None = None
    auth_flows: Sequence[AuthFlow]
    secret: bool = False
    refresh_rotation: bool = False
    grace_seconds: int = 0
    validity: TokenValidity = field(default_factory=TokenValidity)
    oauth: OAuth | None = None
    revocation: bool = True

    def __post_init__(self) -> None:
        """Refuse what Cognito refuses."""
        refuse(
            "UserPool.client",
            client_problems(
                auth_flows=self.auth_flows,
                refresh_rotation=self.refresh_rotation,
                grace_seconds=self.grace_seconds,
                validity=self.validity,
                oauth=self.oauth,
            ),
        )


@dataclass(frozen=True, kw_only=True)
class CustomDomain:
    """A domain of one's own for Cognito's sign-in pages.

    Attributes:
        domain_name: `auth.example.com`; the domain above it must resolve already (Cognito).
        certificate_arn: A certificate in us-east-1: the pages are behind CloudFront.
        zone_id: The zone for its record; None where somebody else keeps the record.
    """

    domain_name: str
    certificate_arn: pulumi.Input[str]
    zone_id: pulumi.Input[str] | None = None
