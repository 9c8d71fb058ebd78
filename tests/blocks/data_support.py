"""What the tests of the data blocks share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import pulumi
import pulumi_aws as aws

from components.environments import ENVIRONMENTS
from components.iam import Statement, policy_document
from components.links import Link
from components.metrics import check
from components.monitoring import Alarm, Metric, Widget
from tests.support.recorder import declare

T = TypeVar("T")

DEV, STAGING, PROD = ENVIRONMENTS["dev"], ENVIRONMENTS["staging"], ENVIRONMENTS["prod"]
ACCOUNT = "123456789012"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
DR_KEY_ARN = KEY_ARN.replace("us-east-1", "us-west-2")


def metrics_of(things: Iterable[Alarm | Widget]) -> list[Metric]:
    found: list[Metric] = []
    for thing in things:
        if isinstance(thing, Widget):
            found += thing.metrics
        else:
            found += [thing.metric] if thing.metric else list(thing.metrics.values())
    return found


def unpublished(things: Iterable[Alarm | Widget]) -> list[str]:
    """Why metrics would never have data; an empty walk is a mistake of the test."""
    metrics = metrics_of(things)
    assert metrics
    return [str(problem) for metric in metrics for problem in check(metric)]


def made(look: Callable[[], T]) -> T:
    """What a program saw of its own blocks."""
    found: list[T] = []
    declare(lambda: found.append(look()))
    return found[0]


def granted(look: Callable[[], Sequence[Statement]]) -> list[dict[str, Any]]:
    """Statements as IAM would see them."""
    recorded = declare(lambda: aws.iam.RolePolicy("granted", role="somebody", policy=policy_document(look())))
    return recorded.statements("granted")


def linked(look: Callable[[], Link]) -> dict[str, Any]:
    """Variables, `valueFrom` of secrets and ports of a link, resolved."""

    def program() -> None:
        link = look()
        pulumi.export("environment", dict(link.environment))
        pulumi.export("secrets", {name: ref.value_from for name, ref in link.secrets.items()})
        pulumi.export("flows", [{"name": flow.name, "port": flow.port} for flow in link.flows])

    return declare(program).exports
