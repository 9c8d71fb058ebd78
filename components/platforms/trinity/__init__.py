"""Trinity: REST and GraphQL for mobile applications, with users of its own."""

from components.platforms.trinity.platform import Trinity

__all__ = ["Trinity"]
