"""DynamoDB.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.policies.grammar import TABLE

from .core import Params, refuses
from .documents import malformed
from .facts import found

if TYPE_CHECKING:
    from emulator.account import Account

MOST_GLOBAL_INDEXES = 20
MOST_LOCAL_INDEXES = 5
MOST_PROJECTED = 100
"""Attributes that all indexes of a table may name together in INCLUDE projections."""

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")


@refuses("dynamodb", "CreateTable")
def table(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Names, numbers of indexes, projections, and capacity that fits the billing mode."""
    name = params["TableName"]
    if not _NAME.fullmatch(name):
        yield f"{name!r} is no table name: 3 to 255 letters, digits, underscores, hyphens and dots"
    on_demand = params.get("BillingMode") == "PAY_PER_REQUEST"
    if on_demand and "ProvisionedThroughput" in params:
        yield f"table {name}: ProvisionedThroughput and PAY_PER_REQUEST exclude each other"
    if not on_demand and params.get("OnDemandThroughput"):
        yield f"table {name}: OnDemandThroughput needs PAY_PER_REQUEST"
    stream = params.get("StreamSpecification", {})
    if stream.get("StreamEnabled") and "StreamViewType" not in stream:
        yield f"table {name}: a stream needs a StreamViewType"
    globals_ = params.get("GlobalSecondaryIndexes") or []
    locals_ = params.get("LocalSecondaryIndexes") or []
    if len(globals_) > MOST_GLOBAL_INDEXES or len(locals_) > MOST_LOCAL_INDEXES:
        yield f"table {name} has more than {MOST_GLOBAL_INDEXES} global or {MOST_LOCAL_INDEXES} local indexes"
    names = [index["IndexName"] for index in (*globals_, *locals_)]
    for duplicate in sorted({one for one in names if names.count(one) > 1}):
        yield f"table {name} has two indexes {duplicate}"
    projected = 0
    for index in (*globals_, *locals_):
        label = f"index {index['IndexName']} of table {name}"
        projection = index.get("Projection", {})
        attributes = projection.get("NonKeyAttributes") or []
        projected += len(attributes)
        if (projection.get("ProjectionType") == "INCLUDE") != bool(attributes):
            yield f"{label}: NonKeyAttributes go with the projection INCLUDE, and only with it"
        if on_demand and "ProvisionedThroughput" in index:
            yield f"{label}: ProvisionedThroughput and PAY_PER_REQUEST exclude each other"
    if projected > MOST_PROJECTED:
        yield f"table {name}: its indexes project {projected} attributes by name, at most {MOST_PROJECTED}"


@refuses("dynamodb", "UpdateTable")
def replicas(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Replicas of a table whose stream doesn't carry both images."""
    wanted = [update["Create"] for update in params.get("ReplicaUpdates", ()) if "Create" in update]
    answer = found(account, region, "dynamodb", "describe_table", TableName=params["TableName"])
    if not wanted or answer is None:
        return
    stream = params.get("StreamSpecification") or answer["Table"].get("StreamSpecification", {})
    if stream.get("StreamViewType") != "NEW_AND_OLD_IMAGES":
        yield f"table {params['TableName']}: replicas need a stream of NEW_AND_OLD_IMAGES"
    customer_key = answer["Table"].get("SSEDescription", {}).get("KMSMasterKeyArn")
    for replica in wanted:
        if replica["RegionName"] == region:
            yield f"table {params['TableName']}: a replica in its own region {region}"
        if customer_key and params.get("SSESpecification") and "KMSMasterKeyId" not in replica:
            yield (
                f"table {params['TableName']}: its replica in {replica['RegionName']} needs a key of its own"
            )


@refuses("dynamodb", "UpdateTimeToLive")
def expiry(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Expiry that is set up twice, or on another attribute."""
    answer = found(account, region, "dynamodb", "describe_time_to_live", TableName=params["TableName"])
    now = (answer or {}).get("TimeToLiveDescription", {})
    on = now.get("TimeToLiveStatus") == "ENABLED"
    wanted = params["TimeToLiveSpecification"]
    if on and wanted["Enabled"]:
        yield f"table {params['TableName']}: TimeToLive is already enabled on {now.get('AttributeName')}"


@refuses("dynamodb", "PutResourcePolicy")
def policy(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Malformed resource policies."""
    yield from malformed(f"the policy of {params['ResourceArn']}", params["Policy"], TABLE, account)
