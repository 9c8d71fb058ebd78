"""Open WebSocket connections, and what functions post to them.

moto's own @connections takes any id; here a closed one answers 410, which is how an application learns of it.
"""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import MockRawResponse
from moto.core.exceptions import JsonRESTError

from emulator.api_deployments import served
from emulator.hooks import HOOKS
from emulator.refusals.facts import found


class Gone(JsonRESTError):  # type: ignore[misc]
    """Nobody is there any more."""

    code = 410

    def __init__(self) -> None:
        super().__init__("GoneException", "")


@dataclass
class Open:
    """One connection.

    Attributes:
        received: What was sent to the client, oldest first.
        connected: When it was opened, in seconds since 1970.
        closed: Whether the server has closed it.

    """

    received: list[str] = field(default_factory=list)
    connected: float = field(default_factory=time.time)
    closed: bool = False


OPEN: dict[str, Open] = {}
"""Connection id -> connection."""


def post_to_connection(backend: Any, data: bytes, connection_id: str) -> None:  # noqa: ARG001
    """`ApiGatewayManagementApiBackend.post_to_connection`."""
    if connection_id not in OPEN:
        raise Gone
    OPEN[connection_id].received.append(data.decode())


class _Description:
    """What GetConnection tells."""

    def __init__(self, connection: Open) -> None:
        self._connection = connection

    def to_dict(self) -> dict[str, Any]:
        """As the API words it."""
        return {
            "connectedAt": self._connection.connected,
            "lastActiveAt": time.time(),
            "identity": {"sourceIp": "203.0.113.10", "userAgent": "client"},
        }


def get_connection(backend: Any, connection_id: str) -> _Description:  # noqa: ARG001
    """`ApiGatewayManagementApiBackend.get_connection`."""
    if connection_id not in OPEN:
        raise Gone
    return _Description(OPEN[connection_id])


def delete_connection(backend: Any, connection_id: str) -> None:  # noqa: ARG001
    """`ApiGatewayManagementApiBackend.delete_connection`: the server hangs up."""
    if connection_id not in OPEN:
        raise Gone
    OPEN.pop(connection_id).closed = True


def through_domain(account: str, url: str) -> str:
    """A callback URL of a custom domain as the execute-api URL behind it, the only kind that moto answers."""
    from emulator.policies.state import AccountState

    where = urlsplit(url)
    base, mark, connection = where.path.partition("/@connections")
    host = where.hostname or ""
    if not mark or ".execute-api." in host or host.endswith(".amazonaws.com"):
        return url
    state = AccountState(account)
    found, region = state.stage_of(host, base), state.region_of(host)
    if found is None or region is None:
        return url
    return f"https://{found[0]}.execute-api.{region}.amazonaws.com/{found[1]}{mark}{connection}"


def shut(url: str) -> AWSResponse | None:
    """What a callback gets from an execute-api host that is switched off: 403; None where it is served."""
    where = urlsplit(url)
    base, mark, _ = where.path.partition("/@connections")
    api_id, execute_api, rest = (where.hostname or "").partition(".execute-api.")
    account = HOOKS.active
    if not mark or not execute_api or account is None:
        return None
    region, name = rest.partition(".")[0], base.strip("/")
    stage = found(account, region, "apigatewayv2", "get_stage", ApiId=api_id, StageName=name)
    now = served(account, region, api_id, stage) if stage else None
    if now is None or not now.api.get("DisableExecuteApiEndpoint"):
        return None
    headers = {"x-amzn-errortype": "ForbiddenException"}
    return AWSResponse(url, 403, headers, MockRawResponse(b'{"message":"Forbidden"}'))
