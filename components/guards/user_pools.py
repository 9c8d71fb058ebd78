"""What Cognito refuses of a user pool and its clients, and what would cost a pool its users.

Limits: Amazon Cognito user pools API reference (CreateUserPool, CreateUserPoolClient, SchemaAttributeType)
and developer guide ("Quotas", "User pool feature plans").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from components.environments import Mfa
from components.guards import Problem
from components.user_pool_schema import (
    REFRESH_FLOW,
    AuthFlow,
    CustomAttribute,
    OAuth,
    PasswordPolicy,
    ThreatProtection,
    Tier,
    TokenValidity,
)

PASSWORD_LENGTHS = range(6, 99 + 1)
TEMPORARY_DAYS = range(1, 365 + 1)
MAX_CUSTOM_ATTRIBUTES = 50
MAX_ATTRIBUTE_NAME = 20
ACCESS_MINUTES = range(5, 24 * 60 + 1)
REFRESH_MINUTES = range(60, 10 * 365 * 24 * 60 + 1)
GRACE_SECONDS = range(60 + 1)
MAX_URLS = 100
_ATTRIBUTE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_SAFE_URL = re.compile(r"https://[^\s#]+|http://localhost(:[0-9]+)?(/[^\s#]*)?|[a-z][a-z0-9+.-]*://[^\s#]*")
# A prefix of Cognito's own domain: CreateUserPoolDomain, and the words that it reserves.
_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_RESERVED_WORDS = ("aws", "amazon", "cognito")


def pool_problems(
    *,
    password: PasswordPolicy,
    attributes: Sequence[CustomAttribute],
    tier: Tier,
    threat_protection: ThreatProtection,
    mfa: Mfa,
    email_mfa: bool,
    own_sender: bool,
    passkeys: bool,
) -> Iterator[Problem]:
    """Problems of a pool's settings."""
    yield from password_problems(password)
    yield from attribute_problems(attributes)
    if threat_protection != "OFF" and tier != "PLUS":
        yield Problem(
            field="threat_protection",
            given=threat_protection,
            allowed="OFF: threat protection belongs to the feature plan PLUS",
            fix="set tier to PLUS, which costs more for each user, or threat_protection to OFF",
        )
    if tier == "LITE" and (email_mfa or passkeys):
        yield Problem(
            field="tier",
            given=tier,
            allowed="ESSENTIALS or PLUS with codes by e-mail or passkeys",
            fix="set tier to ESSENTIALS",
        )
    if email_mfa and mfa == "OFF":
        yield Problem(
            field="email_mfa",
            given=email_mfa,
            allowed="false while mfa is OFF",
            fix="set mfa to OPTIONAL or ON",
        )
    if email_mfa and not own_sender:
        yield Problem(
            field="email_mfa",
            given=email_mfa,
            allowed="false without a sender of your own: Cognito sends codes for signing in by SES only",
            fix="give a verified SES identity",
        )
    if passkeys and mfa == "ON":
        yield Problem(
            field="passkeys",
            given=passkeys,
            allowed="none while every sign-in asks for a second factor (Cognito)",
            fix="set mfa to OPTIONAL",
        )


def password_problems(password: PasswordPolicy) -> Iterator[Problem]:
    """Problems of a password policy."""
    for field, given, allowed in (
        ("minimum_length", password.minimum_length, PASSWORD_LENGTHS),
        ("temporary_days", password.temporary_days, TEMPORARY_DAYS),
    ):
        if given not in allowed:
            yield Problem(
                field=f"password.{field}",
                given=given,
                allowed=f"{allowed.start} to {allowed.stop - 1} (Cognito)",
                fix="choose a value in that range",
            )


def attribute_problems(attributes: Sequence[CustomAttribute]) -> Iterator[Problem]:
    """Problems of a pool's custom attributes."""
    names = [attribute.name for attribute in attributes]
    if len(names) > MAX_CUSTOM_ATTRIBUTES:
        yield Problem(
            field="attributes",
            given=len(names),
            allowed=f"at most {MAX_CUSTOM_ATTRIBUTES} custom attributes (Cognito quota)",
            fix="keep the rest in a table of the application's",
        )
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(
            field="attributes", given=name, allowed="each attribute once", fix="remove one of the two"
        )
    for name in names:
        if len(name) > MAX_ATTRIBUTE_NAME or not _ATTRIBUTE_NAME.fullmatch(name):
            yield Problem(
                field="attributes",
                given=name,
                allowed=f"letters, digits, _ and -, a letter first, at most {MAX_ATTRIBUTE_NAME} (Cognito)",
                fix="rename it; Cognito adds the prefix custom: by itself",
            )


