"""The sections of StreamCanvas's settings about its users."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from components.environments import Mfa
from components.guards import Problem
from components.guards.dns import domain_problems
from components.guards.user_pools import GRACE_SECONDS, client_problems, pool_problems
from components.settings.kinds import Span, Text
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.texts import Boolean, Email, Host, is_sample_host
from components.settings.units import Duration
from components.user_pool_schema import (
    AttributeType,
    AuthFlow,
    CustomAttribute,
    PasswordPolicy,
    SesSender,
    ThreatProtection,
    Tier,
    TokenValidity,
)

MINUTES = 60
DAYS = 24 * 3600
USERS_KEY = "streamcanvas:users"

IdentityArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:ses:[a-z0-9-]+:[0-9]{12}:identity/\S+",
        "the ARN of an SES identity",
        "arn:aws:ses:us-east-1:123456789012:identity/example.com",
    ),
]
AttributeName = Annotated[str, Text(r"\S+", "the name of an attribute, without custom:", "plan", "Cognito")]
ConfigurationSet = Annotated[
    str, Text(r"[A-Za-z0-9_-]{1,64}", "the name of an SES configuration set", "sign-ups", "SES")
]
# Cognito's own limits are checked by components.guards.user_pools.
TokenLife = Annotated[Duration, Span.within(range(5 * MINUTES, 10 * 365 * DAYS + 1), "Cognito")]


class Attribute(Model):
    """A custom attribute of users: it can be added, and never be changed or taken away."""

    name: AttributeName = setting(what="Its name; Cognito puts custom: before it.", requirement="SC-7")
    type: AttributeType = setting("String", what="Its type.", requirement="SC-7")
    mutable: Boolean = setting(True, what="Whether its value can change.", requirement="SC-7")

    @property
    def attribute(self) -> CustomAttribute:
        """As the pool takes it."""
        return CustomAttribute(name=self.name, type=self.type, mutable=self.mutable)


class Sender(Model):
    """An identity of Amazon SES that the pool's e-mail is sent with."""

    identity_arn: IdentityArn = setting(what="The verified identity.", requirement="SC-36")
    from_address: Email = setting(
        what="Address that messages come from.", requirement="SC-36", sample=is_sample_host
    )
    reply_to: Email | None = setting(
        None, what="Address that answers go to.", requirement="SC-36", sample=is_sample_host
    )
    configuration_set: ConfigurationSet | None = setting(
        None, what="SES configuration set that the messages count in.", requirement="SC-36"
    )

    @property
    def sender(self) -> SesSender:
        """As the pool takes it."""
        return SesSender(
            identity_arn=self.identity_arn,
            from_address=self.from_address,
            reply_to=self.reply_to,
            configuration_set=self.configuration_set,
        )


class Client(Model):
    """The browser's client."""

    auth_flows: tuple[AuthFlow, ...] = setting(
        ("ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"),
        what="Ways to sign in and to renew tokens; ALLOW_USER_SRP_AUTH sends no password.",
        requirement="SC-8",
    )
    refresh_rotation: Boolean = setting(
        False,
        what="Make a refresh token good for once. ALLOW_REFRESH_TOKEN_AUTH must go from authFlows then.",
        requirement="SC-8",
    )
    grace: Annotated[Duration, Span.within(GRACE_SECONDS, "Cognito")] = setting(
        Duration(0), what="How long a rotated refresh token still works.", requirement="SC-8"
    )
    access_token: TokenLife = setting(
        Duration(60 * MINUTES), what="Life of access tokens, in whole minutes.", requirement="SC-8"
    )
    id_token: TokenLife = setting(
        Duration(60 * MINUTES), what="Life of identity tokens, in whole minutes.", requirement="SC-8"
    )
    refresh_token: TokenLife = setting(
        Duration(30 * DAYS), what="Life of refresh tokens, in whole minutes.", requirement="SC-8"
    )

    @property
    def validity(self) -> TokenValidity:
        """As the client takes it."""
        return TokenValidity(
            access_minutes=self.access_token.minutes,
            id_minutes=self.id_token.minutes,
            refresh_minutes=self.refresh_token.minutes,
        )

    @check("access_token", "id_token", "refresh_token")
    def lives_are_whole_minutes(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """They are given to Cognito in minutes."""
        for field in ("access_token", "id_token", "refresh_token"):
            life: Duration = getattr(self, field)
            if life.seconds % MINUTES:
                yield Problem(field=field, given=str(life), allowed="whole minutes", fix='write "60 minutes"')

    @check("auth_flows", "refresh_rotation", "grace", "access_token", "id_token", "refresh_token")
    def cognito_takes_it(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Flows that go together, and lives that Cognito has."""
        names = {
            "validity.access_minutes": "access_token",
            "validity.id_minutes": "id_token",
            "validity.refresh_minutes": "refresh_token",
            "grace_seconds": "grace",
        }
        for problem in client_problems(
            auth_flows=self.auth_flows,
            refresh_rotation=self.refresh_rotation,
            grace_seconds=self.grace.seconds,
            validity=self.validity,
            oauth=None,
        ):
            yield Problem(
                field=names.get(problem.field, problem.field),
                given=problem.given,
                allowed=problem.allowed,
                fix=problem.fix.replace("auth_flows", "authFlows"),
            )


class Users(Model):
    """The user pool."""

    mfa: Mfa = setting(
        what="Second factor, by an authenticator app: OFF, OPTIONAL (users choose) or ON.",
        requirement="SC-9",
        environment=lambda environment: environment.mfa,
    )
    email_mfa: Boolean = setting(
        False, what="Take codes by e-mail as a second factor too; needs sender.", requirement="SC-9"
    )
    passkeys: Host | None = setting(
        None,
        what="Host that passkeys are bound to; none without it.",
        requirement="SC-9",
        sample=is_sample_host,
    )
    tier: Tier = setting("ESSENTIALS", what="Feature plan of Cognito.", requirement="SC-7")
    threat_protection: ThreatProtection = setting(
        "OFF", what="Watch (AUDIT) or stop (ENFORCED) stolen passwords; needs tier: PLUS.", requirement="SC-9"
    )
    attributes: tuple[Attribute, ...] = setting(
        (),
        what="Custom attributes. They can be added; a change that takes one away is refused.",
        requirement="SC-7",
    )
    sender: Sender | None = setting(
        None,
        what="SES identity for e-mail, recommended in production: Cognito itself sends 50 messages a day.",
        requirement="SC-36",
    )
    client: Client = section(what="The browser's client.", requirement="SC-8")

    @check("mfa", "email_mfa", "passkeys", "tier", "threat_protection", "attributes", "sender")
    def cognito_takes_it(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """What goes together in a pool."""
        yield from pool_problems(
            password=PasswordPolicy(),
            attributes=[each.attribute for each in self.attributes],
            tier=self.tier,
            threat_protection=self.threat_protection,
            mfa=self.mfa,
            email_mfa=self.email_mfa,
            own_sender=self.sender is not None,
            passkeys=self.passkeys is not None,
        )

    @check("passkeys")
    def passkeys_have_a_host(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A bare host name."""
        if self.passkeys is not None:
            yield from domain_problems(self.passkeys, field="passkeys")
