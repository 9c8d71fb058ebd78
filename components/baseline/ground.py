"""What every part of the baseline stands on."""

from __future__ import annotations

from components.baseline.names import BaselineNames
from components.platforms.ground import Ground
from components.settings.baseline import BaselineSettings

BaselineGround = Ground[BaselineSettings, BaselineNames]
