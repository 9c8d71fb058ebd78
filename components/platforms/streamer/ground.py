"""What every part of Streamer stands on."""

from __future__ import annotations

from typing import TypeAlias

from components.platforms import ground
from components.platforms.streamer.names import StreamerNames
from components.settings.streamer import StreamerSettings

Ground: TypeAlias = ground.Ground[StreamerSettings, StreamerNames]
