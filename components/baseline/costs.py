"""What the account costs: a budget over all of it, and anomalies."""

from __future__ import annotations

import pulumi

from components.baseline.ground import BaselineGround
from components.blocks.budget import Budget, BudgetArgs
from components.blocks.cost_anomalies import CostAnomalies, CostAnomaliesArgs


def declare_costs(ground: BaselineGround, topic_arn: pulumi.Input[str]) -> CostAnomalies | None:
    """The account's budget, and its monitor where it is held here."""
    settings = ground.settings
    if settings.monthly_budget_usd:
        Budget(
            f"{ground.name}-budget",
            BudgetArgs(
                name=ground.names.of("budget", "account"),
                limit_usd=settings.monthly_budget_usd,
                emails=settings.alerts.emails,
                topic_arn=topic_arn,
            ),
            opts=ground.child,
        )
    if not settings.cost_anomalies.held:
        return None
    return CostAnomalies(
        f"{ground.name}-cost-anomalies",
        CostAnomaliesArgs(
            name=ground.names.of("anomaly-monitor", "services"),
            topic_arn=topic_arn,
            above_usd=settings.cost_anomalies.above_usd,
            adopt=settings.cost_anomalies.monitor_arn,
        ),
        opts=ground.child,
    )
