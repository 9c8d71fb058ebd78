"""Budgets change as a whole, their notifications one by one."""

from typing import Any

from emulator.account import Account

from .life import Life

BUDGET = "aws:budgets/budget:Budget"


def notification(share: int) -> dict[str, Any]:
    return {
        "notificationType": "ACTUAL",
        "comparisonOperator": "GREATER_THAN",
        "threshold": share,
        "thresholdType": "PERCENTAGE",
        "subscriberEmailAddresses": ["a@example.com"],
    }


def budget(account: Account, **inputs: Any) -> Life:
    given = {"budgetType": "COST", "timeUnit": "MONTHLY", "limitAmount": "10", "limitUnit": "USD", **inputs}
    return Life(account, BUDGET, name="b", **given)


def test_a_budgets_limit_changes_and_its_notifications_stay(account: Account) -> None:
    life, client = budget(account, notifications=[notification(80)]), account.client("budgets")
    start = life.state["timePeriodStart"]
    life.change(limitAmount="20")
    assert life.asked == ["UpdateBudget"]
    found = client.describe_budget(AccountId=account.account_id, BudgetName="b")["Budget"]
    assert found["BudgetLimit"] == {"Amount": "20", "Unit": "USD"}
    assert life.state["timePeriodStart"] == start
    told = client.describe_notifications_for_budget(AccountId=account.account_id, BudgetName="b")
    assert [one["Threshold"] for one in told["Notifications"]] == [80.0]


def test_notifications_come_and_go_one_by_one(account: Account) -> None:
    life, client = (
        budget(account, notifications=[notification(50), notification(80)]),
        account.client("budgets"),
    )
    life.change(notifications=[notification(80), notification(100)])
    assert life.asked == ["DeleteNotification", "CreateNotification"]
    told = client.describe_notifications_for_budget(AccountId=account.account_id, BudgetName="b")
    assert [one["Threshold"] for one in told["Notifications"]] == [80.0, 100.0]


def test_a_budget_is_described_until_it_is_gone(account: Account) -> None:
    life = budget(account)
    described = life.described()
    assert described is not None
    assert (described["limitAmount"], described["BudgetType"]) == ("10", "COST")
    life.change(tags={"a": "1"})
    assert account.ledger.of("budgets", "TagResource")[0]["ResourceTags"] == [{"Key": "a", "Value": "1"}]
    life.delete()
    assert life.described() is None
    life.delete()


def test_a_budgets_action_changes_and_goes(account: Account) -> None:
    budget(account)
    definition = {"iamActionDefinition": {"policyArn": "arn:aws:iam::aws:policy/AWSDenyAll", "roles": ["r"]}}
    life = Life(
        account,
        "aws:budgets/budgetAction:BudgetAction",
        budgetName="b",
        actionType="APPLY_IAM_POLICY",
        approvalModel="MANUAL",
        notificationType="ACTUAL",
        executionRoleArn=f"arn:aws:iam::{account.account_id}:role/r",
        actionThreshold={"actionThresholdType": "PERCENTAGE", "actionThresholdValue": 80},
        definition=definition,
        subscribers=[{"subscriptionType": "EMAIL", "address": "a@example.com"}],
    )
    life.change(approvalModel="AUTOMATIC")
    (sent,) = account.ledger.of("budgets", "UpdateBudgetAction")
    assert (sent["ApprovalModel"], sent["BudgetName"]) == ("AUTOMATIC", "b")
    life.delete()
    assert len(account.ledger.of("budgets", "DeleteBudgetAction")) == 1
