"""What every part of Trinity stands on."""

from __future__ import annotations

from typing import TypeAlias

from components.platforms import ground
from components.platforms.trinity.names import TrinityNames
from components.settings.trinity import TrinitySettings

Ground: TypeAlias = ground.Ground[TrinitySettings, TrinityNames]
