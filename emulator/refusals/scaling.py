"""Application Auto Scaling.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account


@refuses("application-autoscaling", "RegisterScalableTarget")
def target(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Tables, indexes and aliases that don't exist, on-demand tables, and a minimum above the maximum."""
    low, high = params.get("MinCapacity"), params.get("MaxCapacity")
    label = f"scaling target {params['ResourceId']}"
    if low is not None and high is not None and low > high:
        yield f"{label}: MinCapacity {low} is above MaxCapacity {high}"
    kind, *rest = params["ResourceId"].split("/")
    if kind == "table":
        answer = found(account, region, "dynamodb", "describe_table", TableName=rest[0])
        if answer is None:
            yield f"{label}: the table {rest[0]} does not exist"
        else:
            table = answer["Table"]
            if table.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST":
                yield f"{label}: an on-demand table has no capacity to scale"
            names = [index["IndexName"] for index in table.get("GlobalSecondaryIndexes", ())]
            if rest[1:2] == ["index"] and rest[2] not in names:
                yield f"{label}: the table has no index {rest[2]}"
    elif kind.startswith("function"):
        _, name, qualifier = params["ResourceId"].split(":")
        where = {"FunctionName": name, "Qualifier": qualifier}
        if found(account, region, "lambda", "get_function_configuration", **where) is None:
            yield f"{label}: the function has no alias {qualifier}"


@refuses("application-autoscaling", "PutScalingPolicy")
def policy(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Policies without a target or without their own configuration."""
    label = f"scaling policy {params['PolicyName']}"
    known = account.client("application-autoscaling", region).describe_scalable_targets(
        ServiceNamespace=params["ServiceNamespace"], ResourceIds=[params["ResourceId"]]
    )["ScalableTargets"]
    if not any(one["ScalableDimension"] == params["ScalableDimension"] for one in known):
        yield (
            f"{label}: no scalable target registered for {params['ResourceId']} {params['ScalableDimension']}"
        )
    kind = params.get("PolicyType", "StepScaling")
    key = f"{kind}PolicyConfiguration"
    if kind in ("StepScaling", "TargetTrackingScaling") and key not in params:
        yield f"{label}: {kind} needs {key}"
    tracking = params.get("TargetTrackingScalingPolicyConfiguration", {})
    both = ("PredefinedMetricSpecification", "CustomizedMetricSpecification")
    if tracking and len([one for one in both if one in tracking]) != 1:
        yield f"{label}: exactly one of {' and '.join(both)} is needed"
    predefined = tracking.get("PredefinedMetricSpecification", {})
    if (
        predefined.get("PredefinedMetricType") == "ALBRequestCountPerTarget"
        and "ResourceLabel" not in predefined
    ):
        yield f"{label}: ALBRequestCountPerTarget needs a ResourceLabel"
