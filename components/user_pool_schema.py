"""What a user pool and its clients are made of, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi

Tier = Literal["LITE", "ESSENTIALS", "PLUS"]
ThreatProtection = Literal["OFF", "AUDIT", "ENFORCED"]
AttributeType = Literal["String", "Number", "DateTime", "Boolean"]
UserAttribute = Literal["email", "phone_number"]
AliasAttribute = Literal["email", "phone_number", "preferred_username"]
AuthFlow = Literal[
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
]

REFRESH_FLOW: AuthFlow = "ALLOW_REFRESH_TOKEN_AUTH"


@dataclass(frozen=True, kw_only=True)
class PasswordPolicy:
    """What a password must have; the defaults are SC-7's.

    Attributes:
        minimum_length: 6 to 99 characters (Cognito, PasswordPolicyType).
        uppercase: Whether it needs an upper-case letter.
        lowercase: Whether it needs a lower-case letter.
        numbers: Whether it needs a digit.
        symbols: Whether it needs a special character.
        temporary_days: Days that a password set by an administrator can be signed in with (1 to 365).
    """

    minimum_length: int = 8
    uppercase: bool = True
    lowercase: bool = True
    numbers: bool = True
    symbols: bool = True
    temporary_days: int = 7


@dataclass(frozen=True, kw_only=True)
class CustomAttribute:
    """An attribute of users that Cognito doesn't know; it can be added to a pool and never be taken away.

    Attributes:
        name: Without the prefix `custom:` that Cognito puts before it; at most 20 characters.
        type: Its type.
        mutable: Whether it can change once it has a value.
    """

    name: str
    type: AttributeType = "String"
    mutable: bool = True


@dataclass(frozen=True, kw_only=True)
class SesSender:
    """A verified identity of Amazon SES that a pool sends its e-mail with.

    Attributes:
        identity_arn: The identity, verified, in a region that Cognito sends from.
        from_address: `Name <address>` or an address of the identity.
        reply_to: Where answers go.
        configuration_set: SES configuration set that the messages count in.
    """

    identity_arn: pulumi.Input[str]
    from_address: str
    reply_to: str | None = None
    configuration_set: str | None = None


@dataclass(frozen=True, kw_only=True)
class OAuth:
    """Sign-in through Cognito's own pages, by the authorization code flow.

    Attributes:
        callback_urls: Where users come back to: https, or http://localhost for developers.
        logout_urls: Where they go after signing out.
        scopes: What a token may say of its user.
        identity_providers: `COGNITO`, or names of federated ones.
    """

    callback_urls: Sequence[str]
    logout_urls: Sequence[str] = ()
    scopes: Sequence[str] = ("openid", "email", "profile")
    identity_providers: Sequence[str] = ("COGNITO",)


@dataclass(frozen=True, kw_only=True)
class TokenValidity:
    """How long tokens are good for.

    Attributes:
        access_minutes: Access token: 5 minutes to 1 day; 60 are Cognito's default.
        id_minutes: Identity token: the same.
        refresh_minutes: Refresh token: 60 minutes to 10 years; 30 days are Cognito's default.
    """

    access_minutes: int = 60
    id_minutes: int = 60
    refresh_minutes: int = 30 * 24 * 60
