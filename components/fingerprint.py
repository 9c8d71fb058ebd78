"""A number that changes when a secret changes, and says nothing about it.

Write-only arguments (`*_wo`) are never read back, so the provider writes one again only when the version
beside it changes. The version stands in the state in clear: hashed by itself, a short or guessable value
could be found by trying. With a random key, which only the state's encryption protects, it can't.
"""

from __future__ import annotations

import hashlib
import hmac

import pulumi

VERSION_BITS = 31  # within the integers of every layer between here and the provider


def fingerprint(value: str, key: str) -> int:
    """A positive number from the value, keyed; the same for the same value and key."""
    digest = hmac.digest(key.encode(), value.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big") % ((1 << VERSION_BITS) - 1) + 1


def version_of(value: pulumi.Input[str], key: pulumi.Input[str]) -> pulumi.Output[int]:
    """The write-only version of a secret value.

    The number is not secret, so it is shown in plans: that something was written is worth seeing.
    """
    return pulumi.Output.unsecret(
        pulumi.Output.all(value, key).apply(lambda both: fingerprint(str(both[0]), str(both[1])))
    )
