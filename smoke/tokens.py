"""Verifying a user pool's tokens by the keys that it publishes, with the code that our authorizer runs."""

from __future__ import annotations

import importlib.util
import json
import sys
import urllib.request
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from smoke.core import CheckFailed

VERIFIER = Path(__file__).parents[1] / "functions" / "infrastructure" / "json_web_token.py"
TIMEOUT_SECONDS = 10


@cache
def verifier() -> Any:
    """The module that the authorizer verifies with; a function's file is no package's."""
    spec = importlib.util.spec_from_file_location(VERIFIER.stem, VERIFIER)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(VERIFIER)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def published_keys(issuer: str) -> Mapping[str, Any]:
    """Key id -> public key, as the pool publishes them.

    Raises:
        CheckFailed: the issuer is no https address.
    """
    if not issuer.startswith("https://"):
        raise CheckFailed(f"the issuer {issuer} is no https address")
    with urllib.request.urlopen(f"{issuer}/.well-known/jwks.json", timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
        keys = json.load(answer)["keys"]
    return {each["kid"]: verifier().public_key(each) for each in keys}


def verified_claims(text: str, issuer: str) -> Mapping[str, Any]:
    """The claims of a token that the issuer's keys signed.

    Raises:
        CheckFailed: they didn't, or it says that somebody else issued it.
    """
    jwt = verifier()
    try:
        token = jwt.parse(text)
        jwt.verify(token, published_keys(issuer)[token.header["kid"]])
    except (jwt.Rejected, KeyError) as error:
        raise CheckFailed(f"a token is not verifiable: {error}") from error
    if token.claims.get("iss") != issuer:
        raise CheckFailed(f"a token says that {token.claims.get('iss')} issued it")
    claims: Mapping[str, Any] = token.claims
    return claims
