"""Takes the webhooks of TikTok and WhatsApp, checks who calls, and publishes what they report.

WhatsApp first asks for the verify token (`GET`, the answer is its challenge). Every report is signed:
WhatsApp's with the app's secret over the body (`X-Hub-Signature-256`), TikTok's with the client's secret
over a time and the body (`TikTok-Signature: t=...,s=...`). What isn't signed so is refused: each report may
cost money further on.

What is published is `{"type": "whatsapp.event", "payload": {...}}`, or `tiktok.event`; no worker takes these
types unless its settings say so.

Variables:
    SNS_TOPIC_ARN: Topic of jobs.
    WHATSAPP_API_SECRET_ARN: JSON with WEBHOOK_VERIFY_TOKEN and WHATSAPP_APP_SECRET.
    TIKTOK_API_SECRET_ARN: JSON with TIKTOK_CLIENT_SECRET.
    TYPE_KEY: Key that holds the type; `type` by default.
    TYPE_SCOPE: `MessageAttributes` where filters read attributes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import os
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import boto3

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

LARGEST_BODY = 200_000  # bytes; with its envelope a message stays below SNS's 256 KiB
OLDEST_SECONDS = 300  # a report that was recorded and sent again later is refused
CACHED_SECONDS = 300  # so that a secret that was replaced is known soon

Answer = dict[str, Any]
_secrets: dict[str, tuple[float, Mapping[str, str]]] = {}


class Refused(Exception):
    """A call that is not answered.

    Attributes:
        status: HTTP status.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@cache
def _client(service: str) -> Any:
    return boto3.client(service)


def handler(event: Mapping[str, Any], context: object) -> Answer:  # noqa: ARG001
    """Answer one call of the HTTP API (payload format 2.0)."""
    method = event["requestContext"]["http"]["method"]
    source = event["rawPath"].rstrip("/").rpartition("/")[2]
    try:
        if method == "GET":
            return _answer(200, challenge(event.get("queryStringParameters") or {}))
        body = _body(event)
        headers = {key.lower(): value for key, value in event["headers"].items()}
        CHECKS[source](headers, body)
        publish(source, body)
        return _answer(200, "")
    except Refused as refusal:
        log.warning("%s %s refused: %s", method, source, refusal)
        return _answer(refusal.status, "")


def challenge(query: Mapping[str, str]) -> str:
    """What WhatsApp expects of the address's owner, who knows the verify token."""
    wanted = _secret("WHATSAPP_API_SECRET_ARN", "WEBHOOK_VERIFY_TOKEN")
    if query.get("hub.mode") != "subscribe" or not _same(query.get("hub.verify_token", ""), wanted):
        raise Refused(403, "wrong verify token")
    return query.get("hub.challenge", "")


def check_whatsapp(headers: Mapping[str, str], body: bytes) -> None:
    """Refuse a body that the app's secret did not sign."""
    secret = _secret("WHATSAPP_API_SECRET_ARN", "WHATSAPP_APP_SECRET")
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not _same(headers.get("x-hub-signature-256", ""), f"sha256={signature}"):
        raise Refused(401, "wrong signature")


def check_tiktok(headers: Mapping[str, str], body: bytes) -> None:
    """Refuse a body that the client's secret did not sign, or signed long ago."""
    secret = _secret("TIKTOK_API_SECRET_ARN", "TIKTOK_CLIENT_SECRET")
    said = dict(part.partition("=")[::2] for part in headers.get("tiktok-signature", "").split(","))
    signed = said.get("t", "").encode() + b"." + body
    if not _same(said.get("s", ""), hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()):
        raise Refused(401, "wrong signature")
    if not said["t"].isdigit() or abs(time.time() - int(said["t"])) > OLDEST_SECONDS:
        raise Refused(401, "old signature")


CHECKS = {"whatsapp": check_whatsapp, "tiktok": check_tiktok}


def publish(source: str, body: bytes) -> None:
    """Publish a report."""
    try:
        payload = json.loads(body)
    except ValueError:
        raise Refused(400, "no JSON") from None
    key, kind = os.environ.get("TYPE_KEY", "type"), f"{source}.event"
    attributes = {}
    if os.environ.get("TYPE_SCOPE") == "MessageAttributes":
        attributes = {"MessageAttributes": {key: {"DataType": "String", "StringValue": kind}}}
    message = json.dumps({key: kind, "payload": payload}, ensure_ascii=False)
    _client("sns").publish(TopicArn=os.environ["SNS_TOPIC_ARN"], Message=message, **attributes)


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    body = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
    if len(body) > LARGEST_BODY:
        raise Refused(413, f"{len(body)} bytes")
    return body


def _secret(variable: str, key: str) -> str:
    """One text of a JSON secret.

    Raises:
        Refused: nobody has filled the secret, so nobody can be known by it.
    """
    arn = os.environ[variable]
    read, values = _secrets.get(arn, (float("-inf"), {}))
    if time.monotonic() - read > CACHED_SECONDS:
        client = _client("secretsmanager")
        try:
            values = json.loads(client.get_secret_value(SecretId=arn)["SecretString"])
        except (client.exceptions.ResourceNotFoundException, ValueError):
            raise Refused(503, f"{variable} holds no JSON yet") from None
        _secrets[arn] = (time.monotonic(), values)
    value = values.get(key)
    if not isinstance(value, str) or not value:
        raise Refused(503, f"{variable} has no {key}")
    return value


def _same(given: str, wanted: str) -> bool:
    # takes as long for a wrong text as for a right one
    return hmac.compare_digest(given.encode(), wanted.encode())


def _answer(status: int, body: str) -> Answer:
    return {"statusCode": status, "headers": {"content-type": "text/plain"}, "body": body}
