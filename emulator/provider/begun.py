"""Creations that broke off in the middle, as the engine is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from emulator import wire
from emulator.lifecycle import PartlyMadeError
from emulator.monitor import explained

DETAILS = "grpc-status-details-bin"
"""Where gRPC carries more than a text about an error."""


@dataclass(frozen=True, kw_only=True)
class _Status(grpc.Status):  # type: ignore[misc]  # grpc has no types
    """How a call ended."""

    code: grpc.StatusCode
    details: str
    trailing_metadata: Sequence[tuple[str, bytes]]


class BegunError(Exception):
    """A resource that was begun: the engine keeps it, and the next update takes it up."""

    def __init__(self, detail: Any, reason: Exception) -> None:
        super().__init__(str(reason))
        self._detail = detail
        self._reason = reason

    def status(self, said: Mapping[str, Any]) -> grpc.Status:
        """For the engine, without the secrets in what was said."""
        reason = wire.masked(explained(self._reason), said)
        code: int = grpc.StatusCode.UNKNOWN.value[0]
        self._detail.reasons.append(reason)
        status = status_pb2.Status(code=code, message=reason)
        status.details.add().Pack(self._detail)
        return _Status(
            code=grpc.StatusCode.UNKNOWN,
            details=reason,
            trailing_metadata=((DETAILS, status.SerializeToString()),),
        )


def begun_of(partly: PartlyMadeError, inputs: Any, properties: Any) -> BegunError:
    """What to tell the engine of a creation that broke off, in the engine's own values."""
    detail = provider_pb2.ErrorResourceInitFailed(id=partly.id, properties=properties, inputs=inputs)
    return BegunError(detail, partly.reason)
