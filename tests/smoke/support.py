"""Breaking a deployed thing behind its owner's back, for as long as a check looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from smoke.core import CheckFailed, Deployed


def without(deployed: Deployed, **outputs: Any) -> Deployed:
    """The deployment with other outputs; None takes one away."""
    merged = {**deployed.outputs, **outputs}
    return replace(deployed, outputs={name: value for name, value in merged.items() if value is not None})


def notices(check: Callable[[Deployed], str], deployed: Deployed, reason: str) -> None:
    """Expect a check to fail for a reason (a regular expression)."""
    with pytest.raises(CheckFailed, match=reason):
        check(deployed)


@contextmanager
def broken(breaks: Callable[[], Any], mends: Callable[[], Any]) -> Iterator[None]:
    """Something is different meanwhile."""
    breaks()
    try:
        yield
    finally:
        mends()


@contextmanager
def queue_attribute(deployed: Deployed, queue: str, name: str, value: str) -> Iterator[None]:
    """A queue's attribute is another meanwhile.

    Args:
        deployed: The platform.
        queue: The output with its URL.
        name: The attribute.
        value: What it is.
    """
    sqs, url = deployed.client("sqs"), deployed[queue]
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"].get(name, "")
    with broken(
        lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={name: value}),
        lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={name: before}),
    ):
        yield
