"""Budgets: what may be spent, and who hears of it. Costs are whole-account matters, without a region."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moto.budgets.models import Budget
from moto.budgets.responses import BudgetsResponse

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.parts import later, reader, removal
from emulator.shapes import tag_list

lacks(
    "budgets",
    "CreateBudgetAction",
    "DeleteBudgetAction",
    "TagResource",
    "UntagResource",
    "UpdateBudgetAction",
)

PERIOD_FORMAT = "%Y-%m-%d_%H:%M"
"""How pulumi-aws writes a budget's times (UTC)."""

FOR_EVER = "2087-06-15_00:00"
"""AWS's own end of a budget that names none."""

EXPRESSION = {"ands": "and", "ors": "or"}
"""Blocks of a filter expression and what AWS calls them."""


def when(text: str) -> datetime:
    """A time as pulumi-aws writes it."""
    return datetime.strptime(text, PERIOD_FORMAT).replace(tzinfo=UTC)


def expression(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A filter expression under AWS's names, however deep."""
    if given is None:
        return None
    out: dict[str, Any] = {}
    for key, value in given.items():
        if key in EXPRESSION:
            out[EXPRESSION[key]] = [expression(part) for part in value] or None
        else:
            out[key] = expression(value) if key == "not" else value
    return present(**out)


def plan(limits: list[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Limits that differ by period, keyed by the period's start in seconds."""
    return {
        str(int(when(limit["startTime"]).timestamp())): {
            "Amount": str(limit["amount"]),
            "Unit": limit["unit"],
        }
        for limit in limits
    } or None


@resource("aws:budgets/budget:Budget")
def budget(r: Request) -> Created:
    """A budget, then the notifications one by one."""
    account, name = r.take("accountId", default=r.cloud.account_id), r.physical()
    wanted = whole(r, name)
    r.api("budgets", "create_budget", AccountId=account, Budget=wanted, ResourceTags=tag_list(r.tags))
    for notification in r.take("notifications", []):
        notify(r, account, name, notification)
    return f"{account}:{name}", {
        "name": name,
        "accountId": account,
        "arn": f"arn:aws:budgets::{account}:budget/{name}",
        **period(r),
    }


def period(r: Request) -> dict[str, str]:
    """From when until when: from this month on, for ever, unless the program says otherwise."""
    this_month = r.state.get("timePeriodStart") or datetime.now(UTC).strftime("%Y-%m-01_00:00")
    return {
        "timePeriodStart": r.take("timePeriodStart", default=this_month),
        "timePeriodEnd": r.take("timePeriodEnd", default=FOR_EVER),
    }


def whole(r: Request, name: str) -> dict[str, Any]:
    """All that is said of a budget itself."""
    amount, unit = r.take("limitAmount"), r.take("limitUnit")
    automatic, metric, times = r.take("autoAdjustData"), r.take("metrics"), period(r)
    structure = {
        "budgetName": name,
        "budgetType": r.take("budgetType"),
        "timeUnit": r.take("timeUnit"),
        "costTypes": r.take("costTypes"),
        "autoAdjustData": automatic,
        "filterExpression": expression(r.take("filterExpression")),
        "billingViewArn": r.take("billingViewArn"),
    }
    filled = built(r, "budgets", "create_budget", "Budget", structure)
    return {
        **filled,
        **present(
            BudgetLimit=None if amount is None else {"Amount": str(amount), "Unit": unit},
            PlannedBudgetLimits=plan(r.take("plannedLimits", [])),
            CostFilters={x["name"]: x["values"] for x in r.take("costFilters", [])} or None,
            Metrics=[metric] if isinstance(metric, str) else metric,
            TimePeriod={
                "Start": when(times["timePeriodStart"]),
                "End": when(times["timePeriodEnd"]),
            },
        ),
    }


def threshold(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be reached, of what."""
    return {
        "NotificationType": wanted["notificationType"],
        "ComparisonOperator": wanted["comparisonOperator"],
        "Threshold": float(wanted["threshold"]),
        "ThresholdType": wanted["thresholdType"],
    }


def notify(r: Request, account: str, name: str, wanted: Mapping[str, Any]) -> None:
    """Tell people and topics when a share of the budget, or an amount, is reached."""
    mails, topics = wanted.get("subscriberEmailAddresses") or [], wanted.get("subscriberSnsTopicArns") or []
    r.api(
        "budgets",
        "create_notification",
        AccountId=account,
        BudgetName=name,
        Notification=threshold(wanted),
        Subscribers=[
            *({"SubscriptionType": "EMAIL", "Address": mail} for mail in mails),
            *({"SubscriptionType": "SNS", "Address": topic} for topic in topics),
        ],
    )


@resource("aws:budgets/budgetAction:BudgetAction")
def budget_action(r: Request) -> Created:
    """What is done by itself when a budget is reached."""
    account, name, limit = (
        r.take("accountId", default=r.cloud.account_id),
        r.inputs["budgetName"],
        r.take("actionThreshold"),
    )
    r.send(
        "budgets",
        "create_budget_action",
        AccountId=account,
        ActionThreshold={
            "ActionThresholdType": limit["actionThresholdType"],
            "ActionThresholdValue": float(limit["actionThresholdValue"]),
        },
        ResourceTags=tag_list(r.tags),
    )
    # The call is only recorded: its id has to look like AWS's nevertheless, since others take it.
    id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, r.urn))
    arn = f"arn:aws:budgets::{account}:budget/{name}/action/{id_}"
    return f"{account}:{id_}:{name}", {"actionId": id_, "accountId": account, "arn": arn, "status": "STANDBY"}


BUDGET = "aws:budgets/budget:Budget"
ACTION = "aws:budgets/budgetAction:BudgetAction"

WHICH: dict[str, Any] = {
    "AccountId": lambda _, id_: id_.partition(":")[0],
    "BudgetName": lambda _, id_: id_.partition(":")[2],
}


def update_budgets() -> None:
    """Mend moto, which lacks the operation that changes a budget."""

    def update_budget(response: BudgetsResponse) -> str:
        account, new = response._get_param("AccountId"), response._get_param("NewBudget")
        response.backend.describe_budget(account, new["BudgetName"])
        held = response.backend.budgets[account][new["BudgetName"]]
        changed = Budget(new, [])
        changed.notifications = held.notifications
        response.backend.budgets[account][new["BudgetName"]] = changed
        return "{}"

    BudgetsResponse.update_budget = update_budget


update_budgets()


def change(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """The budget as one whole; its notifications one by one."""
    account, name = id_.split(":", 1)
    retag(r)
    if r.changed - {"notifications", "tags"}:
        wanted = whole(r, name)
        r.api("budgets", "update_budget", AccountId=account, NewBudget=wanted)
    new, old = list(r.take("notifications") or ()), list(r.old.get("notifications") or ())
    for gone in (one for one in old if one not in new):
        r.api(
            "budgets",
            "delete_notification",
            AccountId=account,
            BudgetName=name,
            Notification=threshold(gone),
        )
    for added in (one for one in new if one not in old):
        notify(r, account, name, added)
    return period(r)


def retag(r: Request) -> None:
    """Change tags, which this service calls by a name of its own."""
    new, old = r.tags, r.old.get("tags") or {}
    if gone := sorted(old.keys() - new.keys()):
        r.api("budgets", "untag_resource", ResourceARN=r.state["arn"], ResourceTagKeys=gone)
    if fresh := tag_list({key: value for key, value in new.items() if old.get(key) != value}):
        r.api("budgets", "tag_resource", ResourceARN=r.state["arn"], ResourceTags=fresh)


def described(answer: Mapping[str, Any], _: Request, id_: str) -> dict[str, Any]:
    """A budget in the program's words."""
    said = answer["Budget"]
    limit = said.get("BudgetLimit", {})
    return {
        **said,
        "accountId": id_.partition(":")[0],
        "name": said["BudgetName"],
        "limitAmount": limit.get("Amount"),
        "limitUnit": limit.get("Unit"),
    }


later(
    BUDGET,
    update=change,
    updates="budgets.update_budget.NewBudget",
    rename={
        "limitAmount": "BudgetLimit",
        "limitUnit": "BudgetLimit",
        "plannedLimits": "PlannedBudgetLimits",
        "timePeriodEnd": "TimePeriod",
        "timePeriodStart": "TimePeriod",
    },
    # They are created and deleted one by one, and tags have a name of their own.
    changing=["notifications", "tags"],
)
removal(BUDGET, "budgets.delete_budget", **WHICH)
reader(BUDGET, "budgets.describe_budget", described, **WHICH)


def change_action(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Another threshold, definition or role."""
    account, action = id_.split(":")[:2]
    retag(r)
    if not r.changed - {"tags"}:
        return {}
    limit = r.take("actionThreshold")
    r.send(
        "budgets",
        "update_budget_action",
        AccountId=account,
        ActionId=action,
        ActionThreshold={
            "ActionThresholdType": limit["actionThresholdType"],
            "ActionThresholdValue": float(limit["actionThresholdValue"]),
        },
    )
    return {}


later(
    ACTION,
    update=change_action,
    updates="budgets.update_budget_action",
    lasting=["accountId", "budgetName"],
    changing=["tags"],
)
removal(
    ACTION,
    "budgets.delete_budget_action",
    AccountId=lambda _, id_: id_.split(":")[0],
    ActionId="actionId",
    BudgetName="budgetName",
)
