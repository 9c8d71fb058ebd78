"""What AWS Budgets refuses, and budgets that would tell nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from components.guards import Problem

# Subscribers of one notification (AWS Budgets, API reference, `NotificationWithSubscribers`).
MOST_EMAILS = 10
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


def budget_problems(
    *, limit_usd: float, emails: Sequence[str], has_topic: bool, tag_key: str | None, tag_value: str | None
) -> Iterator[Problem]:
    """Problems of a monthly cost budget; without a tag it is the whole account's."""
    if limit_usd <= 0:
        yield Problem(
            field="limit_usd", given=limit_usd, allowed="more than 0 USD", fix="give the monthly limit in USD"
        )
    if not emails and not has_topic:
        yield Problem(
            field="emails",
            given=[],
            allowed="an e-mail address or an alerts topic: AWS refuses a notification without a subscriber",
            fix="name who is told",
        )
    if len(emails) > MOST_EMAILS:
        yield Problem(
            field="emails",
            given=len(emails),
            allowed=f"at most {MOST_EMAILS} addresses (AWS Budgets)",
            fix="use a mailing list",
        )
    for index, email in enumerate(emails):
        if not _EMAIL.match(email):
            yield Problem(
                field=f"emails[{index}]",
                given=email,
                allowed="an e-mail address",
                fix="write name@example.com",
            )
    whole = tag_key is None and tag_value is None
    if not whole and (not tag_key or not tag_value or "$" in tag_key):
        yield Problem(
            field="tag",
            given=f"{tag_key}={tag_value}",
            allowed="a tag's key and value, the key without `$`, which parts them in the filter",
            fix="name the cost-allocation tag of the platform",
        )
