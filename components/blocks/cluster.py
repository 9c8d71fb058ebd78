"""An ECS cluster for Fargate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

Insights = Literal["enabled", "enhanced"]


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """Settings of a cluster.

    Attributes:
        name: Physical name, or None to have one generated.
        insights: Container Insights: `enabled`, or `enhanced` (metrics of each task; costs more).
        spot: Whether services may run on Fargate Spot.
    """

    name: str | None = None
    insights: Insights = "enabled"
    spot: bool = False


class Cluster(pulumi.ComponentResource):
    """A cluster without instances: tasks run on Fargate.

    Attributes:
        arn: ARN.
        name: Physical name.
        capacity: Its capacity providers; a service that names one must come after it.
    """

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Cluster", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        cluster = aws.ecs.Cluster(
            f"{name}-cluster",
            name=args.name,
            settings=[aws.ecs.ClusterSettingArgs(name="containerInsights", value=args.insights)],
            opts=child,
        )
        self.capacity = aws.ecs.ClusterCapacityProviders(
            f"{name}-capacity",
            cluster_name=cluster.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"] if args.spot else ["FARGATE"],
            opts=child,
        )
        self.arn: pulumi.Output[str] = cluster.arn
        self.name: pulumi.Output[str] = cluster.name
        self.register_outputs({"arn": self.arn, "name": self.name})
