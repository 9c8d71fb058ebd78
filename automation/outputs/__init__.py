"""What a stack exports: typed for each platform, with what is secret kept apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pulumi.automation import OutputValue
from pydantic import ValidationError

from automation.errors import AutomationError
from automation.outputs.baseline import BaselineOutputs
from automation.outputs.hookrelay import HookRelayOutputs
from automation.outputs.model import PlatformOutputs
from automation.outputs.rollouts import RolloutOutputs, rollouts_of
from automation.outputs.streamcanvas import StreamCanvasOutputs
from automation.outputs.streamer import StreamerOutputs
from automation.outputs.tiktok_commerce import TikTokCommerceOutputs
from automation.outputs.trinity import TrinityOutputs

P = TypeVar("P", bound=PlatformOutputs)
SECRET = "[secret]"  # noqa: S105 - what stands for one

PLATFORMS: Mapping[str, type[PlatformOutputs]] = {
    "baseline": BaselineOutputs,
    "hookrelay": HookRelayOutputs,
    "streamer": StreamerOutputs,
    "trinity": TrinityOutputs,
    "streamcanvas": StreamCanvasOutputs,
    "tiktok-commerce": TikTokCommerceOutputs,
}
"""Platform (the name of its stack output) -> its outputs."""

__all__ = [
    "PLATFORMS",
    "SECRET",
    "BaselineOutputs",
    "HookRelayOutputs",
    "Outputs",
    "PlatformOutputs",
    "RolloutOutputs",
    "StreamCanvasOutputs",
    "StreamerOutputs",
    "TikTokCommerceOutputs",
    "TrinityOutputs",
]


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """Everything that a stack exports.

    Attributes:
        values: Name -> value, secrets readable: don't log them.
        secret: Names of those that hold a secret.

    """

    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secret: frozenset[str] = frozenset()

    @classmethod
    def of(cls, outputs: Mapping[str, OutputValue]) -> Outputs:
        """From the SDK's form."""
        return cls(
            values={name: output.value for name, output in outputs.items()},
            secret=frozenset(name for name, output in outputs.items() if output.secret),
        )

    @property
    def hookrelay(self) -> HookRelayOutputs:
        """HookRelay's.

        Raises:
            AutomationError: the stack has no HookRelay.

        """
        return self._typed("hookrelay", HookRelayOutputs)

    @property
    def streamcanvas(self) -> StreamCanvasOutputs:
        """StreamCanvas's.

        Raises:
            AutomationError: the stack has no StreamCanvas.

        """
        return self._typed("streamcanvas", StreamCanvasOutputs)

    @property
    def trinity(self) -> TrinityOutputs:
        """Trinity's.

        Raises:
            AutomationError: the stack has no Trinity.

        """
        return self._typed("trinity", TrinityOutputs)

    def _typed(self, name: str, cls: type[P]) -> P:
        found = self.platform(name)
        if not isinstance(found, cls):
            raise TypeError(f"PLATFORMS gives {name} {type(found).__name__}")
        return found

    @property
    def streamer(self) -> StreamerOutputs:
        """Streamer's.

        Raises:
            AutomationError: the stack has no Streamer.

        """
        return self._typed("streamer", StreamerOutputs)

    def platform(self, name: str) -> PlatformOutputs:
        """A platform's, by name.

        Raises:
            AutomationError: the stack doesn't have it, or what it exports is not what this version expects.

        """
        if name not in PLATFORMS or name not in self.values:
            has = ", ".join(self.platforms) or "none"
            raise AutomationError(f"the stack has no platform {name!r}; it has {has}")
        try:
            return PLATFORMS[name].model_validate(self.values[name])
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())
            raise AutomationError(
                f"the outputs of {name} are not those of this version ({fields}): run an update with it"
            ) from None

    @property
    def platforms(self) -> list[str]:
        """The platforms that the stack has."""
        return [name for name in PLATFORMS if name in self.values]

    @property
    def rollouts(self) -> Mapping[tuple[str, str], RolloutOutputs]:
        """(platform, function) -> what is rolled out step by step.

        Raises:
            AutomationError: what is exported is not what this version expects.

        """
        return rollouts_of(self.values)

    def masked(self) -> dict[str, Any]:
        """Name -> value, with secrets replaced."""
        return {name: SECRET if name in self.secret else value for name, value in self.values.items()}

    def __str__(self) -> str:
        return json.dumps(self.masked(), indent=2, sort_keys=True)
