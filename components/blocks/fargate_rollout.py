"""Native blue-green and canary deployments of ECS: ECS itself shifts requests between two target groups."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.blocks.fargate_args import Rollout
from components.blocks.load_balancer_target import LoadBalancerTarget
from components.blocks.workload_role import WorkloadRole, workload_role
from components.iam import Statement

# The actions of the managed policy AmazonECSInfrastructureRolePolicyForLoadBalancers (ECS Developer Guide),
# its changes limited to the rule and the target groups of this one service.
_LOOK = (
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
)
_STRATEGIES = {"blueGreen": "BLUE_GREEN", "canary": "CANARY"}


def infrastructure_role(name: str, target: LoadBalancerTarget, *, parent: pulumi.Resource) -> WorkloadRole:
    """The role with which ECS moves a service's requests."""
    groups = [target.arn, *([target.alternate_arn] if target.alternate_arn is not None else [])]
    return workload_role(
        f"{name}-infrastructure-role",
        service="ecs.amazonaws.com",
        statements=[
            Statement(
                sid="SeeLoadBalancers",
                actions=_LOOK,
                resources=["*"],
                reason="the describe actions of Elastic Load Balancing have no resource type",
            ),
            Statement(
                sid="ShiftRequests",
                actions=["elasticloadbalancing:ModifyRule"],
                resources=[target.rule.arn],
            ),
            Statement(
                sid="RegisterTasks",
                actions=[
                    "elasticloadbalancing:RegisterTargets",
                    "elasticloadbalancing:DeregisterTargets",
                ],
                resources=groups,
            ),
        ],
        parent=parent,
    )


def rollout_of(rollout: Rollout) -> aws.ecs.ServiceDeploymentConfigurationArgs | None:
    """The deployment configuration; None for a rolling deployment, which is what ECS does by itself."""
    if rollout.strategy == "rolling":
        return None
    bake = str(rollout.bake_minutes)
    return aws.ecs.ServiceDeploymentConfigurationArgs(
        strategy=_STRATEGIES[rollout.strategy],
        bake_time_in_minutes=bake,
        canary_configuration=aws.ecs.ServiceDeploymentConfigurationCanaryConfigurationArgs(
            canary_percent=float(rollout.canary_percent), canary_bake_time_in_minutes=bake
        )
        if rollout.strategy == "canary"
        else None,
    )