def client_problems(
    *,
    auth_flows: Sequence[AuthFlow],
    refresh_rotation: bool,
    grace_seconds: int,
    validity: TokenValidity,
    oauth: OAuth | None,
) -> Iterator[Problem]:
    """Problems of an application client."""
    if not auth_flows and oauth is None:
        yield Problem(
            field="auth_flows",
            given=[],
            allowed="at least one way to sign in",
            fix="name a flow, or give oauth",
        )
    if refresh_rotation and REFRESH_FLOW in auth_flows:
        yield Problem(
            field="refresh_rotation",
            given=f"true, with {REFRESH_FLOW}",
            allowed=f"one of the two: rotated tokens are refreshed by GetTokensFromRefreshToken, and Cognito "
            f"refuses {REFRESH_FLOW} beside rotation",
            fix=f"take {REFRESH_FLOW} out of auth_flows, or rotation off",
        )
    if grace_seconds not in GRACE_SECONDS:
        yield Problem(
            field="grace_seconds",
            given=grace_seconds,
            allowed=f"{GRACE_SECONDS.start} to {GRACE_SECONDS.stop - 1} seconds (Cognito)",
            fix="choose a value in that range",
        )
    yield from _validity_problems(validity)
    if oauth is not None:
        yield from _oauth_problems(oauth)


def _validity_problems(validity: TokenValidity) -> Iterator[Problem]:
    for field, given, allowed in (
        ("access_minutes", validity.access_minutes, ACCESS_MINUTES),
        ("id_minutes", validity.id_minutes, ACCESS_MINUTES),
        ("refresh_minutes", validity.refresh_minutes, REFRESH_MINUTES),
    ):
        if given not in allowed:
            yield Problem(
                field=f"validity.{field}",
                given=given,
                allowed=f"{allowed.start} to {allowed.stop - 1} minutes (Cognito)",
                fix="choose a value in that range",
            )
    if validity.refresh_minutes < max(validity.access_minutes, validity.id_minutes):
        yield Problem(
            field="validity.refresh_minutes",
            given=validity.refresh_minutes,
            allowed="no less than the access and identity tokens, which it renews (Cognito)",
            fix="lengthen it, or shorten the others",
        )


def _oauth_problems(oauth: OAuth) -> Iterator[Problem]:
    if not oauth.callback_urls:
        yield Problem(
            field="oauth.callback_urls",
            given=[],
            allowed="at least one: the code flow comes back to it",
            fix="give the application's URL",
        )
    for field, urls in (("callback_urls", oauth.callback_urls), ("logout_urls", oauth.logout_urls)):
        if len(urls) > MAX_URLS:
            yield Problem(
                field=f"oauth.{field}",
                given=len(urls),
                allowed=f"at most {MAX_URLS} (Cognito)",
                fix="drop some",
            )
        for url in urls:
            plain = url.startswith("http://") and not re.match(r"http://localhost([:/]|$)", url)
            if plain or not _SAFE_URL.fullmatch(url):
                yield Problem(
                    field=f"oauth.{field}",
                    given=url,
                    allowed="https, http://localhost for developers, or an app's own scheme; no fragment",
                    fix="use https",
                )


def domain_prefix_problems(prefix: str) -> Iterator[Problem]:
    """Problems of the prefix of a pool's domain under Cognito's own."""
    if not _PREFIX.fullmatch(prefix):
        yield Problem(
            field="domain_prefix",
            given=prefix,
            allowed="1 to 63 lower-case letters, digits and inner hyphens (Cognito)",
            fix="rename it",
        )
    reserved = [word for word in _RESERVED_WORDS if word in prefix]
    if reserved:
        yield Problem(
            field="domain_prefix",
            given=prefix,
            allowed=f"a prefix without {', '.join(_RESERVED_WORDS)} (Cognito reserves them)",
            fix=f"leave {reserved[0]} out",
        )


def birth_problems(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Problem]:
    """What of a pool's settings can't change once it exists: AWS would make another pool, without the users.

    Args:
        old: The settings that the pool was born with, by the names of `UserPool.born_with`.
        new: What the program says now.

    """
    for field in ("poolName", "signInBy", "aliases", "caseSensitive"):
        if field in old and old[field] != new.get(field):
            yield Problem(
                field=field,
                given=f"{new.get(field)!r}; the pool has {old[field]!r}",
                allowed="what the pool was made with: another value makes another pool, without the users",
                fix="take the change back",
            )
    before, now = _attributes(old), _attributes(new)
    for name, known in before.items():
        if name not in now:
            yield Problem(
                field="attributes",
                given=f"no {name}",
                allowed="every attribute that the pool has: Cognito never removes one",
                fix=f"put {name} back; an attribute that is no longer used does no harm",
            )
        elif now[name] != known:
            yield Problem(
                field="attributes",
                given=f"{name}: {now[name]!r}; the pool has {known!r}",
                allowed="an attribute as it was added: Cognito never changes one",
                fix="take the change back, and add an attribute of another name",
            )


def _attributes(settings: Mapping[str, object]) -> Mapping[str, object]:
    found = settings.get("attributes")
    return found if isinstance(found, Mapping) else {}
