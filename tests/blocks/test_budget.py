from __future__ import annotations

from typing import Any

import pytest

from components.blocks.budget import Budget, BudgetArgs
from tests.support.recorder import declare

TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"


def budget(**changes: Any) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "limit_usd": 18,
        "tag_key": "Service",
        "tag_value": "streamer",
        "emails": ("ops@example.com",),
        **changes,
    }
    return declare(lambda: Budget("cost", BudgetArgs(**settings))).inputs("cost-budget")


@pytest.mark.requirement("X-14", "ST-40", "TR-26")
def test_a_budget_watches_one_platforms_costs_of_a_month() -> None:
    inputs = budget(name="streamer-prod")
    assert inputs["name"] == "streamer-prod"
    assert (inputs["budgetType"], inputs["timeUnit"]) == ("COST", "MONTHLY")
    assert (inputs["limitAmount"], inputs["limitUnit"]) == ("18.00", "USD")
    assert inputs["costFilters"] == [{"name": "TagKeyValue", "values": ["user:Service$streamer"]}]


@pytest.mark.requirement("ST-40")
def test_it_tells_at_80_and_100_percent_spent_and_when_the_month_will_pass_the_limit() -> None:
    told = [
        (each["notificationType"], each["threshold"], each["thresholdType"], each["comparisonOperator"])
        for each in budget()["notifications"]
    ]
    assert told == [
        ("ACTUAL", 80, "PERCENTAGE", "GREATER_THAN"),
        ("ACTUAL", 100, "PERCENTAGE", "GREATER_THAN"),
        ("FORECASTED", 100, "PERCENTAGE", "GREATER_THAN"),
    ]


def test_it_tells_addresses_a_topic_or_both() -> None:
    for emails, topic in ((("a@example.com",), None), ((), TOPIC), (("a@example.com",), TOPIC)):
        for each in budget(emails=emails, topic_arn=topic)["notifications"]:
            assert each["subscriberEmailAddresses"] == list(emails)
            assert each["subscriberSnsTopicArns"] == ([topic] if topic else [])


def test_a_budget_that_tells_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="Budget: emails"):
        BudgetArgs(limit_usd=18, tag_key="Service", tag_value="streamer")
