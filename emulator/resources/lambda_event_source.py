"""Lambda: its pollers for queues, streams and topics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built
from emulator.resources.lambda_changes import restored
from emulator.resources.parts import later, reader, removal, tagging

MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"

BATCHES = {"sqs": 10}
STREAM_BATCH = 100
"""How many messages, or records, a call gets at most by default: CreateEventSourceMapping's page."""


def failures(r: Request) -> Any:
    """Where records go that no call has processed."""
    place = ("lambda", "create_event_source_mapping", "DestinationConfig")
    return built(r, *place, r.take("destinationConfig"), {"destinationArn": "destination"})


@resource("aws:lambda/eventSourceMapping:EventSourceMapping")
def event_source_mapping(r: Request) -> Created:
    """Lambda's poller for a queue, stream or topic."""
    r.take("useResourceTimeoutForPropagation")
    own, queue = r.take("selfManagedEventSource"), r.take("queues")
    # The provider keeps the broker list as one text.
    endpoints = {kind: hosts.split(",") for kind, hosts in own["endpoints"].items()} if own else None
    made = r.send(
        "lambda",
        "create_event_source_mapping",
        Enabled=r.take("enabled", default=True),
        SelfManagedEventSource=endpoints and {"Endpoints": endpoints},
        DestinationConfig=failures(r),
        Queues=[queue] if isinstance(queue, str) else queue,
        Tags=r.tags or None,
    )
    id_ = made["UUID"]
    return id_, {
        "uuid": id_,
        "arn": f"arn:aws:lambda:{r.region}:{r.cloud.account_id}:event-source-mapping:{id_}",
        "functionArn": made["FunctionArn"],
        "batchSize": made["BatchSize"],
        "state": made.get("State", ""),
        "stateTransitionReason": made.get("StateTransitionReason", ""),
    }


DEFAULTS: dict[str, tuple[str, Any]] = {
    "bisectBatchOnFunctionError": ("BisectBatchOnFunctionError", False),
    "destinationConfig": ("DestinationConfig", {"OnFailure": {}}),
    "enabled": ("Enabled", True),
    "filterCriteria": ("FilterCriteria", {"Filters": []}),
    "functionResponseTypes": ("FunctionResponseTypes", []),
    "kmsKeyArn": ("KMSKeyArn", ""),
    "maximumBatchingWindowInSeconds": ("MaximumBatchingWindowInSeconds", 0),
    "maximumRecordAgeInSeconds": ("MaximumRecordAgeInSeconds", -1),
    "maximumRetryAttempts": ("MaximumRetryAttempts", -1),
    "metricsConfig": ("MetricsConfig", {"Metrics": []}),
    "parallelizationFactor": ("ParallelizationFactor", 1),
    "provisionedPollerConfig": ("ProvisionedPollerConfig", {}),
    "scalingConfig": ("ScalingConfig", {}),
    "tumblingWindowInSeconds": ("TumblingWindowInSeconds", 0),
}
"""What takes a setting back to a new mapping's (UpdateEventSourceMapping's page; -1 is without limit)."""


def change(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Change what differs, in one call."""
    # How long the provider waits.
    r.take("useResourceTimeoutForPropagation")
    params = restored(r, DEFAULTS)
    if "batchSize" in r.changed and r.inputs.get("batchSize") is None:
        r.take("batchSize")
        params["BatchSize"] = BATCHES.get(str(r.inputs.get("eventSourceArn")).split(":")[2], STREAM_BATCH)
    changed = {key for key in r.changed if r.inputs.get(key) is not None} - {"tags"}
    if "destinationConfig" in changed:
        params["DestinationConfig"] = failures(r)
    if params or changed - {"useResourceTimeoutForPropagation"}:
        place = ("lambda", "update_event_source_mapping")
        made = r.send(*place, only=changed, UUID=id_, **params)
        return {"functionArn": made["FunctionArn"], "batchSize": made["BatchSize"]}
    return {}


later(
    MAPPING,
    update=change,
    updates="lambda.update_event_source_mapping",
    lasting=[
        "amazonManagedKafkaEventSourceConfig.consumerGroupId",
        "selfManagedKafkaEventSourceConfig.consumerGroupId",
    ],
    # How long the provider waits.
    changing=["useResourceTimeoutForPropagation"],
)
tagging(MAPPING, "lambda.tag_resource", "lambda.untag_resource", Resource="arn")
removal(MAPPING, "lambda.delete_event_source_mapping", UUID="id")
reader(
    MAPPING,
    "lambda.get_event_source_mapping",
    lambda answer, _r, _id: {**answer, "enabled": answer["State"] in ("Enabled", "Enabling", "Creating")},
    names={"functionName": "FunctionArn"},
    UUID="id",
)
reader(
    MAPPING,
    "lambda.list_tags",
    Resource=lambda r, id_: f"arn:aws:lambda:{r.region}:{r.cloud.account_id}:event-source-mapping:{id_}",
)
