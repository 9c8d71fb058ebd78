"""A platform's monthly cost budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.guards import refuse
from components.guards.budgets import budget_problems

# Percentages of the limit (ST-40, TR-26): spent, spent, and where the month is heading.
NOTIFICATIONS: tuple[tuple[Literal["ACTUAL", "FORECASTED"], int], ...] = (
    ("ACTUAL", 80),
    ("ACTUAL", 100),
    ("FORECASTED", 100),
)


@dataclass(frozen=True, kw_only=True)
class BudgetArgs:
    """Settings of a budget.

    Attributes:
        limit_usd: Monthly limit in USD.
        tag_key: Cost-allocation tag that all resources of the platform carry; activated in Billing.
            Without it the whole account is watched.
        tag_value: Its value.
        name: Physical name, or None to have one generated.
        emails: Who is told by mail (at most 10).
        topic_arn: SNS topic that is told; its policy lets budgets.amazonaws.com publish.

    """

    limit_usd: float
    tag_key: str | None = None
    tag_value: str | None = None
    name: str | None = None
    emails: Sequence[str] = ()
    topic_arn: pulumi.Input[str] | None = None

    def __post_init__(self) -> None:
        """Refuse what AWS Budgets refuses, and a budget that tells nobody."""
        refuse(
            "Budget",
            budget_problems(
                limit_usd=self.limit_usd,
                emails=self.emails,
                has_topic=self.topic_arn is not None,
                tag_key=self.tag_key,
                tag_value=self.tag_value,
            ),
        )


class Budget(pulumi.ComponentResource):
    """A monthly cost budget over what carries one tag, or over the account.

    It tells at 80 and 100 % spent and 100 % forecast.

    One tag, because AWS Budgets doesn't say whether several of one filter are joined by AND or OR.

    Attributes:
        name: Physical name.

    """

    def __init__(self, name: str, args: BudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Budget", name, None, opts)
        budget = aws.budgets.Budget(
            f"{name}-budget",
            name=args.name,
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=f"{args.limit_usd:.2f}",
            limit_unit="USD",
            cost_filters=[
                # `user:` marks tags of one's own; with any other form the budget stays at 0 USD.
                aws.budgets.BudgetCostFilterArgs(
                    name="TagKeyValue", values=[f"user:{args.tag_key}${args.tag_value}"]
                )
            ]
            if args.tag_key
            else None,
            notifications=[
                aws.budgets.BudgetNotificationArgs(
                    notification_type=kind,
                    comparison_operator="GREATER_THAN",
                    threshold=percent,
                    threshold_type="PERCENTAGE",
                    subscriber_email_addresses=list(args.emails),
                    subscriber_sns_topic_arns=[] if args.topic_arn is None else [args.topic_arn],
                )
                for kind, percent in NOTIFICATIONS
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.name: pulumi.Output[str] = budget.name
        self.register_outputs({"name": self.name})
