"""The only reader of configuration: typed, validated, frozen.

`load` is pure: a stack's name and its configuration in, `Settings` out, or one `ConfigError` that
lists every problem of the stack file. Nothing here looks anything up.
"""

from components.settings.errors import ConfigError
from components.settings.loading import Settings, load

__all__ = ["ConfigError", "Settings", "load"]
