"""What SQS refuses, and what it accepts and loses messages by."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from components.guards import Problem

# Quotas of SQS (Amazon SQS Developer Guide, "Message quotas" and "Queue quotas").
VISIBILITY_SECONDS = range(43_200 + 1)
RETENTION_SECONDS = range(60, 1_209_600 + 1)
RECEIVE_COUNT = range(1, 1_000 + 1)

# AWS asks for at least six times the function's timeout plus the batching window, so that a throttled
# batch is retried before its messages become visible again (Lambda Developer Guide, "Using Lambda with
# Amazon SQS").
VISIBILITY_FACTOR = 6

# AWS's own key can't be opened to another service: its policy is AWS's. What SNS, EventBridge or CloudWatch
# send to a queue with it is lost without an error (Amazon SQS Developer Guide, "Configuring KMS permissions
# for AWS services").
AWS_MANAGED_KEY = "alias/aws/sqs"


def queue_problems(
    *,
    visibility_timeout_seconds: int,
    max_receive_count: int,
    retention_seconds: int,
    dead_letter_retention_seconds: int,
    dead_letter_visibility_timeout_seconds: int,
) -> Iterator[Problem]:
    """Problems of a queue and its dead-letter queue."""
    for field, given, allowed in (
        ("visibility_timeout_seconds", visibility_timeout_seconds, VISIBILITY_SECONDS),
        (
            "dead_letter_visibility_timeout_seconds",
            dead_letter_visibility_timeout_seconds,
            VISIBILITY_SECONDS,
        ),
        ("max_receive_count", max_receive_count, RECEIVE_COUNT),
        ("retention_seconds", retention_seconds, RETENTION_SECONDS),
        ("dead_letter_retention_seconds", dead_letter_retention_seconds, RETENTION_SECONDS),
    ):
        if given not in allowed:
            yield Problem(
                field=field,
                given=given,
                allowed=f"{allowed.start} to {allowed.stop - 1} (SQS quota)",
                fix="choose a value in that range",
            )
    if dead_letter_retention_seconds < retention_seconds:
        yield Problem(
            field="dead_letter_retention_seconds",
            given=dead_letter_retention_seconds,
            allowed=f"at least the source queue's retention of {retention_seconds} s",
            fix="keep dead letters longer: their clock starts when the message was first sent",
        )


def key_problems(*, kms_key: object, senders: Collection[str]) -> Iterator[Problem]:
    """A key with which services' messages would vanish (TC-27).

    Args:
        kms_key: ARN or alias of the key; an Output is not looked at.
        senders: Service principals that send to the queue.
    """
    if senders and isinstance(kms_key, str) and kms_key.endswith(AWS_MANAGED_KEY):
        yield Problem(
            field="kms_key_arn",
            given=kms_key,
            allowed=f"no key (SSE-SQS), or one of your own that lets {', '.join(sorted(senders))} use it",
            fix="leave the key out, or make one with the Key block",
        )


def consumer_problems(
    *, visibility_timeout_seconds: int, function_timeout_seconds: int, batching_window_seconds: int
) -> Iterator[Problem]:
    """Problems of a function that consumes a queue."""
    needed = VISIBILITY_FACTOR * function_timeout_seconds + batching_window_seconds
    if visibility_timeout_seconds < needed:
        longest = max(0, (visibility_timeout_seconds - batching_window_seconds) // VISIBILITY_FACTOR)
        yield Problem(
            field="timeout_seconds",
            given=function_timeout_seconds,
            allowed=(
                f"at most {longest} s: visibility timeout {visibility_timeout_seconds} s >= "
                f"{VISIBILITY_FACTOR} x timeout + batching window {batching_window_seconds} s"
            ),
            fix=f"shorten the timeout to {longest} s or raise the visibility timeout to {needed} s",
        )
