"""Budgets.

https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses

if TYPE_CHECKING:
    from emulator.account import Account

_TAG = re.compile(r"(user|aws):[^$]+\$.*")
MOST_NOTIFICATIONS = 10
MOST_MAILS = 10
MOST_TOPICS = 1


@refuses("budgets", "CreateBudget")
def budget(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Tag filters in the wrong form, limits, and subscribers that are too many."""
    name = params["Budget"]["BudgetName"]
    if params["AccountId"] != account.account_id:
        yield f"budget {name}: {params['AccountId']} is not this account"
    for value in (params["Budget"].get("CostFilters") or {}).get("TagKeyValue", ()):
        if not _TAG.fullmatch(value):
            yield f"budget {name}: the tag filter {value!r} is not of the form user:Key$Value"
    limit = params["Budget"].get("BudgetLimit", {}).get("Amount")
    if limit is not None and float(limit) <= 0:
        yield f"budget {name}: the limit {limit} is not above 0"
    notifications = params.get("NotificationsWithSubscribers") or []
    if len(notifications) > MOST_NOTIFICATIONS:
        yield f"budget {name}: at most {MOST_NOTIFICATIONS} notifications, not {len(notifications)}"
    seen = []
    for one in notifications:
        notification, subscribers = one["Notification"], one["Subscribers"]
        if notification in seen:
            yield f"budget {name}: the same notification twice"
        seen.append(notification)
        kinds = [subscriber["SubscriptionType"] for subscriber in subscribers]
        if not kinds or kinds.count("EMAIL") > MOST_MAILS or kinds.count("SNS") > MOST_TOPICS:
            yield (
                f"budget {name}: a notification has 1 to {MOST_MAILS} mail addresses and "
                f"{MOST_TOPICS} topic at most"
            )
