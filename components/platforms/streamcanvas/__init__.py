"""StreamCanvas."""

from components.platforms.streamcanvas.platform import StreamCanvas

__all__ = ["StreamCanvas"]
