from __future__ import annotations

import pytest

from components.guards.keys import public_key_problems
from tests.support.keys import private_pem, public_key

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
GUIDE = "-----BEGIN PUBLIC KEY-----\nYOUR_PUBLIC_KEY_HERE\n-----END PUBLIC KEY-----\n"


@pytest.mark.requirement("ST-2", "ST-12")
@pytest.mark.parametrize("kind", ["rsa-2048", "p256", "ed25519"])
def test_public_keys_are_taken(kind: str) -> None:
    assert list(public_key_problems(public_key(kind), field="key")) == []


@pytest.mark.requirement("ST-2")
@pytest.mark.parametrize(
    ("pem", "given"),
    [
        (GUIDE, "YOUR_PUBLIC_KEY_HERE"),
        (CERTIFICATE, "a certificate"),
        ("ssh-rsa AAAA", "no public key"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "no public key"),
    ],
)
def test_everything_else_is_named_for_what_it_is(pem: str, given: str) -> None:
    (problem,) = public_key_problems(pem, field="key")
    assert problem.field == "key"
    assert given in str(problem.given)


@pytest.mark.requirement("ST-2", "X-19")
def test_a_private_key_is_refused_and_never_repeated() -> None:
    pem = private_pem()
    (problem,) = public_key_problems(pem, field="key")
    assert "private key" in str(problem.given)
    assert not any(line in str(problem) for line in pem.splitlines()[1:-1])


@pytest.mark.requirement("ST-12")
def test_a_short_rsa_key_is_refused() -> None:
    (problem,) = public_key_problems(public_key("rsa-1024"), field="key")
    assert problem.given == "an RSA key of 1024 bits"
