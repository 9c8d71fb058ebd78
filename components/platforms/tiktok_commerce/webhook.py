"""What TikTok and WhatsApp call: an HTTP API before a function that checks who calls (TC-1)."""

from __future__ import annotations

from dataclasses import dataclass

from components.blocks.api_parts import ErrorAlarm
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Own
from components.blocks.http_api import HttpApi, HttpApiArgs
from components.monitoring import Alarm, Widget
from components.platforms.tiktok_commerce.ground import Ground
from components.platforms.tiktok_commerce.messaging import Messaging
from components.platforms.tiktok_commerce.secrets import Secrets
from components.runtimes import DEFAULT_PYTHON

STAGE = "$default"
# WhatsApp asks once, with the verify token, whether the address is ours; the rest are its messages.
ROUTES = (
    ("GET", "/webhooks/whatsapp"),
    ("POST", "/webhooks/whatsapp"),
    ("POST", "/webhooks/tiktok"),
)
TIMEOUT_SECONDS = 10  # both platforms give a receiver some seconds, and send again
MEMORY_MB = 256
MANY_REFUSED = 100  # HR-43's figure: somebody knocks who has no secret
SLOW_MS = 1000  # TR-14's figure; the guide gives none


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """The API and its function.

    Attributes:
        api: The API.
        function: What checks the caller and publishes.
    """

    api: HttpApi
    function: Function

    def alarms(self) -> list[Alarm]:
        """Alarms on errors and on many refused calls."""
        return [
            *self.api.alarms(
                client_errors=ErrorAlarm(title="WebhookRefused", statistic="Sum", above=MANY_REFUSED),
                server_errors=ErrorAlarm(title="Webhook5XX", statistic="Sum", above=0),
                latency_p95_ms=SLOW_MS,
            ),
            *self.function.alarms(title="Webhook"),
        ]

    def widgets(self) -> list[Widget]:
        """Their graphs."""
        return [*self.api.widgets(), *self.function.widgets("Webhook")]


def declare_webhook(ground: Ground, messaging: Messaging, secrets: Secrets) -> Webhook | None:
    """Declare it, if wanted; reached through the distribution, so that the web ACL sees it first."""
    if not ground.settings.webhook:
        return None
    function = Function(
        f"{ground.name}-webhook",
        FunctionArgs(
            environment=ground.environment,
            name=ground.names.function("webhook"),
            description="Publishes what TikTok and WhatsApp report",
            code=Own(files=("webhook.py",)),
            runtime=DEFAULT_PYTHON,
            handler="webhook.handler",
            timeout_seconds=TIMEOUT_SECONDS,
            memory_mb=MEMORY_MB,
            uses=[
                messaging.processing.link("SNS_TOPIC_ARN"),
                secrets.whatsapp.link("WHATSAPP_API"),
                secrets.tiktok.link("TIKTOK_API"),
            ],
            variables={
                "TYPE_KEY": ground.settings.messages.filter_key,
                "TYPE_SCOPE": ground.settings.messages.filter_scope,
            },
            log_retention_days=ground.settings.function_log_retention_days,
            role_name=ground.names.role("webhook"),
        ),
        opts=ground.child,
    )
    api = HttpApi(
        f"{ground.name}-api",
        HttpApiArgs(
            environment=ground.environment,
            name=ground.names.api,
            stage_name=STAGE,
            log_group_name=ground.names.api_logs("webhook"),
        ),
        opts=ground.child,
    )
    for method, path in ROUTES:
        api.route(method, path, function)
    return Webhook(api=api, function=function)
