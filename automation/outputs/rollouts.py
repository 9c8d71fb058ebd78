"""What a platform exports of a function whose versions are rolled out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from automation.errors import AutomationError
from automation.outputs.model import Exported

EXPORTED_AS = "rollouts"


class RolloutOutputs(Exported):
    """One function and its CodeDeploy deployment group.

    Attributes:
        application: CodeDeploy application.
        deployment_group: Its deployment group for the function.
        function: Name of the function.
        alias: The alias that has the traffic.
        version: What the last update published.
        hook: The function that tries a version before it gets traffic, or None.
        region: Where all of it is.
    """

    application: str
    deployment_group: str
    function: str
    alias: str
    version: str
    region: str
    hook: str | None = None


def rollouts_of(values: Mapping[str, Any]) -> dict[tuple[str, str], RolloutOutputs]:
    """(platform, function) -> its rollout, from all that a stack exports.

    Raises:
        AutomationError: what is exported is not what this version expects.
    """
    found: dict[tuple[str, str], RolloutOutputs] = {}
    for platform, outputs in values.items():
        exported = outputs.get(EXPORTED_AS) if isinstance(outputs, Mapping) else None
        for key, output in (exported or {}).items():
            try:
                found[platform, key] = RolloutOutputs.model_validate(output)
            except ValidationError as error:
                fields = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())
                raise AutomationError(
                    f"the rollout {key} of {platform} is not as this version exports it ({fields}): "
                    "run an update with it"
                ) from None
    return found
