"""The application's secrets: drawn, given, or a slot that an operator fills."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.blocks.secret import Generated, Secret, SecretArgs, Slot, Source
from components.platforms.recovery import secret_copy
from components.platforms.secrets import given, secret_output
from components.platforms.trinity.encryption import Keys
from components.platforms.trinity.ground import Ground
from components.settings.trinity import JWT_SECRET_LENGTH


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The two secrets of the guide (TR-12).

    Attributes:
        jwt: Signs the tokens of `/auth`; None where the user pool alone signs users in.
        tmdb: Key of The Movie Database.
    """

    jwt: Secret | None
    tmdb: Secret

    def outputs(self) -> dict[str, pulumi.Input[object]]:
        """Variable -> where each is, of what kind, and the command that fills a slot."""
        found = {"JWT_SECRET": self.jwt, "TMDB_API_KEY": self.tmdb}
        return {
            variable: secret_output(secret, minimum_length=JWT_SECRET_LENGTH)
            for variable, secret in found.items()
            if secret is not None
        }


def declare_secrets(ground: Ground, keys: Keys) -> Secrets:
    """Declare what the guide puts by hand into Parameter Store."""
    settings = ground.settings
    return Secrets(
        jwt=_secret(
            ground,
            keys,
            "jwt-secret",
            "Signs the tokens that /auth gives to Trinity's users",
            given(settings.jwt_secret) or Generated(),
        )
        if settings.has_auth_function
        else None,
        tmdb=_secret(
            ground,
            keys,
            "tmdb-api-key",
            "Key of The Movie Database's API",
            given(settings.tmdb_api_key) or Slot(),
        ),
    )


def _secret(ground: Ground, keys: Keys, thing: str, description: str, source: Source) -> Secret:
    backend = ground.settings.secrets_backend
    return Secret(
        f"{ground.name}-{thing}",
        SecretArgs(
            environment=ground.environment,
            name=ground.names.secret(thing, backend),
            description=description,
            backend=backend,
            source=source,
            kms_key_arn=keys.data,
            copy=secret_copy(ground.settings.dr, keys.copies),
        ),
        opts=ground.child,
    )
