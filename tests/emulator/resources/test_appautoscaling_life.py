"""What scales a capacity changes in place and goes."""

from typing import Any

from emulator.account import Account

from .life import Life

TABLE = {
    "resourceId": "table/table",
    "scalableDimension": "dynamodb:table:ReadCapacityUnits",
    "serviceNamespace": "dynamodb",
}


def target(account: Account) -> Life:
    account.client("dynamodb").create_table(
        TableName="table",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    )
    return Life(account, "aws:appautoscaling/target:Target", **TABLE, minCapacity=1, maxCapacity=2)


def test_the_bounds_of_a_target_change(account: Account) -> None:
    life = target(account)
    life.change(maxCapacity=9)
    described = life.described()
    assert described is not None
    assert (described["MinCapacity"], described["MaxCapacity"]) == (1, 9)
    life.delete()
    assert life.described() is None


def test_a_policy_changes_its_goal(account: Account) -> None:
    target(account)

    def goal(percent: float) -> dict[str, Any]:
        metric = {"predefinedMetricType": "DynamoDBReadCapacityUtilization"}
        return {"targetValue": percent, "predefinedMetricSpecification": metric}

    life = Life(
        account,
        "aws:appautoscaling/policy:Policy",
        **TABLE,
        name="p",
        policyType="TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration=goal(50.0),
    )
    life.change(targetTrackingScalingPolicyConfiguration=goal(70.0))
    described = life.described()
    assert described is not None
    assert described["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 70.0
    life.delete()
    assert life.described() is None


def test_a_scheduled_action_changes_its_time(account: Account) -> None:
    target(account)
    life = Life(
        account,
        "aws:appautoscaling/scheduledAction:ScheduledAction",
        **TABLE,
        name="s",
        schedule="cron(0 8 * * ? *)",
        scalableTargetAction={"minCapacity": 1, "maxCapacity": 2},
    )
    life.change(schedule="cron(0 9 * * ? *)")
    described = life.described()
    assert described is not None
    assert described["Schedule"] == "cron(0 9 * * ? *)"
    life.delete()
    assert life.described() is None
