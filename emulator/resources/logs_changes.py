"""CloudWatch Logs: how groups and what is attached to them change, what is said of them, and how they go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from moto.logs.metric_filters import MetricFilters

from emulator.registry import Created
from emulator.request import Request
from emulator.resources.logs import arn
from emulator.resources.parts import (
    again,
    answered,
    changes,
    later,
    later_described,
    reader,
    removal,
    tagging,
)

GROUP = "aws:cloudwatch/logGroup:LogGroup"
STREAM = "aws:cloudwatch/logStream:LogStream"
METRIC_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
SUBSCRIPTION = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
RESOURCE_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
QUERY = "aws:cloudwatch/queryDefinition:QueryDefinition"
DATA_PROTECTION = "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"
INDEX_POLICY = "aws:cloudwatch/logIndexPolicy:LogIndexPolicy"
ACCOUNT_POLICY = "aws:cloudwatch/logAccountPolicy:LogAccountPolicy"
DETECTOR = "aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector"
SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
DESTINATION_POLICY = "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy"
DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"


def replace_filters() -> None:
    """Mend moto, which keeps the old metric filter beside the one that is put over it."""
    original = MetricFilters.add_filter

    @wraps(original)
    def add_filter(filters: MetricFilters, filter_name: str, *args: Any, **kwargs: Any) -> None:
        original(filters, filter_name, *args, **kwargs)
        *others, put = filters.metric_filters
        key = ("filterName", "logGroupName")
        kept = [one for one in others if any(one[part] != put[part] for part in key)]
        filters.metric_filters = [*kept, put]

    MetricFilters.add_filter = add_filter


replace_filters()

TAGGED = ("logs.tag_resource", "logs.untag_resource")


# -- groups


def change_group(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Another retention, key or protection; name and class are fixed for life."""
    if "kmsKeyId" in r.changed:
        if key := r.take("kmsKeyId"):
            r.api("logs", "associate_kms_key", logGroupName=name, kmsKeyId=key)
        else:
            r.api("logs", "disassociate_kms_key", logGroupName=name)
    if "deletionProtectionEnabled" in r.changed:
        r.api(
            "logs",
            "put_log_group_deletion_protection",
            logGroupIdentifier=name,
            deletionProtectionEnabled=bool(r.take("deletionProtectionEnabled")),
        )
    if "retentionInDays" in r.changed:
        if days := r.take("retentionInDays"):
            r.api("logs", "put_retention_policy", logGroupName=name, retentionInDays=days)
        else:
            r.api("logs", "delete_retention_policy", logGroupName=name)
    return {}


def delete_group(r: Request, name: str) -> None:
    """Delete a group with all that was written to it, unless it is to stay."""
    if not r.take("skipDestroy"):
        answered(lambda: r.api("logs", "delete_log_group", logGroupName=name))


def describe_group(r: Request, name: str) -> dict[str, Any] | None:
    """A group with its tags."""
    listed = r.api("logs", "describe_log_groups", logGroupNamePrefix=name)["logGroups"]
    group = next((group for group in listed if group["logGroupName"] == name), None)
    if group is None:
        return None
    tags = r.api("logs", "list_tags_for_resource", resourceArn=arn(r, "log-group", name))["tags"]
    return {**group, "name": name, "arn": arn(r, "log-group", name), "tags": tags}


def look_up_group(r: Request, name: str) -> Created | None:
    """A group that exists."""
    found = describe_group(r, name)
    return (name, {"name": name, "arn": found["arn"]}) if found else None


later(
    GROUP,
    read=look_up_group,
    update=change_group,
    delete=delete_group,
    updates=(
        "logs.put_retention_policy",
        "logs.associate_kms_key",
        "logs.put_log_group_deletion_protection",
    ),
)
tagging(GROUP, *TAGGED, resourceArn="arn")
later_described(GROUP, describe_group)


# -- what belongs to a group


def named(key: str, name: str) -> Callable[[Mapping[str, Any], Request, str], Any]:
    """The one of a list that has the resource's id as its name."""

    def mine(answer: Mapping[str, Any], _: Request, id_: str) -> Any:
        return next((one for one in answer[key] if one[name] == id_), None)

    return mine


WHOSE: dict[str, Any] = {"logGroupName": "logGroupName"}

