"""What SNS refuses, and what it accepts and never delivers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from components.guards import Problem

# SNS's own key lets the account's roles publish, but no AWS service: CloudWatch reports "does not have
# authorization to access the SNS topic encryption key" (AWS re:Post, "CloudWatch alarm and encrypted SNS
# topic"; Amazon SNS Developer Guide, "Enable compatibility between event sources and encrypted topics").
AWS_MANAGED_KEY = "alias/aws/sns"
# Printable ASCII with one @: SNS and AWS Budgets take no internationalised addresses.
EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+")
MAX_FILTER_KEYS = 5  # SNS quota: "Keys per filter policy"
MAX_FILTER_VALUES = 150  # Amazon SNS Developer Guide, "Filter policy constraints": combinations of values


def publisher_problems(*, kms_key: object, publishers: Collection[str]) -> Iterator[Problem]:
    """A key that services can't publish through.

    Args:
        kms_key: ARN or alias of the key, or None for AWS's own; an Output is not looked at.
        publishers: Service principals that publish.
    """
    managed = kms_key is None or (isinstance(kms_key, str) and kms_key.endswith(AWS_MANAGED_KEY))
    if publishers and managed:
        yield Problem(
            field="kms_key_arn",
            given=kms_key,
            allowed=f"a customer managed key whose policy lets {', '.join(sorted(publishers))} use it",
            fix="make one with the Key block and name them among its users",
        )


def endpoint_problems(*, protocol: str, endpoint: object) -> Iterator[Problem]:
    """An endpoint that SNS could not deliver to; an Output is not looked at."""
    if not isinstance(endpoint, str):
        return
    if protocol == "email" and not EMAIL.fullmatch(endpoint):
        yield Problem(
            field="endpoint", given=endpoint, allowed="an e-mail address", fix="write name@example.com"
        )
    if protocol == "https" and not endpoint.startswith("https://"):
        yield Problem(
            field="endpoint", given=endpoint, allowed="an https:// URL (TLS only)", fix="use its HTTPS form"
        )


def filter_problems(filter_policy: Mapping[str, object]) -> Iterator[Problem]:
    """A queue's subscription without a filter, or with more keys than SNS takes (TC-27)."""
    if not 1 <= len(filter_policy) <= MAX_FILTER_KEYS:
        yield Problem(
            field="filter_policy",
            given=sorted(filter_policy),
            allowed=f"1 to {MAX_FILTER_KEYS} keys: without a filter each queue gets every message, its own "
            "worker's answers too",
            fix="filter on the messages' type",
        )


def receiver_problems(*, queue: str, accepts_topics: bool) -> Iterator[Problem]:
    """A queue whose policy would refuse what SNS delivers; SNS says so nowhere."""
    if not accepts_topics:
        yield Problem(
            field="senders",
            given=queue,
            allowed="a queue whose policy lets sns.amazonaws.com send",
            fix=f"give {queue} senders=[topic.sender()]",
        )
