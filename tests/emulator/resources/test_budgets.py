"""Budgets and who hears of them."""

from datetime import UTC, datetime

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy


@pytest.mark.requirement("X-14")
def test_a_budget_covers_the_tagged_costs_and_tells_people(account: Account) -> None:
    def program() -> None:
        budget = aws.budgets.Budget(
            "monthly",
            name="hookrelay-monthly",
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount="25",
            limit_unit="USD",
            time_period_start="2026-01-01_00:00",
            cost_filters=[{"name": "TagKeyValue", "values": ["user:Project$hookrelay"]}],
            cost_types={"include_credit": False},
            notifications=[
                {
                    "comparison_operator": "GREATER_THAN",
                    "notification_type": "FORECASTED",
                    "threshold": 80,
                    "threshold_type": "PERCENTAGE",
                    "subscriber_email_addresses": ["ops@example.com"],
                }
            ],
            tags={"a": "b"},
        )
        pulumi.export("arn", budget.arn)

    arn = deploy(program, account).outputs["arn"]
    assert arn == "arn:aws:budgets::123456789012:budget/hookrelay-monthly"
    client = account.client("budgets")
    found = client.describe_budget(AccountId="123456789012", BudgetName="hookrelay-monthly")["Budget"]
    assert (found["BudgetLimit"]["Amount"], found["BudgetLimit"]["Unit"]) == ("25", "USD")
    assert found["CostFilters"] == {"TagKeyValue": ["user:Project$hookrelay"]}
    notices = client.describe_notifications_for_budget(
        AccountId="123456789012", BudgetName="hookrelay-monthly"
    )
    assert [notice["Threshold"] for notice in notices["Notifications"]] == [80.0]
    (asked,) = [call.params for call in account.requests if call.operation == "CreateBudget"]
    assert asked["Budget"]["TimePeriod"]["Start"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert asked["Budget"]["CostTypes"] == {"IncludeCredit": False}
    (told,) = [call.params for call in account.requests if call.operation == "CreateNotification"]
    assert told["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": "ops@example.com"}]


def test_a_budget_may_plan_its_limits_and_filter_by_expression(account: Account) -> None:
    def program() -> None:
        aws.budgets.Budget(
            "planned",
            name="planned",
            budget_type="COST",
            time_unit="MONTHLY",
            planned_limits=[
                {"start_time": f"2026-{month:02}-01_00:00", "amount": "10", "unit": "USD"}
                for month in range(1, 13)
            ],
            filter_expression={
                "ands": [
                    {"tags": {"key": "Project", "values": ["hookrelay"], "match_options": ["EQUALS"]}},
                    {"not_": {"dimensions": {"key": "SERVICE", "values": ["Tax"]}}},
                ]
            },
            metrics="UnblendedCost",
        )

    deploy(program, account)
    (asked,) = [call.params["Budget"] for call in account.requests if call.operation == "CreateBudget"]
    assert len(asked["PlannedBudgetLimits"]) == 12
    assert asked["PlannedBudgetLimits"]["1767225600"] == {"Amount": "10", "Unit": "USD"}
    assert asked["FilterExpression"]["And"][1] == {
        "Not": {"Dimensions": {"Key": "SERVICE", "Values": ["Tax"]}}
    }
    assert asked["Metrics"] == ["UnblendedCost"]
