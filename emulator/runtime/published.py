"""What AWS publishes on the web and functions read without an SDK: the keys of user pools.

Whatever else a function asks of the web goes there, as on Lambda.
"""

import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from typing import Any
from urllib.parse import urlsplit
from urllib.response import addinfourl

from moto.cognitoidp.models import cognitoidp_backends
from moto.utilities.utils import load_resource

HOST = "cognito-idp."
DOCUMENT = "/.well-known/jwks.json"
"""https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html"""

KEYS = "cognitoidp/resources/jwks-public.json"
"""moto signs the tokens of every pool with one key; this is its public half."""

_https_open = urllib.request.HTTPSHandler.https_open


def https_open(account_id: str) -> Callable[[urllib.request.HTTPSHandler, urllib.request.Request], Any]:
    """`HTTPSHandler.https_open`: every https request that goes through urllib."""

    def opened(handler: urllib.request.HTTPSHandler, request: urllib.request.Request) -> Any:
        keys = published(account_id, request.full_url)
        if keys is None:
            return _https_open(handler, request)
        headers = Message()
        headers["Content-Type"] = "application/json"
        found = keys["keys"]
        answer = addinfourl(
            io.BytesIO(json.dumps(keys).encode()), headers, request.full_url, 200 if found else 404
        )
        answer.msg = "OK" if found else "Not Found"  # type: ignore[attr-defined]  # as http.client's answers have it
        return answer

    return opened


def published(account_id: str, url: str) -> dict[str, Any] | None:
    """The key set at an address: without keys for a pool that isn't there, None for other addresses."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host.startswith(HOST) or not parts.path.endswith(DOCUMENT):
        return None
    pool = parts.path.removesuffix(DOCUMENT).strip("/")
    if pool not in cognitoidp_backends[account_id][host.split(".")[1]].user_pools:
        return {"keys": []}
    known: dict[str, Any] = load_resource(KEYS)
    return known
