"""DynamoDB: what is attached to tables later: policies, insights, streams to Kinesis, single items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import again, document, later, later_described, reader, removal

lacks(
    "dynamodb",
    "UpdateContributorInsights",
    "EnableKinesisStreamingDestination",
    "DisableKinesisStreamingDestination",
)


@resource("aws:dynamodb/resourcePolicy:ResourcePolicy")
def resource_policy(r: Request) -> Created:
    """A policy on a table or stream."""
    arn, confirm = r.take("resourceArn"), r.take("confirmRemoveSelfResourceAccess")
    policy = document(r.take("policy"))
    made = r.api(
        "dynamodb",
        "put_resource_policy",
        ResourceArn=arn,
        Policy=policy,
        ConfirmRemoveSelfResourceAccess=confirm,
    )
    return arn, {"revisionId": made["RevisionId"]}


@resource("aws:dynamodb/contributorInsights:ContributorInsights")
def contributor_insights(r: Request) -> Created:
    """The most read and throttled keys of a table or one of its indexes, as CloudWatch rules."""
    name, index = r.take("tableName"), r.take("indexName")
    r.api(
        "dynamodb",
        "update_contributor_insights",
        TableName=name,
        IndexName=index,
        ContributorInsightsAction="ENABLE",
        ContributorInsightsMode=r.take("mode"),
    )
    return f"name:{name}/index:{index or ''}/{r.cloud.account_id}", {}


@resource("aws:dynamodb/kinesisStreamingDestination:KinesisStreamingDestination")
def kinesis_destination(r: Request) -> Created:
    """Changes of a table into a Kinesis stream."""
    name, stream, precision = (
        r.take(key) for key in ("tableName", "streamArn", "approximateCreationDateTimePrecision")
    )
    r.api(
        "dynamodb",
        "enable_kinesis_streaming_destination",
        TableName=name,
        StreamArn=stream,
        EnableKinesisStreamingConfiguration={"ApproximateCreationDateTimePrecision": precision}
        if precision
        else None,
    )
    return f"{name},{stream}", {}


@resource("aws:dynamodb/tableItem:TableItem")
def table_item(r: Request) -> Created:
    """One item, written only if its key is free."""
    name, item = r.take("tableName"), json.loads(r.take("item"))
    named = [key for key in (r.take("hashKey"), r.take("rangeKey")) if key]
    r.api(
        "dynamodb",
        "put_item",
        TableName=name,
        Item=item,
        ConditionExpression="attribute_not_exists(#hash)",
        ExpressionAttributeNames={"#hash": named[0]},
    )
    return "|".join([name, *(str(next(iter(item[key].values()))) for key in named)]), {}


POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy"
INSIGHTS = "aws:dynamodb/contributorInsights:ContributorInsights"
KINESIS = "aws:dynamodb/kinesisStreamingDestination:KinesisStreamingDestination"
ITEM = "aws:dynamodb/tableItem:TableItem"

again(POLICY, updates="dynamodb.put_resource_policy", lasting=["resourceArn"])
removal(POLICY, "dynamodb.delete_resource_policy", ResourceArn="id")
reader(
    POLICY,
    "dynamodb.get_resource_policy",
    lambda answer, _r, arn: {**answer, "resourceArn": arn},
    ResourceArn="id",
)
again(
    INSIGHTS,
    updates="dynamodb.update_contributor_insights",
    rename={"mode": "ContributorInsightsMode"},
    lasting=["tableName", "indexName"],
)
removal(
    INSIGHTS,
    "dynamodb.update_contributor_insights",
    TableName="tableName",
    IndexName="indexName",
    ContributorInsightsAction=lambda _r, _id: "DISABLE",
)
removal(
    KINESIS,
    "dynamodb.disable_kinesis_streaming_destination",
    TableName="tableName",
    StreamArn="streamArn",
)


def key_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The key attributes of an item."""
    item = json.loads(inputs["item"])
    return {name: item[name] for name in (inputs["hashKey"], inputs.get("rangeKey")) if name}


def change_item(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Write the whole item; one of another key takes the place of the old one."""
    name, item = r.take("tableName"), json.loads(r.take("item"))
    if (before := key_of(r.old)) != key_of(r.inputs):
        r.api("dynamodb", "delete_item", TableName=name, Key=before)
    r.api("dynamodb", "put_item", TableName=name, Item=item)
    return {}


def describe_item(r: Request, _: str) -> dict[str, Any] | None:
    """An item as it is now."""
    found = r.api("dynamodb", "get_item", TableName=r.take("tableName"), Key=key_of(r.inputs)).get("Item")
    return found and {"item": json.dumps(found, sort_keys=True)}


later(ITEM, update=change_item, updates="dynamodb.put_item", lasting=["tableName"])
removal(ITEM, "dynamodb.delete_item", TableName="tableName", Key=lambda r, _: key_of(r.inputs))
later_described(ITEM, describe_item)
