"""Signing in by SRP: both sides come to the same key, and only for the right password."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from smoke.cognito import GENERATOR, MULTIPLIER, PRIME, Proof, hashed, padded, timestamp

SALT, SECRET, SERVER_SECRET = 0x1234567890ABCDEF, 0xA1B2C3D4E5F6 << 900, 0x9F8E7D6C5B4A << 800


def verifier(password: str) -> int:
    """What the pool keeps of a password."""
    identity = hashlib.sha256(f"poolann:{password}".encode()).digest()
    return pow(GENERATOR, hashed(padded(SALT), identity), PRIME)


@pytest.mark.requirement("TR-16")
@pytest.mark.parametrize(("password", "agrees"), [("right", True), ("wrong", False)])
def test_the_server_comes_to_the_same_key_for_the_right_password_only(password: str, agrees: bool) -> None:
    kept = verifier("right")
    server = (MULTIPLIER * kept + pow(GENERATOR, SERVER_SECRET, PRIME)) % PRIME
    proof = Proof(pool="pool", secret=SECRET)
    scramble = hashed(padded(proof.public), padded(server))
    shared = pow(proof.public * pow(kept, scramble, PRIME), SERVER_SECRET, PRIME)
    mine = proof.key("ann", password, salt=SALT, server=server)
    assert (mine == proof_of(scramble, shared)) is agrees


def proof_of(scramble: int, shared: int) -> bytes:
    """The server's derivation of the key (RFC 5869 with one block)."""
    import hmac

    extracted = hmac.digest(padded(scramble), padded(shared), "sha256")
    return hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16]


def test_a_server_that_gives_the_password_away_is_refused() -> None:
    with pytest.raises(ValueError, match="public number"):
        Proof(pool="pool", secret=SECRET).key("ann", "right", salt=SALT, server=PRIME)


def test_moments_are_written_as_cognito_wants_them() -> None:
    assert timestamp(datetime(2026, 3, 5, 7, 8, 9, tzinfo=UTC)) == "Thu Mar 5 07:08:09 UTC 2026"
