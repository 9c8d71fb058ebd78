"""What AWS does on its own: run functions, poll queues and streams, deliver events, expire items.

moto stores all of this and does little of it. `installed()` replaces the few methods that stand in the way,
all of them listed here, each for the reason given where its replacement is.
"""

import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from moto.apigatewaymanagementapi.models import ApiGatewayManagementApiBackend
from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.awslambda.responses import LambdaResponse
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.utils import convert_to_flask_response
from moto.dynamodb.models.table import StreamShard
from moto.events.models import Rule
from moto.s3 import notifications
from moto.s3.models import FakeBucket
from moto.sns.models import Subscription
from moto.sqs.models import Queue

from . import (
    aliases,
    buckets,
    buses,
    connections,
    deployments,
    functions,
    published,
    queues,
    streams,
    topics,
    work,
)
from .buses import fire, fire_schedule
from .environment import NotExecutable
from .expiry import expire
from .work import Lost, settle, undelivered

if TYPE_CHECKING:
    from emulator.account import Account

__all__ = [
    "Lost",
    "NotExecutable",
    "expire",
    "fire",
    "fire_schedule",
    "installed",
    "poll",
    "settle",
    "undelivered",
]

POLLING = ("sqs", "lambda")
"""Calls to these services let Lambda look into its queues once more: time passes with them."""

_stubbed = BotocoreStubber.__call__
_served = convert_to_flask_response.__call__
_create_function = LambdaFunction.__init__


def poll(account: "Account") -> None:
    """Give every message that waits for a function one more try, and do all that follows from it."""
    work.QUEUE.append(lambda: queues.poll_all(account.account_id))
    settle()


def _create(function: Any, *args: Any, **options: Any) -> None:
    """`LambdaFunction.__init__`: moto drops DeadLetterConfig and LoggingConfig."""
    _create_function(function, *args, **options)
    function.emulated_spec = options["spec"]


def _after(account_id: str, text: str) -> None:
    if any(f".{service}." in text or f"//{service}." in text for service in POLLING):
        work.QUEUE.append(lambda: queues.poll_all(account_id))
    settle()


@contextmanager
def installed(account_id: str = "123456789012") -> Iterator[None]:
    """Let the account run while the block lasts."""

    def stubbed(stubber: Any, event_name: str, request: Any, **options: Any) -> Any:
        """Every boto3 call that moto answers in this process."""
        shut = connections.shut(request.url)
        if shut is not None:
            return shut
        request.url = connections.through_domain(account_id, request.url)
        answer = _stubbed(stubber, event_name, request, **options)
        if answer is not None:
            _after(account_id, event_name)
        return answer

    def served(response: Any, *args: Any, **options: Any) -> Any:
        """Every call that moto answers over HTTP."""
        from flask import request

        answer = _served(response, *args, **options)
        _after(account_id, request.headers.get("Authorization", "").replace("/", "."))
        return answer

    replacements: tuple[tuple[Any, str, Any], ...] = (
        (BotocoreStubber, "__call__", stubbed),
        (convert_to_flask_response, "__call__", served),
        (ApiGatewayManagementApiBackend, "post_to_connection", connections.post_to_connection),
        (ApiGatewayManagementApiBackend, "get_connection", connections.get_connection),
        (ApiGatewayManagementApiBackend, "delete_connection", connections.delete_connection),
        (LambdaFunction, "__init__", _create),
        (LambdaFunction, "_invoke_lambda", functions.invoke_lambda),
        (LambdaFunction, "invoke", functions.invoke),
        (LambdaBackend, "invoke", aliases.invoke),
        (LambdaResponse, "invoke", aliases.invoked),
        (LambdaBackend, "create_event_source_mapping", streams.create_event_source_mapping),
        (Queue, "add_message", queues.add_message),
        (StreamShard, "add", streams.add),
        (Subscription, "publish", topics.publish),
        (Rule, "send_to_targets", buses.send_to_targets),
        (FakeBucket, "get_permission", buckets.get_permission),
        (urllib.request.HTTPSHandler, "https_open", published.https_open(account_id)),
        (notifications, "_invoke_awslambda", buckets.to_function),
        (notifications, "_send_sqs_message", buckets.to_queue),
        (notifications, "_send_sns_message", buckets.to_topic),
    )
    with ExitStack() as stack:
        stack.enter_context(work.fresh())
        stack.enter_context(deployments.running())
        stack.callback(connections.OPEN.clear)
        for owner, name, replacement in replacements:
            stack.enter_context(patch.object(owner, name, replacement))
        yield
