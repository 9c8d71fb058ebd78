"""How many tasks of a service run: a target between two bounds, and a policy for each goal."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.blocks.cluster import Cluster
from components.blocks.fargate_args import Backlog, Scaling
from components.blocks.load_balancer_target import LoadBalancerTarget
from components.environments import TaskCount

Tracking = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs
Predefined = (
    aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs
)
Custom = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationArgs
MathMetric = (
    aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgs
)
Stat = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatArgs  # noqa: E501
StatMetric = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetricArgs  # noqa: E501
Dimension = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricMetricStatMetricDimensionArgs  # noqa: E501

# A service at 0 has a backlog that no task shares: it counts as one task's, which is what it will be.
BACKLOG_PER_TASK = "waiting / IF(running > 0, running, 1)"


def scale(
    name: str,
    scaling: Scaling,
    tasks: TaskCount,
    *,
    cluster: Cluster,
    service_name: pulumi.Output[str],
    target: LoadBalancerTarget | None,
    parent: pulumi.Resource,
) -> None:
    """Register the service as a scalable target and attach a target-tracking policy per goal."""
    scalable = aws.appautoscaling.Target(
        f"{name}-scaling",
        service_namespace="ecs",
        scalable_dimension="ecs:service:DesiredCount",
        resource_id=pulumi.Output.concat("service/", cluster.name, "/", service_name),
        min_capacity=tasks.minimum,
        max_capacity=tasks.maximum,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    for goal, tracking in _goals(scaling, cluster.name, service_name, target).items():
        aws.appautoscaling.Policy(
            f"{name}-{goal}-scaling",
            name=f"{goal}-scaling",  # TC-16: `cpu-scaling`; unique per scalable target, not per account
            policy_type="TargetTrackingScaling",
            service_namespace=scalable.service_namespace,
            scalable_dimension=scalable.scalable_dimension,
            resource_id=scalable.resource_id,
            target_tracking_scaling_policy_configuration=tracking,
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _goals(
    scaling: Scaling,
    cluster_name: pulumi.Output[str],
    service_name: pulumi.Output[str],
    target: LoadBalancerTarget | None,
) -> dict[str, Tracking]:
    goals: dict[str, Tracking] = {}
    if scaling.cpu_percent is not None:
        goals["cpu"] = _predefined("ECSServiceAverageCPUUtilization", scaling.cpu_percent)
    if scaling.memory_percent is not None:
        goals["memory"] = _predefined("ECSServiceAverageMemoryUtilization", scaling.memory_percent)
    if scaling.requests_per_task is not None and target is not None:
        goals["request"] = _predefined(
            "ALBRequestCountPerTarget",
            scaling.requests_per_task,
            pulumi.Output.concat(target.balancer_suffix, "/", target.arn_suffix),
        )
    if scaling.backlog is not None:
        goals["backlog"] = _backlog(scaling.backlog, cluster_name, service_name)
    return goals


def _predefined(metric: str, goal: float, label: pulumi.Input[str] | None = None) -> Tracking:
    return Tracking(
        target_value=goal,
        predefined_metric_specification=Predefined(predefined_metric_type=metric, resource_label=label),
    )


def _backlog(
    backlog: Backlog, cluster_name: pulumi.Output[str], service_name: pulumi.Output[str]
) -> Tracking:
    return Tracking(
        target_value=backlog.messages_per_task,
        customized_metric_specification=Custom(
            metrics=[
                MathMetric(
                    id="waiting",
                    return_data=False,
                    metric_stat=Stat(
                        stat="Sum",
                        metric=StatMetric(
                            namespace="AWS/SQS",
                            metric_name="ApproximateNumberOfMessagesVisible",
                            dimensions=[Dimension(name="QueueName", value=backlog.queue_name)],
                        ),
                    ),
                ),
                MathMetric(
                    id="running",
                    return_data=False,
                    metric_stat=Stat(
                        stat="Average",
                        metric=StatMetric(
                            namespace="ECS/ContainerInsights",
                            metric_name="RunningTaskCount",
                            dimensions=[
                                Dimension(name="ClusterName", value=cluster_name),
                                Dimension(name="ServiceName", value=service_name),
                            ],
                        ),
                    ),
                ),
                MathMetric(id="backlog", expression=BACKLOG_PER_TASK, return_data=True),
            ]
        ),
    )
