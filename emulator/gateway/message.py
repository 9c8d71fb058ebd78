"""Requests and answers as the gateways see them."""

import base64
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, kw_only=True)
class Response:
    """What a client gets back.

    Attributes:
        status: HTTP status.
        headers: Header fields, names in lower case.
        body: The body as text.

    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


class Answered(Exception):
    """The gateway answers in place of the integration; not an error of the emulator."""

    def __init__(self, status: int, message: str, *, key: str = "message") -> None:
        super().__init__(f"{status} {message}")
        headers = {"content-type": "application/json"}
        self.response = Response(status=status, headers=headers, body=json.dumps({key: message}))


@dataclass(frozen=True, kw_only=True)
class Request:
    """A client's request, as it arrives at a stage.

    Attributes:
        method: In capitals.
        path: Without the stage, with its leading slash.
        headers: Names in lower case.
        query: The query string, without its question mark.
        body: Text, or bytes (handed on in base 64), or None.
        host: The host that the client spoke to.
        source_ip: The client's address.
        signer: ARN of the role that signed the request, for IAM authorization; empty for an unsigned one.

    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    body: str | bytes | None = None
    host: str = ""
    source_ip: str = "203.0.113.10"
    signer: str = ""
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    moment: float = field(default_factory=time.time)

    @property
    def parameters(self) -> dict[str, str]:
        """Query parameters; several values of one are joined by commas, as payload 2.0 has them."""
        found: dict[str, str] = {}
        for key, value in parse_qsl(self.query, keep_blank_values=True):
            found[key] = f"{found[key]},{value}" if key in found else value
        return found

    @property
    def lists(self) -> dict[str, list[str]]:
        """Query parameters with all their values."""
        found: dict[str, list[str]] = {}
        for key, value in parse_qsl(self.query, keep_blank_values=True):
            found.setdefault(key, []).append(value)
        return found

    @property
    def encoded(self) -> tuple[str | None, bool]:
        """The body for an event, and whether it is in base 64."""
        if isinstance(self.body, bytes):
            return base64.b64encode(self.body).decode(), True
        return self.body, False

    @property
    def time(self) -> str:
        """The moment, as access logs write it."""
        return datetime.fromtimestamp(self.moment, tz=UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")


def lowered(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Header fields with names in lower case."""
    return {name.lower(): value for name, value in (headers or {}).items()}


def from_proxy(result: Any, *, simple: bool) -> Response:
    """The answer of a proxy integration.

    ``simple`` takes a result without a status code for the body of a 200, as payload 2.0 does; payload 1.0
    does not.

    Raises:
        Answered: the result is no answer of a proxy.

    """
    if isinstance(result, dict) and "statusCode" in result:
        headers = lowered({name: str(value) for name, value in (result.get("headers") or {}).items()})
        for name, values in (result.get("multiValueHeaders") or {}).items():
            headers[name.lower()] = ", ".join(map(str, values))
        body = result.get("body") or ""
        if result.get("isBase64Encoded"):
            body = base64.b64decode(body).decode(errors="replace")
        if not isinstance(body, str):
            raise Answered(502, "Internal server error")
        return Response(status=int(result["statusCode"]), headers=headers, body=body)
    if not simple:
        raise Answered(502, "Internal server error")
    return Response(status=200, headers={"content-type": "application/json"}, body=json.dumps(result))
