"""How new versions of functions take over."""

from __future__ import annotations

from components.guards.rollouts import DEFAULT_ROLLOUT, RolloutConfig
from components.settings.model import Model, setting
from components.settings.texts import Boolean, UrlPath


class RolloutSettings(Model):
    """Gradual rollouts by CodeDeploy."""

    canary: Boolean = setting(
        what="Updates publish versions, and `python -m automation rollout` shifts traffic to them step by "
        "step. Without it, an update moves all traffic at once.",
        requirement="TR-22",
        environment=lambda environment: environment.canary,
    )
    config: RolloutConfig = setting(
        DEFAULT_ROLLOUT, what="The steps: one of CodeDeploy's own configurations.", requirement="TR-22"
    )
    pre_traffic_hook: Boolean = setting(
        False,
        what="Call a new version's health path before it gets traffic.",
        requirement="TR-22",
    )
    health_path: UrlPath = setting(
        "/health", what="What the hook asks for; an answer below 400 is health.", requirement="TR-22, TR-31"
    )
