"""Streamer."""

from components.platforms.streamer.platform import Streamer

__all__ = ["Streamer"]
