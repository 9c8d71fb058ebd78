"""Keys for tests: made anew in each session, so that none of them is anybody's."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def private_key(kind: str = "rsa-2048") -> Private:
    """A private key: `rsa-<bits>`, `p256` or `ed25519`."""
    if kind == "p256":
        return ec.generate_private_key(ec.SECP256R1())
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65537, key_size=int(kind.removeprefix("rsa-")))


def public_key(kind: str = "rsa-2048") -> str:
    """The public half, in PEM."""
    form = PublicFormat.SubjectPublicKeyInfo
    return private_key(kind).public_key().public_bytes(Encoding.PEM, form).decode()


def private_pem(kind: str = "rsa-2048") -> str:
    """The private half, in PEM: what must not be in a stack file."""
    return private_key(kind).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
