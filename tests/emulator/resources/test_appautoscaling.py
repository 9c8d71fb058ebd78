"""What scales by itself."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy

SCALED: dict[str, Any] = {
    "resource_id": "table/dev-endpoints",
    "scalable_dimension": "dynamodb:table:ReadCapacityUnits",
    "service_namespace": "dynamodb",
}


def tables(account: Account) -> None:
    account.client("dynamodb").create_table(
        TableName="dev-endpoints",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    )


@pytest.mark.requirement("HR-16")
def test_a_tables_capacity_follows_its_use(account: Account) -> None:
    tables(account)

    def program() -> None:
        target = aws.appautoscaling.Target("reads", min_capacity=5, max_capacity=50, **SCALED)
        policy = aws.appautoscaling.Policy(
            "reads",
            name="reads",
            policy_type="TargetTrackingScaling",
            resource_id=target.resource_id,
            scalable_dimension=target.scalable_dimension,
            service_namespace=target.service_namespace,
            target_tracking_scaling_policy_configuration={
                "target_value": 70,
                "predefined_metric_specification": {
                    "predefined_metric_type": "DynamoDBReadCapacityUtilization"
                },
                "scale_in_cooldown": 60,
                "scale_out_cooldown": 30,
            },
        )
        aws.appautoscaling.ScheduledAction(
            "morning",
            name="morning",
            resource_id=target.resource_id,
            scalable_dimension=target.scalable_dimension,
            service_namespace=target.service_namespace,
            schedule="cron(0 6 * * ? *)",
            start_time="2030-01-01T00:00:00Z",
            scalable_target_action={"min_capacity": 10, "max_capacity": 100},
        )
        pulumi.export("target", target.arn)
        pulumi.export("policy", policy.arn)

    outputs, client = deploy(program, account).outputs, account.client("application-autoscaling")
    (target,) = client.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (5, 50)
    assert target["ScalableTargetARN"] == outputs["target"]
    (policy,) = client.describe_scaling_policies(ServiceNamespace="dynamodb")["ScalingPolicies"]
    assert policy["PolicyARN"] == outputs["policy"]
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    assert (tracking["TargetValue"], tracking["ScaleInCooldown"]) == (70.0, 60)
    (action,) = client.describe_scheduled_actions(ServiceNamespace="dynamodb")["ScheduledActions"]
    assert action["ScalableTargetAction"] == {"MinCapacity": 10, "MaxCapacity": 100}


@pytest.mark.requirement("HR-40")
def test_capacity_follows_a_metric_of_ones_own_or_steps(account: Account) -> None:
    tables(account)

    def program() -> None:
        target = aws.appautoscaling.Target("reads", min_capacity=1, max_capacity=5, **SCALED)
        of_it: dict[str, Any] = {
            "resource_id": target.resource_id,
            "scalable_dimension": target.scalable_dimension,
            "service_namespace": target.service_namespace,
        }
        aws.appautoscaling.Policy(
            "backlog",
            name="backlog",
            policy_type="TargetTrackingScaling",
            target_tracking_scaling_policy_configuration={
                "target_value": 10,
                "customized_metric_specification": {
                    "metrics": [
                        {"id": "per", "expression": "depth / tasks", "return_data": True},
                        {
                            "id": "depth",
                            "metric_stat": {
                                "stat": "Sum",
                                "metric": {
                                    "namespace": "AWS/SQS",
                                    "metric_name": "ApproximateNumberOfMessagesVisible",
                                    "dimensions": [{"name": "QueueName", "value": "work"}],
                                },
                            },
                            "return_data": False,
                        },
                    ]
                },
            },
            **of_it,
        )
        aws.appautoscaling.Policy(
            "steps",
            name="steps",
            step_scaling_policy_configuration={
                "adjustment_type": "ChangeInCapacity",
                "cooldown": 60,
                "metric_aggregation_type": "Maximum",
                "step_adjustments": [{"metric_interval_lower_bound": "0", "scaling_adjustment": 2}],
            },
            **of_it,
        )

    deploy(program, account)
    asked = {c.params["PolicyName"]: c.params for c in account.requests if c.operation == "PutScalingPolicy"}
    metrics = asked["backlog"]["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"][
        "Metrics"
    ]
    assert metrics[0] == {"Id": "per", "Expression": "depth / tasks", "ReturnData": True}
    assert metrics[1]["MetricStat"]["Metric"]["Dimensions"] == [{"Name": "QueueName", "Value": "work"}]
    (step,) = asked["steps"]["StepScalingPolicyConfiguration"]["StepAdjustments"]
    assert step == {"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 2}
    assert asked["steps"]["PolicyType"] == "StepScaling"
