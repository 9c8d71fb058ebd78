"""Tokens for the tests of authorizers, signed with real keys or forged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abcdefghi"
CLIENT = "1example23456789"


@cache
def key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key pair, made once for all tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def part(value: object) -> str:
    return encoded(json.dumps(value).encode())


def jwk(name: str, bits: int = 2048, **change: Any) -> dict[str, Any]:
    """The public half as a key set has it."""
    numbers = key(name, bits).public_key().public_numbers()
    n, e = (number.to_bytes((number.bit_length() + 7) // 8, "big") for number in (numbers.n, numbers.e))
    return {
        "kid": name,
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "n": encoded(n),
        "e": encoded(e),
        **change,
    }


def claims(**change: Any) -> dict[str, Any]:
    """What an access token of the pool says."""
    now = int(time.time())
    said = {
        "iss": ISSUER,
        "sub": "11111111-2222-3333-4444-555555555555",
        "client_id": CLIENT,
        "token_use": "access",
        "iat": now - 10,
        "exp": now + 3600,
        **change,
    }
    return {name: value for name, value in said.items() if value is not None}


def signed(
    said: Mapping[str, Any],
    name: str = "pool",
    *,
    bits: int = 2048,
    digest: HashAlgorithm | None = None,
    header: Mapping[str, Any] | None = None,
) -> str:
    """A token signed by a key."""
    text = f"{part({'alg': 'RS256', 'kid': name, **(header or {})})}.{part(said)}"
    signature = key(name, bits).sign(text.encode(), padding.PKCS1v15(), digest or SHA256())
    return f"{text}.{encoded(signature)}"


def unsigned(said: Mapping[str, Any]) -> str:
    """`alg: none`."""
    return f"{part({'alg': 'none', 'kid': 'pool'})}.{part(said)}."


def confused(said: Mapping[str, Any], algorithm: str = "HS256") -> str:
    """Signed by an HMAC whose secret is the public key, for verifiers that believe `alg`."""
    pem = key("pool").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text = f"{part({'alg': algorithm, 'kid': 'pool'})}.{part(said)}"
    return f"{text}.{encoded(hmac.new(pem, text.encode(), hashlib.sha256).digest())}"


def with_loose_padding(said: Mapping[str, Any]) -> str:
    """A signature that leaves bytes after the digest, as forgeries for small exponents have them."""
    text = f"{part({'alg': 'RS256', 'kid': 'pool'})}.{part(said)}"
    numbers = key("pool").private_numbers()
    prefix = bytes.fromhex("3031300d060960864801650304020105000420")
    block = b"\x00\x01" + b"\xff" * 8 + b"\x00" + prefix + hashlib.sha256(text.encode()).digest()
    block += b"\x00" * (256 - len(block))
    signature = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(256, "big")
    return f"{text}.{encoded(signature)}"


OTHER_DIGEST = SHA512()
