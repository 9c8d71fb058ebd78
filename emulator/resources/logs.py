"""CloudWatch Logs: groups and what is attached to them (Pulumi files these types under `cloudwatch`)."""

from __future__ import annotations

from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource, simple
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.parts import document

lacks(
    "logs",
    "AssociateKmsKey",
    "CreateLogAnomalyDetector",
    "DeleteAccountPolicy",
    "DeleteDataProtectionPolicy",
    "DeleteIndexPolicy",
    "DeleteLogAnomalyDetector",
    "DeleteQueryDefinition",
    "DisassociateKmsKey",
    "PutAccountPolicy",
    "PutDataProtectionPolicy",
    "PutIndexPolicy",
    "PutLogGroupDeletionProtection",
    "PutQueryDefinition",
    "UpdateDeliveryConfiguration",
    "UpdateLogAnomalyDetector",
)


def arn(r: Request, kind: str, name: str) -> str:
    """The ARN of something in CloudWatch Logs."""
    return f"arn:aws:logs:{r.region}:{r.cloud.account_id}:{kind}:{name}"


@resource("aws:cloudwatch/logGroup:LogGroup")
def log_group(r: Request) -> Created:
    """A group; its retention is an operation of its own (0 days means for ever)."""
    name, days = r.physical(), r.take("retentionInDays")
    # Only a deletion uses it.
    r.take("skipDestroy")
    r.send("logs", "create_log_group", logGroupName=name, tags=r.tags or None)
    if days:
        r.api("logs", "put_retention_policy", logGroupName=name, retentionInDays=days)
    return name, {"name": name, "arn": arn(r, "log-group", name)}


@resource("aws:cloudwatch/logStream:LogStream")
def log_stream(r: Request) -> Created:
    """A stream of a group."""
    name, group = r.physical(), r.take("logGroupName")
    r.api("logs", "create_log_stream", logGroupName=group, logStreamName=name)
    return name, {"name": name, "arn": arn(r, "log-group", f"{group}:log-stream:{name}")}


@resource("aws:cloudwatch/logMetricFilter:LogMetricFilter")
def metric_filter(r: Request) -> Created:
    """A metric made of the lines that match a pattern."""
    name, transformation = r.physical(), r.take("metricTransformation")
    default = transformation.get("defaultValue")
    metric: dict[str, Any] = present(
        metricName=transformation["name"],
        metricNamespace=transformation["namespace"],
        metricValue=transformation["value"],
        defaultValue=None if default in (None, "") else float(default),
        dimensions=transformation.get("dimensions") or None,
        unit=transformation.get("unit"),
    )
    r.send(
        "logs",
        "put_metric_filter",
        {"pattern": "filterPattern"},
        filterName=name,
        metricTransformations=[metric],
    )
    return name, {"name": name}


@resource("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter")
def subscription_filter(r: Request) -> Created:
    """The matching lines of a group, sent elsewhere as they come."""
    name = r.physical()
    r.send("logs", "put_subscription_filter", {"logGroup": "logGroupName"}, filterName=name)
    return name, {"name": name}


@resource("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
def resource_policy(r: Request) -> Created:
    """Which AWS services may write logs: of the account, or of one group."""
    name, target = r.take("policyName"), r.take("resourceArn")
    policy = document(r.take("policyDocument"))
    made = r.api(
        "logs",
        "put_resource_policy",
        policyName=name,
        resourceArn=target,
        policyDocument=policy,
    )
    outputs = {
        "policyDocument": policy,
        "policyScope": "RESOURCE" if target else "ACCOUNT",
        "revisionId": made.get("revisionId", ""),
    }
    return target or name, outputs


simple(
    "aws:cloudwatch/queryDefinition:QueryDefinition",
    "logs.put_query_definition",
    name="name",
    id="queryDefinitionId",
    outputs={
        "name": "name",
        "queryDefinitionId": "queryDefinitionId",
        "arn": lambda r, response: arn(r, "query-definition", response["queryDefinitionId"]),
    },
)


def group_policy(token: str, operation: str) -> None:
    """A type that is one policy of a log group."""

    @resource(token)
    def apply(r: Request) -> Created:
        group = r.take("logGroupName")
        r.api("logs", operation, logGroupIdentifier=group, policyDocument=document(r.take("policyDocument")))
        return group, {}


group_policy("aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy", "put_data_protection_policy")
group_policy("aws:cloudwatch/logIndexPolicy:LogIndexPolicy", "put_index_policy")


@resource("aws:cloudwatch/logAccountPolicy:LogAccountPolicy")
def account_policy(r: Request) -> Created:
    """A policy over all log groups of the account."""
    name, kind = r.take("policyName"), r.take("policyType")
    policy = document(r.take("policyDocument"))
    r.send("logs", "put_account_policy", policyName=name, policyType=kind, policyDocument=policy)
    return f"{name}:{kind}", {}


@resource("aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector")
def anomaly_detector(r: Request) -> Created:
    """Lines that are unlike the others; it is enabled or paused by an update."""
    enabled = r.take("enabled")
    groups = r.take("logGroupArnLists")
    made = r.send("logs", "create_log_anomaly_detector", logGroupArnList=groups, tags=r.tags or None)
    detector = made["anomalyDetectorArn"]
    if not enabled:
        r.api("logs", "update_log_anomaly_detector", anomalyDetectorArn=detector, enabled=False)
    return detector, {"arn": detector}


# -- vended logs: what a service sends of itself (source), where to (destination), and the wire between them

simple(
    "aws:cloudwatch/logDeliverySource:LogDeliverySource",
    "logs.put_delivery_source",
    name="name",
    id="name",
    outputs={"name": "name", "arn": "deliverySource.arn", "service": "deliverySource.service"},
)
simple(
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    "logs.put_delivery_destination",
    name="name",
    id="name",
    outputs={"name": "name", "arn": "deliveryDestination.arn"},
)
simple(
    "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy",
    "logs.put_delivery_destination_policy",
    id="deliveryDestinationName",
)
simple(
    "aws:cloudwatch/logDelivery:LogDelivery",
    "logs.create_delivery",
    rename={"s3DeliveryConfigurations": "s3DeliveryConfiguration"},
    id="delivery.id",
    outputs={"arn": "delivery.arn"},
)
