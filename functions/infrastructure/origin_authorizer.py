"""Lets a WebSocket connect only if it came through our distribution, which adds a header with a secret.

Called by API Gateway as the authorizer of `$connect` (ST-27). It knows the secret's hash and not the secret:
the value has 285 bits, so its hash gives nothing away, and nothing has to be read or decrypted at a start.

Variables:
    ORIGIN_HEADER: Name of the header.
    ORIGIN_SECRET_SHA256: SHA-256 of its value, hexadecimal.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from collections.abc import Mapping
from typing import Any

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """Allow or deny this one connection."""
    allowed = came_through(event.get("headers") or {})
    if not allowed:
        log.warning("connection %s did not come through the distribution", connection_of(event))
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": "Allow" if allowed else "Deny",
        "Resource": event["methodArn"],
    }
    return {
        "principalId": "distribution" if allowed else "unknown",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }


def came_through(headers: Mapping[str, str]) -> bool:
    """Whether the header is there, once, with the secret in it; whatever the case of its name."""
    name, expected = os.environ["ORIGIN_HEADER"].lower(), os.environ["ORIGIN_SECRET_SHA256"]
    given = [value for key, value in headers.items() if key.lower() == name]
    if len(given) != 1:
        return False
    return hmac.compare_digest(hashlib.sha256(given[0].encode()).hexdigest(), expected)


def connection_of(event: Mapping[str, Any]) -> str:
    """The connection's id, which tells nothing of who it is."""
    return str(event.get("requestContext", {}).get("connectionId", "-"))
