"""A function's alias, and the environments that are kept started for it."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.blocks.function_args import FunctionArgs

# Lambda Developer Guide, "Managing provisioned concurrency with Application Auto Scaling": the share in use.
UTILIZATION = 0.7


def alias_of(
    name: str, function: aws.lambda_.Function, args: FunctionArgs, *, parent: pulumi.Resource
) -> aws.lambda_.Alias | None:
    """The alias of the newest published version; None where the function has none."""
    if args.alias is None:
        return None
    alias = aws.lambda_.Alias(
        f"{name}-alias",
        name=args.alias,
        function_name=function.name,
        function_version=function.version,
        opts=pulumi.ResourceOptions(
            parent=parent,
            # CodeDeploy moves it and its weights step by step; an update must not jump ahead
            ignore_changes=None if args.alias_follows else ["functionVersion", "routingConfig"],
        ),
    )
    if args.provisioned_concurrency is not None:
        _provision(
            name,
            function_name=function.name,
            alias=alias,
            minimum=args.provisioned_concurrency,
            maximum=args.provisioned_maximum,
            parent=parent,
        )
    return alias


def _provision(
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
