"""Only what came through the distribution may connect."""

from __future__ import annotations

import hashlib
from types import ModuleType
from typing import Any

import pytest

from tests.functions.loading import load

SECRET = "s3cret-" + "x" * 41
METHOD = "arn:aws:execute-api:us-east-1:123456789012:a1/prod/$connect"

pytestmark = pytest.mark.requirement("ST-27")


@pytest.fixture
def authorizer(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("ORIGIN_HEADER", "x-origin-secret")
    monkeypatch.setenv("ORIGIN_SECRET_SHA256", hashlib.sha256(SECRET.encode()).hexdigest())
    return load("infrastructure/origin_authorizer.py")


def effect(authorizer: ModuleType, headers: dict[str, str] | None) -> str:
    event: dict[str, Any] = {
        "type": "REQUEST",
        "methodArn": METHOD,
        "headers": headers,
        "requestContext": {"connectionId": "c1"},
    }
    answer = authorizer.handler(event, None)
    (statement,) = answer["policyDocument"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("execute-api:Invoke", METHOD)
    return str(statement["Effect"])


@pytest.mark.parametrize("name", ["x-origin-secret", "X-Origin-Secret"])
def test_the_secret_lets_in_whatever_the_case_of_the_headers_name(authorizer: ModuleType, name: str) -> None:
    assert effect(authorizer, {"Host": "api.example.com", name: SECRET}) == "Allow"


@pytest.mark.parametrize(
    "headers",
    [
        None,
        {},
        {"x-origin-secret": ""},
        {"x-origin-secret": SECRET[:-1]},
        {"x-origin-secret": hashlib.sha256(SECRET.encode()).hexdigest()},
        {"authorization": SECRET},
        {"x-origin-secret": SECRET, "X-Origin-Secret": "another"},
    ],
    ids=["no headers", "none", "empty", "shorter", "its hash", "elsewhere", "twice"],
)
def test_everything_else_stays_outside(authorizer: ModuleType, headers: dict[str, str] | None) -> None:
    assert effect(authorizer, headers) == "Deny"


def test_without_its_settings_it_fails_instead_of_letting_in(
    authorizer: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ORIGIN_SECRET_SHA256")
    with pytest.raises(KeyError):
        effect(authorizer, {"x-origin-secret": SECRET})


def test_the_log_names_the_connection_and_not_what_it_brought(
    authorizer: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    effect(authorizer, {"x-origin-secret": "guessed-value"})
    assert "c1" in caplog.text
    assert "guessed-value" not in caplog.text
