"""The front end on Vercel (SC-18): what it is told, and the role it takes instead of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from components.blocks.oidc_role import OidcRole, OidcRoleArgs
from components.monitoring import Alarm, Widget
from components.platforms.streamcanvas.data import Data
from components.platforms.streamcanvas.ground import Ground
from components.settings.streamcanvas_parts import Vercel

# Vercel's documentation, "OpenID Connect (OIDC) Federation": issuer in team mode, audience and subject.
ISSUER = "oidc.vercel.com"
AUDIENCE = "https://vercel.com"


class VercelFrontend:
    """A project of Vercel."""

    def __init__(self, ground: Ground, data: Data) -> None:
        self._settings = _settings(ground)
        settings = self._settings
        self._role = OidcRole(
            f"{ground.name}-vercel",
            OidcRoleArgs(
                issuer=f"{ISSUER}/{settings.team}",
                audience=f"{AUDIENCE}/{settings.team}",
                subjects=[
                    f"owner:{settings.team}:project:{settings.project}:environment:{each}"
                    for each in settings.environments
                ],
                provider_arn=settings.oidc_provider_arn,
                uses=data.frontend_links(),
                name=ground.names.role("Vercel"),
            ),
            opts=ground.child,
        )
        self._variables: dict[str, pulumi.Input[str]] = {}

    @property
    def url(self) -> str:
        """Where Vercel serves it."""
        return self._settings.url

    def deploy(self, variables: Mapping[str, pulumi.Input[str]]) -> None:
        """Kept for the outputs: an operator, or CI, gives them to Vercel."""
        self._variables = {**variables, "AWS_ROLE_ARN": self._role.arn}

    def alarms(self) -> Sequence[Alarm]:
        """None: Vercel watches what it runs."""
        return ()

    def widgets(self) -> Sequence[Widget]:
        """None."""
        return ()

    def commands(self) -> Mapping[str, pulumi.Input[str]]:
        """The deployment before, served again (SC-32)."""
        return {"deployFrontend": "vercel --prod", "redeployFrontend": "vercel rollback"}

    def outputs(self) -> Mapping[str, pulumi.Input[object]]:
        """The variables and the role (SC-18)."""
        return {
            "vercelEnvironment": dict(self._variables),
            "frontendRoleArn": self._role.arn,
            "vercelOidcProviderArn": self._role.provider_arn,
        }


def _settings(ground: Ground) -> Vercel:
    """The section; the settings refuse a stack file without it.

    Raises:
        ValueError: there is none.
    """
    if ground.settings.vercel is None:
        raise ValueError("frontend: vercel without a section vercel")
    return ground.settings.vercel
