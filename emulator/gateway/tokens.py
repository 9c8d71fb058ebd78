"""JSON web tokens: signature, issuer, audience, time and scopes."""

import base64
import json
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

if TYPE_CHECKING:
    from emulator.account import Account

TRUSTED: dict[str, Mapping[str, Any]] = {}
"""Issuer -> its published key set, for issuers outside of the account; tests and programs add theirs."""


class BadToken(Exception):
    """Why a token is not accepted."""


def _keys(account: "Account", issuer: str) -> RSAKey | KeySet:
    from moto.cognitoidp.models import cognitoidp_backends

    if issuer in TRUSTED:
        return KeySet.import_key_set(dict(TRUSTED[issuer]))  # type: ignore[arg-type]
    host, _, pool = issuer.removeprefix("https://").partition("/")
    if host.startswith("cognito-idp."):
        pools = cognitoidp_backends[account.account_id][host.split(".")[1]].user_pools
        if pool in pools:
            key: RSAKey = pools[pool].json_web_key
            return key
    raise BadToken(f"the keys of the issuer {issuer} are not known")


def claims_of(account: "Account", token: str, issuer: str) -> dict[str, Any]:
    """The claims of a token that an issuer signed and that holds now.

    Raises:
        BadToken: it isn't one.

    """
    try:
        found = dict(jwt.decode(token, _keys(account, issuer), algorithms=["RS256"]).claims)
    except (JoseError, ValueError, KeyError) as error:
        raise BadToken(f"invalid token: {error}") from error
    if found.get("iss") != issuer:
        raise BadToken(f"the issuer is {found.get('iss')}, not {issuer}")
    now = time.time()
    if now >= float(found.get("exp", 0)):
        raise BadToken("the token has expired")
    if now < float(found.get("nbf", 0)):
        raise BadToken("the token is not valid yet")
    return found


def for_audience(claims: Mapping[str, Any], audience: Sequence[str]) -> None:
    """Refuse a token for others: its ``aud``, or ``client_id`` where it has none, must be one of these.

    Raises:
        BadToken: it isn't.

    """
    named = claims.get("aud", claims.get("client_id"))
    given = named if isinstance(named, list) else [named]
    if not set(map(str, given)) & set(audience):
        raise BadToken(f"the audience {named} is not one of {', '.join(audience)}")


def scopes(claims: Mapping[str, Any]) -> set[str]:
    """The scopes that a token carries."""
    return set(str(claims.get("scope") or claims.get("scp") or "").split())


def unverified_issuer(token: str) -> str:
    """Who a token says has issued it."""
    try:
        middle = token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))["iss"])
    except (IndexError, ValueError, KeyError) as error:
        raise BadToken("this is no token") from error
