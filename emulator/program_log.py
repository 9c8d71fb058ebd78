"""What a program says while it runs, with the resource that it says it of."""

import logging
from typing import Any

from pulumi.runtime import mocks

NAME = "emulator.program"
"""The logger."""


class ProgramLog(mocks.MockEngine):
    """The engine's log, as the SDK writes to it."""

    def __init__(self) -> None:
        super().__init__(logging.getLogger(NAME))

    def Log(self, request: Any) -> None:  # noqa: N802 - the SDK's name
        """Take a message; the CLI would show it beside its resource."""
        if request.urn:
            request.message = f"{request.urn.rpartition('::')[2]}: {request.message}"
        super().Log(request)  # type: ignore[no-untyped-call]
