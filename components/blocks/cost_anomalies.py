"""Cost Anomaly Detection: costs of any service that are not as usual."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.adoption import singleton

IMPACT = "ANOMALY_TOTAL_IMPACT_ABSOLUTE"
PUBLISHER = "costalerts.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class CostAnomaliesArgs:
    """Settings of the monitor and its subscription.

    Attributes:
        name: Physical name of both.
        topic_arn: Who is told, at once; its policy and key let `costalerts.amazonaws.com` publish.
        above_usd: Least total impact that is told.
        adopt: ARN of the account's monitor of all services, to be taken as it is.
    """

    name: str
    topic_arn: pulumi.Input[str]
    above_usd: int
    adopt: str | None = None


class CostAnomalies(pulumi.ComponentResource):
    """The account's monitor of all services (AWS allows one) and a subscription of our own to it.

    Attributes:
        monitor_arn: ARN of the monitor.
    """

    def __init__(
        self, name: str, args: CostAnomaliesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platforms:index:CostAnomalies", name, None, opts)
        monitor = aws.costexplorer.AnomalyMonitor(
            f"{name}-monitor",
            name=args.name,
            monitor_type="DIMENSIONAL",
            monitor_dimension="SERVICE",
            opts=singleton(self, adopt=args.adopt),
        )
        aws.costexplorer.AnomalySubscription(
            f"{name}-subscription",
            name=args.name,
            frequency="IMMEDIATE",  # the only one that topics may have
            monitor_arn_lists=[monitor.arn],
            subscribers=[
                aws.costexplorer.AnomalySubscriptionSubscriberArgs(type="SNS", address=args.topic_arn)
            ],
            threshold_expression=aws.costexplorer.AnomalySubscriptionThresholdExpressionArgs(
                dimension=aws.costexplorer.AnomalySubscriptionThresholdExpressionDimensionArgs(
                    key=IMPACT, match_options=["GREATER_THAN_OR_EQUAL"], values=[str(args.above_usd)]
                )
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.monitor_arn: pulumi.Output[str] = monitor.arn
        self.register_outputs({"monitorArn": self.monitor_arn})
