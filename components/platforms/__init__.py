"""The platforms: each is a composition of blocks, and knows none of the others."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from components.platforms.context import PlatformClass

# Name -> module and class; a module is imported only for a stack that enables its platform.
CLASSES: Mapping[str, tuple[str, str]] = {
    "baseline": ("components.baseline", "Baseline"),
    "hookrelay": ("components.platforms.hookrelay", "HookRelay"),
    "streamer": ("components.platforms.streamer", "Streamer"),
    "trinity": ("components.platforms.trinity", "Trinity"),
    "streamcanvas": ("components.platforms.streamcanvas", "StreamCanvas"),
    "tiktok-commerce": ("components.platforms.tiktok_commerce", "TikTokCommerce"),
}


def platform_class(name: str) -> PlatformClass:
    """The component of a platform."""
    module, attribute = CLASSES[name]
    return cast("PlatformClass", getattr(import_module(module), attribute))
