"""The capacity of a table and of its indexes: by request, or provisioned and following the load."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.table_schema import Index, OnDemand, Provisioned

NAMESPACE = "dynamodb"
# Application Auto Scaling's names for the two directions.
DIRECTIONS = {"read": "Read", "write": "Write"}


def capacity_follows_load(
    name: str,
    *,
    table_name: pulumi.Output[str],
    indexes: Sequence[Index],
    capacity: Provisioned,
    parent: pulumi.Resource,
) -> None:
    """Scale a table and each of its global indexes, reads and writes apart.

    Args:
        name: Logical name of the table's block.
        table_name: Physical name.
        indexes: Its global indexes: an index that falls behind throttles the table's writes.
        capacity: Limits and target, the same for the table and its indexes.
        parent: The table's block.
    """
    limits = {
        "read": (capacity.read_minimum, capacity.read_maximum),
        "write": (capacity.write_minimum, capacity.write_maximum),
    }
    scaled: list[tuple[str, str, pulumi.Output[str]]] = [
        ("table", "table", pulumi.Output.concat("table/", table_name)),
        *(
            (index.name, "index", pulumi.Output.concat("table/", table_name, "/index/", index.name))
            for index in indexes
        ),
    ]
    for thing, kind, resource_id in scaled:
        for direction, title in DIRECTIONS.items():
            minimum, maximum = limits[direction]
            target = aws.appautoscaling.Target(
                f"{name}-{thing}-{direction}-target",
                service_namespace=NAMESPACE,
                resource_id=resource_id,
                scalable_dimension=f"dynamodb:{kind}:{title}CapacityUnits",
                min_capacity=minimum,
                max_capacity=maximum,
                opts=pulumi.ResourceOptions(parent=parent),
            )
            aws.appautoscaling.Policy(
                f"{name}-{thing}-{direction}-policy",
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                resource_id=target.resource_id,
                scalable_dimension=target.scalable_dimension,
                target_tracking_scaling_policy_configuration=(
                    aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
                        target_value=capacity.target_percent,
                        predefined_metric_specification=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
                            predefined_metric_type=f"DynamoDB{title}CapacityUtilization"
                        ),
                    )
                ),
                opts=pulumi.ResourceOptions(parent=parent),
            )


def global_index(
    index: Index, capacity: OnDemand | Provisioned
) -> aws.dynamodb.TableGlobalSecondaryIndexArgs:
    """A global index as the provider takes it, with the table's capacity at rest."""
    provisioned = capacity if isinstance(capacity, Provisioned) else None
    schemas = [("HASH", index.hash_key), *([("RANGE", index.range_key)] if index.range_key else [])]
    return aws.dynamodb.TableGlobalSecondaryIndexArgs(
        name=index.name,
        key_schemas=[
            aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(attribute_name=key.name, key_type=role)
            for role, key in schemas
        ],
        projection_type=index.projection,
        non_key_attributes=list(index.include) or None,
        read_capacity=provisioned.read_minimum if provisioned else None,
        write_capacity=provisioned.write_minimum if provisioned else None,
    )


def on_demand_caps(capacity: OnDemand | Provisioned) -> aws.dynamodb.TableOnDemandThroughputArgs | None:
    """The caps of a table by request, if it has any."""
    if not isinstance(capacity, OnDemand):
        return None
    if capacity.maximum_read_units is None and capacity.maximum_write_units is None:
        return None
    return aws.dynamodb.TableOnDemandThroughputArgs(
        max_read_request_units=capacity.maximum_read_units,
        max_write_request_units=capacity.maximum_write_units,
    )


def warm_throughput(capacity: OnDemand | Provisioned) -> aws.dynamodb.TableWarmThroughputArgs | None:
    """What a table by request can take at once, if that is given."""
    if not isinstance(capacity, OnDemand):
        return None
    if capacity.warm_read_units is None and capacity.warm_write_units is None:
        return None
    return aws.dynamodb.TableWarmThroughputArgs(
        read_units_per_second=capacity.warm_read_units,
        write_units_per_second=capacity.warm_write_units,
    )