removal(STREAM, "logs.delete_log_stream", logStreamName="id", **WHOSE)
reader(
    STREAM,
    "logs.describe_log_streams",
    named("logStreams", "logStreamName"),
    names={"name": "logStreamName"},
    logStreamNamePrefix="id",
    **WHOSE,
)

again(
    METRIC_FILTER,
    updates="logs.put_metric_filter",
    rename={"pattern": "filterPattern"},
    lasting=["logGroupName"],
)
removal(METRIC_FILTER, "logs.delete_metric_filter", filterName="id", **WHOSE)
reader(
    METRIC_FILTER,
    "logs.describe_metric_filters",
    named("metricFilters", "filterName"),
    names={"name": "filterName", "pattern": "filterPattern"},
    filterNamePrefix="id",
    **WHOSE,
)

# AWS would let the destination change; the provider makes another filter.
again(SUBSCRIPTION, updates="logs.put_subscription_filter", lasting=["destinationArn"])
removal(SUBSCRIPTION, "logs.delete_subscription_filter", logGroupName="logGroup", filterName="id")
reader(
    SUBSCRIPTION,
    "logs.describe_subscription_filters",
    named("subscriptionFilters", "filterName"),
    names={"logGroup": "logGroupName", "name": "filterName"},
    logGroupName="logGroup",
    filterNamePrefix="id",
)

again(RESOURCE_POLICY, updates="logs.put_resource_policy", lasting=["policyName", "resourceArn"])
removal(RESOURCE_POLICY, "logs.delete_resource_policy", policyName="policyName", resourceArn="resourceArn")
reader(
    RESOURCE_POLICY,
    "logs.describe_resource_policies",
    lambda answer, r, id_: next(
        (
            policy
            for policy in answer["resourcePolicies"]
            if policy.get("policyName") == (r.inputs.get("policyName") or id_)
        ),
        None,
    ),
)

for _policy, _kind in ((DATA_PROTECTION, "data_protection"), (INDEX_POLICY, "index")):
    again(_policy, updates=f"logs.put_{_kind}_policy")
    removal(_policy, f"logs.delete_{_kind}_policy", logGroupIdentifier="id")


# -- of the account

changes(QUERY, "logs.put_query_definition", queryDefinitionId="id")
removal(QUERY, "logs.delete_query_definition", queryDefinitionId="id")
again(
    ACCOUNT_POLICY,
    updates="logs.put_account_policy",
    lasting=["policyName", "policyType", "selectionCriteria"],
)
removal(ACCOUNT_POLICY, "logs.delete_account_policy", policyName="policyName", policyType="policyType")
changes(DETECTOR, "logs.update_log_anomaly_detector", anomalyDetectorArn="id")
tagging(DETECTOR, *TAGGED, resourceArn="id")
removal(DETECTOR, "logs.delete_log_anomaly_detector", anomalyDetectorArn="id")


# -- vended logs

# AWS takes tags only with a new one.
changes(
    DESTINATION,
    "logs.put_delivery_destination",
    only=["deliveryDestinationConfiguration", "deliveryDestinationType", "outputFormat"],
    name="id",
)
removal(DESTINATION, "logs.delete_delivery_destination", name="id")
reader(DESTINATION, "logs.get_delivery_destination", "deliveryDestination", name="id")
again(
    DESTINATION_POLICY,
    updates="logs.put_delivery_destination_policy",
    lasting=["deliveryDestinationName"],
)
removal(DESTINATION_POLICY, "logs.delete_delivery_destination_policy", deliveryDestinationName="id")
reader(DESTINATION_POLICY, "logs.get_delivery_destination_policy", "policy", deliveryDestinationName="id")
removal(SOURCE, "logs.delete_delivery_source", name="id")
reader(SOURCE, "logs.get_delivery_source", "deliverySource", name="id")
changes(
    DELIVERY,
    "logs.update_delivery_configuration",
    rename={"s3DeliveryConfigurations": "s3DeliveryConfiguration"},
    id="id",
)
removal(DELIVERY, "logs.delete_delivery", id="id")
reader(DELIVERY, "logs.get_delivery", "delivery", id="id")
for _vended in (SOURCE, DESTINATION, DELIVERY):
    tagging(_vended, *TAGGED, resourceArn="arn")
