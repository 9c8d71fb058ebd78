"""Signing in to a Cognito user pool by SRP, which proves the password without sending it.

The protocol is RFC 5054's, with the group of 3,072 bits of RFC 3526 and Cognito's own derivation of the key
(Amazon Cognito Developer Guide, "Sign in with secure remote password").
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from smoke.core import CheckFailed

# RFC 3526, group 15; its generator is 2.
PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22"
    "514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6"
    "F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3D"
    "C2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E8603"
    "9B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D"
    "B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB31"
    "43DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
GENERATOR = 2
KEY_INFO = b"Caldera Derived Key\x01"
KEY_LENGTH = 16
SECRET_BYTES = 128


def padded(number: int) -> bytes:
    """A number as bytes, positive in two's complement."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def hashed(*parts: bytes) -> int:
    """The hash of parts, as a number."""
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


MULTIPLIER = hashed(padded(PRIME), padded(GENERATOR))


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One attempt to sign in.

    Attributes:
        pool: The pool's id without its region.
        secret: Drawn for this attempt.
    """

    pool: str
    secret: int

    @property
    def public(self) -> int:
        """What the server is told at first."""
        return pow(GENERATOR, self.secret, PRIME)

    def key(self, user: str, password: str, *, salt: int, server: int) -> bytes:
        """The key that both sides know if the password is right.

        Raises:
            ValueError: a server's number that gives its password away.
        """
        scramble = hashed(padded(self.public), padded(server))
        if server % PRIME == 0 or scramble == 0:
            raise ValueError("the server's public number is none")
        identity = hashlib.sha256(f"{self.pool}{user}:{password}".encode()).digest()
        private = hashed(padded(salt), identity)
        base = server - MULTIPLIER * pow(GENERATOR, private, PRIME)
        shared = pow(base % PRIME, self.secret + scramble * private, PRIME)
        extracted = hmac.digest(padded(scramble), padded(shared), "sha256")
        return hmac.digest(extracted, KEY_INFO, "sha256")[:KEY_LENGTH]

    def signature(self, key: bytes, user: str, block: str, moment: str) -> str:
        """The proof that the key is known, of this attempt only."""
        message = self.pool.encode() + user.encode() + base64.b64decode(block) + moment.encode()
        return base64.b64encode(hmac.digest(key, message, "sha256")).decode()


def timestamp(now: datetime) -> str:
    """A moment as Cognito wants it, the day without a leading zero, in English."""
    days, months = (
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    )
    return f"{days[now.weekday()]} {months[now.month - 1]} {now.day} {now:%H:%M:%S} UTC {now.year}"


def sign_in(client: Any, *, pool_id: str, client_id: str, user: str, password: str) -> dict[str, Any]:
    """Sign in and return the tokens.

    Raises:
        CheckFailed: the pool asks for something else than the password.
    """
    proof = Proof(
        pool=pool_id.partition("_")[2], secret=int.from_bytes(secrets.token_bytes(SECRET_BYTES), "big")
    )
    challenge = client.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_SRP_AUTH",
        AuthParameters={"USERNAME": user, "SRP_A": f"{proof.public:x}"},
    )
    if challenge.get("ChallengeName") != "PASSWORD_VERIFIER":
        raise CheckFailed(f"the pool asks for {challenge.get('ChallengeName')} instead of the password")
    asked = challenge["ChallengeParameters"]
    name, moment = asked["USER_ID_FOR_SRP"], timestamp(datetime.now(UTC))
    key = proof.key(name, password, salt=int(asked["SALT"], 16), server=int(asked["SRP_B"], 16))
    answer = client.respond_to_auth_challenge(
        ClientId=client_id,
        ChallengeName="PASSWORD_VERIFIER",
        # moto finds the user by it; Cognito answers with the one that it gave
        Session=challenge.get("Session") or "",
        ChallengeResponses={
            "USERNAME": name,
            "TIMESTAMP": moment,
            "PASSWORD_CLAIM_SECRET_BLOCK": asked["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": proof.signature(key, name, asked["SECRET_BLOCK"], moment),
        },
    )
    if "AuthenticationResult" not in answer:
        raise CheckFailed(f"after the password the pool asks for {answer.get('ChallengeName')}")
    return dict(answer["AuthenticationResult"])
