"""Started environments of a function's alias, a fixed number or scaled by their use."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

# Lambda Developer Guide, "Managing provisioned concurrency with Application Auto Scaling": the share in use.
UTILIZATION = 0.7


def provision(
    name: str,
    *,
    function_name: pulumi.Output[str],
    alias: aws.lambda_.Alias,
    minimum: int,
    maximum: int | None,
    parent: pulumi.Resource,
) -> None:
    """Keep `minimum` environments started; with a `maximum`, follow the use of them up to it."""
    config = aws.lambda_.ProvisionedConcurrencyConfig(
        f"{name}-provisioned",
        function_name=function_name,
        qualifier=alias.name,
        provisioned_concurrent_executions=minimum,
        opts=pulumi.ResourceOptions(
            parent=parent,
            # from then on the number is the scaling policy's
            ignore_changes=["provisionedConcurrentExecutions"] if maximum is not None else None,
        ),
    )
    if maximum is None:
        return
    target = aws.appautoscaling.Target(
        f"{name}-provisioned-scaling",
        service_namespace="lambda",
        scalable_dimension="lambda:function:ProvisionedConcurrency",
        resource_id=pulumi.Output.concat("function:", function_name, ":", alias.name),
        min_capacity=minimum,
        max_capacity=maximum,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[config]),
    )
    aws.appautoscaling.Policy(
        f"{name}-provisioned-policy",
        policy_type="TargetTrackingScaling",
        service_namespace=target.service_namespace,
        scalable_dimension=target.scalable_dimension,
        resource_id=target.resource_id,
        target_tracking_scaling_policy_configuration=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
            target_value=UTILIZATION,
            predefined_metric_specification=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
                predefined_metric_type="LambdaProvisionedConcurrencyUtilization"
            ),
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )
