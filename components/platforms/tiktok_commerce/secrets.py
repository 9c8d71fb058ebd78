"""Secrets: given, or slots that an operator fills (TC-36, TC-37)."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pydantic import SecretStr

from components.blocks.secret import Secret, SecretArgs, Slot
from components.links import Link
from components.platforms.recovery import secret_copy
from components.platforms.secrets import given, secret_output
from components.platforms.tiktok_commerce.ground import Ground
from components.platforms.tiktok_commerce.stores import Keys
from components.settings.tiktok_commerce import TIKTOK_KEYS, WHATSAPP_KEYS


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What signs in elsewhere.

    Attributes:
        openai: The workers' key.
        tiktok: JSON with the client's key and secret.
        whatsapp: JSON with the access token, the webhook's verify token and the app's secret.
    """

    openai: Secret
    tiktok: Secret
    whatsapp: Secret

    def outputs(self) -> dict[str, pulumi.Input[object]]:
        """Where each is, of what kind, and the command that fills a slot."""
        return {
            "OPENAI_API_KEY": secret_output(self.openai),
            "TIKTOK_API": {**secret_output(self.tiktok), "keys": list(TIKTOK_KEYS)},
            "WHATSAPP_API": {**secret_output(self.whatsapp), "keys": list(WHATSAPP_KEYS)},
        }


def declare_secrets(ground: Ground, keys: Keys) -> Secrets:
    """Declare the three."""
    settings = ground.settings
    return Secrets(
        openai=_secret(ground, keys, "openai-api-key", "OpenAI's API key", settings.openai_api_key),
        tiktok=_secret(
            ground,
            keys,
            "tiktok-api",
            f"TikTok's API: JSON with {', '.join(TIKTOK_KEYS)}",
            settings.tiktok_api,
        ),
        whatsapp=_secret(
            ground,
            keys,
            "whatsapp-api",
            f"WhatsApp's API: JSON with {', '.join(WHATSAPP_KEYS)}",
            settings.whatsapp_api,
        ),
    )


def _secret(ground: Ground, keys: Keys, thing: str, what: str, value: SecretStr | None) -> Secret:
    return Secret(
        f"{ground.name}-{thing}",
        SecretArgs(
            environment=ground.environment,
            name=ground.names.secret(thing),
            description=what,
            backend="secretsmanager",
            source=given(value) or Slot(),
            kms_key_arn=keys.data,
            copy=secret_copy(ground.settings.dr, keys.copies),
        ),
        opts=ground.child,
    )


def by_arn(secret: Secret, variable: str) -> Link:
    """The secret's ARN in a variable, with the right to read it.

    For what starts before a slot is filled: ECS starts no task whose `valueFrom` has no value yet.
    """
    return Link(environment={variable: secret.arn}, statements=secret.ref().read)
