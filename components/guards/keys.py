"""A public key in PEM, as functions get it to verify tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from components.guards import Problem

MINIMUM_RSA_BITS = 2048  # RFC 7518, 3.3: RS256 must be used with keys of 2048 bits or more
GUIDE_PLACEHOLDER = "YOUR_PUBLIC_KEY_HERE"  # ST-2: what the guide's stack file has in the key's place
_BLOCK = re.compile(r"-----BEGIN (?P<label>[A-Z ]+)-----")


def public_key_problems(pem: str, *, field: str) -> Iterator[Problem]:
    """Problems of a public key; the value is in no message, because it may be a private key by mistake."""
    found = _BLOCK.search(pem)
    label = found["label"] if found else ""
    if GUIDE_PLACEHOLDER in pem:
        yield _problem(field, f"the guide's placeholder {GUIDE_PLACEHOLDER}", "put your own public key there")
    elif "PRIVATE KEY" in label:
        yield _problem(
            field,
            f"a {label.lower()} (not shown)",
            "remove it, treat it as known to others, and give the public half of a new one: "
            "openssl pkey -in key.pem -pubout",
        )
    elif label == "CERTIFICATE":
        yield _problem(
            field, "a certificate", "give the key in it: openssl x509 -in certificate.pem -pubkey -noout"
        )
    else:
        yield from _unusable(pem, field)


def _unusable(pem: str, field: str) -> Iterator[Problem]:
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        yield _problem(
            field,
            "a text that is no public key",
            "write the whole PEM, its BEGIN and END lines included, as a YAML block (|)",
        )
        return
    if isinstance(key, RSAPublicKey) and key.key_size < MINIMUM_RSA_BITS:
        yield _problem(field, f"an RSA key of {key.key_size} bits", "make a key of 2048 bits or more")


def _problem(field: str, given: str, fix: str) -> Problem:
    return Problem(
        field=field,
        given=given,
        allowed=f"a public key in PEM; RSA with {MINIMUM_RSA_BITS} bits or more (RFC 7518)",
        fix=fix,
    )
