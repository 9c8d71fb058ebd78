"""The authorizer of `$connect`: real keys, and every forgery that is known to work somewhere."""

from __future__ import annotations

import io
import json
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64decode
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.functions import tokens
from tests.functions.loading import load
from tests.functions.tokens import CLIENT, ISSUER, claims, jwk, signed

WEB_TOKEN = load("infrastructure/json_web_token.py")
METHOD_ARN = "arn:aws:execute-api:us-east-1:123456789012:abc/prod/$connect"
ORIGIN = "https://canvas.example.com"


class KeySet:
    """What the pool publishes; counts how often it is asked."""

    def __init__(self) -> None:
        self.keys = [jwk("pool")]
        self.asked: list[str] = []
        self.fails = False

    def __call__(self, request: urllib.request.Request, timeout: float) -> io.BytesIO:
        self.asked.append(request.full_url)
        assert timeout <= 5
        if self.fails:
            raise urllib.error.URLError("unreachable")
        return io.BytesIO(json.dumps({"keys": self.keys}).encode())


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> KeySet:
    keys = KeySet()
    monkeypatch.setattr(urllib.request, "urlopen", keys)
    return keys


@pytest.fixture
def authorizer(monkeypatch: pytest.MonkeyPatch, published: KeySet) -> ModuleType:
    monkeypatch.setenv("ISSUER", ISSUER)
    monkeypatch.setenv("CLIENT_IDS", f"{CLIENT},another")
    monkeypatch.setenv("ORIGINS", "")
    return load("infrastructure/user_pool_authorizer.py", "infrastructure/json_web_token.py")


def asks(authorizer: ModuleType, token: object, headers: dict[str, str] | None = None) -> dict[str, Any]:
    event = {
        "type": "REQUEST",
        "methodArn": METHOD_ARN,
        "headers": headers or {},
        "queryStringParameters": {"token": token},
    }
    answer: dict[str, Any] = authorizer.handler(event, None)
    return answer


def effect(answer: dict[str, Any]) -> str:
    (statement,) = answer["policyDocument"]["Statement"]
    assert statement["Resource"] == METHOD_ARN
    assert statement["Action"] == "execute-api:Invoke"
    return str(statement["Effect"])


@pytest.mark.requirement("SC-16")
@pytest.mark.parametrize(
    "change",
    [{}, {"token_use": "id", "aud": CLIENT, "client_id": None}, {"client_id": "another"}],
    ids=["access", "id", "other-client"],
)
def test_a_token_of_the_pool_gets_in(authorizer: ModuleType, change: dict[str, Any]) -> None:
    answer = asks(authorizer, signed(claims(**change)))
    assert effect(answer) == "Allow"
    assert answer["principalId"] == claims()["sub"]
    assert answer["context"]["sub"] == claims()["sub"]
    assert answer["context"]["clientId"] in (CLIENT, "another")


def refused() -> dict[str, Callable[[], object]]:
    now = int(time.time())
    good = signed(claims())
    head, body, signature = good.split(".")
    return {
        "nothing": lambda: None,
        "empty": lambda: "",
        "no token": lambda: "let me in",
        "a list": lambda: [good],
        "two parts": lambda: f"{head}.{body}",
        "four parts": lambda: f"{good}.{signature}",
        "too long": lambda: good + "A" * 9_000,
        "alg none": lambda: tokens.unsigned(claims()),
        "alg none with a signature": lambda: signed(claims(), header={"alg": "none"}),
        "HS256 with the public key": lambda: tokens.confused(claims()),
        "RS256 in the header, HMAC below": lambda: tokens.confused(claims(), "RS256"),
        "RS512": lambda: signed(claims(), digest=tokens.OTHER_DIGEST, header={"alg": "RS512"}),
        "another digest": lambda: signed(claims(), digest=tokens.OTHER_DIGEST),
        "alg in lower case": lambda: signed(claims(), header={"alg": "rs256"}),
        "crit": lambda: signed(claims(), header={"crit": ["exp"]}),
        "no key id": lambda: signed(claims(), header={"kid": None}),
        "a key id that is a list": lambda: signed(claims(), header={"kid": ["pool"]}),
        "another pool's key": lambda: signed(claims(), "stranger"),
        "another pool's key under our key's name": lambda: signed(
            claims(), "stranger", header={"kid": "pool"}
        ),
        "its own key in the header": lambda: signed(
            claims(), "stranger", header={"kid": "pool", "jwk": jwk("stranger")}
        ),
        "loose padding": lambda: tokens.with_loose_padding(claims()),
        "no signature": lambda: f"{head}.{body}.",
        "a signature of zeros": lambda: f"{head}.{body}.{tokens.encoded(bytes(256))}",
        "a signature of ones": lambda: f"{head}.{body}.{tokens.encoded(bytes([255]) * 256)}",
        "a signature with a zero before it": lambda: (
            f"{head}.{body}.{tokens.encoded(bytes(1) + urlsafe_b64decode(signature + '=='))}"
        ),
        "other claims under the signature": lambda: (
            f"{head}.{tokens.part(claims(sub='mallory'))}.{signature}"
        ),
        "padding": lambda: f"{good}==",
        "a second text of the same token": lambda: f"{good[:-1]}{chr(ord(good[-1]) + 1)}",
        "claims that are a list": lambda: signed([1]),  # type: ignore[arg-type]
        "deep claims": lambda: f"{head}.{tokens.encoded(b'[' * 5_000)}.{signature}",
        "another pool": lambda: signed(claims(iss=f"{ISSUER}x")),
        "no issuer": lambda: signed(claims(iss=None)),
        "another client": lambda: signed(claims(client_id="stranger")),
        "an access token by its audience": lambda: signed(claims(client_id=None, aud=CLIENT)),
        "an identity token by its client": lambda: signed(claims(token_use="id")),
        "several audiences": lambda: signed(claims(token_use="id", aud=[CLIENT], client_id=None)),
        "no use": lambda: signed(claims(token_use=None)),
        "a refresh token": lambda: signed(claims(token_use="refresh")),
        "expired": lambda: signed(claims(exp=now - 1)),
        "no expiry": lambda: signed(claims(exp=None)),
        "an expiry in words": lambda: signed(claims(exp="never")),
        "an expiry that is true": lambda: signed(claims(exp=True)),
        "no time of issue": lambda: signed(claims(iat=None)),
        "issued tomorrow": lambda: signed(claims(iat=now + 86_400)),
        "good from tomorrow": lambda: signed(claims(nbf=now + 86_400)),
        "nobody": lambda: signed(claims(sub=None)),
        "nobody in words": lambda: signed(claims(sub="")),
    }


