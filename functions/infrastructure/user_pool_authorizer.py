"""Authorizer of a WebSocket API's `$connect`: lets in whoever brings a valid token of our user pool.

Called by API Gateway as a REQUEST authorizer. It answers with a policy for exactly the route that was asked
for, and denies whatever is odd. Only where the pool's keys can't be read does it raise: nobody gets in then
either, and the error is counted and alarmed on instead of looking like a wave of bad tokens.

Variables:
    ISSUER: The pool's issuer, `https://cognito-idp.<region>.amazonaws.com/<pool>`.
    CLIENT_IDS: Clients whose tokens are good, separated by commas.
    ORIGINS: Origins that browsers may connect from, separated by commas; empty for any (SC-21: a
        WebSocket has no CORS, so this is where the origin is looked at).
"""

from __future__ import annotations

import json
import logging
import os
import time
import urllib.request
from collections.abc import Mapping
from typing import Any

from json_web_token import PublicKey, Rejected, Token, parse, public_key, verify

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

TOKEN_PARAMETER = "token"  # noqa: S105 - the name of a query parameter (SC-16)
# Cognito keeps a key while tokens that it signed are good, so an old copy does no harm for a while.
KEYS_LAST_SECONDS = 3_600
# An unknown key id may be a new key of Cognito's or anybody's invention: that must not make us ask each time.
ASK_AGAIN_SECONDS = 60
TIMEOUT_SECONDS = 3
CLOCK_SKEW_SECONDS = 60  # how far in the future a token may have been issued

_keys: dict[str, PublicKey] = {}
_asked: float | None = None


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """Answer with a policy for `event["methodArn"]`."""
    try:
        _check_origin(event)
        claims = _claims((event.get("queryStringParameters") or {}).get(TOKEN_PARAMETER))
    except Rejected as reason:
        # neither the token nor what it claims: nothing in it is true
        log.info("denied: %s", reason)
        return _policy("anonymous", "Deny", event["methodArn"], {})
    known = {"sub": claims["sub"], "clientId": _client(claims), "expires": int(claims["exp"])}
    return _policy(claims["sub"], "Allow", event["methodArn"], known)


def _check_origin(event: Mapping[str, Any]) -> None:
    allowed = _listed("ORIGINS")
    headers = {str(name).lower(): value for name, value in (event.get("headers") or {}).items()}
    if allowed and headers.get("origin") not in allowed:
        raise Rejected("another origin")


def _claims(text: object) -> Mapping[str, Any]:
    token = parse(text)
    verify(token, _key(token))
    claims, now = token.claims, time.time()
    if claims.get("iss") != os.environ["ISSUER"]:
        raise Rejected("another issuer")
    if claims.get("token_use") not in ("access", "id"):
        raise Rejected("not a token to sign in with")
    if _client(claims) not in _listed("CLIENT_IDS"):
        raise Rejected("a token for another client")
    if now >= _seconds(claims, "exp"):
        raise Rejected("expired")
    if (
        _seconds(claims, "iat") > now + CLOCK_SKEW_SECONDS
        or _seconds(claims, "nbf", 0) > now + CLOCK_SKEW_SECONDS
    ):
        raise Rejected("not valid yet")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise Rejected("a token of nobody")
    return claims


def _client(claims: Mapping[str, Any]) -> object:
    """Cognito names the client in `client_id` of access tokens and in `aud` of identity tokens."""
    found = claims.get("client_id" if claims.get("token_use") == "access" else "aud")
    return found if isinstance(found, str) else None


def _seconds(claims: Mapping[str, Any], name: str, default: float | None = None) -> float:
    value = claims.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Rejected(f"{name} is no time")
    return value


def _listed(variable: str) -> frozenset[str]:
    return frozenset(filter(None, os.environ.get(variable, "").split(",")))


def _key(token: Token) -> PublicKey:
    """The pool's key that a token names; the pool is asked at most once a minute."""
    name = token.header.get("kid")
    if not isinstance(name, str):
        raise Rejected("it names no key")
    age = None if _asked is None else time.monotonic() - _asked
    if age is None or age > KEYS_LAST_SECONDS or (name not in _keys and age > ASK_AGAIN_SECONDS):
        _ask()
    if name not in _keys:
        raise Rejected("a key that is not the pool's")
    return _keys[name]


def _ask() -> None:
    """Read the pool's keys; keep those we have where it can't be reached."""
    global _asked  # noqa: PLW0603 - kept between invocations of one environment
    request = urllib.request.Request(f"{os.environ['ISSUER']}/.well-known/jwks.json")  # noqa: S310 - https, ours
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
            published = json.load(answer)["keys"]
    except (OSError, ValueError, KeyError, TypeError):
        if not _keys:
            raise
        log.exception("the pool's keys could not be read; those of the last time are used")
    else:
        found = {str(jwk.get("kid")): public_key(jwk) for jwk in published}
        _keys.clear()
        _keys.update({name: key for name, key in found.items() if key is not None})
    _asked = time.monotonic()


def _policy(principal: str, effect: str, resource: str, context: Mapping[str, object]) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {
        "principalId": principal,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": dict(context),
    }
