"""The application's secrets: drawn, given, or slots that an operator fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.blocks.secret import Generated, Rotation, Secret, SecretArgs, Slot, Source
from components.links import Link
from components.platforms.hookrelay.encryption import Keys
from components.platforms.hookrelay.ground import Ground
from components.platforms.recovery import secret_copy
from components.platforms.secrets import given, secret_output
from components.settings.hookrelay import AUTH_SECRET_LENGTH


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """Secrets by the variable that the application reads (HR-22).

    Attributes:
        by_variable: Variable -> secret.
    """

    by_variable: Mapping[str, Secret]

    def links(self) -> list[Link]:
        """All of them, by reference."""
        return [secret.link(variable) for variable, secret in self.by_variable.items()]

    def outputs(self) -> dict[str, pulumi.Input[object]]:
        """Where each is, of what kind, and the command that fills a slot."""
        return {
            variable: secret_output(secret, minimum_length=AUTH_SECRET_LENGTH)
            for variable, secret in self.by_variable.items()
        }


def declare_secrets(ground: Ground, keys: Keys) -> Secrets:
    """Declare what the guide has as AUTH_* and what HMAC needs (HR-24, HR-48)."""
    settings = ground.settings
    return Secrets(
        by_variable={
            "AUTH_SECRET": _secret(
                ground,
                keys,
                "auth-secret",
                "Signs the sessions of HookRelay's users",
                given(settings.auth_secret) or Generated(),
            ),
            "AUTH_DISCORD_ID": _secret(
                ground,
                keys,
                "discord-id",
                "Client id of the Discord application",
                given(settings.discord_id) or Slot(),
            ),
            "AUTH_DISCORD_SECRET": _secret(
                ground,
                keys,
                "discord-secret",
                "Client secret of the Discord application",
                given(settings.discord_secret) or Slot(),
            ),
            "INGEST_SHARED_SECRET": _secret(
                ground,
                keys,
                "ingest-shared-secret",
                "Key of the HMAC that senders sign webhooks with",
                given(settings.ingest_shared_secret) or Slot(),
            ),
        }
    )


def _secret(ground: Ground, keys: Keys, thing: str, description: str, source: Source) -> Secret:
    backend, rotation = ground.settings.secrets_backend, ground.settings.rotation
    return Secret(
        f"{ground.name}-{thing}",
        SecretArgs(
            environment=ground.environment,
            name=ground.names.secret(thing, backend),
            description=description,
            backend=backend,
            source=source,
            kms_key_arn=keys.data,
            rotation=Rotation(function_arn=rotation.function_arn, days=rotation.every_days)
            if rotation
            else None,
            copy=secret_copy(ground.settings.dr, keys.copies),
        ),
        opts=ground.child,
    )
