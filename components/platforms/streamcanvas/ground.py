"""What every part of StreamCanvas stands on."""

from __future__ import annotations

from typing import TypeAlias

from components.platforms import ground
from components.platforms.streamcanvas.names import StreamCanvasNames
from components.settings.streamcanvas import StreamCanvasSettings

APP_PORT = 3000  # SC-20
ALIAS = "live"  # what APIs call; an earlier version is one update of the alias away (SC-32)

Ground: TypeAlias = ground.Ground[StreamCanvasSettings, StreamCanvasNames]
