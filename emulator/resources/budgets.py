"""Budgets: what may be spent, and who hears of it. Costs are whole-account matters, without a region."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, present
from emulator.resources.parts import removal
from emulator.shapes import tag_list

lacks("budgets", "CreateBudgetAction", "DeleteBudgetAction", "TagResource", "UntagResource", "UpdateBudget")

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
    amount, unit = r.take("limitAmount"), r.take("limitUnit")
    this_month = datetime.now(UTC).strftime("%Y-%m-01_00:00")
    start, end = r.take("timePeriodStart", default=this_month), r.take("timePeriodEnd", default=FOR_EVER)
    automatic, metric = r.take("autoAdjustData"), r.take("metrics")
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
    r.api(
        "budgets",
        "create_budget",
        AccountId=account,
        Budget={
            **filled,
            **present(
                BudgetLimit=None if amount is None else {"Amount": str(amount), "Unit": unit},
                PlannedBudgetLimits=plan(r.take("plannedLimits", [])),
                CostFilters={x["name"]: x["values"] for x in r.take("costFilters", [])} or None,
                Metrics=[metric] if isinstance(metric, str) else metric,
                TimePeriod={"Start": when(start), "End": when(end)},
            ),
        },
        ResourceTags=tag_list(r.tags),
    )
    for notification in r.take("notifications", []):
        notify(r, account, name, notification)
    return f"{account}:{name}", {
        "name": name,
        "accountId": account,
        "arn": f"arn:aws:budgets::{account}:budget/{name}",
        "timePeriodStart": start,
        "timePeriodEnd": end,
    }


def notify(r: Request, account: str, name: str, wanted: Mapping[str, Any]) -> None:
    """Tell people and topics when a share of the budget, or an amount, is reached."""
    mails, topics = wanted.get("subscriberEmailAddresses") or [], wanted.get("subscriberSnsTopicArns") or []
    r.api(
        "budgets",
        "create_notification",
        AccountId=account,
        BudgetName=name,
        Notification={
            "NotificationType": wanted["notificationType"],
            "ComparisonOperator": wanted["comparisonOperator"],
            "Threshold": float(wanted["threshold"]),
            "ThresholdType": wanted["thresholdType"],
        },
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
    made = r.send(
        "budgets",
        "create_budget_action",
        AccountId=account,
        ActionThreshold={
            "ActionThresholdType": limit["actionThresholdType"],
            "ActionThresholdValue": float(limit["actionThresholdValue"]),
        },
        ResourceTags=tag_list(r.tags),
    )
    id_ = made["ActionId"]
    arn = f"arn:aws:budgets::{account}:budget/{name}/action/{id_}"
    return f"{account}:{id_}:{name}", {"actionId": id_, "accountId": account, "arn": arn, "status": "STANDBY"}


removal(
    "aws:budgets/budget:Budget",
    "budgets.delete_budget",
    AccountId=lambda _, id_: id_.partition(":")[0],
    BudgetName=lambda _, id_: id_.partition(":")[2],
)
