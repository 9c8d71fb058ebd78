"""The receiver of webhooks publishes what is signed, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest

from tests.functions.loading import load

SECRETS = {
    "arn:whatsapp": {"WEBHOOK_VERIFY_TOKEN": "verify-1138", "WHATSAPP_APP_SECRET": "app-7331"},
    "arn:tiktok": {"TIKTOK_CLIENT_SECRET": "client-2342"},
}
BODY = json.dumps({"entry": [{"id": "1", "text": "déjà vu"}]}, ensure_ascii=False)


class Clients:
    """SNS and Secrets Manager, as far as the function uses them."""

    class exceptions:  # noqa: N801 - as boto3 has it
        """Errors by name."""

        class ResourceNotFoundException(Exception):
            """A secret without a value."""

    def __init__(self, secrets: Mapping[str, Mapping[str, str]]) -> None:
        self.secrets = secrets
        self.published: list[dict[str, Any]] = []

    def get_secret_value(self, **given: str) -> dict[str, str]:
        if given["SecretId"] not in self.secrets:
            raise self.exceptions.ResourceNotFoundException
        return {"SecretString": json.dumps(self.secrets[given["SecretId"]])}

    def publish(self, **message: Any) -> None:
        self.published.append(message)


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("SNS_TOPIC_ARN", "arn:topic")
    monkeypatch.setenv("WHATSAPP_API_SECRET_ARN", "arn:whatsapp")
    monkeypatch.setenv("TIKTOK_API_SECRET_ARN", "arn:tiktok")
    return load("infrastructure/webhook.py")


@pytest.fixture
def clients(function: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Clients:
    found = Clients(SECRETS)
    monkeypatch.setattr(function, "_client", lambda _: found)
    return found


def whatsapp(body: str, secret: str = "app-7331") -> dict[str, str]:
    """WhatsApp's header."""
    signature = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={signature}"}


def tiktok(body: str, at: float, secret: str = "client-2342") -> dict[str, str]:
    """TikTok's header."""
    signed = f"{int(at)}.{body}".encode()
    return {
        "TikTok-Signature": f"t={int(at)},s={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
    }


def post(function: ModuleType, source: str, headers: Mapping[str, str], body: str = BODY, **more: Any) -> int:
    """Call it; the status."""
    event = {
        "rawPath": f"/webhooks/{source}",
        "requestContext": {"http": {"method": "POST"}},
        "headers": headers,
        "body": body,
        **more,
    }
    return int(function.handler(event, None)["statusCode"])


@pytest.mark.requirement("TC-1", "TC-37")
@pytest.mark.parametrize(
    ("query", "status", "body"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": "verify-1138", "hub.challenge": "42"}, 200, "42"),
        ({"hub.mode": "subscribe", "hub.verify_token": "guess", "hub.challenge": "42"}, 403, ""),
        ({"hub.mode": "unsubscribe", "hub.verify_token": "verify-1138"}, 403, ""),
        (None, 403, ""),
    ],
)
def test_only_who_knows_the_verify_token_gets_the_challenge(
    function: ModuleType, clients: Clients, query: object, status: int, body: str
) -> None:
    event = {
        "rawPath": "/webhooks/whatsapp",
        "requestContext": {"http": {"method": "GET"}},
        "headers": {},
        "queryStringParameters": query,
    }
    answer = function.handler(event, None)
    assert (answer["statusCode"], answer["body"]) == (status, body)
    assert clients.published == []


@pytest.mark.requirement("TC-1")
def test_a_signed_report_is_published_with_a_type_that_no_worker_takes(
    function: ModuleType, clients: Clients
) -> None:
    assert post(function, "whatsapp", whatsapp(BODY)) == 200
    assert post(function, "tiktok", tiktok(BODY, time.time())) == 200
    messages = [json.loads(each["Message"]) for each in clients.published]
    assert messages == [
        {"type": f"{source}.event", "payload": json.loads(BODY)} for source in ("whatsapp", "tiktok")
    ]
    assert {each["TopicArn"] for each in clients.published} == {"arn:topic"}


@pytest.mark.requirement("TC-1", "TC-27")
def test_the_type_is_an_attribute_where_filters_read_attributes(
    function: ModuleType, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TYPE_SCOPE", "MessageAttributes")
    monkeypatch.setenv("TYPE_KEY", "kind")
    encoded = base64.b64encode(BODY.encode()).decode()
    assert post(function, "whatsapp", whatsapp(BODY), encoded, isBase64Encoded=True) == 200
    assert clients.published[0]["MessageAttributes"] == {
        "kind": {"DataType": "String", "StringValue": "whatsapp.event"}
    }


@pytest.mark.requirement("TC-1")
def test_what_is_not_signed_so_is_refused(function: ModuleType, clients: Clients) -> None:
    now = time.time()
    refused = [
        post(function, "whatsapp", {}),
        post(function, "whatsapp", whatsapp(BODY, "another")),
        post(function, "whatsapp", whatsapp(BODY), BODY + " "),
        post(function, "tiktok", {}),
        post(function, "tiktok", {"tiktok-signature": "t=now,s=é"}),
        post(function, "tiktok", tiktok(BODY, now, "another")),
        post(function, "tiktok", tiktok(BODY, now - 301)),
    ]
    assert refused == [401] * len(refused)
    assert post(function, "whatsapp", whatsapp("no json"), "no json") == 400
    large = json.dumps("x" * 200_000)
    assert post(function, "whatsapp", whatsapp(large), large) == 413
    assert clients.published == []


@pytest.mark.requirement("TC-37")
def test_nobody_is_known_while_the_slot_is_empty(function: ModuleType, clients: Clients) -> None:
    clients.secrets = {"arn:tiktok": {"OTHER": "key"}}
    assert post(function, "whatsapp", whatsapp(BODY)) == 503
    assert post(function, "tiktok", tiktok(BODY, time.time())) == 503
    clients.secrets = SECRETS
    assert post(function, "whatsapp", whatsapp(BODY)) == 200
