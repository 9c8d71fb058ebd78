"""DynamoDB: how a table changes, what is said of it, and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from moto.core.responses import ActionResult
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

from emulator.registry import Created
from emulator.request import Request
from emulator.resources._common import present
from emulator.resources.dynamodb import encryption, global_index, on_demand, outputs, provisioned, warm
from emulator.resources.dynamodb_replica import back_up, dissolve, recoverable, regroup, spread
from emulator.resources.parts import answered, later, later_described, tagging

TABLE = "aws:dynamodb/table:Table"

REBUILDS = ("hashKey", "rangeKey", "keySchemas", "projectionType", "nonKeyAttributes")
"""What an index is born with: another one has to be built."""


def mend_updates() -> None:
    """Mend moto, which forgets other encryption, and refuses a stream where there was one before."""
    streams, update = DynamoDBBackend.update_table_streams, DynamoHandler.update_table

    @wraps(streams)
    def update_table_streams(backend: DynamoDBBackend, table: Table, wanted: dict[str, Any]) -> None:
        if not (table.stream_specification or {}).get("StreamEnabled"):
            table.latest_stream_label = None
        streams(backend, table, wanted)

    @wraps(update)
    def update_table(handler: DynamoHandler) -> ActionResult:
        answer: ActionResult = update(handler)
        if wanted := handler.body.get("SSESpecification"):
            table = handler.dynamodb_backend.get_table(handler.body["TableName"])
            table.sse_specification = wanted
        return answer

    DynamoDBBackend.update_table_streams = update_table_streams
    DynamoHandler.update_table = update_table


mend_updates()


def change_table(r: Request, name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Change what differs, in AWS's order: an index more or less at a time, one kind of change a call."""

    def update(**params: Any) -> None:
        r.api("dynamodb", "update_table", TableName=name, **params)

    # A table is filled from S3 at its birth only.
    r.take("importTable")
    r.take("attributes")
    indexes = Indexes(r)
    for gone in indexes.gone():
        update(GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": gone}}], **indexes.definitions())
    capacity(r, indexes, update)
    stream(r, update)
    for born in indexes.born():
        update(GlobalSecondaryIndexUpdates=[{"Create": born}], **indexes.definitions())
    for key, parameter, value in (
        ("serverSideEncryption", "SSESpecification", lambda: encryption(r) or {"Enabled": False}),
        ("tableClass", "TableClass", lambda: r.take("tableClass", default="STANDARD")),
        (
            "deletionProtectionEnabled",
            "DeletionProtectionEnabled",
            lambda: bool(r.take("deletionProtectionEnabled")),
        ),
    ):
        if key in r.changed:
            update(**{parameter: value()})
    expire(r, name)
    if "pointInTimeRecovery" in r.changed:
        back_up(r, name, r.take("pointInTimeRecovery"))
    made = r.api("dynamodb", "describe_table", TableName=name)["Table"]
    copies = regroup(r, name, made)
    spread(r, name, [copy["regionName"] for copy in copies])
    return {**outputs(made), **present(replicas=copies or None)}


class Indexes:
    """The global indexes of a table, old and new.

    Args:
        r: The request.

    """

    def __init__(self, r: Request) -> None:
        self.r = r
        self.wanted, self.held = (
            {index["name"]: index for index in indexes or ()}
            for indexes in (r.take("globalSecondaryIndexes"), r.old.get("globalSecondaryIndexes"))
        )
        self.there = dict(self.held)

    def kept(self) -> list[str]:
        """Names of those that stay, though their capacity may change."""
        return [
            name
            for name in self.held.keys() & self.wanted.keys()
            if all(self.held[name].get(key) == self.wanted[name].get(key) for key in REBUILDS)
        ]

    def gone(self) -> Iterator[str]:
        """Names of those that go, one by one."""
        for name in sorted(self.held.keys() - self.kept()):
            del self.there[name]
            yield name

    def born(self) -> Iterator[dict[str, Any]]:
        """Those that come, one by one."""
        for name in sorted(self.wanted.keys() - self.kept()):
            self.there[name] = self.wanted[name]
            yield global_index(self.wanted[name])

    def capacities(self) -> Iterator[dict[str, Any]]:
        """Updates of those that stay and whose capacity is another one, or the table's kind of billing."""
        for name in sorted(self.kept()):
            new, old = global_index(self.wanted[name]), global_index(self.held[name])
            for fixed in ("KeySchema", "Projection"):
                new.pop(fixed), old.pop(fixed)
            if new != old or ("billingMode" in self.r.changed and len(new) > 1):
                yield {"Update": new}

    def definitions(self) -> dict[str, Any]:
        """The types of all attributes that are keys now."""
        used = {key for index in self.there.values() for key in index_keys(index)}
        for table in (self.r.inputs, *(self.r.inputs.get("localSecondaryIndexes") or ())):
            used |= {table.get("hashKey"), table.get("rangeKey")}
        given = self.r.inputs.get("attributes") or ()
        return {
            "AttributeDefinitions": [
                {"AttributeName": one["name"], "AttributeType": one["type"]}
                for one in given
                if one["name"] in used
            ]
        }


def index_keys(index: Mapping[str, Any]) -> set[str]:
    """Names of the key attributes of an index."""
    many = {key["attributeName"] for key in index.get("keySchemas") or ()}
    return many or {key for key in (index.get("hashKey"), index.get("rangeKey")) if key}


def capacity(r: Request, indexes: Indexes, update: Callable[..., None]) -> None:
    """Kind of billing and capacity, of the table and of its indexes."""
    mode = r.take("billingMode", default="PROVISIONED")
    given = provisioned(r.take)
    units = given if mode == "PROVISIONED" else None
    limits, ready = on_demand(r.take), warm(r.take)
    others = list(indexes.capacities())
    if "billingMode" in r.changed:
        update(BillingMode=mode, ProvisionedThroughput=units, GlobalSecondaryIndexUpdates=others or None)
        others = []
    elif r.changed & {"readCapacity", "writeCapacity"} and units:
        update(ProvisionedThroughput=units)
    if "onDemandThroughput" in r.changed and mode != "PROVISIONED":
        # -1 is AWS's word for no limit.
        update(OnDemandThroughput=limits or {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1})
    if "warmThroughput" in r.changed and ready:
        update(WarmThroughput=ready)
    for other in others:
        update(GlobalSecondaryIndexUpdates=[other])


def stream(r: Request, update: Callable[..., None]) -> None:
    """The change stream; one of another view is another stream."""
    if not r.changed & {"streamEnabled", "streamViewType"}:
        return
    on, view = r.take("streamEnabled"), r.take("streamViewType")
    if r.old.get("streamEnabled"):
        update(StreamSpecification={"StreamEnabled": False})
    if on:
        update(StreamSpecification={"StreamEnabled": True, "StreamViewType": view})


def expire(r: Request, name: str) -> None:
    """Time to live; by another attribute, the old one is switched off first."""
    if "ttl" not in r.changed:
        return
    wanted, held = r.take("ttl") or {}, r.old.get("ttl") or {}
    for on, ttl in ((False, held), (True, wanted)):
        if ttl.get("enabled"):
            specification = {"Enabled": on, "AttributeName": ttl["attributeName"]}
            r.api("dynamodb", "update_time_to_live", TableName=name, TimeToLiveSpecification=specification)


def delete_table(r: Request, name: str) -> None:
    """Delete a table after its replicas."""
    if answered(lambda: r.api("dynamodb", "describe_table", TableName=name)) is None:
        return
    backends = dynamodb_backends[r.cloud.account_id]
    for replica in r.take("replicas") or ():
        if name in backends[replica["regionName"]].tables:
            dissolve(r, name, replica["regionName"])
    r.api("dynamodb", "delete_table", TableName=name)


def describe_table(r: Request, name: str) -> dict[str, Any] | None:
    """A table in the program's words."""
    answer = answered(lambda: r.api("dynamodb", "describe_table", TableName=name))
    if answer is None:
        return None
    table = answer["Table"]
    ttl = r.api("dynamodb", "describe_time_to_live", TableName=name)["TimeToLiveDescription"]
    streaming = table.get("StreamSpecification") or {"StreamEnabled": False}
    sse = table.get("SSEDescription")
    mode = table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    return present(
        name=name,
        arn=table["TableArn"],
        attributes=[
            {"name": x["AttributeName"], "type": x["AttributeType"]} for x in table["AttributeDefinitions"]
        ],
        billingMode=mode,
        deletionProtectionEnabled=table.get("DeletionProtectionEnabled", False),
        globalSecondaryIndexes=[described(x, mode) for x in table.get("GlobalSecondaryIndexes") or ()],
        localSecondaryIndexes=[described(x, "") for x in table.get("LocalSecondaryIndexes") or ()],
        pointInTimeRecovery={"enabled": True} if recoverable(r, name) else None,
        serverSideEncryption=sse and {"enabled": True, "kmsKeyArn": sse.get("KMSMasterKeyArn")},
        streamEnabled=streaming["StreamEnabled"],
        streamViewType=streaming.get("StreamViewType"),
        tags=r.api("dynamodb", "list_tags_of_resource", ResourceArn=table["TableArn"])["Tags"],
        ttl={"attributeName": ttl["AttributeName"], "enabled": True}
        if ttl["TimeToLiveStatus"] == "ENABLED"
        else None,
        **named(table["KeySchema"]),
        **(units(table) if mode == "PROVISIONED" else {}),
    )


def described(index: Mapping[str, Any], mode: str) -> dict[str, Any]:
    """An index in the program's words."""
    return {
        "name": index["IndexName"],
        **named(index["KeySchema"]),
        "projectionType": index["Projection"]["ProjectionType"],
        **present(nonKeyAttributes=index["Projection"].get("NonKeyAttributes")),
        **(units(index) if mode == "PROVISIONED" else {}),
    }


def named(schema: list[Mapping[str, str]]) -> dict[str, Any]:
    """The names of the keys; those of several attributes of a kind as a list."""
    kinds = {"HASH": "hashKey", "RANGE": "rangeKey"}
    if len({key["KeyType"] for key in schema}) < len(schema):
        keys = [{"attributeName": key["AttributeName"], "keyType": key["KeyType"]} for key in schema]
        return {"keySchemas": keys}
    return {kinds[key["KeyType"]]: key["AttributeName"] for key in schema}


def units(of: Mapping[str, Any]) -> dict[str, int]:
    """Provisioned capacity of a table or index."""
    given = of["ProvisionedThroughput"]
    return {"readCapacity": given["ReadCapacityUnits"], "writeCapacity": given["WriteCapacityUnits"]}


def look_up(r: Request, name: str) -> Created | None:
    """A table that exists."""
    answer = answered(lambda: r.api("dynamodb", "describe_table", TableName=name))
    return answer and (name, outputs(answer["Table"]))


later(
    TABLE,
    read=look_up,
    update=change_table,
    delete=delete_table,
    updates=(
        "dynamodb.update_table",
        "dynamodb.update_table.ProvisionedThroughput",
        "dynamodb.update_table.StreamSpecification",
        "dynamodb.update_time_to_live",
        "dynamodb.update_continuous_backups",
    ),
    rename={
        "attributes": "AttributeDefinitions",
        "globalSecondaryIndexes": "GlobalSecondaryIndexUpdates",
        "globalTableWitness": "GlobalTableWitnessUpdates",
        "pointInTimeRecovery": "PointInTimeRecoverySpecification",
        "readCapacity": "ReadCapacityUnits",
        "replicas": "ReplicaUpdates",
        "serverSideEncryption": "SSESpecification",
        "ttl": "TimeToLiveSpecification",
        "writeCapacity": "WriteCapacityUnits",
    },
    # Matters at the birth of a table only.
    changing=["importTable"],
)
tagging(TABLE, "dynamodb.tag_resource", "dynamodb.untag_resource", ResourceArn="arn")
later_described(TABLE, describe_table)
