"""HookRelay."""

from components.platforms.hookrelay.platform import HookRelay

__all__ = ["HookRelay"]