@pytest.mark.requirement("SC-16")
@pytest.mark.parametrize("name", sorted(refused()))
def test_whatever_is_odd_is_denied(authorizer: ModuleType, name: str) -> None:
    answer = asks(authorizer, refused()[name]())
    assert effect(answer) == "Deny"
    assert (answer["principalId"], answer["context"]) == ("anonymous", {})


@pytest.mark.requirement("SC-16")
@pytest.mark.parametrize(
    "change",
    [
        {"use": "enc"},
        {"alg": "RS512"},
        {"kty": "EC"},
        {"n": "?"},
        {"n": None},
        {"e": "AA"},
        {"e": "AQ"},
        {"e": "Ag"},
    ],
    ids=str,
)
def test_only_keys_for_these_signatures_are_used(
    authorizer: ModuleType, published: KeySet, change: dict[str, Any]
) -> None:
    published.keys = [jwk("pool", **change)]
    assert effect(asks(authorizer, signed(claims()))) == "Deny"


def test_a_short_key_is_no_key(authorizer: ModuleType, published: KeySet) -> None:
    published.keys = [jwk("short", 1024)]
    assert effect(asks(authorizer, signed(claims(), "short", bits=1024))) == "Deny"


@pytest.mark.requirement("SC-16")
def test_the_pool_is_asked_once_for_many_tokens(authorizer: ModuleType, published: KeySet) -> None:
    for _ in range(5):
        assert effect(asks(authorizer, signed(claims()))) == "Allow"
    assert published.asked == [f"{ISSUER}/.well-known/jwks.json"]


def test_invented_key_names_dont_make_it_ask_again_and_again(
    authorizer: ModuleType, published: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        asks(authorizer, signed(claims(), header={"kid": f"invented-{number}"}))
    assert len(published.asked) == 1
    published.keys.append(jwk("new"))
    late = time.monotonic() + authorizer.ASK_AGAIN_SECONDS + 1
    monkeypatch.setattr(authorizer.time, "monotonic", lambda: late)
    assert effect(asks(authorizer, signed(claims(), "new"))) == "Allow"
    assert len(published.asked) == 2


def test_keys_that_the_pool_no_longer_has_are_forgotten(
    authorizer: ModuleType, published: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert effect(asks(authorizer, signed(claims()))) == "Allow"
    published.keys = [jwk("new")]
    late = time.monotonic() + authorizer.KEYS_LAST_SECONDS + 1
    monkeypatch.setattr(authorizer.time, "monotonic", lambda: late)
    assert effect(asks(authorizer, signed(claims()))) == "Deny"


def test_while_the_pool_cant_be_reached_the_keys_of_last_time_are_good(
    authorizer: ModuleType, published: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(authorizer, signed(claims()))
    published.fails = True
    late = time.monotonic() + authorizer.KEYS_LAST_SECONDS + 1
    monkeypatch.setattr(authorizer.time, "monotonic", lambda: late)
    assert effect(asks(authorizer, signed(claims()))) == "Allow"


def test_without_any_keys_it_fails_and_lets_nobody_in(authorizer: ModuleType, published: KeySet) -> None:
    published.fails = True
    with pytest.raises(OSError, match="unreachable"):
        asks(authorizer, signed(claims()))


@pytest.mark.requirement("SC-21")
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Origin": ORIGIN}, "Allow"),
        ({"origin": ORIGIN}, "Allow"),
        ({"Origin": "https://evil.example"}, "Deny"),
        ({"Origin": f"{ORIGIN}.evil.example"}, "Deny"),
        ({"Origin": "null"}, "Deny"),
        ({}, "Deny"),
    ],
)
def test_a_browser_comes_from_the_application(
    authorizer: ModuleType, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], expected: str
) -> None:
    monkeypatch.setenv("ORIGINS", f"{ORIGIN},http://localhost:3000")
    assert effect(asks(authorizer, signed(claims()), headers)) == expected


def test_a_request_without_parameters_is_denied(authorizer: ModuleType) -> None:
    event = {"methodArn": METHOD_ARN, "queryStringParameters": None, "headers": None}
    assert effect(authorizer.handler(event, None)) == "Deny"


@pytest.mark.requirement("SC-16", "ST-44")
def test_no_part_of_a_token_is_logged(authorizer: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    token = signed(claims(sub="secret-subject", exp=1))
    asks(authorizer, token)
    assert "expired" in caplog.text
    assert not any(piece in caplog.text for piece in [*token.split("."), "secret-subject"])


@given(
    st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{0,40}(\.[A-Za-z0-9_-]{0,40}){2}", fullmatch=True)
)
def test_any_text_is_a_token_or_rejected(text: str) -> None:
    with pytest.raises(WEB_TOKEN.Rejected):
        WEB_TOKEN.parse(text)
