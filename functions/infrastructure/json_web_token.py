"""JSON Web Tokens signed with RS256: parsed strictly and verified with the standard library alone.

Python on Lambda brings no RSA, and a wheel with one (`cryptography`) is built for one machine, which a zip
without a build step can't be. Verifying needs only the public operation, so there is no secret that timing
could betray: signature^e mod n must equal, byte for byte, the one encoding that RFC 8017 (8.2.2, 9.2)
allows. Comparing whole encodings, instead of parsing the padding, leaves no room for forged paddings.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# API Gateway takes 10,240 bytes of request line and headers together; no token of a user pool comes near.
LONGEST = 8_192
SMALLEST_KEY_BITS = 2_048  # RFC 7518, 3.3
# DER of AlgorithmIdentifier and OCTET STRING before a SHA-256 digest (RFC 8017, 9.2, note 1).
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


class Rejected(Exception):
    """Why a token is not accepted; the token itself is never part of the message."""


@dataclass(frozen=True)
class PublicKey:
    """The public half of an RSA key: modulus and exponent."""

    modulus: int
    exponent: int


@dataclass(frozen=True)
class Token:
    """A token in its parts; nothing in it is true before `verify`."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signed: bytes
    signature: bytes


def parse(text: object) -> Token:
    """Take a token apart.

    Raises:
        Rejected: it isn't a token, or not one that is signed with RS256.
    """
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        raise Rejected(f"no text of 1 to {LONGEST} characters")
    parts = text.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature (RFC 7515, 3.1)
        raise Rejected("not three parts")
    header, claims = _object(parts[0]), _object(parts[1])
    # The only algorithm there is, whatever a token claims: neither `none` nor an HMAC with the public key.
    if header.get("alg") != "RS256":
        raise Rejected("not signed with RS256")
    if "crit" in header or "b64" in header:
        raise Rejected("an extension that is not understood")
    return Token(header, claims, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]))


def verify(token: Token, key: PublicKey) -> None:
    """Check the signature.

    Raises:
        Rejected: the key did not sign this.
    """
    size = (key.modulus.bit_length() + 7) // 8
    if key.modulus.bit_length() < SMALLEST_KEY_BITS or key.exponent < 3 or key.exponent % 2 == 0:  # noqa: PLR2004
        raise Rejected("a key that is too weak")
    number = int.from_bytes(token.signature, "big")
    if len(token.signature) != size or number >= key.modulus:
        raise Rejected("a signature of another length")
    digest = _SHA256_PREFIX + hashlib.sha256(token.signed).digest()
    expected = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    if not hmac.compare_digest(pow(number, key.exponent, key.modulus).to_bytes(size, "big"), expected):
        raise Rejected("a signature of somebody else")


def public_key(jwk: Mapping[str, Any]) -> PublicKey | None:
    """The key of an entry of a key set; None if it is not for RS256 signatures."""
    if jwk.get("kty") != "RSA" or jwk.get("use", "sig") != "sig" or jwk.get("alg", "RS256") != "RS256":
        return None
    try:
        return PublicKey(*(int.from_bytes(_bytes(jwk[part]), "big") for part in ("n", "e")))
    except (KeyError, Rejected):
        return None


def _object(part: str) -> Mapping[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except (ValueError, RecursionError) as error:
        raise Rejected("a part that is no JSON") from error
    if not isinstance(found, dict):
        raise Rejected("a part that is no JSON object")
    return found


def _bytes(part: object) -> bytes:
    if not isinstance(part, str) or not _BASE64URL.fullmatch(part):
        raise Rejected("a part that is no base64url")
    try:
        found = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError) as error:
        raise Rejected("a part that is no base64url") from error
    # bits that decoding drops would make two texts of one token
    if base64.urlsafe_b64encode(found).rstrip(b"=") != part.encode():
        raise Rejected("a part that is no canonical base64url")
    return found
