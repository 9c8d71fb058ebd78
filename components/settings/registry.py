"""Which platforms there are: a new one is one line here and one in `components.platforms`."""

from __future__ import annotations

from collections.abc import Mapping

from components.settings.baseline import BaselineSettings
from components.settings.hookrelay import HookRelaySettings
from components.settings.platform import PlatformSettings
from components.settings.streamcanvas import StreamCanvasSettings
from components.settings.streamer import StreamerSettings
from components.settings.tiktok_commerce import TikTokCommerceSettings
from components.settings.trinity import TrinitySettings

PLATFORMS: Mapping[str, type[PlatformSettings]] = {
    "baseline": BaselineSettings,  # first: what it refuses is refused before anything is made
    "hookrelay": HookRelaySettings,
    "streamer": StreamerSettings,
    "trinity": TrinitySettings,
    "streamcanvas": StreamCanvasSettings,
    "tiktok-commerce": TikTokCommerceSettings,
}
