"""What every part of HookRelay stands on."""

from __future__ import annotations

from typing import TypeAlias

from components.platforms import ground
from components.platforms.hookrelay.names import HookRelayNames
from components.settings.hookrelay import HookRelaySettings

APP_PORT = 3000  # HR-33

Ground: TypeAlias = ground.Ground[HookRelaySettings, HookRelayNames]
