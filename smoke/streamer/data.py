"""Tables, stream and archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smoke import shared, tables
from smoke.core import Deployed, expect

TABLES = ("connectionsTable", "requestsTable", "subscriptionsTable")
# A status that the processor is not called for.
UNREAD = {"Status": "SMOKE-TEST"}
# ST-22: after these a record is in the failure queue.
RETRIES, LONGEST_AGE_SECONDS = 3, 6 * 3600


def names(deployed: Deployed) -> list[str]:
    """The tables that there are."""
    return [str(deployed[output]) for output in TABLES if deployed.outputs.get(output)]


def tables_answer(deployed: Deployed) -> str:
    """Each table finds an item by its key and by each index that the guide's functions ask."""
    statuses = deployed["streamStatuses"]
    expect(statuses or deployed["placeholders"], "every change calls the processor: nothing is tried")
    found = {
        name: tables.answers(deployed, name, UNREAD if name == deployed["requestsTable"] else None)
        for name in names(deployed)
    }
    stated = deployed["indexes"]
    for output in TABLES:
        kind = output.removesuffix("Table")
        if kind in stated:
            expect(
                sorted(found[deployed[output]]) == sorted(stated[kind]),
                f"{deployed[output]} has the indexes {found[deployed[output]]}",
            )
    return "; ".join(f"{name}: {', '.join(indexes)}" for name, indexes in found.items())


def tables_are_guarded(deployed: Deployed) -> str:
    """Every table is encrypted and can be restored to any second."""
    for name in names(deployed):
        shared.table_is_restorable(deployed, name)
    return f"{len(names(deployed))} tables"


def items_expire(deployed: Deployed) -> str:
    """Every table deletes items when their time is over."""
    attributes = set()
    for name in names(deployed):
        ttl = deployed.client("dynamodb").describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        expect(ttl["TimeToLiveStatus"] in ("ENABLED", "ENABLING"), f"{name} keeps items for ever")
        attributes.add(str(ttl["AttributeName"]))
    return f"by {', '.join(sorted(attributes))}"


def stream_is_read(deployed: Deployed) -> str:
    """The processor's alias reads the stream; what fails is split, given up in time and kept."""
    alias = _alias(deployed, deployed["functions"]["processor"])
    own = [each for each in mappings(deployed) if each["FunctionArn"] == alias]
    expect(len(own) == 1, f"{len(own)} mappings of the stream call {alias}")
    _expect_no_poison(deployed, own[0])
    waits = "processor" in deployed["placeholders"]
    enabled = own[0]["State"] in ("Enabled", "Enabling", "Creating")
    expect(enabled != waits, f"the mapping is {own[0]['State']}")
    return "waits for the processor's code" if waits else "enabled"


def mappings(deployed: Deployed) -> list[Mapping[str, Any]]:
    """Everything that reads the stream of requests."""
    stream = deployed["requestsStreamArn"]
    found = deployed.client("lambda").list_event_source_mappings(EventSourceArn=stream)
    return list(found["EventSourceMappings"])


def _expect_no_poison(deployed: Deployed, mapping: Mapping[str, Any]) -> None:
    expect(mapping["StartingPosition"] == "LATEST", f"it begins at {mapping['StartingPosition']}")
    expect(mapping["BisectBatchOnFunctionError"], "a failing batch isn't split")
    expect(mapping["MaximumRetryAttempts"] == RETRIES, f"{mapping['MaximumRetryAttempts']} retries")
    age = mapping["MaximumRecordAgeInSeconds"]
    expect(age == LONGEST_AGE_SECONDS, f"records are given up after {age} s")
    expect("ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []), "batches fail as a whole")
    kept = mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    expect(kept == deployed["failureQueueArn"], f"what fails goes to {kept}")


def archive_is_private(deployed: Deployed) -> str:
    """The archive lets nobody in, and its archiver reads the stream as well."""
    bucket = shared.bucket_is_private(deployed, deployed["archiveBucket"])
    archiver = deployed["ownFunctions"]["archiver"]
    own = [each for each in mappings(deployed) if each["FunctionArn"].endswith(f":function:{archiver}")]
    expect(len(own) == 1, f"{len(own)} mappings of the stream call {archiver}")
    _expect_no_poison(deployed, own[0])
    expect(own[0].get("FilterCriteria", {}).get("Filters"), "the archiver gets every change")
    return bucket


def _alias(deployed: Deployed, function: str) -> str:
    answer = deployed.client("lambda").get_alias(FunctionName=function, Name=deployed["functionAlias"])
    return str(answer["AliasArn"])
