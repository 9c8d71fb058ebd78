"""DynamoDB and its streams."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .core import Call, Need, encryption, mapped, unknown

_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
"""Transactions have no action of their own, AWS checks the ones of their parts.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html"""

_PARTIQL = {"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"}
_ACCOUNT_WIDE = {"ListTables", "ListBackups", "ListGlobalTables", "DescribeLimits", "DescribeEndpoints"}
_ITEMS = {
    *("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"),
    *("BatchGetItem", "BatchWriteItem", "ConditionCheckItem"),
}
_TABLE = {
    *("DescribeTable", "CreateTable", "UpdateTable", "DeleteTable", "DescribeTimeToLive"),
    *("UpdateTimeToLive", "DescribeContinuousBackups", "UpdateContinuousBackups", "CreateBackup"),
    *("DescribeContributorInsights", "RestoreTableFromBackup"),
}
_BY_ARN = {"ExportTableToPointInTime", "TagResource", "UntagResource", "ListTagsOfResource"}
_EQUALITY = re.compile(r"(#?[\w.]+)\s*=\s*(:\w+)")


def _text(value: object) -> str:
    """The value inside an attribute, typed as the client has it or plain as the resource interface does."""
    if isinstance(value, Mapping) and len(value) == 1:
        return str(next(iter(value.values())))
    return str(value)


def _leading_keys(call: Call, part: Mapping[str, Any], table: str) -> list[str]:
    """The values of the partition key that a request touches: dynamodb:LeadingKeys."""
    key = call.state.partition_key(call.region, table)
    if not key:
        return []
    keys = [part.get("Key"), part.get("Item"), *part.get("Keys", ())]
    found = [_text(item[key]) for item in keys if isinstance(item, Mapping) and key in item]
    names, values = part.get("ExpressionAttributeNames", {}), part.get("ExpressionAttributeValues", {})
    expression = part.get("KeyConditionExpression")
    if isinstance(expression, str) and not part.get("IndexName"):
        for name, value in _EQUALITY.findall(expression):
            if names.get(name, name) == key and value in values:
                found.append(_text(values[value]))
    return found


def _attributes(part: Mapping[str, Any]) -> list[str]:
    names = [*part.get("Key", {}), *part.get("Item", {}), *part.get("AttributesToGet", ())]
    names += part.get("ExpressionAttributeNames", {}).values()
    for text in (part.get("ProjectionExpression"),):
        names += [name.strip() for name in (text or "").split(",") if name.strip() and name.strip()[0] != "#"]
    return sorted(set(names))


def _item(call: Call, action: str, part: Mapping[str, Any], table: str) -> Iterator[Need]:
    resource = call.full(table, "dynamodb", "table/")
    name = resource.split("/")[1]
    context: dict[str, str | list[str]] = {}
    if leading := _leading_keys(call, part, name):
        context["dynamodb:LeadingKeys"] = leading
    if attributes := _attributes(part):
        context["dynamodb:Attributes"] = attributes
    for key in ("Select", "ReturnValues"):
        if part.get(key):
            context[f"dynamodb:{key}"] = str(part[key])
    if part.get("IndexName"):
        resource += f"/index/{part['IndexName']}"
    yield Need(action=f"dynamodb:{action}", resource=resource, context=context)
    yield from encryption(call, "table", name, "Decrypt", via="dynamodb")


@mapped("dynamodb")
def tables(call: Call) -> Iterator[Need]:
    """Items, indexes, batches, transactions, and what is asked about a table as a whole."""
    operation, params = call.operation, call.params
    if operation in _PARTIQL:
        raise unknown(call, "PartiQL has actions of its own (dynamodb:PartiQL*)")
    if "TransactItems" in params or "RequestItems" in params:
        yield from _many(call)
    elif operation in _ITEMS:
        yield from _item(call, operation, params, params["TableName"])
    elif operation in _TABLE and "TableName" in params:
        resource = call.full(params["TableName"], "dynamodb", "table/")
        yield Need(action=f"dynamodb:{operation}", resource=resource)
    elif operation in _BY_ARN:
        yield Need(action=f"dynamodb:{operation}", resource=params.get("TableArn") or params["ResourceArn"])
        yield from _export(call)
    elif operation in _ACCOUNT_WIDE:
        yield Need(action=f"dynamodb:{operation}", resource="*")
    else:
        raise unknown(call)


def _many(call: Call) -> Iterator[Need]:
    """Transactions and batches: each part on its own table."""
    for part in call.params.get("TransactItems", ()):
        for kind, body in part.items():
            yield from _item(call, _TRANSACTIONS[kind], body, body["TableName"])
    for table, asked in call.params.get("RequestItems", {}).items():
        if call.operation == "BatchGetItem":
            yield from _item(call, call.operation, asked, table)
        else:
            bodies = [next(iter(request.values())) for request in asked]
            keys = [body.get("Key", body.get("Item")) for body in bodies]
            yield from _item(call, call.operation, {"Keys": keys}, table)


def _export(call: Call) -> Iterator[Need]:
    """What an export needs on the bucket that it writes to.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html
    """
    if call.operation == "ExportTableToPointInTime":
        target = f"arn:aws:s3:::{call.params['S3Bucket']}/{call.params.get('S3Prefix', '')}"
        for action in ("AbortMultipartUpload", "PutObject", "PutObjectAcl"):
            yield Need(action=f"s3:{action}", resource=target)


@mapped("dynamodbstreams")
def streams(call: Call) -> Iterator[Need]:
    """A table's stream; ListStreams has no resource type."""
    if call.operation == "ListStreams":
        yield Need(action="dynamodb:ListStreams", resource="*")
    elif "StreamArn" in call.params:
        yield Need(action=f"dynamodb:{call.operation}", resource=call.params["StreamArn"])
    elif call.operation == "GetRecords":
        # an iterator begins with the ARN of its stream
        stream = str(call.params["ShardIterator"]).partition("|")[0]
        yield Need(action="dynamodb:GetRecords", resource=stream)
    else:
        raise unknown(call)
